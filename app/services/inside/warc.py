"""Web archives (WARC, ISO 28500): addresses, dates and tools told by their records, their digests computed again."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.services.inside.facts import Unreadable, clean, moment

START = re.compile(rb"WARC/[01]\.\d+\r?\n")
MOST_HEADERS = 64 << 10
MOST_PLAIN = 4 << 30
"""Bytes unpacked of one archive; what follows is not read."""
_PIECE = 256 << 10
_INFO = {"software": "capture_tool", "operator": "operator", "hostname": "host", "description": "description"}
_ALGORITHMS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "md5": "md5"}

Read = Callable[[int], bytes]


@dataclass(slots=True)
class Told:
    """What the records of one archive, or of several, tell together."""

    records: int = 0
    right: int = 0
    unchecked: int = 0
    first: str = ""
    last: str = ""
    wrong: list[str] = field(default_factory=list)
    said: list[tuple[str, object]] = field(default_factory=list)

    def facts(self) -> Iterator[tuple[str, object]]:
        """Yield it all: what was captured first."""
        if self.first:
            yield "captured", self.first
        if self.last and self.last != self.first:
            yield "captured_last", self.last
        yield "records", self.records
        if self.right:
            yield "digests_right", self.right
        for one in self.wrong:
            yield "digest_wrong", one or "-"
        yield from self.said


class Plain:
    """Bytes as they come, unpacked when they are gzip, in one member or many."""

    def __init__(self, read: Read) -> None:
        self._read, self._ahead, self._left = read, read(_PIECE), MOST_PLAIN
        self._packed = self._ahead[:2] == b"\x1f\x8b"
        self._out, self._unpacker = b"", zlib.decompressobj(31)

    def read(self, size: int) -> bytes:
        """Return `size` bytes, or what is left. Raises Unreadable."""
        while len(self._out) < size and self._more():
            pass
        taken, self._out = self._out[:size], self._out[size:]
        return taken

    def line(self) -> bytes:
        """Return the next line with its end; none at the end."""
        while b"\n" not in self._out:
            if len(self._out) > MOST_HEADERS:
                raise Unreadable
            if not self._more():
                break
        end = self._out.find(b"\n") + 1 or len(self._out)
        return self.read(end)

    def _more(self) -> bool:
        data, self._ahead = self._ahead, b""
        data = data or self._read(_PIECE)
        if not data or self._left <= 0:
            return False
        if not self._packed:
            self._out += data
            return True
        try:
            if self._unpacker.eof:
                self._unpacker = zlib.decompressobj(31)
            piece = self._unpacker.decompress(data, _PIECE)
        except zlib.error:
            raise Unreadable from None
        self._ahead = self._unpacker.unused_data or self._unpacker.unconsumed_tail
        self._left -= len(piece)
        self._out += piece
        return True


def read(source: Read, told: Told) -> None:
    """Read all records of an archive into `told`. Raises Unreadable where it is none."""
    plain = Plain(source)
    while line := plain.line():
        if not line.strip():
            continue
        if not START.fullmatch(line):
            raise Unreadable
        _record(plain, told)


def _record(plain: Plain, told: Told) -> None:
    headers = headers_of(plain)
    try:
        length = int(headers.get("content-length", ""))
    except ValueError:
        raise Unreadable from None
    if length < 0:
        raise Unreadable
    told.records += 1
    kind, address = headers.get("warc-type", ""), headers.get("warc-target-uri", "").strip("<>")
    at = moment(headers.get("warc-date", ""))
    if kind in ("response", "resource", "revisit"):
        told.first = min(filter(None, (told.first, at)), default="")
        told.last = max(told.last, at)
        told.said.append(("address", address))
        if ip := headers.get("warc-ip-address"):
            told.said.append(("server", ip))
    begin = _check(plain, length, headers, told, address)
    if kind == "warcinfo":
        _info(begin, told)
    elif kind == "response" and (status := re.match(rb"HTTP/[\d.]+ (\d{3})", begin)):
        told.said.append(("http_status", f"{status[1].decode()} {address}"))


def headers_of(plain: Plain) -> dict[str, str]:
    """Return the headers that follow, by their names in small letters."""
    found = dict[str, str]()
    size = 0
    while (line := plain.line()).strip():
        size += len(line)
        if size > MOST_HEADERS:
            raise Unreadable
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            found.setdefault(name.strip().lower(), clean(value))
    return found


def _check(plain: Plain, length: int, headers: dict[str, str], told: Told, address: str) -> bytes:
    """Read a block, compute its digests, and note which are right; return its beginning."""
    block, payload = digest_of(headers.get("warc-block-digest", "")), digest_of(headers.get("warc-payload-digest", ""))
    response = headers.get("warc-type") == "response" and "http" in headers.get("content-type", "http")
    begin, left, body = b"", length, not response
    while left > 0 and (data := plain.read(min(_PIECE, left))):
        left -= len(data)
        if block:
            block[0].update(data)
        if not begin or not body:
            begin = (begin + data)[:MOST_HEADERS]
        if body and payload:
            payload[0].update(data)
        elif not body and (end := begin.find(b"\r\n\r\n")) >= 0:
            body = True
            if payload:
                payload[0].update(data[end + 4 - (length - left - len(data)) :])
    if left:
        raise Unreadable
    chunked = (
        b"\ntransfer-encoding: chunked" in begin.partition(b"\r\n\r\n")[0].lower()
    )  # what is digested then is not said by the standard
    revisit = headers.get("warc-type") == "revisit"
    for made, checked in ((block, True), (payload, not chunked and not revisit and body)):
        if made is None or not checked:
            told.unchecked += made is not None
        elif made[0].digest() == made[1]:
            told.right += 1
        else:
            told.wrong.append(address)
    return begin


def digest_of(said: str) -> tuple[hashlib._Hash, bytes] | None:
    """Return a hash to feed and the digest it should come to, of `sha1:BASE32` or `sha256:hex`; None when not known."""
    name, _colon, value = said.partition(":")
    algorithm = _ALGORITHMS.get(name.strip().lower())
    if algorithm is None:
        return None
    made = hashlib.new(algorithm, usedforsecurity=False)
    value = value.strip()
    try:
        expected = bytes.fromhex(value) if len(value) == 2 * made.digest_size else base64.b32decode(value.upper())
    except ValueError:
        return None
    return made, expected


def _info(block: bytes, told: Told) -> None:
    for line in block.decode("utf-8", "replace").splitlines():
        name, _colon, value = line.partition(":")
        if code := _INFO.get(name.strip().lower()):
            told.said.insert(0, (code, value))
