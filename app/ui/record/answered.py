"""Where a request stands, at the head of its page: in words, with what says so, and what one adds next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _
from app.services import petitioning, standing, trashing
from app.services.drafting import Opened
from app.services.session import Session
from app.services.standing import Named, Told
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import button, column, frame, label, row
from app.ui.record.entry import Entry
from app.ui.record.keeping import Keeper

FRAMES = {"danger": "danger", "warning": "warning", "good": "good"}


class Answered(QWidget):
    """The strip. Nobody types what it says: it follows from replies, attempts and deadlines."""

    def __init__(self, desk: Desk, record: str, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._record, self._keeper = desk, record, keeper
        self._reading: Job | None = None
        self._shown: tuple[Told, bool] | None = None
        self._layout = column(self)
        self.words = label("", "heading")
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Ask again where it stands."""
        record, fields, language, kept = opened.record, opened.fields, i18n.language(), opened.kept

        def work(session: Session) -> Told:
            return standing.tell(session, record, language, fields)

        self._reading = self._desk.jobs.read(
            work, lambda told: self._show(told, kept=kept), owner=self, replaces=self._reading
        )

    def _show(self, told: Told, *, kept: bool) -> None:
        if self._shown == (told, kept):
            return
        self._shown = (told, kept)
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        box = frame(FRAMES.get(told.kind, "info"))
        inside = column(box, margin=12, gap=6)
        self.words = label(told.words, "heading")
        self.words.setAccessibleName(_("Where it stands: {words}").format(words=told.words))
        inside.addWidget(self.words)
        for line in told.lines:
            inside.addWidget(label(joined(line), "quiet"))
        for found, said in (
            (told.replies, _("Reply")),
            (told.acts, _("Refusal to receive it")),
            (told.appeals, _("Appeal against it")),
        ):
            for one in found:
                inside.addWidget(self._entry(one, said))
        if told.unnamed:
            inside.addWidget(label(_("May concern it: replies of the authority that name no request"), "quiet"))
        for one in told.unnamed:
            beside = row()
            beside.addWidget(self._entry(one, _("Reply")), 1)
            if not kept:
                does = button(_("It answers this"), partial(self._answers, one.record))
                does.setAccessibleDescription(one.title)
                beside.addWidget(does)
            inside.addLayout(beside)
        if not kept:
            inside.addLayout(self._does())
        self._layout.addWidget(box)
        self.show()

    def _does(self) -> Flow:
        line = Flow()
        look = self._desk.look
        reply = button(_("Add its reply"), lambda: self._add(petitioning.add_reply), look=look, icon="reply")
        refusal = button(
            _("Nobody would receive it"), lambda: self._add(petitioning.add_refusal), look=look, icon="act"
        )
        refusal.setAccessibleDescription(_("Adds an act of refusing to receive it"))
        for one in (reply, refusal):
            line.addWidget(one)
        return line

    def _entry(self, one: Named, said: str) -> Entry:
        words = f"{said}: {joined(one.title, one.note)}"
        return Entry(self._desk.look, one.type, words, words, partial(self._desk.go, "record", one.record))

    def _add(self, make: Callable[[Session, str], str]) -> None:
        """Save the request as it stands, add a record to it, and go there; Undo puts that into the trash."""
        desk, record = self._desk, self._record

        def undo(made: str) -> None:
            desk.jobs.write(
                lambda session, _tell: trashing.put(session, [made]),
                lambda _moved: desk.tell(made, record),
                failed=desk.fail,
                owner=desk,
            )

        def done(made: str) -> None:
            desk.tell(made, record)
            desk.go("record", made)
            desk.say(_("It was added, and names the request."), "good", undo=lambda: undo(made))

        def go_on() -> None:
            desk.jobs.write(lambda session, _tell: make(session, record), done, failed=desk.fail, owner=desk)

        self._keeper.save(go_on)

    def _answers(self, reply: str) -> None:
        desk, record = self._desk, self._record

        def undo() -> None:
            desk.jobs.write(
                lambda session, _tell: petitioning.not_answered_by(session, record, reply),
                lambda _none: desk.tell(record, reply),
                failed=desk.fail,
                owner=desk,
            )

        def done(_saved: object) -> None:
            desk.say(_("The reply names this request now."), "good", undo=undo)
            desk.tell(record, reply)

        desk.jobs.write(
            lambda session, _tell: petitioning.answered_by(session, record, reply), done, failed=desk.fail, owner=desk
        )
