"""Strict ustar: one spelling of a member header, written here and re-encoded to check what is read.

POSIX.1-1988 ustar, regular files only, mode 0644, user and group 0, no owner names, time 0, no prefix.
A header that is not byte for byte what `header_bytes` makes of its name and size is refused, so links,
folders, devices, pax and GNU extensions, base-256 sizes and other names have no way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol

from app.base import errors
from app.base.i18n import _

BLOCK = 512
LARGEST = 8**11 - 1  # eleven octal digits: 8 GiB - 1
END = bytes(2 * BLOCK)
CHUNK = 1024 * 1024
_SIZE = re.compile(rb"[0-7]{11}\0")
_ZEROS = bytes(CHUNK)


class Readable(Protocol):
    """Something to read from: at most `n` bytes, none only at the end."""

    def read(self, n: int, /) -> bytes:
        """Return up to `n` bytes."""


class Writable(Protocol):
    """Something to write to."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


def header_bytes(name: str, size: int) -> bytes:
    """Return the 512-byte header of the regular file `name` (ASCII, at most 100 bytes) of `size` bytes."""
    encoded = name.encode("ascii")
    if not 0 < len(encoded) <= 100 or not 0 <= size <= LARGEST:
        raise ValueError("a member's name or size does not fit ustar")
    head = encoded.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % size + b"00000000000\0"
    tail = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2 + bytes(167)
    checksum = sum(head) + sum(tail) + 8 * 0x20  # the field itself counts as eight spaces
    return head + b"%06o\0 " % checksum + tail


def padded(size: int) -> int:
    """Return the bytes a member of `size` bytes takes, header and padding included."""
    return BLOCK + size + -size % BLOCK


def tail_of(size: int) -> bytes:
    """Return the zeros that fill a member of `size` bytes to a whole block."""
    return bytes(-size % BLOCK)


def zeros(count: int) -> Iterator[bytes]:
    """Yield `count` zero bytes in pieces of at most 256 KiB."""
    while count:
        piece = _ZEROS[: min(count, CHUNK)]
        yield piece
        count -= len(piece)


def exactly(source: Readable, n: int) -> bytes:
    """Return the next `n` bytes, few enough for memory; raise BundleBroken when the source ends before."""
    data = source.read(n) if n else b""
    while len(data) < n:
        piece = source.read(n - len(data))
        if not piece:
            raise errors.BundleBroken(_("The bundle is cut short; nothing of it was received."))
        data += piece
    return data


class Archive:
    """Read members of a known order from a stream that cannot seek, in constant memory."""

    __slots__ = ("_left", "_size", "_source", "offset")

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._left = 0
        self._size = 0
        self.offset = 0

    def _some(self, n: int) -> bytes:
        piece = self._source.read(n)
        if not piece:
            raise errors.BundleBroken(_("The bundle is cut short; nothing of it was received."))
        self.offset += len(piece)
        return piece

    def _exactly(self, n: int) -> bytes:
        self.offset += n
        return exactly(self._source, n)

    def member(self, name: str, *, least: int = 0, largest: int = LARGEST) -> int:
        """Read the header of the next member, which must be `name`; return its size in bytes.

        Raises BundleBroken when the header is any other, or the size is out of the bounds (both included).
        """
        found, size = self.next_member()
        if found != name:
            raise errors.BundleBroken(_("The bundle has an extra, missing or misplaced part; nothing was received."))
        if not least <= size <= largest:
            raise errors.BundleBroken(_("A part of the bundle does not have its announced size; nothing was received."))
        return size

    def next_member(self, *, largest: int = LARGEST) -> tuple[str, int]:
        """Read the header of the next member, whatever its name; return that and its size in bytes.

        Raises BundleBroken when the header is not written in the one way, or the size is over `largest`.
        """
        header = self._exactly(BLOCK)
        digits = header[124:136]
        if not _SIZE.fullmatch(digits):
            raise errors.BundleBroken(_("The bundle has a part that its format does not know; nothing was received."))
        name, size = header[:100].partition(b"\0")[0], int(digits[:-1], 8)
        if not name or not name.isascii() or header != header_bytes(name.decode("ascii"), size):
            raise errors.BundleBroken(_("The bundle has an extra, missing or misplaced part; nothing was received."))
        if size > largest:
            raise errors.BundleBroken(_("A part of the bundle does not have its announced size; nothing was received."))
        self._left = self._size = size
        return name.decode("ascii"), size

    def chunks(self) -> Iterator[bytes]:
        """Yield the content of the member in pieces, then check that its padding is zeros."""
        while self._left:
            piece = self._some(min(self._left, CHUNK))
            self._left -= len(piece)
            yield piece
        if any(self._exactly(-self._size % BLOCK)):
            raise errors.BundleBroken(_("The bundle's padding is not empty; nothing was received."))

    def content(self) -> bytes:
        """Return the whole content of the member; only after `member` bounded its size."""
        return b"".join(self.chunks())

    def finish(self, total: Callable[[int], int]) -> int:
        """Read the end mark and zeros up to `total(tar size)` bytes, then the end; return the tar size."""
        if any(self._exactly(len(END))):
            raise errors.BundleBroken(_("The bundle has an extra, missing or misplaced part; nothing was received."))
        size = self.offset
        left = total(size) - size
        while left:
            piece = self._some(min(left, CHUNK))
            if piece.count(0) != len(piece):
                raise errors.BundleBroken(_("The bundle's padding is not empty; nothing was received."))
            left -= len(piece)
        if self._source.read(1):
            raise errors.BundleBroken(_("The bundle goes on after its end; nothing was received."))
        return size
