"""Rows out of single pages of a database, whatever happened to the pages around (sqlite.org/fileformat2.html).

Nothing is believed: a page that does not read as its kind is a damaged one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.crypto.database_pages import RESERVE
from app.storage.database import Value
from app.storage.layout import PAGE

INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_USABLE = PAGE - RESERVE
_MOST = 64 << 20
"""Bytes of the largest row there can be: a body has 8 MiB at most."""

_DEEPEST = 20
"""Levels of a tree; the engine itself makes no more."""

Pages = Callable[[int], bytes | None]


class Broken(Exception):
    """A page or a row does not read as one; `page` is the damaged page where that is known."""

    def __init__(self, page: int = 0) -> None:
        super().__init__()
        self.page = page


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it lies in its page. `rowid` is None in an index and in a table without row ids."""

    rowid: int | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a damaged page takes with it: row ids above `after` up to `last`; None for an open end.

    In a table without row ids both are None.
    """

    page: int
    after: int | None
    last: int | None


@dataclass(slots=True)
class Walk:
    """A walk through one tree: the pages seen, what is missing, and row ids whose row lies partly in a damaged page."""

    pages: Pages
    seen: set[int]
    gaps: list[Gap]

    def rows(self, root: int, after: int | None = None, last: int | None = None, depth: int = 0) -> Iterator[Record]:
        """Yield the rows of the tree that can be read, in order."""
        page = None if root in self.seen or depth > _DEEPEST else self.pages(root)
        self.seen.add(root)
        try:
            if page is None:
                raise Broken(root)
            kind, cells = _cells(page, first=root == 1)
            inner = kind in (TABLE_INNER, INDEX_INNER)
            rightmost = struct.unpack_from(">I", page, (100 if root == 1 else 0) + 8)[0] if inner else 0
        except Broken:
            self.gaps.append(Gap(root, after, last))
            return
        low = after
        for cell in cells:
            try:
                if kind == TABLE_INNER:
                    child, key = _inner(page, cell)
                    yield from self.rows(child, low, key, depth + 1)
                    low = key
                    continue
                if kind == INDEX_INNER:
                    yield from self.rows(struct.unpack_from(">I", page, cell)[0], depth=depth + 1)
                found = _record(page, cell + (4 if kind == INDEX_INNER else 0), kind, self.pages, self.seen)
            except Broken as error:
                rowid = error.args[0] if error.args else None
                self.gaps.append(Gap(error.page or root, None if rowid is None else rowid - 1, rowid))
            else:
                yield found
        if rightmost:
            yield from self.rows(rightmost, low, last, depth + 1)


def leaf_rows(page: bytes, pages: Pages) -> Iterator[Record]:
    """Yield the rows of one leaf page that can be read, its tree being unknown; none of any other page."""
    try:
        kind, cells = _cells(page, first=False)
    except Broken:
        return
    if kind not in (TABLE_LEAF, INDEX_LEAF):
        return
    for cell in cells:
        try:
            yield _record(page, cell, kind, pages, set())
        except Broken:
            continue


def _cells(page: bytes, *, first: bool) -> tuple[int, list[int]]:
    """Return a page's kind and where its cells begin."""
    start = 100 if first else 0
    kind, count = page[start], struct.unpack_from(">H", page, start + 3)[0]
    if kind not in (INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF):
        raise Broken
    array = start + (12 if kind in (INDEX_INNER, TABLE_INNER) else 8)
    if array + 2 * count > len(page):
        raise Broken
    cells = list(struct.unpack_from(f">{count}H", page, array))
    if any(not array <= cell <= len(page) - 4 for cell in cells):
        raise Broken
    return kind, cells


def _inner(page: bytes, cell: int) -> tuple[int, int]:
    key, _end = _varint(page, cell + 4)
    return struct.unpack_from(">I", page, cell)[0], key


def _record(page: bytes, at: int, kind: int, pages: Pages, seen: set[int]) -> Record:
    table = kind == TABLE_LEAF
    rowid = None
    try:
        size, at = _varint(page, at)
        if table:
            rowid, at = _varint(page, at)
        return Record(rowid, _values(_payload(page, at, size, pages, seen, table=table)))
    except Broken as error:
        error.args = () if rowid is None else (rowid,)
        raise


def _payload(page: bytes, at: int, size: int, pages: Pages, seen: set[int], *, table: bool) -> bytes:
    """Return the whole bytes of a row, those in overflow pages too."""
    if size > _MOST:
        raise Broken
    most = _USABLE - 35 if table else (_USABLE - 12) * 64 // 255 - 23
    if size <= most:
        if at + size > len(page):
            raise Broken
        return page[at : at + size]
    least = (_USABLE - 12) * 32 // 255 - 23
    local = least + (size - least) % (_USABLE - 4)
    if local > most:
        local = least
    if at + local + 4 > len(page):
        raise Broken
    pieces = [page[at : at + local]]
    left = size - local
    number = struct.unpack_from(">I", page, at + local)[0]
    here: set[int] = set()
    while left > 0:
        more = None if number in here or not number else pages(number)
        seen.add(number)
        here.add(number)
        if more is None:
            raise Broken(number)
        pieces.append(more[4 : 4 + min(left, _USABLE - 4)])
        left -= _USABLE - 4
        number = struct.unpack_from(">I", more)[0]
    return b"".join(pieces)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of 1 to 9 bytes, signed in 64 bits, and where it ends."""
    value = 0
    for count in range(9):
        if at >= len(data):
            raise Broken
        byte = data[at]
        at += 1
        if count == 8:
            value = value << 8 | byte
            break
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return (value - (1 << 64) if value >> 63 else value), at


_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)


def _values(payload: bytes) -> tuple[Value, ...]:
    """Return the columns of a row."""
    end, at = _varint(payload, 0)
    found: list[Value] = []
    body = end
    while at < end:
        serial, at = _varint(payload, at)
        size = (serial - 12) // 2 if serial >= 12 else _SIZES[serial] if 0 <= serial < 10 else -1
        if size < 0 or body + size > len(payload):
            raise Broken
        found.append(_value(serial, payload[body : body + size]))
        body += size
    return tuple(found)


def _value(serial: int, data: bytes) -> Value:
    if serial == 0:
        return None
    if serial >= 12:
        if serial % 2 == 0:
            return data
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise Broken from None
    if serial == 7:
        return float(struct.unpack(">d", data)[0])
    return serial - 8 if serial in (8, 9) else int.from_bytes(data, "big", signed=True)
