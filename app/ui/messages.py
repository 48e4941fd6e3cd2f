"""The one place where the window tells something: a strip under the page, with Undo, details, progress and Cancel."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.ui.jobs import Cancelled, Job, Jobs
from app.ui.look import Look
from app.ui.page import button, column, frame, label, restyle, row, tool

UNDO_MS = 10_000
SPIN_MS, BAR_MS = 300, 2000


def words_for(error: Exception) -> str:
    """Return what a person is told: one of ours says everything itself, another nothing of its content."""
    if isinstance(error, Cancelled):
        return _("Stopped. What had begun was taken back; nothing is left half done.")
    if isinstance(error, KeepsakeError):
        return str(error)
    if isinstance(error, OSError):
        problem = error.strerror or type(error).__name__
        return _("A file could not be used: {problem}. Nothing was changed.").format(problem=problem)
    return _("Something went wrong that should not. What was saved before stands.")


class Messages(QWidget):
    """What was said last, and the work that takes long."""

    def __init__(self, jobs: Jobs, look: Look) -> None:
        super().__init__()
        self._undo: Callable[[], None] | None = None
        self._strip = frame("info")
        self._text = label("")
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._text.setAccessibleName(_("Message"))
        self._undo_button = button(_("Undo"), self.undo)
        self._details = ""
        self._details_button = button(_("Details"), self._on_details)
        self._close = tool(look, "close", _("Close the message"), self.clear)
        inside = row(self._strip, margin=6)
        inside.setContentsMargins(12, 6, 6, 6)
        inside.addWidget(self._text, 1)
        inside.addWidget(self._details_button)
        inside.addWidget(self._undo_button)
        inside.addWidget(self._close)
        self._works = column(gap=4)
        layout = column(self, gap=4)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addLayout(self._works)
        layout.addWidget(self._strip)
        self._strip.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        jobs.started.connect(self._on_started)
        jobs.stumbled.connect(self.tell_error)

    def say(self, text: str, kind: str = "info", undo: Callable[[], None] | None = None) -> None:
        """Tell something; what can be undone or is only information goes by itself after ten seconds."""
        self._undo, self._details = undo, ""
        self._text.setText(text)
        restyle(self._strip, kind)
        self._undo_button.setVisible(undo is not None)
        self._details_button.hide()
        self._strip.show()
        self._timer.stop()
        if kind in ("info", "good"):
            self._timer.start(UNDO_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._text, text))

    def tell_error(self, error: Exception) -> None:
        """Tell an error; that a person stopped something is none."""
        self.say(words_for(error), "info" if isinstance(error, Cancelled) else "danger")
        if not isinstance(error, KeepsakeError):  # one of ours has said everything
            self._details = _("For whoever mends it: {place}").format(place=_place_of(error))
            self._details_button.show()

    @property
    def text(self) -> str:
        """What is told now; empty for nothing."""
        return self._text.text() if self._strip.isVisibleTo(self) else ""

    def clear(self) -> None:
        """Take the message away."""
        self._undo = None
        self._text.clear()
        self._strip.hide()

    def _on_details(self) -> None:
        self._text.setText(f"{self._text.text()}\n{self._details}")
        self._details_button.hide()

    def undo(self) -> bool:
        """Undo what was said last; tell whether that was offered."""
        undo = self._undo
        self.clear()
        if undo is not None:
            undo()
        return undo is not None

    def _on_started(self, job: Job) -> None:
        if job.label:
            self._works.addWidget(Work(job))


class Work(QWidget):
    """One job that takes long: its name after 0.3 s, after 2 s counts and Cancel."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._name: QLabel = label(job.label)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(job.label)
        self._counts = label("", "quiet", wrap=False)
        self._cancel: QPushButton = button(_("Cancel"), self._on_cancel)
        inside = row(self, gap=10)
        inside.setContentsMargins(12, 4, 6, 4)
        inside.addWidget(self._name)
        inside.addWidget(self._bar, 1)
        inside.addWidget(self._counts)
        inside.addWidget(self._cancel)
        self._counts.hide()
        self._cancel.hide()
        self.hide()
        QTimer.singleShot(SPIN_MS, self, self.show)
        QTimer.singleShot(BAR_MS, self, self._on_long)
        job.progressed.connect(self._on_progress)
        job.ended.connect(self.deleteLater)

    def _on_long(self) -> None:
        self._counts.show()
        self._cancel.setVisible(self._job.gaps)

    def _on_progress(self, done: int, total: int) -> None:
        if total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
            self._counts.setText(f"{done:,} / {total:,}")

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._job.cancel()


def _place_of(error: Exception) -> str:
    """Return the kind of an unexpected error and the line it happened at: nothing of a case."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__}, {last.filename.replace(chr(92), '/').rpartition('/')[2]}:{last.lineno}"
