"""Building what takes long in slices, so that the window goes on answering."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.chain import BUILDING

SLICE = 0.012
"""Seconds of building between two turns of the event loop; a single piece may take longer."""


class Slices(QObject):
    """Work for the window's thread, piece by piece in its order."""

    lasting = Signal()
    """It takes more than one slice."""
    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(BUILDING)
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_turn)

    def put(self, work: Callable[[], None]) -> None:
        """Do this when its turn comes."""
        self._waiting.append(work)
        if not self._timer.isActive():
            self._timer.start(0)

    @property
    def busy(self) -> bool:
        """Whether something is still to be built."""
        return bool(self._waiting)

    def finish(self) -> None:
        """Do everything that waits now."""
        while self._waiting:
            self._waiting.popleft()()
        self._timer.stop()
        self._end()

    def _on_turn(self) -> None:
        until = time.monotonic() + SLICE
        while self._waiting and time.monotonic() < until:
            self._waiting.popleft()()
        if self._waiting:
            self._timer.start(0)
            if not self.property(BUILDING):
                self.setProperty(BUILDING, True)
                self.lasting.emit()
        else:
            self._end()

    def _end(self) -> None:
        self.setProperty(BUILDING, False)
        self.finished.emit()
