"""The page of decisions: which records were changed here and elsewhere, and what counts in each field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.base.errors import KeepsakeError
from app.base.i18n import _, language, ngettext
from app.services import casework, deciding
from app.services.casework import Saved
from app.services.deciding import Case, Waiting
from app.ui.chain import Chain
from app.ui.desk import Change, Desk, Place
from app.ui.exchange.answers import Answers
from app.ui.exchange.pieces import Notice, empty, fit_rows, reading_column, said_by_others
from app.ui.exchange.question import QuestionBox
from app.ui.exchange.requests import Requests
from app.ui.exchange.withdrawn import Withdrawn
from app.ui.exchange.words import titled, type_words
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import Page, button, column, frame, label, row, scrolled

MOST_ROWS = 8
RULES = ("theirs", "mine", "later")


class ConflictsPage(Page):
    """The list, and one record with all its sides. What was chosen is saved in one edit when all is."""

    help_topic = "window-decide"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.waiting: tuple[Waiting, ...] = ()
        self.case: Case | None = None
        self.boxes: list[QuestionBox] = []
        self._record = ""
        self._saving = False
        self._behind = False
        self._answers = Answers(desk, self)
        self._listing: Job | None = None
        self._reading: Job | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_list())
        self._stack.addWidget(self._build_case())
        column(self).addWidget(self._stack)
        self._chain = Chain(self)
        desk.changed.connect(self._on_changed)

    def _build_list(self) -> QWidget:
        inner = QWidget()
        _outer, inside = reading_column(inner)
        inside.addWidget(label(_("Decisions"), "title"))
        self.requests, self.withdrawn = Requests(self.desk), Withdrawn(self.desk)
        self._none = QWidget()
        nothing = column(self._none, gap=12)
        nothing.addWidget(label(_("Nothing waits for a decision.")))
        line = Flow()
        self.home = button(_("All records"), lambda: self.desk.go("library"))
        line.addWidget(self.home)
        nothing.addLayout(line)
        self._intro = label(
            _(
                "These records were changed here and elsewhere at the same time. Both versions are kept until you say "
                "which counts."
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(_("Records that wait for a decision"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._on_activated)
        self.list.itemClicked.connect(self._on_activated)
        self._more = label("", "quiet")
        for one in (self.requests, self.withdrawn, self._none, self._intro, self.list, self._more):
            inside.addWidget(one)
        inside.addStretch(1)
        self._none.hide()
        return scrolled(inner, _("Decisions"))

    def _build_case(self) -> QWidget:
        whole = QWidget()
        inner = QWidget()
        _outer, inside = reading_column(inner)
        self._title = said_by_others("", "title")
        self._kind = label("", "quiet")
        self.notice = Notice(self.desk.look, "danger")
        self.notice.hide()
        inside.addWidget(self._title)
        inside.addWidget(self._kind)
        inside.addWidget(self.notice)
        rules = Flow()
        for rule, words in zip(
            RULES,
            (_("Take theirs for all that are left"), _("Take mine for all that are left"), _("Take the later one")),
            strict=True,
        ):
            rules.addWidget(button(words, self._ruling(rule)))
        self._rules = QWidget()
        self._rules.setLayout(rules)
        inside.addWidget(self._rules)
        self._questions = column(gap=14)
        inside.addLayout(self._questions)
        inside.addStretch(1)
        bar = QWidget()
        below = row(bar, gap=10)
        below.setContentsMargins(28, 10, 28, 10)
        self.list_button = button(_("All decisions"), self.show_list)
        self._told = label("", "quiet")
        self.save_button = button(_("Save decision"), self.save, "main")
        below.addWidget(self.list_button)
        below.addWidget(self._told, 1)
        below.addWidget(self.save_button)
        layout = column(whole, gap=0)
        layout.addWidget(scrolled(inner, _("Decision")), 1)
        layout.addWidget(frame("line"))
        layout.addWidget(bar)
        return whole

    def show_place(self, place: Place) -> None:
        """Show the list, or the record of the place."""
        self._record = place.record
        self.requests.refresh()
        self.withdrawn.refresh()
        self._refresh()
        if place.record:
            self._open(place.record)
        else:
            self.show_list()

    def place(self) -> Place:
        """Return the record that is shown."""
        return Place("conflicts", self._record)

    def leave(self, then: Callable[[], None]) -> None:
        """Keep what was chosen, and let go."""
        self._answers.write()
        then()

    def locking(self) -> None:
        """Keep what was chosen."""
        self._answers.write()

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Save by the usual keys."""
        return {"save": self.save, "save_next": self.save}

    def show_list(self) -> None:
        """Show all that wait."""
        self._record, self.case = "", None
        self._stack.setCurrentIndex(0)
        (self.list if self.waiting else self.home).setFocus()

    def save(self) -> None:
        """Save what was decided, when everything is, and go to the next record."""
        case = self.case
        if case is None or self._saving or not self._complete():
            return
        answers = {box.question.path: box.answer() for box in self.boxes}
        self._saving = True
        self._show_state()
        self.desk.jobs.write(
            lambda session, _tell: deciding.decide(session, case.record, case.heads, answers),
            self._on_saved,
            failed=self._on_failed,
            owner=self,
        )

    def take(self, rule: str) -> None:
        """Choose by a rule wherever nothing was chosen yet."""
        unsaid = 0
        for box in self.boxes:
            if not box.done():
                side = box.question.side_of(rule)
                if side is None:
                    unsaid += 1
                else:
                    box.choose(side)
        if unsaid:
            told = ngettext(
                "The rule does not say which counts in {n} field: please choose there.",
                "The rule does not say which counts in {n} fields: please choose there.",
                unsaid,
            )
            self.desk.say(told.format(n=unsaid))
        if self._complete():
            self.save_button.setFocus()

    def _ruling(self, rule: str) -> Callable[[], None]:
        return lambda: self.take(rule)

    def _refresh(self) -> None:
        code = language()
        self._behind = False
        self._listing = self.desk.jobs.read(
            lambda session: (deciding.waiting(session, code), casework.count_conflicts(session)),
            self._show_list,
            owner=self,
            replaces=self._listing,
        )

    def _show_list(self, found: tuple[tuple[Waiting, ...], int]) -> None:
        self.waiting, all_ = found
        waiting, left = self.waiting, all_ - len(self.waiting)
        told = ngettext(
            "and {n} more, which is listed when these are decided",
            "and {n} more, which are listed when these are decided",
            left,
        )
        self._more.setText(told.format(n=f"{left:,}"))
        self._more.setVisible(left > 0)
        here = self.list.currentRow()
        self.list.clear()
        for one in waiting:
            fields = ngettext("{n} field", "{n} fields", one.fields).format(n=one.fields)
            told = f"{titled(one.title, one.type)}\n{type_words(one.type)} · {fields}"
            item = QListWidgetItem(told)
            item.setData(Qt.ItemDataRole.UserRole, one.record)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told.replace("\n", ", "))
            self.list.addItem(item)
        if waiting:
            self.list.setCurrentRow(min(max(here, 0), len(waiting) - 1))
        fit_rows(self.list, MOST_ROWS)
        self.list.setVisible(bool(waiting))
        self._intro.setVisible(bool(waiting))
        self._none.setVisible(not waiting and not self.requests.found and not self.withdrawn.found)
        if self._stack.currentIndex() == 0 and self.isVisible():
            (self.list if waiting else self.home).setFocus()

    def _on_activated(self, item: QListWidgetItem) -> None:
        self._open(str(item.data(Qt.ItemDataRole.UserRole)))

    def _open(self, record: str) -> None:
        self._record = record
        code = language()
        self._reading = self.desk.jobs.read(
            lambda session: deciding.case(session, record, code),
            self._show_case,
            failed=self._on_no_case,
            owner=self,
            replaces=self._reading,
        )

    def _on_no_case(self, error: Exception) -> None:
        self.desk.fail(error)
        self.show_list()

    def _show_case(self, case: Case) -> None:
        if case.record != self._record:
            return
        if not case.questions:  # decided elsewhere, or never in conflict
            self._next()
            return
        before, self.case = self.case, case
        if before is not None and (before.record, before.heads) == (case.record, case.heads):
            self._stack.setCurrentIndex(1)  # nothing changed: what was chosen stands
            self.boxes[0].focus_first()
            return
        self._title.setText(titled(case.title, case.type))
        fields = ngettext("{n} decision", "{n} decisions", len(case.questions)).format(n=len(case.questions))
        self._kind.setText(f"{type_words(case.type)} · {fields}")
        empty(self._questions)
        self.boxes = [QuestionBox(self.desk, one, case.record) for one in case.questions]
        self._answers.say_again(case, self.boxes)
        for box in self.boxes:
            box.decided.connect(self._on_decided)
            self._questions.addWidget(box)
        self.notice.hide()
        if case.newer:
            self.notice.say(
                "warning", _("A newer version of Keepsake wrote this record. Update to decide; nothing is lost.")
            )
            self.notice.show()
        self._rules.setVisible(len(self.boxes) > 1)
        self._stack.setCurrentIndex(1)
        self._show_state()
        self.boxes[0].focus_first()

    def _complete(self) -> bool:
        case = self.case
        return case is not None and not case.newer and all(box.done() for box in self.boxes)

    def _on_decided(self) -> None:
        if self.case is not None:
            self._answers.note(self.case, self.boxes)
        self._show_state()

    def _show_state(self) -> None:
        done = sum(box.done() for box in self.boxes)
        self._told.setText(_("{done} of {all} decided").format(done=done, all=len(self.boxes)))
        self.save_button.setEnabled(self._complete() and not self._saving)
        self._chain.soon()

    def _on_saved(self, saved: Saved) -> None:
        self._saving = False
        self._answers.forget(saved.record)
        record, self._record, self.case = saved.record, "", None
        self.waiting = tuple(one for one in self.waiting if one.record != record)
        self.desk.say(_("Decided. Both sides stay in the history."), "good")
        self.desk.tell(record)
        self._next()

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        told = str(error) if isinstance(error, KeepsakeError) else _("This could not be saved. Nothing was changed.")
        self.notice.say("danger", told)
        self.notice.show()
        self._show_state()
        if not isinstance(error, KeepsakeError):
            self.desk.fail(error)

    def _next(self) -> None:
        """Go to the next record that waits, or to the list that says that none does."""
        following = next((one for one in self.waiting if one.record != self._record), None)
        if following is not None:
            self._open(following.record)
        else:
            self.show_list()

    def _on_changed(self, change: Change) -> None:
        if change.records == frozenset():
            return
        if not self.isVisible():
            self._behind = True
            return
        self._refresh()
        case = self.case
        if case is not None and self._record and change.touches(self._record) and not self._saving:
            self._reading = self.desk.jobs.read(
                lambda session: deciding.case(session, case.record, language()),
                self._on_looked_again,
                owner=self,
                replaces=self._reading,
            )

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was shown."""
        super().showEvent(event)
        if self._behind:
            self._refresh()

    def _on_looked_again(self, case: Case) -> None:
        """Show the record anew only when it has other versions by now: choices are not thrown away for nothing."""
        if self.case is not None and case.record == self.case.record and case.heads != self.case.heads:
            self._show_case(case)
