"""One file on its way into the vault: its progress, Stop and Try again; a stopped one leaves nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.domain.body import Fields
from app.services import attachments
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.files.words import size_in_words
from app.ui.jobs import Cancelled, Job
from app.ui.page import button, column, frame, label, row, tool


@dataclass(frozen=True, slots=True)
class Coming:
    """What is to be taken in: a file, or bytes with a name that never were in one."""

    name: str
    file: Path | None = None
    data: bytes = field(default=b"", repr=False)
    of: str = ""
    """The id of the attachment it was made from."""

    def take(self, session: Session, tell: attachments.Tell) -> Fields:
        """Take it into the vault; return the item that names it."""
        made = {"role": "derivative", "of": self.of} if self.of else {}
        if self.file is not None:
            return attachments.take(session, self.file, progress=tell) | made
        data = io.BytesIO(self.data)
        return attachments.take_from(session, data, self.name, len(self.data), progress=tell) | made


class Taking(QWidget):
    """Takes one file in as soon as it is made, and shows how far it is."""

    taken = Signal(object, object)
    """The Coming, and the item that names its contents."""
    ended = Signal()
    """Nothing is left to do or to show: taken, or put away by the person."""

    def __init__(self, desk: Desk, coming: Coming) -> None:
        super().__init__()
        self._desk, self.coming = desk, coming
        self._job: Job | None = None
        self._stopping = False
        box = frame("card")
        column(self).addWidget(box)
        name = label(coming.name)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("How far {name} is").format(name=coming.name))
        self._state = label("", "quiet")
        self._stop = button(_("Stop"), self.stop)
        self._stop.setAccessibleName(_("Stop taking {name}").format(name=coming.name))
        self._again = button(_("Try again"), self.start)
        self._again.setAccessibleName(_("Try again to take {name}").format(name=coming.name))
        self._close = tool(desk.look, "close", _("Take {name} off the list").format(name=coming.name), self._put_away)
        words = column(gap=4)
        words.addWidget(name)
        words.addWidget(self._bar)
        words.addWidget(self._state)
        inside = row(box, margin=10)
        inside.addLayout(words, 1)
        for one in (self._stop, self._again, self._close):
            inside.addWidget(one)
        self.start()

    @property
    def running(self) -> bool:
        """Whether it is still being read."""
        return self._job is not None

    def start(self) -> None:
        """Read it, from the beginning."""
        if self._job is not None:
            return
        self._show(_("Waiting"), running=True)
        self._stopping = False
        work = _Work(self, self.coming)
        self._job = work.job = self._desk.jobs.write(
            work, self._on_taken, failed=self._on_failed, owner=self, gaps=True
        )
        self._job.progressed.connect(self._on_progress)
        self._job.ended.connect(self._on_job_ended)

    def stop(self) -> None:
        """Stop reading; what was read is removed."""
        if self._job is not None:
            self._stopping = True
            self._job.cancel()
            self._stop.setEnabled(False)
            self._state.setText(_("Stopping"))

    def _show(self, state: str, *, running: bool) -> None:
        focused = self._stop.hasFocus() or self._again.hasFocus()
        self._state.setText(state)
        self._bar.setRange(0, 1)  # still until it is its turn
        self._bar.setValue(0)
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        self._stop.setEnabled(running)
        self._again.setVisible(not running)
        self._close.setVisible(not running)
        if focused:
            (self._stop if running else self._again).setFocus()

    def _on_progress(self, done: int, total: int) -> None:
        if self._stopping or total <= 0:
            return
        self._bar.setRange(0, 1000)
        self._bar.setValue(min(1000, done * 1000 // total))
        self._state.setText(
            _("{done} of {total}").format(done=size_in_words(done), total=size_in_words(total))
            if done < total
            else _("Making sure that it is kept")
        )

    def _on_taken(self, item: Fields) -> None:
        if self._stopping:  # at the very last moment
            sha256 = str(item["sha256"])
            self._desk.jobs.write(lambda session, _tell: attachments.let_go(session, sha256))
            self._on_failed(Cancelled())
            return
        self.taken.emit(self.coming, item)
        self.ended.emit()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._show(_("Stopped. Nothing of it was kept."), running=False)
        elif isinstance(error, KeepsakeError):
            self._show(str(error), running=False)
        elif isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            self._show(
                _("The file cannot be read: {reason}. Nothing was attached.").format(reason=reason), running=False
            )
        else:
            self._show(_("This did not work. Nothing was attached."), running=False)
            self._desk.fail(error)

    def _on_job_ended(self) -> None:
        self._job = None

    def _put_away(self) -> None:
        self.ended.emit()


class _Work:
    """What runs in the writing thread: it also stops when the row is gone, and then keeps nothing."""

    def __init__(self, row_: Taking, coming: Coming) -> None:
        self._row, self._coming = row_, coming
        self.job: Job | None = None

    def _wanted(self) -> bool:
        return shiboken6.isValid(self._row) and not (self.job is not None and self.job.cancelled)

    def __call__(self, session: Session, tell: attachments.Tell) -> Fields:
        def told(done: int, total: int) -> None:
            if not self._wanted():
                raise Cancelled
            tell(done, total)

        item = self._coming.take(session, told)
        if not self._wanted():  # stopped while it was being synced: nobody will be told of it
            attachments.let_go(session, str(item["sha256"]))
            raise Cancelled
        return item
