"""The record's page: its head, its form, what is made of its passages, its history; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from app.base import i18n
from app.base.errors import UnknownRecord
from app.domain.body import Fields
from app.services import drafting
from app.services.coding import Quoted
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Change, Desk, Place
from app.ui.editors.form import Form
from app.ui.files.attachments import AttachmentsEditor
from app.ui.jobs import Job
from app.ui.page import column
from app.ui.record import deeds
from app.ui.record.acts import ActsTable
from app.ui.record.begun import Begun
from app.ui.record.beside import Beside
from app.ui.record.covering import Covering
from app.ui.record.head import Head
from app.ui.record.panels import Panels
from app.ui.record.panes import Panes
from app.ui.record.removing import Removing
from app.ui.record.rivals import Rivals
from app.ui.record.strips import Strips
from app.ui.record.typed import TypedPage


class RecordPage(TypedPage):
    """One record. `place.detail` may say the `type` of a new one, and a passage to `code`: field, start, end."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form: Form | None = None
        self.panels: Panels | None = None
        self._opened: Opened | None = None
        self._place = Place("record")
        self._arriving = False
        self._reading: Job | None = None
        self.removing = Removing(desk, self.keeper, self._freeze, self._read_again)
        does = {
            "save": self.save,
            "code": self.code,
            "history": self.show_history,
            "trash": self.trash,
            "send": self._on_send,
            "copy": self._on_copy,
            "discard": self.discard,
            "interview": lambda: deeds.interview(self.desk, self._opened),
            **self.removing.does(lambda: self._place.record),
        }
        self.head = Head(desk, does)
        self.strips = Strips(desk, self._on_decide)
        self.panes = Panes(desk)
        self.sections, self.side = self.panes.sections, self.panes.side
        self.beside = Beside(desk, self.keeper, self.head, self.panes, self._now, self)
        self.history, self.making = self.beside.history, self.beside.making
        self.covering = Covering(self.history, self)
        self.begun = Begun(desk, self.beside, self)
        layout = column(self, gap=0)
        for one in (self.head, self.strips, self.removing):
            layout.addWidget(one)
        layout.addWidget(self.panes, 1)
        self._heading = QTimer(self)
        self._heading.setSingleShot(True)
        self._heading.setInterval(150)
        self._heading.timeout.connect(self._show_head)

    # Places

    def show_place(self, place: Place) -> None:
        """Show a record; one that is not here yet begins with the type the place says."""
        self._place, self._arriving = place, True
        self.begun.end()
        self.beside.close()
        self.covering.forget()
        self.removing.close_card()
        self._opened = None
        if self.form is not None:  # until the next one is here: what is typed now would go nowhere
            self.form.set_read_only(True)
        self.keeper.keep(partial(self._arrive, place))

    def _arrive(self, place: Place) -> None:
        if place is self._place:
            self._read(place.record, str(place.detail.get("type", "")), self._show_opened)

    def place(self) -> Place | None:
        """Return the record, to come back to; a passage that was coded is not coded again."""
        return Place("record", self._place.record, {k: v for k, v in self._place.detail.items() if k != "code"})

    @property
    def acts(self) -> ActsTable | None:
        """The acts of an incident, when one is shown."""
        return self.panels.find(ActsTable) if self.panels is not None else None

    @property
    def typable(self) -> bool:
        """Whether a record is shown that may be changed."""
        return self._opened is not None and not self._opened.kept

    def locking(self) -> None:
        """Hand over what was typed since the last draft, and what is begun beside it."""
        super().locking()
        self.begun.keep()

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Return what this page does."""
        return {
            "save": self.save,
            "save_next": self.save_and_next,
            "edit": self._focus_form,
            "code": self.code,
            "history": self.show_history,
            "interview": lambda: deeds.interview(self.desk, self._opened),
            "undo": self.undo,
            "redo": self.redo,
            "back": self._on_back,
            **self.ways(),
        }

    def undo(self) -> bool:
        """Take the form's last step back; without one the window undoes what it offers."""
        able = self.form is not None and self.form.can_undo
        if able and self.form is not None:
            self.form.undo()
        return able

    def redo(self) -> None:
        """Take the step again that was taken back."""
        if self.form is not None:
            self.form.redo()

    def _on_back(self) -> None:
        if self.beside.is_open:
            self.beside.go_back()
        elif not self.removing.close_card():
            self.desk.back()

    # Showing

    def _read(self, record: str, type_: str, then: Callable[[Opened], None]) -> None:
        language = i18n.language()

        def work(session: Session) -> Opened:
            try:
                return drafting.open_record(session, record, language)
            except UnknownRecord:
                if not type_:
                    raise
                return Opened(record, type_, {}, (), drafted=False, newer=False, fixed=session.read_only)

        self._reading = self.desk.jobs.read(work, then, failed=self._on_unreadable, owner=self, replaces=self._reading)

    def _on_unreadable(self, error: Exception) -> None:
        self._arriving = False
        self.desk.fail(error)
        self.desk.go("library")

    def _freeze(self) -> None:
        self.begun.end()
        self.beside.close()
        if self.form is not None:
            self.form.set_read_only(True)

    def _read_again(self, record: str) -> None:
        if record == self._place.record:
            self._read(record, self._opened.type if self._opened else "", self._show_again)

    def _show_again(self, opened: Opened) -> None:
        """Show a record read again; never in the place of what was typed since."""
        if self.keeper.changed:
            self.strips.tell_elsewhere()
            self._refresh_around()
        else:
            self._show_opened(opened)

    def _show_opened(self, opened: Opened) -> None:
        if opened.record != self._place.record:
            return
        self.keeper.keep()
        wanted = (opened.record, opened.type, self.desk.schema)
        if self.form is None or (self.form.record, self.form.type, self.form.schema) != wanted:
            self._make_form(opened)
        self._opened = opened
        assert self.form is not None
        self.covering.cover(self.form, opened.fields)
        self.form.set_fields(opened.fields)
        self.form.set_read_only(opened.kept)
        self.keeper.begin(opened)
        self.strips.show_record(opened)
        self.head.show_record(opened, opened.fields, self._on_decide)
        self._on_told()
        self._show_sections()
        self._refresh_around()
        self.beside.refresh()
        if self._arriving:
            self._arriving = False
            self.begun.begin(opened.record)
            if not self._begin_at(opened) and self.typable:
                self.begun.go_on()

    def _begin_at(self, opened: Opened) -> bool:
        """Put the keyboard where the place says; tell whether that is into what is made of a passage."""
        code = self._place.detail.get("code")
        if isinstance(code, list | tuple) and len(code) == 3:
            self._place = self.place() or self._place
            field, start, end = str(code[0]), int(code[1]), int(code[2])
            all_of_it = (opened.fields.get(field) or {}).get("text", "")
            if text := all_of_it[start:end]:
                self.beside.make_of(Quoted(opened.record, field, start, end, text), whole=text == all_of_it)
                return True
        self._focus_form()
        return False

    def _make_form(self, opened: Opened) -> None:
        form = self.form = Form(self.desk, opened.type, opened.record)
        form.edited.connect(self._on_edited)
        self.panes.show_form(form)
        self.panels = Panels(self.desk, form, self.keeper)
        self.begun.follow(self.acts, self.panels.find(Rivals))
        form.slices.finished.connect(self._on_built)

    def _on_built(self) -> None:
        self._chain.soon()
        for one in self.form.findChildren(AttachmentsEditor) if self.form is not None else []:
            if not one.property("kept"):  # what is in the vault and in no draft yet could be swept away
                one.setProperty("kept", True)
                one.settled.connect(self.keeper.keep)

    def _refresh_around(self) -> None:
        if self._opened is not None and self.panels is not None:
            self.panels.show_record(self._opened)

    def _show_head(self) -> None:
        if self._opened is not None and self.form is not None:
            self.head.show_fields(self._opened, self.form.fields(), self._on_decide)
            self._show_sections()

    def _show_sections(self) -> None:
        if self.form is not None:
            self.sections.show_sections([(words, bool(n), goes) for words, n, goes in self.form.sections()])

    def _on_told(self) -> None:
        kept = self._opened is not None and self._opened.kept
        self.head.show_state(self.keeper.words, changed=self.keeper.changed, read_only=kept)

    def _focus_form(self) -> None:
        names = self.desk.schema.fields_of(self.form.type) if self.form is not None else {}
        first = next((one for one in names if self.form is not None and one not in self.form.concealed), "")
        if self.form is not None and first:
            self.form.reveal(first)

    # Typing and saving

    def fields(self) -> Fields:
        """Return the record as its form stands."""
        return self.form.fields() if self.form is not None else {}

    def _now(self) -> tuple[Opened, Form] | None:
        return (self._opened, self.form) if self._opened is not None and self.form is not None else None

    def _on_edited(self) -> None:
        self.keeper.touched()
        self._heading.start()

    def save_and_next(self) -> None:
        """Make a version, and go on where one came from."""
        self.desk.back()  # leaving saves

    def _on_saved(self, opened: Opened, sent: Fields) -> None:
        self._opened = opened
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.head.state, self.keeper.words))
        self.strips.show_record(opened)
        self.head.show_fields(opened, opened.fields, self._on_decide)
        if self.form is not None and not self.keeper.changed:
            if opened.fields != sent:  # what arrived meanwhile is merged in it, and new items have their ids
                self.form.set_fields(opened.fields)
            self.keeper.stand_on(opened.heads)
        self.beside.refresh()

    def _on_changed(self, change: Change) -> None:
        opened = self._opened
        if self._arriving and change.touches(self._place.record):
            self._arrive(self._place)
        if opened is None or self.keeper.telling or not self.isVisibleTo(self.window()):
            return
        if not change.touches(opened.record):
            self._refresh_around()
        elif self.keeper.changed:
            deeds.look_elsewhere(self.desk, opened, self.strips.tell_elsewhere, self)
            self._refresh_around()
        else:
            self._read(opened.record, opened.type, self._show_again)

    # What its head does

    def trash(self) -> None:
        """Put the record into the trash, or take it out."""
        if self._opened is not None:
            deeds.trash(self.desk, self.keeper, self._opened, self._shows)

    def _shows(self, record: str) -> bool:
        return self.isVisibleTo(self.window()) and self._opened is not None and self._opened.record == record

    def discard(self) -> None:
        """Forget what was typed since the last version."""
        opened, form = self._opened, self.form
        if opened is not None and form is not None and self.keeper.changed:
            again = partial(self._read, opened.record, opened.type, self._show_again)
            deeds.discard(self.desk, self.keeper, opened, form.fields(), again)

    def _on_send(self) -> None:
        if self._opened is not None:
            self.desk.go("send", records=[self._opened.record])

    def _on_copy(self) -> None:
        if self._opened is not None:
            deeds.copy_number(self.desk, self._opened.record)

    def _on_decide(self) -> None:
        if self._opened is not None:
            self.desk.go("conflicts", self._opened.record)

    # Side

    def show_history(self) -> None:
        """Show the history beside the form, or close it."""
        self.beside.show_history()

    def code(self) -> None:
        """Ask what to make of the selected passage; without one, of the whole text."""
        self.beside.code()
