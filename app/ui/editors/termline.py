"""A line in which a term of a vocabulary is found by typing any word of it, in any language."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter

from app.base import i18n
from app.base.i18n import _
from app.domain import search
from app.domain.vocabulary import OURS, Lists
from app.ui.editors.parts import Line
from app.ui.page import tip

MOST_SHOWN = 60
"""Terms offered at once; more words find fewer."""


def path(lists: Lists, code: str, language: str) -> str:
    """Return a term with the wider ones before it, as they are read: `Broader > Narrower`."""
    steps: list[str] = []
    at: str | None = code
    while at and len(steps) < 9:
        steps.append(lists.label(at, language))
        at = lists.broader(at)
    return " > ".join(reversed(steps))


class TermLine(Line):
    """Shows one chosen term; typing searches, arrows and Enter choose, an empty line says none."""

    chosen = Signal()
    """A person chose a term, or none."""

    def __init__(self, name: str, vocabulary_name: str, hint: str = "", lists: Lists = OURS) -> None:
        super().__init__(name, hint)
        self._lists, self._vocabulary = lists, vocabulary_name
        self._code = self._words = ""
        self._codes: list[str] = []
        self._model: QStringListModel | None = None
        self._list: QCompleter | None = None
        self.textEdited.connect(self._on_edited)

    @property
    def code(self) -> str:
        """The term chosen, empty for none."""
        return self._code

    @property
    def astray(self) -> bool:
        """Whether what is written is not the chosen term."""
        return self.text().strip() != self._label()

    def show_code(self, code: str, words: str = "") -> None:
        """Show a term, empty for none; one that is not known here by the words kept beside it, else by its code."""
        self._code, self._words = code, words
        self.show_text(self._label())
        self.setToolTip(tip(path(self._lists, code, i18n.language())) if code and self._lists.broader(code) else "")

    def choose(self, code: str) -> None:
        """Choose a term as a person does."""
        changed = code != self._code
        self.show_code(code)
        if changed:
            self.chosen.emit()

    def settle(self) -> None:
        """Take what is written as a term when it can mean only one."""
        if not self.astray:
            return
        wanted = search.folded(self.text())
        if not wanted.strip():
            self.choose("")
            return
        found = self._lists.find(self.text(), self._vocabulary, narrower=False)
        same = [code for code in found if wanted in map(search.folded, self._labels(code))]
        if len(same) == 1 or len(found) == 1:
            self.choose((same or found)[0])

    def offer(self) -> None:
        """Show the terms that hold the words written, all of them for none."""
        completer = self._completer()
        assert self._model is not None
        words = self.text() if self.astray else ""
        all_of_it = self._lists.load(self._vocabulary).offered
        self._codes = (self._lists.find(words, self._vocabulary) if words.strip() else all_of_it)[:MOST_SHOWN]
        language = i18n.language()
        self._model.setStringList([path(self._lists, code, language) for code in self._codes])
        popup = completer.popup()
        if self._codes and popup is not None:
            widest = max(map(popup.fontMetrics().horizontalAdvance, self._model.stringList())) + 40
            popup.setMinimumWidth(min(widest, self.screen().availableGeometry().width() * 9 // 10))
            completer.complete()
        else:
            self._close_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with Down, take what is written with Enter, give up with Escape."""
        if event.key() == Qt.Key.Key_Down and not self.isReadOnly():
            self.offer()
        elif event.key() == Qt.Key.Key_Escape and self.astray:
            self.show_code(self._code, self._words)
        else:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isReadOnly():
                self.settle()
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Settle what is written when the keyboard goes on."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.isReadOnly():
            self.settle()

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            if self._code:
                self._code = ""
                self.setToolTip("")
                self.chosen.emit()
            self._close_list()
            return
        self.offer()

    def _completer(self) -> QCompleter:
        """Return the list below the line, made when it is first needed."""
        if self._list is None:
            self._model = QStringListModel(self)
            self._list = QCompleter(self._model, self)
            self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self._list.setMaxVisibleItems(12)
            if (popup := self._list.popup()) is not None:
                popup.setAccessibleName(_("{field}: terms found").format(field=self.accessibleName()))
            self.setCompleter(self._list)
            self._list.activated[QModelIndex].connect(self._on_picked)  # type: ignore[index]  # stubs know no overloads
        return self._list

    def _close_list(self) -> None:
        if self._list is not None and (popup := self._list.popup()) is not None:
            popup.hide()

    def _on_picked(self, index: QModelIndex) -> None:
        if index.row() < len(self._codes):
            self.choose(self._codes[index.row()])
            QTimer.singleShot(0, self, lambda: self.show_code(self._code))  # the toolkit writes the whole path after us

    def _label(self) -> str:
        said = {"term": self._code, "words": self._words}
        return self._lists.said(said, i18n.language()) if self._code else ""

    def _labels(self, code: str) -> list[str]:
        found = self._lists.entry(code)
        return list(found.labels.values()) if found else []
