"""Our side of the process that reads what files say: it hands over the bytes, watches, and may kill at any time."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain

from app.base.errors import BadInput
from app.base.i18n import _
from app.services import keyless
from app.services.inside import process
from app.services.inside.facts import LONGEST, MOST, Facts, tidy
from app.services.inside.labels import LABELS

ARGUMENT = "--inside"
SECONDS = 60.0
"""The longest it may take over a file, and the longest it may be silent while one of any size comes in."""


class CannotTell(BadInput):
    """A file says nothing of itself that can be read; it is kept as it is."""


class Asking:
    """One file and the process that reads it. Call `facts` once; `kill` from any thread."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    def facts(self, size: int, pieces: Iterable[bytes]) -> Facts:
        """Hand over a file of `size` bytes; return what it says of itself. Raises CannotTell."""
        with self._lock:
            if self._killed:
                raise _unreadable()
            running = self._process = keyless.started(ARGUMENT)
        try:
            for piece in chain([process.LENGTH.pack(size)], pieces):
                if not self._give(running, piece):
                    break
            return self._answered(running)
        except (OSError, ValueError):  # the pipe broke, or was closed by `kill`
            raise _unreadable() from None
        finally:
            self.kill()

    def kill(self) -> None:
        """End the process at once, with all it holds."""
        with self._lock:
            self._killed = True
            running, self._process = self._process, None
        if running is None:
            return
        running.kill()
        running.wait()
        for pipe in (running.stdin, running.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _give(self, running: subprocess.Popen[bytes], piece: bytes) -> bool:
        """Hand over a piece; tell whether more is wanted."""
        assert running.stdin is not None
        try:
            with _within(running, self._seconds):
                running.stdin.write(piece)
                running.stdin.flush()
        except OSError:  # it reads no more; whether it ended well, its answer says
            return False
        return True

    def _answered(self, running: subprocess.Popen[bytes]) -> Facts:
        assert running.stdin is not None
        assert running.stdout is not None
        with suppress(OSError):
            running.stdin.close()
        with _within(running, self._seconds):
            status, length = process.ANSWER.unpack(_exactly(running, process.ANSWER.size))
            if status == process.PROTECTED:
                raise CannotTell(
                    _("This file asks for a password of its own: what it says of itself cannot be read. It is kept.")
                )
            if status != process.OK or length > process.LARGEST_ANSWER:
                raise _unreadable()
            return _checked(_exactly(running, length))


@contextmanager
def _within(running: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill a process that takes too long."""
    timer = threading.Timer(seconds, running.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _exactly(running: subprocess.Popen[bytes], size: int) -> bytes:
    assert running.stdout is not None
    data = running.stdout.read(size)
    if len(data) != size:
        raise _unreadable()
    return data


def _checked(answer: bytes) -> Facts:
    """Return the answer's facts: it comes from a process that may be in a stranger's hands by now."""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    pairs = [
        (one[0], one[1][: 4 * LONGEST])
        for one in (value if isinstance(value, list) else [])[:MOST]
        if isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one) and one[0] in LABELS
    ]
    return tidy(pairs)


def _unreadable() -> CannotTell:
    return CannotTell(
        _("What this file says of itself cannot be read: it is damaged, or asks too much. It is kept as it came.")
    )
