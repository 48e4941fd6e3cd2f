"""The header of an age file: its stanzas, read strictly and written in one way (C2SP age.md, Header)."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from app.base import errors
from app.base.i18n import _
from app.crypto.derive import hkdf_sha256, wipe
from app.crypto.stream import FILE_KEY, Source

FIRST_LINE = b"age-encryption.org/v1\n"
ALONE = "scrypt"
"""The type whose stanza stands alone."""
LARGEST = 64 * 1024
"""Most bytes of a header; age has no limit, this one keeps a reader's memory constant."""

_COLUMNS = 64
_MAC_LINE = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_ARGUMENTS = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n")
_BODY_LINE = re.compile(rb"([A-Za-z0-9+/]{0,64})\n")


@dataclass(frozen=True, slots=True)
class Stanza:
    """The file key wrapped for one recipient: arguments of visible ASCII, the first its type, and a body."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def type(self) -> str:
        """The recipient's type, such as `X25519`."""
        return self.arguments[0]


@dataclass(frozen=True, slots=True)
class Header:
    """A well-formed header; that it is as it was written is only known once `check_mac` had the file key."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    raw: bytes = field(repr=False)

    def check_mac(self, file_key: bytes) -> None:
        """Raise errors.DamagedHeader unless the MAC was made with `file_key`."""
        covered = self.raw[: -len(" \n") - 43]
        if not hmac.compare_digest(_mac(file_key, covered), self.mac):
            damaged()


def to_base64(data: bytes) -> str:
    """Return `data` in standard base64 without padding."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def from_base64(text: str | bytes) -> bytes:
    """Return what `to_base64` wrote; raise ValueError for padding, other characters or loose bits."""
    encoded = text.encode("ascii") if isinstance(text, str) else text
    if len(encoded) % 4 == 1 or b"=" in encoded:
        raise ValueError("not base64 without padding")
    try:
        data = base64.b64decode(encoded + b"=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if to_base64(data).encode("ascii") != encoded:
        raise ValueError("not canonical base64")
    return data


def header_bytes(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Write the header of `stanzas` with its MAC; the same arguments give the same bytes.

    Raises ValueError when there is no stanza, or more than `LARGEST` bytes of them.
    """
    if len(file_key) != FILE_KEY or not stanzas:
        raise ValueError("a header needs a 16-byte file key and a stanza")
    covered = FIRST_LINE + b"".join(map(_stanza_bytes, stanzas)) + b"---"
    whole = covered + b" " + to_base64(_mac(file_key, covered)).encode("ascii") + b"\n"
    if len(whole) > LARGEST:
        raise ValueError("the header is too large")
    return whole


def parse_header(source: Source) -> Header:
    """Read a header and nothing after it: the payload's nonce is what `source` gives next.

    Raises errors.NotAgeFile when the first line is another, errors.DamagedHeader for anything else that is
    wrong, more than `LARGEST` bytes too. No identity is needed.
    """
    lines = _Lines(source)
    if lines.next(len(FIRST_LINE)) != FIRST_LINE:
        raise errors.NotAgeFile(_("This is not an encrypted file of the kind we read (age version 1)."))
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(b"->"):
        arguments = _ARGUMENTS.fullmatch(line)
        if not arguments:
            damaged()
        stanzas.append(Stanza(tuple(arguments[1].decode("ascii").split(" ")), _body(lines)))
    found = _MAC_LINE.fullmatch(line)
    if not found or not stanzas:
        damaged()
    if len(stanzas) > 1 and any(stanza.type == ALONE for stanza in stanzas):
        damaged()  # whoever opens a file by passphrase takes it to come from who knows the passphrase
    try:
        mac = from_base64(found[1])
    except ValueError:
        damaged()
    return Header(tuple(stanzas), mac, bytes(lines.raw))


def damaged() -> NoReturn:
    """Raise the one error for a header that is malformed or was changed."""
    raise errors.DamagedHeader(
        _("The beginning of the encrypted file is damaged or was changed. Nothing was read from it.")
    ) from None


def _mac(file_key: bytes, covered: bytes) -> bytes:
    key = hkdf_sha256(file_key, info=b"header")
    mac = hmac.digest(key, covered, "sha256")
    wipe(key)
    return mac


def _stanza_bytes(stanza: Stanza) -> bytes:
    first = f"-> {' '.join(stanza.arguments)}\n".encode("ascii")
    if not _ARGUMENTS.fullmatch(first):
        raise ValueError("a stanza's arguments are visible ASCII")
    body = to_base64(stanza.body).encode("ascii")
    # the last line is shorter than 64 columns, and empty when the body ends with a full one
    starts = range(0, len(body) + 1, _COLUMNS)
    return first + b"".join(body[start : start + _COLUMNS] + b"\n" for start in starts)


def _body(lines: _Lines) -> bytes:
    parts = []
    while True:
        line = _BODY_LINE.fullmatch(lines.next())
        if not line:
            damaged()
        try:
            parts.append(from_base64(line[1]))
        except ValueError:
            damaged()
        if len(line[1]) < _COLUMNS:
            return b"".join(parts)


class _Lines:
    """Reads lines byte by byte, so that no byte of the payload is taken; keeps all it read."""

    __slots__ = ("_source", "raw")

    def __init__(self, source: Source) -> None:
        self._source = source
        self.raw = bytearray()

    def next(self, longest: int = LARGEST) -> bytes:
        """Return the next line with its newline, or `longest` bytes, or what there is before the end."""
        read = self._source.read
        start = len(self.raw)
        end = start + longest
        while len(self.raw) < end:
            if len(self.raw) == LARGEST:
                damaged()
            byte = read(1)
            self.raw += byte
            if byte == b"\n" or not byte:
                break
        return bytes(self.raw[start:])
