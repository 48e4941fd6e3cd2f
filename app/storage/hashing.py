"""SHA-256 of a stream, taken in another thread while this one encrypts it."""

from __future__ import annotations

import hashlib
from queue import Queue
from threading import Thread

WAITING = 8
"""Pieces that may wait; whoever hands in more waits too."""


class Digest:
    """Hashes the pieces it is given, in order. Call `finish` or `stop` in the end."""

    __slots__ = ("_hash", "_pieces", "_thread")

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pieces: Queue[bytes | None] = Queue(WAITING)
        self._thread: Thread | None = None

    def update(self, piece: bytes) -> None:
        """Hash `piece`, which must not change afterwards."""
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()
        self._pieces.put(piece)

    def finish(self) -> bytes:
        """Return the 32 bytes of the hash of all pieces."""
        self.stop()
        return self._hash.digest()

    def stop(self) -> None:
        """Let the thread end."""
        if self._thread is not None:
            self._pieces.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            self._hash.update(piece)
