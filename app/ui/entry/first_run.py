"""The first run: from nothing to an open vault, one decision a page; stopping on the way leaves no file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QProgressBar, QPushButton, QRadioButton

from app.base import config
from app.base.errors import KeepsakeError
from app.base.i18n import _, language
from app.services import beginning, drills
from app.services.beginning import Begun, Plan
from app.ui.chain import Chain
from app.ui.entry.middle import Middle
from app.ui.entry.recovery import DrillStep, SheetStep
from app.ui.entry.secret import AgainStep, PassphraseStep
from app.ui.entry.step import Answers, Step
from app.ui.entry.steps import FolderStep, LanguageStep, WhoStep
from app.ui.entry.trusted import CardStep
from app.ui.files.choose import choose_folder
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.messages import words_for
from app.ui.page import button, column, frame, label, row
from app.ui.speaking import speak

UNCOUNTED = (AgainStep, DrillStep)
"""Second halves of the step before them."""


class FirstRun(Middle):
    """Makes a vault, step by step; back and on by buttons, Enter and Escape."""

    help_topic = "window-first-run"
    opened = Signal(object)
    unlock_wanted = Signal(object)
    practice_wanted = Signal(str)
    restore_wanted = Signal()

    def __init__(self, jobs: Jobs, look: Look, folder: str = "") -> None:
        super().__init__(_("First run"), letters=64)
        self._jobs, self._look = jobs, look
        self.answers = Answers(language=language(), folder=folder)
        self._at, self._making = 0, False
        self._begun: Begun | None = None
        self._where = label("", "quiet")
        self._title = label("", "title")
        self._place = column()
        self._error = frame("danger")
        self._words = label("")
        column(self._error, margin=12).addWidget(self._words)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self.back_button: QPushButton = button("", self.back, "flat")
        self.next_button: QPushButton = button("", self.next, "main")
        self.inside.addWidget(self._where)
        self.inside.addWidget(self._title)
        self.inside.addLayout(self._place)
        self.inside.addWidget(self._error)
        self.inside.addWidget(self._bar)
        self.inside.addSpacing(8)
        line = row()
        line.addWidget(self.back_button)
        line.addStretch(1)
        line.addWidget(self.next_button)
        self.inside.addLayout(line)
        self._bar.hide()
        Chain(self.card)
        self.step: Step = self._show(0)
        jobs.compute(lambda _tell: beginning.measure(), self._on_measured, owner=self)

    # Steps

    def _kinds(self) -> list[type[Step]]:
        kinds: list[type[Step]] = [LanguageStep, WhoStep, FolderStep, PassphraseStep]
        if self.answers.made_by_chance:
            kinds.append(AgainStep)
        kinds.append(SheetStep)
        if self.answers.recovery is not None:
            kinds.append(DrillStep)
        return kinds if self.answers.role == "headquarters" else [*kinds, CardStep]

    def _show(self, at: int) -> Step:
        old = getattr(self, "step", None)
        self._at = at
        step = self.step = self._kinds()[at](self.answers, self._jobs, self._look)
        kinds = self._kinds()  # a step may have brought another with it
        step.failed.connect(self.fail)
        if isinstance(step, LanguageStep):
            step.chosen.connect(self._on_language)
            step.practice_wanted.connect(self.practice_wanted)
            step.other_wanted.connect(self._on_other)
            step.restore_wanted.connect(self.restore_wanted)
        elif isinstance(step, SheetStep | DrillStep):
            step.without.connect(self._on_checked)
        if old is not None:
            self._place.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._place.addWidget(step)
        shown, total = (sum(kind not in UNCOUNTED for kind in some) for some in (kinds[: at + 1], kinds))
        self._where.setText(_("Step {n} of {total}").format(n=shown, total=total))
        self._title.setText(step.title)
        self.back_button.setText(_("Back"))
        self.back_button.setVisible(at > 0)
        last = at == len(kinds) - 1
        self.next_button.setText(_("Make the vault") if last else _("Next"))
        self._error.hide()
        if (first := step.first()) is not None:
            QTimer.singleShot(0, first, first.setFocus)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._title, step.title))
        return step

    def next(self) -> None:
        """Go on, when this step is content."""
        if self._begun is not None:
            self._hand_over()
        elif not self._making:
            self._error.hide()
            self.step.check(self._on_checked)

    def back(self) -> None:
        """Go a step back; what was entered stays, except the passphrase."""
        if self._making or self._at == 0:
            return
        self.step.keep()
        kinds = self._kinds()
        at = self._at - 1
        if at < len(kinds) and kinds[at] is AgainStep:
            at -= 1  # its words are gone: others are chosen
        if at <= kinds.index(PassphraseStep):
            self.answers.passphrase = ""
        self._show(at)

    def fail(self, error: Exception) -> None:
        """Tell what is not right."""
        words = words_for(error)
        self._words.setText(words)
        self._error.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, words))

    @property
    def told(self) -> str:
        """The error shown now; empty for none."""
        return self._words.text() if self._error.isVisibleTo(self) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, or presses the button that has the focus; Escape goes back."""
        focus = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, QAbstractButton) and not isinstance(focus, QRadioButton):
                focus.click()
            else:
                self.next()
        elif event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def _on_checked(self) -> None:
        kinds = self._kinds()
        following = kinds.index(type(self.step)) + 1
        if following < len(kinds):
            self._show(following)
        else:
            self._make()

    # Language and other ways in

    def _on_language(self, code: str) -> None:
        if code == self.answers.language:
            return
        self.answers.language = code
        self._look.use(language=speak(code))
        self._jobs.compute(lambda _tell: config.write(language=code))
        self._show(0)

    def _on_other(self) -> None:
        choose_folder(self, _("Which vault?"), self._on_other_chosen)

    def _on_other_chosen(self, folder: Path) -> None:
        self.unlock_wanted.emit(folder)

    def _on_measured(self, memory_kib: int) -> None:
        self.answers.memory_kib = memory_kib

    # Making

    def _make(self) -> None:
        self._making = True
        plan, drilled = self.answers.plan, self.answers.drilled
        self._title.setText(_("Making the vault..."))
        self._bar.setAccessibleName(_("Making the vault..."))
        self._bar.show()
        for one in (self.step, self.back_button, self.next_button, self._where):
            one.hide()
        # No owner: a vault that is ready when this screen is gone must still be closed.
        self._jobs.compute(lambda tell: _made(plan, drilled, tell), self._on_made, failed=self._on_not_made)

    def _on_made(self, begun: Begun) -> None:
        if not shiboken6.isValid(self):
            self._jobs.compute(lambda _tell: begun.session.close())
            return
        self.answers.passphrase, self.answers.recovery = "", None
        self._begun = begun
        if begun.problem is None:
            self._hand_over()
            return
        self._bar.hide()
        self._title.setText(_("The vault is ready"))
        self.fail(begun.problem)
        self.next_button.setText(_("Open it"))
        self.next_button.show()
        self.next_button.setFocus()

    def _hand_over(self) -> None:
        begun, self._begun = self._begun, None
        if begun is not None:
            self.opened.emit(begun.session)

    def _on_not_made(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self._making = False
        self._bar.hide()
        for one in (self.back_button, self.next_button, self._where):
            one.show()
        self._show(self._at)
        self.fail(error)

    def event(self, event: QEvent) -> bool:
        """Close a vault that nobody took when this screen goes."""
        if event.type() == QEvent.Type.DeferredDelete and self._begun is not None:
            begun = self._begun
            self._begun = None
            self._jobs.compute(lambda _tell: begun.session.close())
        return super().event(event)


def _made(plan: Plan, drilled: bool, tell: Callable[[int, int], None]) -> Begun:
    begun = beginning.make(plan, tell)
    if drilled and plan.recovery is not None:
        with suppress(KeepsakeError):  # it is asked for again: no reason not to open
            drills.note(begun.session)
    return begun
