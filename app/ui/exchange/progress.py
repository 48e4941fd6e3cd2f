"""Long work on a page of its own: which phase, how far, Cancel; told from the working thread."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.base.i18n import _
from app.ui.files.words import size_in_words
from app.ui.job import EVERY, Job
from app.ui.page import button, column, label, row

Tell = Callable[[int, int], None]
PHASES = {  # name: what it counts
    "reading": "bytes",
    "writing": "bytes",
    "checking": "versions",
    "taking": "versions",
    "packing": "versions",
    "undoing": "records",
}


class Teller(QObject):
    """Tells the window's thread how far work in another thread is, in which phase."""

    phased = Signal(str, object, object)
    stepped = Signal(str, str)

    def phase(self, name: str, tell: Tell) -> Tell:
        """Return what a service tells its progress to; `tell` is the job's own, which raises when it is cancelled."""
        last = [0.0]

        def told(done: int, total: int) -> None:
            tell(done, total)
            now = time.monotonic()
            if now - last[0] >= EVERY or done == total:
                last[0] = now
                _emit(lambda: self.phased.emit(name, done, total))

        return told

    def step(self, name: str, step: str) -> None:
        """Tell that a file has come to a step."""
        _emit(lambda: self.stepped.emit(name, step))


def _emit(emits: Callable[[], object]) -> None:
    try:
        emits()
    except RuntimeError:  # the page is gone, as at lock; the job ends by itself
        return


class Progress(QWidget):
    """A bar with the name of the phase, counts and Cancel. Hidden until it follows a job."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._name = label("", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._counts = label("", "quiet")
        self._cancel = button(_("Cancel"), self._on_cancel)
        layout = column(self, gap=8)
        layout.addWidget(self._name)
        layout.addWidget(self._bar)
        below = row()
        below.addWidget(self._counts, 1)
        below.addWidget(self._cancel)
        layout.addLayout(below)
        self.hide()

    def follow(self, job: Job, name: str) -> None:
        """Show this job until it is over."""
        self._job = job
        self.show_phase(name)
        self._cancel.setEnabled(True)
        self.show()
        job.ended.connect(self._on_ended)

    def show_phase(self, name: str) -> None:
        """Show what is being done now, not yet how far."""
        self._name.setText(name)
        self._bar.setAccessibleName(name)
        self._bar.setRange(0, 0)
        self._counts.clear()

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far the phase is."""
        if total <= 0:
            return
        self._bar.setRange(0, 1000)
        self._bar.setValue(min(1000, done * 1000 // total))
        if PHASES.get(phase) == "bytes":
            told = _("{done} of {total}").format(done=size_in_words(done), total=size_in_words(total))
        elif PHASES.get(phase) == "records":
            told = _("{done} of {total} records").format(done=f"{done:,}", total=f"{total:,}")
        else:
            told = _("{done} of {total} versions").format(done=f"{done:,}", total=f"{total:,}")
        self._counts.setText(told)

    def focus_cancel(self) -> None:
        """Put the keyboard on Cancel."""
        self._cancel.setFocus()

    def _on_cancel(self) -> None:
        if self._job is not None and not self._job.over:
            self._cancel.setEnabled(False)
            self._name.setText(_("Stopping; what had begun is taken back..."))
            self._job.cancel()
            self.cancelled.emit()

    def _on_ended(self) -> None:
        self._job = None
        self.hide()
