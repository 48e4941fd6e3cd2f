"""Pages of a PDF, drawn by a process without the key; this side hands it the bytes and may kill it at any time."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.base.errors import BadInput
from app.base.i18n import _
from app.services import keyless, pdf_pages

ARGUMENT = "--pdf-pages"
"""What makes a process of ours this one."""
SECONDS = 20.0
"""The longest a page may take."""


class CannotShow(BadInput):
    """Contents cannot be shown here; they are kept as they are."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page: pixels of four bytes (blue, green, red, none), row after row."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


class Pages:
    """One PDF and the process that draws it. Call `open` once, then `draw`; `kill` from any thread."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._killed = False
        self.count = 0

    def open(self, size: int, pieces: Iterable[bytes]) -> int:
        """Hand over the file; return how many pages it has. Raises CannotShow."""
        with self._lock:
            if self._killed:
                raise CannotShow
            self._process = keyless.started(ARGUMENT)
        try:
            with self._within():
                self._give(pdf_pages.LENGTH.pack(size))
                for piece in pieces:
                    self._give(piece)
                self.count, _height, _stride = self._answered()
        except BaseException:
            self.kill()
            raise
        return self.count

    def draw(self, index: int, side: int, begin: Callable[[], None] = lambda: None) -> Drawn:
        """Return a page, counted from 0, its longer side about `side` pixels. Raises CannotShow.

        One is drawn after the other; `begin` is called when it is this one's turn, and may raise.
        """
        with self._turn, self._within():
            begin()
            self._give(pdf_pages.ASKED.pack(index, side))
            width, height, stride = self._answered()
            return Drawn(width, height, stride, self._got(height * stride))

    def kill(self) -> None:
        """End the process at once, with all it holds."""
        with self._lock:
            self._killed = True
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        process = self._process
        return process is not None and process.poll() is None

    @contextmanager
    def _within(self) -> Iterator[None]:
        """Kill a process that takes too long; what fails with it is told as CannotShow."""
        process = self._process
        if process is None:
            raise _unreadable()
        timer = threading.Timer(self._seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, ValueError):  # the pipe broke, or was closed by `kill`
            raise _unreadable() from None
        finally:
            timer.cancel()

    def _give(self, data: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise _unreadable()
        process.stdin.write(data)
        process.stdin.flush()

    def _answered(self) -> tuple[int, int, int]:
        status, *numbers = pdf_pages.ANSWER.unpack(self._got(pdf_pages.ANSWER.size))
        if status == pdf_pages.PROTECTED:
            raise CannotShow(
                _("This PDF asks for a password of its own and cannot be shown here. It is kept as it came.")
            )
        if status != pdf_pages.OK:
            raise _unreadable()
        return (numbers[0], numbers[1], numbers[2])

    def _got(self, size: int) -> bytes:
        process = self._process
        if process is None or process.stdout is None:
            raise _unreadable()
        data = process.stdout.read(size)
        if len(data) != size:
            raise _unreadable()
        return data


def _unreadable() -> CannotShow:
    return CannotShow(
        _("This file cannot be shown: it is damaged, or asks too much of this computer. It is kept as it came.")
    )
