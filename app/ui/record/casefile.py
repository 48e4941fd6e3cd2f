"""The file of a case on its page: cast, chronology, documents, requests, next steps, risks, and what is put into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import casefile, casework, deadlines
from app.services.casefile import CaseFile, Item, Risk
from app.services.cast import Player
from app.services.chronology import Event
from app.services.deadlines import Step
from app.services.drafting import Opened
from app.services.picking import Candidate, Linked
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.editors.picker import Picker
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.library.choices import Section
from app.ui.lines import joined
from app.ui.page import button, column, frame, label, tool
from app.ui.record.entry import Entry
from app.ui.record.keeping import Keeper

AT_FIRST, MORE = 12, 100
"""Lines of a section shown at once, and with each asking for more."""

ASIDE = 10
"""Pixels beside a line that opens nothing: where the icons of the others stand."""

BEGUN = ("incident", "testimony", "request", "reply", "document", "person", "organisation", "intervention", "process")
"""What one begins in a case."""


class Lines(QWidget):
    """One section of the file: folded, with how much is in it; filled when it is unfolded, a part at a time."""

    def __init__(self, desk: Desk, title: str, *, folded: bool = True) -> None:
        super().__init__()
        self._desk, self._title = desk, title
        self._found: Sequence[object] = ()
        self._make: Callable[[object], QWidget] | None = None
        self._shown = 0
        self._rest: QWidget | None = None
        """The button that asks for more."""
        self.section = Section(desk.look, title, folded=folded)
        self.section.head.toggled.connect(self._on_toggled)
        column(self).addWidget(self.section)
        self.hide()

    def show_lines(self, found: Sequence[object], make: Callable[[object], QWidget]) -> None:
        """Show these, `make` makes a line of each; nothing while there are none."""
        words = f"{self._title} ({len(found):,})"
        self.section.head.setText(words)
        self.section.head.setAccessibleName(words)
        self.setVisible(bool(found))
        self._make = make
        if found != self._found:
            self._found = found
            self._empty()
        self._on_toggled(self.section.head.isChecked())

    def _empty(self) -> None:
        while (item := self.section.inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._shown, self._rest = 0, None

    def _on_toggled(self, unfolded: bool) -> None:
        if unfolded and not self._shown and self._found:
            self._more(AT_FIRST)

    def _more(self, most: int) -> None:
        make = self._make
        assert make is not None
        inside = self.section.inside
        last, self._rest = self._rest, None
        if last is not None:
            inside.removeWidget(last)
            last.hide()
            last.deleteLater()
        some = self._found[self._shown : self._shown + most]
        made = [make(one) for one in some]
        for one in made:
            inside.addWidget(one)
        self._shown += len(some)
        if last is not None and made:
            made[0].setFocus()
        if (rest := len(self._found) - self._shown) > 0:
            words = _("Show {n} more").format(n=f"{min(rest, MORE):,}")
            more = button(words, partial(self._more, MORE), "flat")
            more.setAccessibleDescription(self.section.head.text())
            inside.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
            self._rest = more


class File(QWidget):
    """The panel. It tells of the versions that are saved; what is put into the case is saved at once, with Undo."""

    def __init__(self, desk: Desk, form: Form, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._form, self._keeper = desk, form, keeper
        self._reading: Job | None = None
        self._kept, self._suggested = False, ""
        box = frame("card")
        inside = column(box, margin=12, gap=6)
        self.words = label("", "heading")
        inside.addWidget(self.words)
        self._does = Flow()
        look = desk.look
        self.begin = tool(look, "new", _("Begin in this case"), text=True)
        self.begin.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.begin)
        for type_ in BEGUN:
            declared = desk.schema.types[type_]
            menu.addAction(look.icon(type_), _(declared.label), partial(self._begin, type_))
        self.begin.setMenu(menu)
        self.put = button(_("Put a record in"), self._ask, look=look, icon="link")
        self.number = button("", self._take_number, look=look, icon="good")
        self.calendar = button(_("Its calendar"), self._on_calendar, look=look, icon="calendar")
        for one in (self.begin, self.put, self.number, self.calendar):
            self._does.addWidget(one)
        inside.addLayout(self._does)
        self.picker = Picker(desk, (), _("Record to put into the case"), words=False)
        self.picker.without = form.record
        self.picker.picked.connect(self._on_picked)
        self.picker.left.connect(self._on_left)
        self.picker.hide()
        inside.addWidget(self.picker)
        self.steps = Lines(desk, _("Next steps"), folded=False)
        self.requests = Lines(desk, _("Requests"))
        self.cast = Lines(desk, _("People and organisations"))
        self.chronology = Lines(desk, _("What happened, in order"))
        self.documents = Lines(desk, _("Documents"))
        self.risks = Lines(desk, _("Risks"))
        for part in (self.steps, self.requests, self.cast, self.chronology, self.documents, self.risks):
            inside.addWidget(part)
        column(self).addWidget(box)
        self.number.hide()

    def show_record(self, opened: Opened) -> None:
        """Read the file again; a case that was never saved has none."""
        record, language = opened.record, i18n.language()
        for one in (self.begin, self.put):
            one.setVisible(not opened.kept)
        self._kept = opened.kept

        def work(session: Session) -> tuple[CaseFile | None, str]:
            if not opened.heads:
                return None, casefile.next_reference(session)
            found = casefile.gather(session, record, language)
            return found, found.suggested

        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    def _show(self, result: tuple[CaseFile | None, str]) -> None:
        found, suggested = result
        n = found.members if found is not None else 0
        self.words.setText(
            ngettext("The file of this case: {n} record", "The file of this case: {n} records", n).format(n=f"{n:,}")
        )
        self._suggested = suggested
        self.number.setText(_("Give it the number {number}").format(number=suggested))
        self.number.setVisible(bool(suggested) and not self._kept and not self._form.fields().get("reference"))
        if found is None:
            return
        self.steps.show_lines(found.steps, self._step)  # type: ignore[arg-type]
        self.requests.show_lines(found.requests, self._item)  # type: ignore[arg-type]
        self.cast.show_lines(found.cast, self._player)  # type: ignore[arg-type]
        self.chronology.show_lines(found.chronology, self._event)  # type: ignore[arg-type]
        self.documents.show_lines(found.documents, self._item)  # type: ignore[arg-type]
        self.risks.show_lines(found.risks, _risk)  # type: ignore[arg-type]

    # Lines

    def _entry(self, icon: str, record: str, *words: str, marks: str = "") -> QWidget:
        said = joined(*words)
        told = joined(said, marks)
        if not record:
            made = label(told)
            made.setContentsMargins(ASIDE, 4, ASIDE, 4)
            return made
        icon = icon if icon in self._desk.schema.types else "note"
        return Entry(self._desk.look, icon, said, told, partial(self._desk.go, "record", record), marks)

    def _step(self, one: Step) -> QWidget:
        what = f"{one.kind}: {one.what}" if one.what else one.kind
        title = "" if one.record == self._form.record else one.title
        who = ", ".join(words for _id, words in one.handlers)
        late = deadlines.label(one.group) if one.group in ("overdue", "maybe") else ""
        icon = "warning" if late else one.type
        told = joined(late, one.when or _("no date"), what, title, who)
        return Entry(self._desk.look, icon, told, told, partial(self._desk.go, "record", one.record))

    def _player(self, one: Player) -> QWidget:
        marks = ", ".join((*one.roles, *one.marks))
        return self._entry(one.type, one.record, one.title, marks=marks)

    def _event(self, one: Event) -> QWidget:
        when, marks = one.when or _("no date"), ", ".join(one.marks)
        return self._entry(one.type, one.record, when, one.title, one.what, marks=marks)

    def _item(self, one: Item) -> QWidget:
        return self._entry(one.type, one.record, one.title, marks=one.note)

    # What a person does

    def _take_number(self) -> None:
        self._form.set_field("reference", {"text": self._suggested})
        self.number.hide()
        self._form.reveal("reference")

    def _on_calendar(self) -> None:
        self._desk.go("calendar", case=self._form.record)

    def _ask(self) -> None:
        self.picker.show()
        self.picker.start()

    def _on_left(self) -> None:
        if not self.picker.line.text():
            self.picker.hide()

    def _on_picked(self, picked: Candidate | Linked) -> None:
        self.picker.line.clear()
        self._put(lambda _session: picked.id, picked.title, go=False)
        self.picker.start()

    def _begin(self, type_: str) -> None:
        self._put(lambda session: casework.add(session, type_, {}), "", go=True)

    def _put(self, make: Callable[[Session], str], title: str, *, go: bool) -> None:
        """Save the case as it stands and put a record in; `go` opens it."""
        desk, case = self._desk, self._form.record

        def work(session: Session, _tell: object) -> tuple[str, list[str]]:
            with session.vault.transaction():
                record = make(session)
                return record, casefile.add_to(session, case, [record])

        def undo(records: Sequence[str]) -> None:
            desk.jobs.write(
                lambda session, _tell: casefile.take_out(session, case, records),
                lambda _none: desk.tell(case, *records),
                failed=desk.fail,
                owner=desk,
            )

        def done(result: tuple[str, list[str]]) -> None:
            record, new = result
            if go:
                desk.go("record", record)
            elif new:
                desk.say(_("{title} is in the case now.").format(title=title), "good", undo=lambda: undo(new))
            else:
                desk.say(_("{title} was in the case already.").format(title=title))
            desk.tell(case, record)

        def go_on() -> None:
            desk.jobs.write(work, done, failed=desk.fail, owner=desk)

        if self._keeper.new and not self._form.fields():
            desk.say(_("Give the case a title or a number first."))
            return
        self._keeper.save(go_on)


def _risk(one: Risk) -> QWidget:
    told = [one.whom, one.what, one.likelihood, one.severity]
    lessens = _("What lessens it: {words}").format(words=one.lessens) if one.lessens else ""
    judged = _("judged {date}").format(date=one.judged) if one.judged else ""
    lines = [joined(*told, _("over") if one.over else "", judged), lessens]
    made = label("\n".join(filter(None, lines)))
    made.setContentsMargins(ASIDE, 4, ASIDE, 4)
    return made
