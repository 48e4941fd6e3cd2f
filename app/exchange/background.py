"""Work on pieces of a stream in another thread, in order and with a bound on what waits.

Ciphers and hashes let go of the interpreter on large pieces, so two of them run at once on two cores.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

DEPTH = 8
AHEAD = 4
PIECE = 256 * 1024

T = TypeVar("T")


class InOrder(Generic[T]):
    """Do `work` on pieces, in order, in one other thread; its first error comes back to the caller."""

    __slots__ = ("_failed", "_pool", "_waiting", "_work")

    def __init__(self, work: Callable[[T], object]) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._failed = self._failed or kind is not None  # what still waits is not done
        self._pool.shutdown(wait=True)

    def _run(self, piece: T) -> None:
        if not self._failed:
            try:
                self._work(piece)
            except BaseException:
                self._failed = True
                raise

    def put(self, piece: T) -> None:
        """Queue a piece, waiting while eight others do; raise what the work on an earlier one raised."""
        if len(self._waiting) >= DEPTH:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(self._run, piece))

    def drain(self) -> None:
        """Wait until all pieces are done; raise what the work on one raised."""
        while self._waiting:
            self._waiting.popleft().result()


class ReadAhead:
    """Read a source in another thread, at most four pieces ahead; its errors come back where it is read."""

    __slots__ = ("_left", "_pool", "_read", "_waiting")

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[bytes]] = deque()
        self._left = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def read(self, n: int, /) -> bytes:
        """Return up to `n` bytes, none only at the end."""
        if not self._left:
            while len(self._waiting) < AHEAD:
                self._waiting.append(self._pool.submit(self._read, PIECE))
            self._left = memoryview(self._waiting.popleft().result())
        piece, self._left = self._left[:n], self._left[n:]
        return bytes(piece)
