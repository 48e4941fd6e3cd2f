"""What Ctrl+N opens: a quick note, at once; beside it what else one may begin with, and what was left unfinished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.base import i18n
from app.base.i18n import N_, _
from app.domain import ids, schema
from app.domain.body import Fields
from app.services import drafting
from app.services.drafting import Opened, Unfinished
from app.services.session import Session
from app.ui.desk import Change, Desk, Place
from app.ui.editor import Editor
from app.ui.editors.growing import Growing
from app.ui.editors.text import TextEditor
from app.ui.files.attachments import AttachmentsEditor
from app.ui.jobs import Job
from app.ui.page import button, column, label, row, scrolled
from app.ui.record.entry import Entry
from app.ui.record.parts import editor
from app.ui.record.typed import TypedPage

ELSE = (
    "testimony",
    "incident",
    "act",
    "person",
    "document",
    "case",
    "organisation",
    "request",
    "reply",
    "intervention",
    "process",
    "consent",
)
ASKED = ("text", "when", "place", "attachments")
MOST_UNFINISHED = 5
LINES = 8


class NewPage(TypedPage):
    """A quick note; `place.record` comes back to one, `detail["type"]` goes straight to another kind of record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._base: Fields = {}
        self._record = ""
        self._reading: Job | None = None
        self._listing: Job | None = None
        inner = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(24, 20, 24, 20)
        self._sides.setSpacing(32)
        self._sides.addWidget(self._make_note(), 5)
        self._sides.addWidget(self._make_other(), 2)
        layout = column(self)
        layout.addWidget(scrolled(inner, _("New")))
        self._chain.soon()

    def _make_note(self) -> QWidget:
        note = QWidget()
        note.setProperty("pane", "note")
        inside = column(note, gap=6)
        head = row()
        head.addWidget(label(_("Quick note"), "title"), 1)
        self.state = label("", "quiet", wrap=False)
        self.state.setAccessibleName(_("Whether it is saved"))
        head.addWidget(self.state)
        inside.addLayout(head)
        inside.addWidget(label(_("Write it down now; make records of it when there is time."), "quiet"))
        known = schema.OURS.fields_of("note")
        names = {"when": N_("When, as said"), "place": N_("Where, as said"), "attachments": N_("Photos and files")}
        self.editors: dict[str, Editor] = {}
        for name in ASKED:
            declared = replace(known[name], label=names.get(name, known[name].label))
            made = editor(self.desk, declared, "")
            made.edited.connect(self._on_edited)
            inside.addSpacing(8)
            inside.addWidget(label(_(declared.label), "heading", buddy=made))
            inside.addWidget(made)
            self.editors[name] = made
        text = self.editors["text"]
        if isinstance(text, TextEditor) and isinstance(text.box, Growing):
            text.box.at_least(LINES)
        attachments = self.editors["attachments"]
        assert isinstance(attachments, AttachmentsEditor)
        attachments.settled.connect(self.keeper.keep)
        inside.addSpacing(12)
        does = row()
        self.save_button = button(_("Save"), self.save, "main", look=self.desk.look, icon="save")
        self.open_button = button(_("Open as a record"), self._on_open, look=self.desk.look, icon="forward")
        does.addWidget(self.save_button)
        does.addWidget(self.open_button)
        does.addStretch(1)
        inside.addLayout(does)
        inside.addStretch(1)
        return note

    def _make_other(self) -> QWidget:
        other = QWidget()
        other.setProperty("pane", "other")
        inside = column(other, gap=2)
        inside.addWidget(label(_("Or begin with:"), "heading"))
        inside.addSpacing(4)
        self.kinds: dict[str, QWidget] = {}
        for name in ELSE:
            declared = schema.OURS.types[name]
            made = button(_(declared.label), self._going(name), "link", look=self.desk.look, icon=name)
            made.setToolTip(_(declared.help))
            made.setAccessibleName(_("Begin with: {type}").format(type=_(declared.label)))
            made.setAccessibleDescription(_(declared.help))
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            inside.addWidget(made)
            self.kinds[name] = made
            if name == "testimony":
                inside.addWidget(self._make_interview())
        self.sealed = button(
            _("Sealed from the start"), lambda: self.desk.go("sealed"), "link", look=self.desk.look, icon="lock"
        )
        self.sealed.setToolTip(_("For others only: what is typed never comes into this vault."))
        self.sealed.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        inside.addWidget(self.sealed)
        self._unfinished = column(gap=2)
        inside.addSpacing(16)
        inside.addLayout(self._unfinished)
        inside.addStretch(1)
        return other

    def _make_interview(self) -> QWidget:
        words = _("Begin an interview")
        self.interview = button(words, lambda: self.desk.go("interview"), "link", look=self.desk.look, icon="sound")
        self.interview.setToolTip(_("A testimony while somebody speaks: large text, notes with times."))
        self.interview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self.interview

    # Places

    def show_place(self, place: Place) -> None:
        """Show an empty note with the keyboard in it, one to come back to, or go on to another kind."""
        type_ = str(place.detail.get("type", ""))
        if type_ in schema.OURS.types and type_ != "note":
            self._begin(Opened(ids.new_record_id(), "note", {}, (), drafted=False, newer=False))
            QTimer.singleShot(0, self, self._going(type_))  # when the shell has arrived here
            return
        self._list_unfinished()
        if not place.record:
            self._begin(Opened(ids.new_record_id(), "note", {}, (), drafted=False, newer=False))
            return
        record = place.record
        self._reading = self.desk.jobs.read(
            lambda session: drafting.open_record(session, record),
            self._begin,
            failed=lambda _error: self._begin(Opened(record, "note", {}, (), drafted=False, newer=False)),
            owner=self,
            replaces=self._reading,
        )

    def place(self) -> Place | None:
        """Return the note begun, or an empty one."""
        begun = self._record if self.keeper.changed or not self.keeper.new else ""
        return Place("new", begun)

    @property
    def typable(self) -> bool:
        """Whether a note is shown."""
        return bool(self._record)

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Return what this page does."""
        return {"save": self.save, "save_next": self._save_and_next, "code": self.code, **self.ways()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set what else one may begin with below the note when there is no room beside it."""
        super().resizeEvent(event)
        beside = self.width() >= self.fontMetrics().averageCharWidth() * 95
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(direction)

    # The note

    def fields(self) -> Fields:
        """Return the note as it stands, with all of it that is not asked here."""
        found = dict(self._base)
        for name, one in self.editors.items():
            value: Any = one.value()
            if value is None:
                found.pop(name, None)
            else:
                found[name] = value
        return found

    def code(self) -> None:
        """Open the note as a record, and ask there what to make of the selected passage."""
        text = self.editors["text"]
        assert isinstance(text, TextEditor)
        selected = text.selection()
        if selected is not None and selected[2].strip():
            self.desk.go("record", self._record, code=["text", selected[0], selected[1]])
        elif (value := text.value()) and value["text"].strip():
            self.desk.go("record", self._record, code=["text", 0, len(value["text"])])
        else:
            self.desk.say(_("First write a text; then select a passage of it, and make something of it."))

    def _begin(self, opened: Opened) -> None:
        self.keeper.keep()  # what was typed while the one before was saved
        self._record = opened.record
        self._base = {name: value for name, value in opened.fields.items() if name not in ASKED}
        for name, one in self.editors.items():
            if isinstance(one, AttachmentsEditor):
                one.record = opened.record
            one.set_value(opened.fields.get(name))
        self.keeper.begin(opened)
        self.editors["text"].focus_first()

    def _on_edited(self) -> None:
        self.keeper.touched()

    def _on_told(self) -> None:
        self.state.setText(self.keeper.words)
        self.open_button.setVisible(self.keeper.changed or not self.keeper.new)

    def _on_saved(self, opened: Opened, sent: Fields) -> None:
        if self.keeper.changed:
            return
        self._base = {name: value for name, value in opened.fields.items() if name not in ASKED}
        for name, one in self.editors.items():
            if opened.fields.get(name) != sent.get(name):
                one.set_value(opened.fields.get(name))
        self.keeper.stand_on(opened.heads)

    def _save_and_next(self) -> None:
        self.desk.go("new")

    def _on_open(self) -> None:
        self.desk.go("record", self._record)

    # What else

    def _going(self, type_: str) -> Callable[[], None]:
        return lambda: self.desk.go("record", ids.new_record_id(), type=type_)

    def _list_unfinished(self) -> None:
        language = i18n.language()

        def work(session: Session) -> tuple[Unfinished, ...]:
            return drafting.unfinished(session, language)

        self._listing = self.desk.jobs.read(work, self._show_unfinished, owner=self, replaces=self._listing)

    def _show_unfinished(self, found: tuple[Unfinished, ...]) -> None:
        while (item := self._unfinished.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        others = [one for one in found if one.record != self._record][:MOST_UNFINISHED]
        if not others:
            return
        self._unfinished.addWidget(label(_("Unfinished"), "heading"))
        for one in others:
            icon = one.type if one.type in schema.OURS.types else "note"
            name = _("Unfinished: {title}").format(title=one.title)
            made = Entry(self.desk.look, icon, one.title, name, self._opening(one))
            self._unfinished.addWidget(made)

    def _opening(self, one: Unfinished) -> Callable[[], None]:
        return lambda: self.desk.go("record", one.record, type=one.type)

    def _on_changed(self, _change: Change) -> None:
        if self.isVisibleTo(self.window()):
            self._list_unfinished()
