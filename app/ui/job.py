"""One piece of background work, as the window sees it: where it runs, its progress, and how it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.base.errors import KeepsakeError

EVERY = 0.1
"""Seconds between two reports of progress: more only keeps the window busy."""


class Cancelled(KeepsakeError):
    """A person stopped this work; it was rolled back."""


class Kind(Enum):
    """Where work runs."""

    WRITE = "write"
    READ = "read"
    COMPUTE = "compute"


class Job(QObject):
    """One piece of work under way. Signals arrive in the window's thread."""

    progressed = Signal(object, object)
    """Done and total; of bytes, records or files, as the work counts. Objects: Qt's int ends at 2 GB."""
    ended = Signal()

    def __init__(
        self,
        kind: Kind,
        work: Callable[..., Any],
        then: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        owner: QObject | None,
        label: str,
        gaps: bool,
    ) -> None:
        super().__init__()
        self.kind, self.work, self.then, self.failed = kind, work, then, failed
        self.owner, self.label, self.gaps = owner, label, gaps
        self.cancelled = False
        self.begun = False
        self.over = False
        self.began = time.monotonic()
        self.interrupt: Callable[[], None] | None = None
        self._told = 0.0

    def cancel(self) -> None:
        """Ask the work to stop: a read ends and nothing is told, a write rolls back at its next step and says so."""
        self.cancelled = True
        if self.interrupt is not None:
            self.interrupt()

    def forget(self) -> None:
        """Let go of what the work held, a session or a passphrase: the job itself may be kept by whoever asked."""
        self.work, self.then, self.failed, self.interrupt = _nothing, None, None, None

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the result: who stopped a write wants to know what became of it."""
        dropped = self.cancelled and self.kind is Kind.READ
        return not dropped and (self.owner is None or shiboken6.isValid(self.owner))

    def tell(self, done: int, total: int) -> None:
        """Report progress from inside the work; raises Cancelled when a person stopped it."""
        if self.cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - self._told >= EVERY or done == total:
            self._told = now
            self.progressed.emit(done, total)


def _nothing(*_given: object) -> None:
    """Be the work of a job that is over."""
