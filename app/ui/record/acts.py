"""Who did what to whom: an incident's acts as one small table, added in place and opened by Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QScrollArea,
    QWidget,
)

from app.base import i18n
from app.base.i18n import N_, _, ngettext
from app.domain.body import Fields
from app.services import coding, linked, trashing
from app.services.coding import Made
from app.services.drafting import Opened
from app.services.linked import Act
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.editors.going import STOP
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row
from app.ui.record.actrows import Rows
from app.ui.record.parts import ActParts, Said


class ActsTable(QWidget):
    """Shows and adds the acts of an incident."""

    changed = Signal()
    """Something was said of an act that is not added yet."""
    ended = Signal()
    """It is added, or asked for no more."""

    def __init__(self, desk: Desk, incident: str) -> None:
        super().__init__()
        self._desk, self._incident = desk, incident
        self._read_only = False
        self._acts: tuple[Act, ...] = ()
        self._reading: Job | None = None
        self._parts: ActParts | None = None
        self._adding = False
        self.table = Rows()
        self.table.opened.connect(self._on_open)
        self.table.removed.connect(self._on_trash)
        self.empty = label(_("No acts yet. Each says one thing done to one victim."), "quiet")
        self.add = button(_("Add an act"), self.begin, look=desk.look, icon="new")
        self.add.setProperty(STOP, True)
        self._box = frame("card")
        self._inside = column(self._box, margin=14, gap=10)
        self._box.hide()
        head = row()
        head.addWidget(label(_("Who did what to whom"), "heading"), 1)
        head.addWidget(self.add)
        layout = column(self, gap=8)
        layout.addLayout(head)
        layout.addWidget(self.empty)
        layout.addWidget(self.table)
        layout.addWidget(self._box)
        self.table.hide()

    @property
    def parts(self) -> ActParts | None:
        """The questions, while an act is being added."""
        return self._parts if self._box.isVisibleTo(self) else None

    def begun(self) -> Fields:
        """Return what is said of an act that is not added yet."""
        parts = self.parts
        return parts.values() if parts is not None and not self._adding else {}

    def go_on(self, values: Fields) -> None:
        """Ask on for an act of which something was said before."""
        self.begin()
        assert self._parts is not None
        self._parts.set_values(values)

    def show_record(self, opened: Opened) -> None:
        """Read the acts again; those of a record that is kept as it is can be opened, not added or trashed."""
        self._read_only = opened.kept
        self.add.setVisible(not opened.kept)
        self.refresh()

    def refresh(self) -> None:
        """Read the acts again."""
        work = self.reading(i18n.language())
        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    # What another table of acts does otherwise

    hint = N_("Without a time it has the incident's.")

    def reading(self, language: str) -> Callable[[Session], tuple[Act, ...]]:
        """Return the work that reads the acts."""
        incident = self._incident
        return lambda session: linked.acts_of(session, incident, language)

    def making(self, said: Said) -> Callable[[Session], Made]:
        """Return the work that makes the acts that were said."""
        incident = self._incident
        return lambda session: coding.add_acts(
            session,
            incident,
            act_type=said.act_type,
            victims=said.victims,
            perpetrators=said.perpetrators,
            period=said.period,
        )

    def prepare(self, then: Callable[[], None], _failed: Callable[[Exception], None]) -> None:
        """Do what must be done before acts are made."""
        then()

    def begin(self) -> None:
        """Ask for a new act."""
        if self._parts is None:
            self._parts = ActParts(self._desk, self._incident)
            self._parts.edited.connect(self.changed)
            self._inside.addWidget(self._parts)
            does = row()
            self.make = button(_("Add"), self._on_add, "main", look=self._desk.look, icon="good")
            self.make.setProperty(STOP, True)
            does.addWidget(self.make)
            does.addWidget(button(_("Close"), self._on_close))
            does.addWidget(label(_(self.hint), "quiet"), 1)
            self._inside.addLayout(does)
        self._box.show()
        self._parts.focus_first()
        QTimer.singleShot(0, self, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self._box, 0, 24)

    def _on_close(self) -> None:
        self._box.hide()
        self.add.setFocus()
        self.ended.emit()

    def _on_add(self) -> None:
        assert self._parts is not None
        if not self._parts.settled():
            return
        said = self._parts.said()
        if not (said.act_type or said.victims or said.perpetrators):
            self._desk.say(_("Say at least what was done, to whom, or by whom."))
            self._parts.focus_first()
            return
        work = self.making(said)

        def make() -> None:
            self._desk.jobs.write(
                lambda session, _tell: work(session), self._on_added, failed=self._on_not_added, owner=self
            )

        self._adding = True
        self.ended.emit()  # locked now, it is not asked for once more
        self.prepare(make, self._on_not_added)

    def _on_not_added(self, error: Exception) -> None:
        self._adding = False
        self.changed.emit()
        self._desk.fail(error)

    def _on_added(self, made: Made) -> None:
        assert self._parts is not None
        self._adding = False
        n = self._parts.said().acts
        self._parts.clear()
        self._parts.focus_first()
        taking_back(self._desk, made, ngettext("{n} act was added.", "{n} acts were added.", n).format(n=n))
        self.refresh()

    def _show(self, acts: tuple[Act, ...]) -> None:
        self._acts = acts
        self.table.show_acts(acts)
        self.table.setVisible(bool(acts))
        self.empty.setVisible(not acts)

    def _on_open(self, at: int) -> None:
        self._desk.go("record", self._acts[at].record)

    def _on_trash(self, at: int) -> None:
        if self._read_only:
            return
        record, desk = self._acts[at].record, self._desk

        def back() -> None:
            desk.jobs.write(
                lambda session, _tell: trashing.put(session, [record], trashed=False),
                lambda _moved: desk.tell(record),
                owner=desk,
            )

        def done(moved: list[str]) -> None:
            if moved:
                desk.say(_("The act is in the trash."), undo=back)
                desk.tell(record)
            else:
                desk.say(_("This act stays: it waits for a decision, or was written by a newer version."), "warning")

        desk.jobs.write(lambda session, _tell: trashing.put(session, [record]), done, owner=desk)


def taking_back(desk: Desk, made: Made, words: str) -> None:
    """Tell what was made, offer to undo it, and let every page know."""

    def undo() -> None:
        desk.jobs.write(
            lambda session, _tell: coding.unmake(session, made),
            lambda changed: desk.tell(*changed),
            owner=desk,
        )

    desk.say(words, "good", undo=undo)
    desk.tell(*made.everything)
