"""The write-ahead log's frames: which transactions it finished, and how far the engine follows it.

The engine gives a log up at the first frame that was changed, and every transaction behind it with it, without a word.
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

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


def followed(log: Path) -> int:
    """Return how many frames the engine follows: those whose chain of checksums holds, to the last that ends a step."""
    with log.open("rb") as file:
        head = file.read(HEADER)
        if len(head) < HEADER or head[:4] not in _ORDERS:
            return 0
        order = _ORDERS[head[:4]]
        sums = _sums(order, head[:24], (0, 0))
        if struct.pack(">2I", *sums) != head[24:]:
            return 0
        seen = number = 0
        while len(frame := file.read(FRAME)) == FRAME:
            sums = _sums(order, frame[:8] + frame[FRAME_HEADER:], sums)
            if frame[8:16] != head[16:24] or struct.pack(">2I", *sums) != frame[16:FRAME_HEADER]:
                break
            number += 1
            if frame[4:8] != bytes(4):
                seen = number
    return seen


_ORDERS = {b"\x37\x7f\x06\x82": "<", b"\x37\x7f\x06\x83": ">"}
"""In which order the bytes of a number are summed up, by how the log begins (sqlite.org/fileformat2.html, 4.2)."""


def _sums(order: str, data: bytes, before: tuple[int, int]) -> tuple[int, int]:
    first, second = before
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(words, words, strict=True):
        first = first + one + second & 0xFFFFFFFF
        second = second + other + first & 0xFFFFFFFF
    return first, second
