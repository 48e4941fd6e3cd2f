"""The page of the calendar: what is to be done by when, of all cases; opened, marked as done, moved, taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import browsing, deadlines
from app.services.deadlines import Changed, Step
from app.ui.calendar.moving import MoveCard
from app.ui.calendar.rows import StepRows, StepTable
from app.ui.desk import Change, Desk, Place
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import Page, button, column, label


class CalendarPage(Page):
    """Everything that is to be done. `place.detail` may say the `case`, the `type` and whether what is `done` shows."""

    help_topic = "window-calendar"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading: Job | None = None
        self._steps: tuple[Step, ...] = ()
        self._wanted: dict[str, str] = {}
        self._stale = True
        layout = column(self, margin=20, gap=10)
        layout.addWidget(label(_("Calendar"), "title"))
        layout.addWidget(
            label(_("What is to be done by when, of all cases. Overdue is only what is certainly over."), "quiet")
        )
        line = Flow(gap=16)
        self.case = self._choice(line, _("Case"))
        self.type = self._choice(line, _("Type"))
        self.handler = self._choice(line, _("Who"))
        self.done = QCheckBox(_("Also what is done"))
        self.done.toggled.connect(self._on_done)
        line.addWidget(self.done)
        layout.addLayout(line)
        self.count = label("", "quiet")
        layout.addWidget(self.count)
        self.rows = StepRows(desk)
        self.table = StepTable(desk, self.rows)
        layout.addWidget(self.table, 1)
        self.nothing = label("", "quiet")
        self.nothing.hide()
        layout.addWidget(self.nothing)
        self.moving = MoveCard(desk)
        self.moving.moved.connect(self._on_move)
        self.moving.closed.connect(self.table.setFocus)
        layout.addWidget(self.moving)
        below = Flow()
        self.open_button = button(_("Open the record"), self._on_open, look=desk.look, icon="forward")
        self.mark_button = button(_("Mark as done"), self._on_mark, look=desk.look, icon="good")
        self.move_button = button(_("Move the date..."), self._ask_date, look=desk.look, icon="calendar")
        for one in (self.open_button, self.mark_button, self.move_button):
            below.addWidget(one)
        layout.addLayout(below)
        self.table.opened.connect(self._on_open)
        self.table.marked.connect(self._on_mark)
        self.table.at.connect(self._on_at)
        desk.changed.connect(self._on_changed)
        self._on_at()

    def _choice(self, line: Flow, words: str) -> QComboBox:
        """Return a choice of what the list is narrowed to, everything at first."""
        made = QComboBox()
        made.setAccessibleName(words)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(18)
        made.addItem(_("All"), "")
        made.activated.connect(self._show)
        around = QWidget()
        inside = column(around, gap=2)
        inside.addWidget(label(words, "quiet", buddy=made))
        inside.addWidget(made)
        line.addWidget(around)
        return made

    # Places

    def show_place(self, place: Place) -> None:
        """Ask for what is there now, narrowed as the place says or as it was."""
        self._wanted = {name: str(place.detail[name]) for name in ("case", "type", "handler") if name in place.detail}
        if "done" in place.detail:
            self.done.blockSignals(True)
            self.done.setChecked(place.detail["done"] is True)
            self.done.blockSignals(False)
        self.moving.close_card()
        self.table.setFocus()
        self._ask()

    def place(self) -> Place | None:
        """Return what is asked for, to come back to it; who does it may be words of a case, so it is left out."""
        asked = {"case": self.case.currentData() or "", "type": self.type.currentData() or ""}
        return Place("calendar", detail={**asked, "done": self.done.isChecked()})

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Return what this page does."""
        return {"edit": self._ask_date, "back": self._on_back}

    def _on_back(self) -> bool:
        return self.moving.close_card()  # False: the window goes back

    # Showing

    def _ask(self) -> None:
        language, done = i18n.language(), self.done.isChecked()
        self._stale = False
        self._reading = self.desk.jobs.read(
            lambda session: deadlines.gather(session, language, done=done),
            self._on_gathered,
            owner=self,
            label=_("Gathering what is to be done"),
            replaces=self._reading,
        )

    def _on_gathered(self, steps: tuple[Step, ...]) -> None:
        self._steps = steps
        cases = {id_: title for one in steps for id_, title in one.cases}
        handlers = {id_: title for one in steps for id_, title in one.handlers}
        types = {one.type: browsing.type_label(one.type) for one in steps}
        offered = (("case", self.case, cases), ("type", self.type, types), ("handler", self.handler, handlers))
        for name, choice, found in offered:
            _fill(choice, found, self._wanted.pop(name, str(choice.currentData() or "")))
        self._show()

    def _show(self) -> None:
        shown = deadlines.chosen(
            self._steps,
            case=str(self.case.currentData() or ""),
            type_=str(self.type.currentData() or ""),
            handler=str(self.handler.currentData() or ""),
        )
        n = len(shown)
        self.count.setText(ngettext("{n} thing to do", "{n} things to do", n).format(n=f"{n:,}"))
        self.nothing.setText(
            _("Nothing matches. Choose All to see everything.")
            if self._steps
            else _("Nothing is to be done yet. Give a request the day its answer is due, or a case a next step.")
        )
        self.nothing.setVisible(not n)
        self.table.setVisible(bool(n))
        self.table.show_steps(shown)

    def _on_done(self) -> None:
        self._ask()

    def _on_changed(self, _change: Change) -> None:
        if self.isVisibleTo(self.window()):
            self._ask()

    def _on_at(self) -> None:
        step = self.table.current()
        able = step is not None and not step.fixed and not self.desk.owner.read_only
        self.open_button.setEnabled(step is not None)
        self.mark_button.setEnabled(able and step is not None and not step.done)
        self.move_button.setEnabled(able and step is not None and not step.done)
        self.moving.leave(step)

    # What a person does

    def _on_open(self) -> None:
        if (step := self.table.current()) is not None:
            self.desk.go("record", step.record)

    def _on_mark(self) -> None:
        step = self.table.current()
        if step is None or step.done:
            return
        if step.fixed:
            self.desk.say(_("This ends by another record: open the record, and add what happened."))
            return
        self._change(lambda session, _tell: deadlines.close(session, step), _("Marked as done."))

    def _ask_date(self) -> None:
        step = self.table.current()
        if step is not None and self.move_button.isEnabled():
            self.moving.ask(step, self.rows.words(step, 1))

    def _on_move(self, step: Step, day: dict[str, object]) -> None:
        self._change(lambda session, _tell: deadlines.move(session, step, day), _("The date was moved."))
        self.table.setFocus()

    def _change(self, work: Callable[..., Changed], words: str) -> None:
        desk = self.desk
        if desk.owner.read_only:
            desk.refuse()
            return

        def back(changed: Changed) -> None:
            desk.jobs.write(
                lambda session, _tell: deadlines.take_back(session, changed),
                lambda _none: desk.tell(changed.record),
                failed=desk.fail,
                owner=desk,
            )

        def done(changed: Changed) -> None:
            desk.say(words, "good", undo=lambda: back(changed))
            desk.tell(changed.record)

        desk.jobs.write(work, done, failed=desk.fail, owner=desk)


def _fill(choice: QComboBox, found: dict[str, str], wanted: str) -> None:
    """Offer what there is, in order, and choose what is wanted when it is there."""
    choice.blockSignals(True)
    choice.clear()
    choice.addItem(_("All"), "")
    for id_, title in sorted(found.items(), key=lambda one: one[1].casefold()):
        choice.addItem(" ".join(title.split())[:80] or id_[:8], id_)
    choice.setCurrentIndex(max(0, choice.findData(wanted)))
    choice.blockSignals(False)
