"""The one door for background work: writes in one thread, reads in another, computing in threads of its own.

Work takes the open session and returns frozen values; results come back to the window's thread as queued signals.
A read is interrupted with the widget that asked. A write never is: it ends, or a person cancels it and it rolls back.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from app.ui.job import Cancelled as Cancelled
from app.ui.job import Job as Job
from app.ui.job import Kind as Kind

if TYPE_CHECKING:  # the unlock screen is there sooner without storage and ciphers
    from app.domain.schema import Schema
    from app.services.session import Session

T = TypeVar("T")


class _Post(QObject):
    """Hands what came of a job to the window's thread.

    It belongs to the application, not to the window: a thread that ends just while a window is deleted emits from an
    object that is still whole, and its result goes to nobody.
    """

    arrived = Signal(object, object, object)

    def deliver(self, job: Job, result: object, error: Exception | None) -> None:
        """Hand it over, in any thread."""
        with suppress(RuntimeError):  # the application is gone; nobody waits
            self.arrived.emit(job, result, error)


class Jobs(QObject):
    """Runs jobs on the open session. `adopt` gives it one, `release` takes it back."""

    started = Signal(object)
    stumbled = Signal(object)
    """An error nobody asked to handle."""
    defined = Signal(object)
    """The open vault knows other fields or lists now; with its schema."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer: _Thread | None = None
        self._reader: _Thread | None = None
        self._session: Session | None = None
        self._schema: Schema | None = None
        self._running: set[Job] = set()
        self._post = _Post(QCoreApplication.instance())
        self._post.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def adopt(self, session: Session) -> None:
        """Work on this session from now on: one thread writes, another reads."""
        assert self._session is None
        self._session, self._schema = session, session.schema
        self._writer = _Thread("writer", session, self._post.deliver)
        self._reader = _Thread("reader", session, self._post.deliver)

    def release(self, then: Callable[[Exception | None], None]) -> None:
        """Stop at once: reads are interrupted, a long write is cancelled, waiting saves are done, the vault closes.

        `then` is called in the window's thread when the keys are gone, with what went wrong in closing: a stick
        pulled out, say.
        """
        session, writer, reader = self._session, self._writer, self._reader
        if session is None or writer is None or reader is None:
            then(None)
            return
        self._session = self._schema = self._writer = self._reader = None
        for job in list(self._running):
            if job.kind is not Kind.WRITE or job.gaps:
                job.cancel()
        reader.stop()

        def close(_tell: object) -> None:
            reader.join()
            writer.stop()
            writer.join()
            session.close()  # whatever happens in it, it lets go of the keys and the lock

        self._start(Job(Kind.COMPUTE, close, then, then, None, "", gaps=False))

    def write(
        self,
        work: Callable[[Session, Callable[[int, int], None]], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        label: str = "",
        gaps: bool = False,
        urgent: bool = False,
    ) -> Job:
        """Run `work(session, tell)` in the writing thread.

        `label` names it to the person when it takes long. With `gaps`, `tell` is only called between transactions:
        there it may be cancelled, and urgent work is let through. `urgent` is for what keeps a person's typing.
        """
        job = Job(Kind.WRITE, work, then, failed, owner, label, gaps)
        if self._writer is None:  # an answer that arrived just after the lock: what was typed had been handed over
            job.cancelled = job.over = True
            return job
        self._begin(job)
        self._writer.put(job, urgent=urgent)
        return job

    def read(
        self,
        work: Callable[[Session], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        label: str = "",
        replaces: Job | None = None,
    ) -> Job:
        """Run `work(session)` in the reading thread; `replaces` is an earlier read nobody waits for any more."""
        if replaces is not None and not replaces.over:
            replaces.cancel()
        job = Job(Kind.READ, lambda session, _tell: work(session), then, failed, owner, label, gaps=False)
        if self._reader is None:  # a timer of a page that goes with the lock: nobody waits for its answer
            job.cancelled = job.over = True
            return job
        self._begin(job)
        self._reader.put(job)
        return job

    def compute(
        self,
        work: Callable[[Callable[[int, int], None]], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        label: str = "",
    ) -> Job:
        """Run `work(tell)` in a thread of its own, without the session: key derivation, files, drawing."""
        job = Job(Kind.COMPUTE, work, then, failed, owner, label, gaps=True)
        self._start(job)
        return job

    @property
    def schema(self) -> Schema | None:
        """The fields and lists the open vault knows, as far as the window was told."""
        return self._schema

    def idle(self) -> bool:
        """Tell whether nothing is under way."""
        return not self._running

    @property
    def long_writing(self) -> bool:
        """Whether a bundle or a file is being written or taken in: locking would stop it."""
        return any(job.kind is Kind.WRITE and job.gaps for job in self._running)

    def _start(self, job: Job) -> None:
        self._begin(job)
        deliver = self._post.deliver

        def run() -> None:
            if not job.cancelled:
                _run(job, lambda: job.work(job.tell), deliver)
            else:
                deliver(job, None, Cancelled())

        threading.Thread(target=run, name="keepsake-compute", daemon=True).start()

    def _begin(self, job: Job) -> None:
        self._running.add(job)
        self.started.emit(job)

    @Slot(object, object, object)
    def _on_arrived(self, job: Job, result: Any, error: Exception | None) -> None:
        self._running.discard(job)
        job.over = True
        if self._session is not None and self._session.schema is not self._schema:
            self._schema = self._session.schema
            self.defined.emit(self._schema)  # first: what comes now may speak of it
        try:
            self._tell(job, result, error)
        finally:
            job.ended.emit()  # last: who told of it before has had the last word
            job.forget()
            job.deleteLater()  # here, in its own thread: the other one may drop it last

    def _tell(self, job: Job, result: Any, error: Exception | None) -> None:
        if not job.wanted:
            if error is not None and job.kind is Kind.WRITE and not job.cancelled:
                self.stumbled.emit(error)  # who asked is gone; that something was not written is told all the same
            return
        if error is None:
            if job.then is not None:
                job.then(result)
        elif job.failed is not None:
            job.failed(error)
        else:
            self.stumbled.emit(error)


class _Thread:
    """One thread that works on one connection, job after job; urgent ones first, also in the gaps of a long one."""

    def __init__(self, name: str, session: Session, deliver: Callable[..., None]) -> None:
        self._session, self._deliver = session, deliver
        self._seen: Session | None = None
        self._usual: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._urgent: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._current: Job | None = None
        self._thread = threading.Thread(target=self._loop, name=f"keepsake-{name}", daemon=True)
        self._thread.start()

    def put(self, job: Job, *, urgent: bool = False) -> None:
        """Take a job on."""
        if job.kind is Kind.READ:
            job.interrupt = lambda: self._interrupt(job)
        if urgent:
            self._urgent.put(job)
        self._usual.put(job)

    def stop(self) -> None:
        """End after what is waiting."""
        self._usual.put(None)

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def _interrupt(self, job: Job) -> None:
        if self._current is job and self._seen is not None:
            self._seen.vault.db.interrupt()

    def _loop(self) -> None:
        while (job := self._usual.get()) is not None:
            self._let_through()
            self._do(job)

    def _do(self, job: Job) -> None:
        if job.begun:  # an urgent one waits in both queues
            return
        job.begun = True
        if job.cancelled or (job.kind is Kind.READ and not job.wanted):
            self._deliver(job, None, Cancelled())
            return
        self._current = job
        try:
            # while it reads the database's file is not replaced
            with self._session.vault.gate if job.kind is Kind.READ else nullcontext():
                _run(job, lambda: job.work(self._opened(job), self._teller(job)), self._deliver)
        finally:
            self._current = None

    def _opened(self, job: Job) -> Session:
        """Return the session as this thread sees it: a connection is opened by the first read, here."""
        if self._seen is None:
            vault = self._session.vault
            self._seen = replace(self._session, vault=vault.reading()) if job.kind is Kind.READ else self._session
        return self._seen

    def _teller(self, job: Job) -> Callable[[int, int], None]:
        if not job.gaps:
            return job.progressed.emit

        def tell(done: int, total: int) -> None:
            job.tell(done, total)
            if not self._session.vault.db.in_transaction:
                self._let_through()

        return tell

    def _let_through(self) -> None:
        current = self._current
        while True:
            try:
                job = self._urgent.get_nowait()
            except queue.Empty:
                self._current = current
                return
            self._do(job)


def _run(job: Job, work: Callable[[], object], deliver: Callable[..., None]) -> None:
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - it is told to the person in the window's thread
        deliver(job, None, error)
    else:
        deliver(job, result, None)
