"""The write-ahead log's frames: which transactions it finished, and how far the engine follows it.

The engine gives a log up at the first frame that was changed, and every transaction behind it with it, without a word.
A transaction begins only when the one before is on the disk, so two finished ones behind such a frame were lost.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.base.i18n import _
from app.storage import faults
from app.storage.database import Database
from app.storage.layout import PAGE

HEADER, FRAME_HEADER = 32, 24
FRAME = FRAME_HEADER + PAGE


@dataclass(frozen=True, slots=True)
class Frame:
    """The head of one frame: page number, pages in the database when it ends a transaction (else 0), generation."""

    page: int
    pages: int
    salts: bytes

    def of(self, salts: bytes) -> bool:
        """Tell whether it is of this generation, one half of its salts being changed perhaps: an older has neither."""
        return self.salts[:4] == salts[:4] or self.salts[4:] == salts[4:]


def beside(database: Path) -> Path:
    """Return the path of a database's write-ahead log."""
    return database.with_name(database.name + "-wal")


def frames(log: Path) -> tuple[list[Frame], bytes]:
    """Return the heads of all frames up to the last that ends a transaction, and the salts of this generation.

    Frames in between that bear other salts were changed; frames of older generations lie behind.
    """
    found: list[Frame] = []
    if not log.is_file():
        return [], b""
    with log.open("rb") as file:
        start = file.read(HEADER)
        while len(head := file.read(FRAME_HEADER)) == FRAME_HEADER:
            found.append(Frame(int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big"), head[8:16]))
            if file.seek(PAGE, 1) != HEADER + len(found) * FRAME:
                break
        whole = max(0, file.seek(0, 2) - HEADER) // FRAME
    del found[whole:]  # one cut off in the midst was never finished
    if not found:
        return [], b""
    salts = Counter([start[16:24], *(one.salts for one in found[:2])]).most_common(1)[0][0]
    ends = [place for place, one in enumerate(found, 1) if one.of(salts) and one.pages]
    return found[: ends[-1] if ends else 0], salts


def check(database: Database, path: Path) -> int:
    """Return how many finished transactions at the log's end the engine does not see, 0 or 1.

    One may be what a power cut left half written: it was not confirmed. Raises VaultDamaged for more.
    """
    listed, salts = frames(beside(path))
    if not listed:
        return 0
    seen = int(database.one("PRAGMA wal_checkpoint(NOOP)")[1])  # type: ignore[index] # it always answers
    unseen = sum(one.of(salts) and one.pages > 0 for one in listed[max(seen, 0) :])
    if unseen > 1:
        raise faults.damaged(_("The file vault.db-wal is damaged: what was saved last is not all there."))
    return unseen
