"""Editor of a text: one line or a growing box, its language, and translations beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.base.i18n import _
from app.domain import ids
from app.domain.schema import Field
from app.domain.schema.kinds import Text
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.growing import Growing
from app.ui.editors.language import LanguageButton
from app.ui.editors.parts import Kept, Line, follow, named, stacked
from app.ui.editors.translation import Translation
from app.ui.page import column, tool

ROOM_BESIDE = 100
"""Average letters the editor must be wide before a translation stands beside the original."""


class TextEditor(Editor):
    """Words in one language, with translations beside them."""

    selection_changed = Signal()
    """Another passage of the original is selected, or none."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        self._kept = Kept()
        self._long = isinstance(field.kind, Text) and field.kind.long
        self._translations: list[Translation] = []
        self._read_only = self._setting = False
        whole = stacked(self)
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._sides.setSpacing(12)
        whole.addLayout(self._sides)
        self.language = LanguageButton(desk.look, self.label, translate=self._on_translate, tabbed=self._long)
        self.language.chosen.connect(self._on_edited)
        self.box: QLineEdit | Growing
        if self._long:
            self.box = Growing(self.label)
            self.box.textChanged.connect(self._on_text_changed)
        else:
            self.box = Line(self.label)
            self.box.textEdited.connect(self._on_edited)
        self.box.selectionChanged.connect(self.selection_changed)
        self._original = QHBoxLayout()
        self._original.setSpacing(4)
        self._original.addWidget(self.box, 1)
        side = column(gap=4)
        side.addWidget(self.language)
        if self._long:
            self._translate = tool(desk.look, "new", _("Translation"), self._on_translate, text=True)
            self._translate.setAccessibleName(named(self.label, _("add a translation")))
            self._translate.setToolTip(_("Add a translation"))
            side.addWidget(self._translate)
        side.addStretch(1)
        self._original.addLayout(side)
        self._sides.addLayout(self._original, 1)
        self._others: QVBoxLayout | None = None
        self.setFocusProxy(self.box)

    def set_value(self, value: Any) -> None:
        """Show a text and its translations."""
        self._kept.give(value)
        given = self._kept.given
        self._show_text(str(given.get("text") or ""))
        self.language.show_language(str(given.get("language") or ""))
        self._kept.show("text", self._text())
        self._kept.show("language", self.language.language)
        while self._translations:
            self._drop(self._translations[0])
        for one in given.get("translations") or ():
            self._add(one)
        self.setFocusProxy(self.box)

    def value(self) -> Any:
        """Return the text; None when nothing was written."""
        if not self._kept.touched:
            return self._kept.as_given()
        made = self._kept.copy()
        made.pop("answer", None)
        self._kept.put(made, "text", self._text())
        self._kept.put(made, "language", self.language.language)
        translations = [one.value() for one in self._translations if one.value()["text"].strip() or one.given]
        if translations != (self._kept.given.get("translations") or []):
            self._kept.put(made, "translations", None, translations)
        made.setdefault("text", "")
        return made if made["text"].strip() or set(made) - {"text", "language", "id"} else None

    @property
    def translations(self) -> list[dict[str, Any]]:
        """The translations as they stand."""
        return [one.value() for one in self._translations]

    @property
    def focused(self) -> bool:
        """Whether the keyboard is in the original."""
        return self.box.hasFocus()

    def selection(self) -> tuple[int, int, str] | None:
        """Return start, end and text of the passage selected in the original, counted in characters; None for none."""
        if isinstance(self.box, QLineEdit):
            start, end = self.box.selectionStart(), self.box.selectionEnd()
        else:
            cursor = self.box.textCursor()
            start, end = cursor.selectionStart(), cursor.selectionEnd()
        if start < 0 or start == end:
            return None
        units = self._text().encode("utf-16-le", "surrogatepass")
        before, within = (
            units[2 * a : 2 * b].decode("utf-16-le", "surrogatepass") for a, b in ((0, start), (start, end))
        )
        return len(before), len(before) + len(within), within

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        self._read_only = read_only
        self.box.setReadOnly(read_only)
        self.language.set_read_only(read_only)
        if self._long:
            self._translate.setVisible(not read_only)
        for one in self._translations:
            one.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the original."""
        self.box.setFocus()

    def extras(self) -> list[tuple[str, Callable[[], object]]]:
        """Offer the language and a translation."""
        return [(_("Language..."), self.language.open_menu), (_("Add a translation"), self._on_translate)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let translations stand beside the original where there is room, else below it."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_BESIDE * self.fontMetrics().averageCharWidth() and self._long
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != wanted:
            self._sides.setDirection(wanted)

    def _text(self) -> str:
        return self.box.text() if isinstance(self.box, QLineEdit) else self.box.toPlainText()

    def _show_text(self, text: str) -> None:
        self._setting = True
        if isinstance(self.box, Line):
            self.box.show_text(text)
        elif isinstance(self.box, Growing):
            self.box.setPlainText(text)
        self._setting = False

    def _on_translate(self) -> None:
        self._add({"id": ids.new_item_id()}, given=False).focus_first()

    def _add(self, value: dict[str, Any], *, given: bool = True) -> Translation:
        if self._others is None:
            side = QWidget()
            self._others = QVBoxLayout(side)
            self._others.setContentsMargins(0, 0, 0, 0)
            self._others.setSpacing(8)
            self._sides.addWidget(side, 1, Qt.AlignmentFlag.AlignTop)
        made = Translation(self.desk, named(self.label, _("translation")), value, long=self._long, given=given)
        made.edited.connect(self._on_edited)
        made.removed.connect(self._on_removed)
        made.set_read_only(self._read_only)
        self._translations.append(made)
        self._others.addWidget(made)
        follow(self)
        return made

    def _drop(self, one: Translation) -> None:
        assert self._others is not None
        self._translations.remove(one)
        self._others.removeWidget(one)
        one.hide()
        one.deleteLater()
        if not self._translations:
            if (side := self._others.parentWidget()) is not None:
                self._sides.removeWidget(side)
                side.deleteLater()
            self._others = None

    def _on_removed(self, one: Translation) -> None:
        self._drop(one)
        self.focus_first()
        self._on_edited()

    def _on_text_changed(self) -> None:
        if not self._setting:
            self._on_edited()

    def _on_edited(self) -> None:
        self._kept.touched = True
        self.edited.emit()
