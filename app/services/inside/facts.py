"""What reading a file gives: pairs of a code and its words, cleaned and cut, whatever the file holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

Facts = list[tuple[str, str]]
"""A code of `labels.LABELS`, and what the file says; a code may come more than once."""

LONGEST = 1000
"""Characters of one value."""
MOST = 300
"""Values of one file."""
MOST_OF_ONE = 20
"""Values of one code."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
"""Control characters, and those that turn the direction of what follows."""


class Unreadable(Exception):
    """The file is not what its beginning says, or asks too much."""


class Protected(Unreadable):
    """It asks for a password of its own."""


def clean(value: object) -> str:
    """Return a value as one line of text that can be shown."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = _HIDDEN.sub(" ", str(value)[: 4 * LONGEST].encode("utf-8", "replace").decode())
    return " ".join(text.split())[:LONGEST]


def tidy(found: Iterable[tuple[str, object]]) -> Facts:
    """Return values cleaned, each once, empty ones left out, and no more than are shown."""
    kept: Facts = []
    count = dict[str, int]()
    for code, value in found:
        pair = (code, clean(value))
        if pair[1] and pair not in kept and count.get(code, 0) < MOST_OF_ONE:
            count[code] = count.get(code, 0) + 1
            kept.append(pair)
        if len(kept) == MOST:
            break
    return kept


_MOMENT = re.compile(
    r"\D{0,2}(\d{4})[-:/]?(\d\d)[-:/]?(\d\d)"
    r"(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d'?:?(?:\d\d)?'?)?)?"
)


def moment(said: object) -> str:
    """Return a point in time as `2012-03-01T14:02:00+08:00`: without a zone when none is said; empty for no date.

    Takes the forms of EXIF (`2012:03:01 14:02:00`), of PDF (`D:20120301140200+08'00'`) and of XML.
    """
    found = _MOMENT.match(clean(said))
    if found is None:
        return ""
    year, month, day, hour, minute, second, zone = found.groups()
    if year == "0000" or not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return ""
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return f"{year}-{month}-{day}"
    whole = f"{year}-{month}-{day}T{hour}:{minute}:{second if second and int(second) < 60 else '00'}"
    if not zone or zone == "Z":
        return whole + (zone or "")
    digits = re.sub(r"\D", "", zone)
    return f"{whole}{zone[0]}{digits[:2]}:{digits[2:] or '00'}"


class Source:
    """A file as it comes: read once, from its beginning; `head` are the bytes its kind is known by."""

    HEAD = 4096

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size
        self._ahead = b""
        self.size = size
        self._ahead = self.head = self.read(self.HEAD)

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes, or what is left when that is less."""
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken if len(taken) == size else taken + self.read(size - len(taken))
        wanted = min(size, self._left)
        data = self._stream.read(wanted) if wanted > 0 else b""
        self._left -= len(data)
        return data

    def skip(self, size: int) -> int:
        """Read over bytes; return how many there were."""
        done = 0
        while done < size and (data := self.read(min(1 << 20, size - done))):
            done += len(data)
        return done

    def all(self, most: int) -> bytes:
        """Return the whole file; raise Unreadable when it is larger than `most`."""
        if self.size > most:
            raise Unreadable
        return self.read(most)
