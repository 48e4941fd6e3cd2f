"""What is noted while somebody speaks: each line with its time, marks by one key, the session begun and resting."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from app.base import i18n
from app.base.i18n import _
from app.services import interviewing
from app.ui.desk import Desk
from app.ui.editors.parts import Line
from app.ui.flow import Flow
from app.ui.interview.marks import ALONE, MARKS, OFF, OWN_WORDS, key_of
from app.ui.lines import apart
from app.ui.page import button, column, label, row


def now() -> datetime:
    """Return the time of the device's clock: notes say what a watch on the table says."""
    return datetime.now()  # noqa: DTZ005 - local on purpose


class Listening(QWidget):
    """The notes, the line that makes them, the marks."""

    changed = Signal(object)
    """All notes as they stand, None for none."""
    caught = Signal(str, str)
    """The witness's own words for a date or a place: the kind, and the words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._moments: list[Any] = []
        self._pending = ""
        """The id of the note in the line: it is kept from its first letter on."""
        self._before: dict[str, Any] | None = None
        """What a note in the line said when it was taken there to be put right."""
        self._read_only = False
        layout = column(self, margin=20, gap=10)
        self.list = _Notes()
        self.list.opened.connect(self._on_open)
        self.list.removed.connect(self._on_remove)
        self.empty = label(_("Nothing here yet. Type a line and press Enter: it is kept with its time."), "quiet")
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        self.silent = label("", "section")
        self.silent.hide()
        layout.addWidget(self.silent)
        self.line = _Entry(_("Note"), _("What is said, seen, or to be asked"))
        self.line.setProperty("kind", "large")
        self.line.textEdited.connect(self._on_typed)
        self.line.returnPressed.connect(self.keep)
        self.line.left.connect(self.list.setFocus)
        self._keep = button(_("Keep"), self.keep, look=desk.look, icon="good")
        writing = row()
        writing.addWidget(self.line, 1)
        writing.addWidget(self._keep)
        layout.addLayout(writing)
        foot = QWidget()
        flow = Flow(foot, gap=6)
        self.marks: dict[str, QPushButton] = {}
        for kind, words, icon in (*MARKS, OFF):
            key = key_of(kind)
            made = button(_(words), partial(self.mark, kind), look=desk.look, icon=icon)
            made.setText(f"{_(words)}  {key}")
            made.setAccessibleName(_("Mark: {kind} ({key})").format(kind=_(words), key=key))
            flow.addWidget(made)
            self.marks[kind] = made
        layout.addWidget(foot)
        self.to_text = button(_("Write the notes into the text"), lambda: None, "flat", look=desk.look, icon="text")
        layout.addWidget(self.to_text, 0, Qt.AlignmentFlag.AlignLeading)

    # What is there

    @property
    def moments(self) -> list[Any]:
        """All notes as they stand."""
        return self._moments

    @property
    def pending(self) -> str:
        """The id of the note that stands in the line, empty for none."""
        return self._pending

    @property
    def off_record(self) -> bool:
        """Whether the witness asked that nothing be taken down just now."""
        said = [kind for one in self._moments if (kind := interviewing.kind_of(one)) in ("off-record", "on-record")]
        return bool(said) and said[-1] == "off-record"

    def show_moments(self, moments: Any) -> None:
        """Show these notes; the one being typed goes on."""
        self._moments = deepcopy(moments) if isinstance(moments, list) else []
        note = self._typing()
        if note is None:
            self._pending, self._before = "", None
            self.line.clear()
        elif interviewing.words_of(note) != self.line.text().strip():
            self.line.setText(interviewing.words_of(note))
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._read_only = read_only
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard into the line."""
        (self.line if self.line.isEnabled() else self.list).setFocus()

    # What a person does

    def begin(self) -> None:
        """Begin the session, or go on after a break."""
        standing = interviewing.clock(self._moments, now())
        if not standing.going and not self._read_only:
            self._add("resume" if standing.begun else "start", "")

    def rest(self) -> None:
        """Take a break, or go on after one."""
        standing = interviewing.clock(self._moments, now())
        if not self._read_only:
            self._add("break" if standing.going else "resume" if standing.begun else "start", "")

    def end(self) -> None:
        """End the session."""
        self.keep()
        if interviewing.clock(self._moments, now()).begun and not self._read_only:
            self._add("end", "")

    def keep(self) -> None:
        """Keep what stands in the line as a note; the next one begins."""
        self._pending, self._before = "", None
        self.line.clear()
        self._show()
        self.list.scrollToBottom()

    def mark(self, kind: str) -> None:
        """Make what stands in the line a note of this kind; some say enough without words."""
        if self._read_only:
            return
        if kind == "off-record":
            self._turn_record()
        elif self.off_record:
            return
        elif (note := self._typing()) is not None:
            note["kind"] = {"term": f"moment/{kind}"}
            words = interviewing.words_of(note)
            self.keep()
            self._emit()
            if kind in OWN_WORDS:
                self.caught.emit(kind, words)
        elif kind in ALONE:
            self._begin_if_needed()
            self._add(kind, "")
        else:
            self._desk.say(_("Type the words first, then press the key: it says what they are."))
            self.line.setFocus()

    def _turn_record(self) -> None:
        """Stop taking down, and forget what was not kept yet, of a kept note what was changed; or take down again."""
        if self.off_record:
            self._add("on-record", "")
            self.line.setFocus()
            return
        if (note := self._typing()) is not None:
            at, before = self._moments.index(note), self._before
            self._moments[at : at + 1] = [before] if before is not None else []
        self.keep()
        self._add("off-record", "")
        self.marks["off-record"].setFocus()

    def _on_typed(self, text: str) -> None:
        note = self._typing()
        if note is not None and not text.strip():
            self._moments.remove(note)
            self._pending = ""
        elif note is not None:
            said = note.get("text")
            note["text"] = {**(said if isinstance(said, dict) else self._language()), "text": text.strip()}
        elif text.strip():
            self._begin_if_needed()
            made = interviewing.mark(self._moments, "note", text, now(), i18n.language())
            self._pending, self._before = made["id"], None
            self._moments.append(made)
        self._show()
        self._emit()

    def _language(self) -> dict[str, str]:
        return {"language": i18n.language()}

    def _begin_if_needed(self) -> None:
        """Nobody has to think of beginning the session: the first note of a new one does."""
        if not self._moments:
            self._moments.append(interviewing.mark([], "start", "", now()))

    def _add(self, kind: str, words: str) -> None:
        self._moments.append(interviewing.mark(self._moments, kind, words, now()))
        self._show()
        self.list.scrollToBottom()
        self._emit()

    def _emit(self) -> None:
        self.changed.emit(deepcopy(self._moments) or None)

    def _typing(self) -> dict[str, Any] | None:
        """Return the note that stands in the line."""
        return self._note(self._pending) if self._pending else None

    def _note(self, id_: str) -> dict[str, Any] | None:
        return next((one for one in self._moments if isinstance(one, dict) and one.get("id") == id_), None)

    def _on_open(self, id_: str) -> None:
        """Take a note into the line to put it right; it keeps its time."""
        note = self._note(id_)
        if note is None or self._read_only or self.off_record:
            return
        self._pending, self._before = id_, deepcopy(note)
        self.line.show_text(interviewing.words_of(note))
        self.line.setFocus()
        self._show()

    def _on_remove(self, id_: str) -> None:
        gone = self._note(id_)
        if gone is None or self._read_only:
            return
        at = self._moments.index(gone)
        del self._moments[at]

        def back() -> None:
            self._moments.insert(min(at, len(self._moments)), gone)
            self._show()
            self._emit()

        self._show()
        self._emit()
        self._desk.say(_("The note is gone."), undo=back)

    # Showing

    def _show(self) -> None:
        shown = [one for one in self._moments if isinstance(one, dict) and one.get("id") != self._pending]
        self.list.show_notes([(str(one.get("id")), self._told(one)) for one in shown])
        self.empty.setVisible(not shown)
        self.list.setVisible(bool(shown))
        off = self.off_record
        self.silent.setText(_("Off the record: nothing is taken down."))
        self.silent.setVisible(off)
        for one in (self.line, self._keep):
            one.setVisible(not self._read_only)
            one.setEnabled(not off and not self._read_only)
        for kind, made in self.marks.items():
            made.setVisible(not self._read_only)
            made.setEnabled(kind == "off-record" or not off)

    def _told(self, moment: dict[str, Any]) -> str:
        seconds = interviewing.seconds_of(moment)
        kind = interviewing.kind_of(moment)
        term = moment.get("kind")
        named = self._desk.schema.label(term["term"], i18n.language()) if kind and isinstance(term, dict) else ""
        words = interviewing.words_of(moment)
        parts = [
            interviewing.written(seconds) if seconds is not None else "",
            interviewing.time_of_day(moment),
            "" if kind == "note" and words else named,
        ]
        isolated = [apart(words)] if words else []  # in their own direction, whatever stands before them
        return "  ·  ".join([" · ".join(filter(None, parts)), *isolated])


class _Notes(QListWidget):
    """The notes. Enter puts one right, Del takes one away."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "large")
        self.setAccessibleName(_("Notes: Enter puts one right, Del takes it away"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_notes(self, notes: Sequence[tuple[str, str]]) -> None:
        """Show these notes, by id and words; the row chosen stays, and the last is in sight when one was added."""
        at, before = self.currentRow(), self.count()
        if [(self.item(n).data(Qt.ItemDataRole.UserRole), self.item(n).text()) for n in range(before)] == list(notes):
            return
        self.clear()
        for id_, words in notes:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, id_)
            self.addItem(item)
        if notes:
            self.setCurrentRow(min(at, len(notes) - 1) if at >= 0 and len(notes) <= before else len(notes) - 1)
        if len(notes) > before:
            self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the chosen note right, or take it away."""
        at = self.currentRow()
        if at >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(self.item(at).data(Qt.ItemDataRole.UserRole))
        elif at >= 0 and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.item(at).data(Qt.ItemDataRole.UserRole))
        else:
            super().keyPressEvent(event)


class _Entry(Line):
    """The line of a new note; Up leaves it for the notes above."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up into the notes."""
        if event.key() == Qt.Key.Key_Up and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)
