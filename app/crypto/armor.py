"""Reading age files in their text form, strict PEM, in constant memory (C2SP age.md; RFC 7468)."""

from __future__ import annotations

import base64
import binascii
from typing import NoReturn

from app.base import errors
from app.base.i18n import _
from app.crypto.stream import Source

FIRST = b"-----BEGIN AGE ENCRYPTED FILE-----"
LAST = b"-----END AGE ENCRYPTED FILE-----"

_COLUMNS = 64
_BLOCK = 64 * 1024
_MOST_SPACE = 1024  # bytes of white space taken before the first and after the last line


class ArmorReader:
    """Gives the binary age file inside a text; white space around it may stand, all else is refused."""

    __slots__ = (
        "_ended",
        "_held",
        "_last_line_seen",
        "_lines",
        "_source",
        "_source_ended",
        "_started",
        "_tail",
    )

    def __init__(self, source: Source) -> None:
        self._source = source
        self._source_ended = False
        self._tail = b""  # text not taken apart yet
        self._lines: list[bytes] = []  # whole lines, the next one last
        self._held = bytearray()  # decoded and not handed out
        self._started = False
        self._last_line_seen = False  # a line that is short or padded: only the end may follow
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, b"" at the end; raise errors.NotAgeFile or errors.DamagedPayload."""
        if not self._started:
            self._start()
        while len(self._held) < size and not self._ended:
            self._decode_line()
        data = bytes(self._held[:size])
        del self._held[:size]
        return data

    def _start(self) -> None:
        space = 0
        while not (line := self._next_line()).strip():
            space += len(line)
            if not line or space > _MOST_SPACE:
                _not_armor()
        if _without_end(line).lstrip() != FIRST:
            _not_armor()
        self._started = True

    def _decode_line(self) -> None:
        line = _without_end(self._next_line())
        if line == LAST:
            self._finish()
        elif self._last_line_seen or not line or len(line) > _COLUMNS:
            _damaged()
        else:
            try:
                data = base64.b64decode(line, validate=True)
            except binascii.Error:
                _damaged()
            if base64.b64encode(data) != line:
                _damaged()  # loose bits
            self._last_line_seen = len(data) < _COLUMNS // 4 * 3
            self._held += data

    def _finish(self) -> None:
        space = 0
        while line := self._next_line():
            space += len(line)
            if line.strip() or space > _MOST_SPACE:
                _damaged()
        self._ended = True

    def _next_line(self) -> bytes:
        """Return the next line with its end, b"" after the last; a line longer than a block is cut."""
        while not self._lines:
            if self._source_ended or len(self._tail) > _BLOCK:
                line, self._tail = self._tail, b""
                return line
            block = self._source.read(_BLOCK)
            self._source_ended = not block
            *whole, self._tail = (self._tail + block).split(b"\n")
            self._lines = [line + b"\n" for line in reversed(whole)]
        return self._lines.pop()


def _without_end(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _not_armor() -> NoReturn:
    raise errors.NotAgeFile(_("This is not an encrypted file of the kind we read (age version 1)."))


def _damaged() -> NoReturn:
    raise errors.DamagedPayload(
        _("The text form of the encrypted file is damaged or cut short. Nothing of it was kept.")
    )
