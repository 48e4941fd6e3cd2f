"""The first run: from nothing to an open vault, one decision a page."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.base.i18n import _
from app.ui.entry.middle import Middle
from app.ui.jobs import Jobs
from app.ui.look import Look


class FirstRun(Middle):
    """Makes a vault."""

    opened = Signal(object)
    unlock_wanted = Signal(object)
    practice_wanted = Signal()

    def __init__(self, jobs: Jobs, look: Look) -> None:
        super().__init__(_("First run"))
        self._jobs, self._look = jobs, look
