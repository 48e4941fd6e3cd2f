"""The database's pages as its files hold them, read without the engine: which are whole, and what is in them.

The write-ahead log counts as far as its last finished transaction; each of its frames stands for itself, by its page's
own MAC, where the engine would give the rest up.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from app.crypto.database_pages import PageKey
from app.storage import wal
from app.storage.layout import PAGE

_KEPT = 2000
"""Plain pages kept in memory: 16 MB."""


class Snapshot:
    """A database file and its write-ahead log as they lie there; nothing may write meanwhile."""

    __slots__ = ("_file", "_frames", "_kept", "_key", "_log", "changed_frames", "count")

    def __init__(self, database: Path, key: bytes | bytearray, salt: bytes) -> None:
        self._key = PageKey(key, salt)
        self._kept: dict[int, bytes | None] = {}
        self._frames: dict[int, list[int]] = {}
        self.changed_frames = 0
        """Frames of finished transactions that are not what was written."""
        self._log: BinaryIO | None = None
        self._file: BinaryIO = database.open("rb")
        try:
            self.count = -(-self._file.seek(0, 2) // PAGE)
            self._read_log(wal.beside(database))
        except BaseException:
            self.close()
            raise

    def _read_log(self, log: Path) -> None:
        """Note which frames hold which page."""
        listed, salts = wal.frames(log)
        if not listed:
            return
        self._log = log.open("rb")
        self.count = listed[-1].pages
        for place, one in enumerate(listed):
            if not (one.page and one.of(salts) and self._key.whole(one.page, self._frame(place))):
                self.changed_frames += 1
            self._frames.setdefault(one.page, []).append(place)

    def _frame(self, place: int) -> bytes:
        assert self._log is not None
        self._log.seek(wal.HEADER + place * wal.FRAME + wal.FRAME_HEADER)
        return self._log.read(PAGE)

    def _page(self, number: int) -> bytes:
        self._file.seek((number - 1) * PAGE)
        return self._file.read(PAGE)

    def _versions(self, number: int) -> Iterator[bytes]:
        """Yield what is held of a page, the newest first."""
        for place in reversed(self._frames.get(number, [])):
            yield self._frame(place)
        yield self._page(number)

    def page(self, number: int) -> bytes | None:
        """Return a page in plain, without its reserve; None when it is damaged or not there."""
        if number not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[number] = self._open(number, next(self._versions(number)))
        return self._kept[number]

    def earlier(self, number: int) -> Iterator[bytes]:
        """Yield the whole earlier versions of a page that are left in the files, in plain."""
        versions = self._versions(number)
        next(versions)
        for data in versions:
            plain = self._open(number, data)
            if plain is not None:
                yield plain

    def _open(self, number: int, data: bytes) -> bytes | None:
        return self._key.open(number, data) if len(data) == PAGE else None

    def broken(self) -> list[int]:
        """Return the numbers of all damaged pages, from 1."""
        found = []
        for number in range(1, self.count + 1):
            data = next(self._versions(number))
            if len(data) != PAGE or not self._key.whole(number, data):
                found.append(number)
        return found

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        if self._log is not None:
            self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
