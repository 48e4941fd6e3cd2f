"""Unlocking."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.jobs import Jobs
from app.ui.look import Look


class Unlock(QWidget):
    """Asks for the passphrase."""

    opened = Signal(object)
    first_run_wanted = Signal()
    other_wanted = Signal(object)

    def __init__(self, jobs: Jobs, look: Look, folder: Path) -> None:
        super().__init__()

    def hold(self) -> None:
        """Wait."""

    def let_go(self) -> None:
        """Go on."""
