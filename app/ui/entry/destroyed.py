"""The screen that destroys the keys of a vault and then says what is gone, and what it cannot reach."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QProgressBar

from app.base.errors import VaultDestroyed
from app.base.i18n import _
from app.services import emergency
from app.ui.entry.middle import FolderLabel, Middle
from app.ui.flow import Flow
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.messages import words_for
from app.ui.page import button, column, label


class Destroying(Middle):
    """It begins when the vault that was open is closed, and cannot be stopped: killed, it is finished later."""

    help_topic = "window-emergency"
    over = Signal()
    """The person wants to go on with something else."""

    def __init__(self, jobs: Jobs, look: Look, folder: Path) -> None:
        super().__init__(_("Destroying the keys"), letters=70)
        self._jobs, self._folder = jobs, folder
        self._title = label(_("Destroying the keys..."), "title")
        self.inside.addWidget(self._title)
        self.inside.addWidget(FolderLabel(folder))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Destroying the keys"))
        self.inside.addWidget(self._bar)
        self._said = column(gap=8)
        self.inside.addLayout(self._said)
        self.told = ""
        """What is said now, whole."""
        line = Flow()
        self.again = button(_("Try again"), self._begin, "danger", look=look, icon="emergency")
        self.quit = button(_("Quit"), QApplication.quit, "main")
        self.other = button(_("Another vault, or a backup..."), self.over.emit, "flat", look=look, icon="folder")
        self._buttons = (self.again, self.quit, self.other)
        for one in self._buttons:
            line.addWidget(one)
            one.hide()
        self.inside.addLayout(line)

    def let_go(self) -> None:
        """Begin: nobody has the vault open any more."""
        self._begin()

    def fail(self, error: Exception) -> None:
        """Tell what went wrong: whether the keys are gone is in the words."""
        if isinstance(error, VaultDestroyed):
            self._on_done(str(error))
            return
        self._title.setText(_("The keys are not destroyed yet"))
        self._tell(words_for(error), "danger")
        self.again.show()
        self.again.setFocus()

    def _begin(self) -> None:
        for one in self._buttons:
            one.hide()
        self._unsay()
        self._bar.show()
        folder = self._folder
        job = self._jobs.compute(
            lambda tell: emergency.destroy(folder, tell).words, self._on_done, failed=self.fail, owner=self
        )
        job.progressed.connect(self._on_progress)

    def _on_progress(self, done: int, total: int) -> None:
        if total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))

    def _on_done(self, words: str) -> None:
        self._title.setText(_("The keys are destroyed"))
        self._tell(words, "")
        self.again.hide()
        self.quit.setFocus()

    def _tell(self, words: str, kind: str) -> None:
        self._bar.hide()
        self._unsay()
        self.told = words
        for paragraph in words.split("\n"):
            self._said.addWidget(label(paragraph, kind))
        self.quit.show()
        self.other.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._title, words))

    def _unsay(self) -> None:
        self.told = ""
        while (item := self._said.takeAt(0)) is not None:
            if (said := item.widget()) is not None:
                said.hide()
                said.deleteLater()
