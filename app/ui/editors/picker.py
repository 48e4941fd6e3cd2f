"""A line in which one types what a record is called, and below it the records that may be meant."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QScrollArea, QWidget

from app.base.i18n import N_, _
from app.domain import schema
from app.services import picking
from app.services.picking import Candidate, Likeness, Linked
from app.ui.desk import Desk
from app.ui.editors.parts import Line
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import column

WAIT = 150
"""Milliseconds without a key before it searches."""

MOST_SHOWN = 7
"""Lines of the list in sight; it scrolls."""

REASONS = {
    Likeness.SAME_NAME: N_("same name"),
    Likeness.SAME_CHARACTERS: N_("same characters"),
    Likeness.SAME_SOUND: N_("same sound"),
    Likeness.MENTIONED: N_("mentioned in it"),
}
ANY = ("person", "incident", "document")
"""Types that are offered to be made where any may be linked."""

_WHAT = Qt.ItemDataRole.UserRole


class Picker(QWidget):
    """Type, Down, Enter. The keyboard stays in the line; Esc closes the list."""

    picked = Signal(object)
    """A Candidate or Linked was chosen or made."""
    kept = Signal(str)
    """Only these words are to be kept."""
    typed = Signal(str)
    left = Signal()
    """Esc with nothing open, or the keyboard went elsewhere."""

    def __init__(
        self, desk: Desk, types: Collection[str], name: str, *, words_first: bool = False, words: bool = True
    ) -> None:
        super().__init__()
        self.desk, self._types, self._name = desk, tuple(types), name
        self._words_first, self._words = words_first, words
        self._job: Job | None = None
        self._proposed: QListWidgetItem | None = None
        """What Enter takes when nothing was chosen: there is nothing else it could mean."""
        self._answered = ""
        self._hasty = False
        """Whether Enter came before the answer."""
        self.without = ""
        self._layout = column(self, gap=2)
        self.line = _Line(name, _("Type to find, or to add"))
        self.line.textEdited.connect(self._on_typed)
        self.line.key.connect(self._on_key)
        self.line.went.connect(self._on_went)
        self._layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.list: QListWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._search)

    def start(self, words: str = "") -> None:
        """Begin with these words, all selected."""
        self.line.setText(words)
        self.line.setFocus()
        self.line.selectAll()
        self._search()

    def close_list(self) -> None:
        """Take the list away."""
        self._timer.stop()
        if self.list is not None:
            self.list.hide()

    def _on_typed(self, text: str) -> None:
        self.typed.emit(text)
        self._timer.start()

    def _search(self) -> None:
        words, types, without = self.line.text(), self._types, self.without
        self._job = self.desk.jobs.read(
            lambda session: picking.candidates(session, words, types, without=without),
            lambda found: self._show(words, found),
            owner=self,
            replaces=self._job,
        )

    def _show(self, words: str, found: list[Candidate]) -> None:
        if words != self.line.text() or not self.line.hasFocus():
            return
        shown = self._list()
        self._answered = words
        shown.clear()
        for one in found:
            self._offer(shown, one.title, _described(one), one.type, one)
        words = words.strip()
        if words:
            makes = [(_("Make a new {type}: {words}"), type_) for type_ in self._types or ANY]
            entries = [
                (text.format(type=_type_label(type_).lower(), words=words), "new", type_) for text, type_ in makes
            ]
            if self._words:
                keep = (_("Keep only these words (not identified)"), "quote", "")
                entries = [keep, *entries] if self._words_first else [*entries, keep]
            for text, icon, what in entries:
                self._offer(shown, text, "", icon, what)
        self._proposed = self._proposal(shown, found)
        hasty, self._hasty = self._hasty, False
        if hasty and self._proposed is not None:
            self._choose(self._proposed)
            return
        shown.setVisible(shown.count() > 0)
        height = sum(shown.sizeHintForRow(n) for n in range(min(shown.count(), MOST_SHOWN)))
        shown.setFixedHeight(height + 2 * shown.frameWidth() + 4)
        QTimer.singleShot(0, self, self._bring_into_sight)
        told = _("{n} found. Down chooses.").format(n=f"{len(found):,}")
        if self._proposed is not None:
            told = f"{told} {_('Enter takes: {what}').format(what=self._proposed.text())}"
        self.line.setAccessibleDescription(told)

    def _proposal(self, shown: QListWidget, found: list[Candidate]) -> QListWidgetItem | None:
        """Let Enter take the one record called just so, or make one where none is like it."""
        same = [n for n, one in enumerate(found) if one.likeness == Likeness.SAME_NAME]
        makes = not found and len(self._types) == 1 and not self._words_first
        if not self.line.text().strip() or not (len(same) == 1 or makes) or not shown.count():
            return None
        proposed = shown.item(same[0] if same else 0)
        bold = proposed.font()
        bold.setBold(True)
        proposed.setFont(bold)
        return proposed

    def _bring_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.list is not None and self.list.isVisible():
            above.ensureWidgetVisible(self.list, 0, 8)
            above.ensureWidgetVisible(self.line, 0, 8)

    def _offer(self, shown: QListWidget, text: str, more: str, icon: str, what: object) -> None:
        picture = self.desk.look.icon(icon if icon in _ICONS else "all")
        item = QListWidgetItem(picture, f"{text}\n{more}" if more else text)
        item.setData(_WHAT, what)
        shown.addItem(item)

    def _list(self) -> QListWidget:
        if self.list is None:
            self.list = QListWidget()
            self.list.setAccessibleName(_("Found for {label}").format(label=self._name))
            self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.list.setWordWrap(True)
            self.list.setUniformItemSizes(False)
            self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.list.setIconSize(QSize(18, 18))
            self.list.itemClicked.connect(self._choose)
            self._layout.addWidget(self.list)
        return self.list

    def _on_key(self, key: int) -> None:
        shown = self.list if self.list is not None and self.list.isVisible() else None
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if shown is None:
                self._search()
                return
            step = 1 if key == Qt.Key.Key_Down else -1
            row = max(0, min(shown.count() - 1, shown.currentRow() + step))
            shown.setCurrentRow(row)
            self.line.setAccessibleDescription(shown.item(row).text())
        elif key == Qt.Key.Key_Escape:
            if shown is not None:
                self.close_list()
            else:
                self.left.emit()
        elif self.line.text() != self._answered:
            self._hasty = True
            self._timer.stop()
            self._search()
        elif shown is not None and shown.currentRow() >= 0:
            self._choose(shown.item(shown.currentRow()))
        elif shown is not None and self._proposed is not None:
            self._choose(self._proposed)

    def _choose(self, item: QListWidgetItem) -> None:
        what = item.data(_WHAT)
        words = self.line.text().strip()
        self.close_list()
        if isinstance(what, Candidate):
            self.picked.emit(what)
        elif what:
            self.desk.jobs.write(lambda session, _tell: picking.make(session, what, words), self._on_made, owner=self)
        else:
            self.kept.emit(words)

    def _on_made(self, made: Linked) -> None:
        self.desk.tell(made.id)
        self.picked.emit(made)

    def _on_went(self) -> None:
        self.close_list()
        self.left.emit()


_ICONS = frozenset({*schema.OURS.types, "new", "quote"})


class _Line(Line):
    """A line that hands on the keys which steer the list."""

    key = Signal(int)
    went = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steers = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if event.key() in steers and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.key.emit(event.key())
            event.accept()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            steers = event.key() == Qt.Key.Key_Escape  # it closes the list before it leads back
            event.setAccepted(steers)
            if steers:
                return True
        went = event.type() == QEvent.Type.FocusOut
        result = super().event(event)
        if went:
            self.went.emit()
        return result


def _type_label(type_: str) -> str:
    declared = schema.OURS.record_type(type_)
    return _(declared.label) if declared else type_


def _described(one: Candidate) -> str:
    reason = REASONS.get(one.likeness)
    parts = [_type_label(one.type), *one.others[:3], *([_(reason)] if reason else [])]
    if one.apart:
        parts.append(_("not the same as {others}").format(others=", ".join(one.apart)))
    return joined(*parts)
