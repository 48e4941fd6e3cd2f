"""SHA-256 of a stream in another thread, while ciphers work on the next piece.

Hashing lets go of the interpreter for a whole piece, so that two cores work at once; the ciphers of age do so
only for 64 KiB at a time, and moving them to threads too was measured to cost more than it gives.
"""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

DEPTH = 4
INLINE = 64 * 1024  # below this many bytes, handing over takes longer than hashing


class Hasher:
    """Hash one member after the other; at most four pieces wait. Use it in a `with` block."""

    __slots__ = ("_digest", "_pool", "_waiting")

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def update(self, piece: bytes) -> None:
        """Take the next piece of the member."""
        if not self._waiting and len(piece) < INLINE:
            self._digest.update(piece)
            return
        if len(self._waiting) >= DEPTH:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(self._digest.update, piece))

    def finish(self) -> bytes:
        """Return the SHA-256 of the member's pieces, and begin the next member."""
        while self._waiting:
            self._waiting.popleft().result()
        digest, self._digest = self._digest.digest(), hashlib.sha256()
        return digest
