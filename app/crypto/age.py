"""age v1 files, whole: a header for recipients and a payload, written and read as streams (C2SP age.md)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from app.base import errors
from app.base.i18n import _
from app.crypto.armor import ArmorReader
from app.crypto.header import Header as Header
from app.crypto.header import Stanza as Stanza
from app.crypto.header import damaged, header_bytes
from app.crypto.header import parse_header as parse_header
from app.crypto.recipients import Identity, Recipient, check_mix
from app.crypto.stream import FILE_KEY, NONCE, Source, StreamReader, StreamWriter, Target, payload_key


def new_file_key() -> bytes:
    """Return the 16 random bytes every file is encrypted under; never use them for two files."""
    return secrets.token_bytes(FILE_KEY)


def new_nonce() -> bytes:
    """Return the 16 random bytes a payload begins with."""
    return secrets.token_bytes(NONCE)


def encrypt_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Return the header of `stanzas`; the same file key and stanzas give the same bytes.

    A nonce and the STREAM of `payload_key(file_key, nonce)` after it make it an age file: so a blob stored as
    nonce and STREAM is one behind `encrypt_header(its_file_key, [recipient.wrap(its_file_key)])`.
    """
    return header_bytes(file_key, stanzas)


def encrypting(out: Target, recipients: Sequence[Recipient], *, file_key: bytes | None = None) -> StreamWriter:
    """Write a fresh header and nonce to `out` and return the writer of the payload; call its `finish`.

    Recipients are of one type; a passphrase stands alone. Raises errors.BadInput.
    """
    check_mix(recipients)
    key = new_file_key() if file_key is None else file_key
    header = encrypt_header(key, [recipient.wrap(key) for recipient in recipients])
    return encrypting_again(out, header=header, file_key=key, nonce=new_nonce())


def encrypting_again(out: Target, *, header: bytes, file_key: bytes, nonce: bytes) -> StreamWriter:
    """Write with a header, file key and nonce decided before: the same plaintext gives the same file.

    Only to repeat one and the same file: another plaintext under the same key and nonce would betray both.
    """
    key = payload_key(file_key, nonce)
    out.write(memoryview(header + nonce))
    return StreamWriter(out, key)


def unwrap(header: Header, identities: Sequence[Identity]) -> bytes:
    """Return the 16-byte file key of a header that one of `identities` opens and whose MAC is right.

    Raises errors.NotForUs when none opens it, errors.DamagedHeader when it is malformed or was changed. Every
    stanza is tried with every identity, so that the time taken does not tell which stanza was ours.
    """
    found = [
        file_key
        for stanza in header.stanzas
        for identity in identities
        if (file_key := identity.unwrap(stanza)) is not None
    ]
    if not found:
        raise errors.NotForUs(_("This file is encrypted for somebody else, or the passphrase is another."))
    header.check_mac(found[0])
    return found[0]


def decrypting(source: Source, identities: Sequence[Identity], *, armor: bool = False) -> StreamReader:
    """Read the header from `source` and return the reader of the payload; with `armor`, of the text form too.

    Raises errors.NotAgeFile, errors.DamagedHeader or errors.NotForUs at once, errors.DamagedPayload from the
    reader, and here for a broken text form. Nothing that is read counts before the reader's `ended`.
    """
    if armor:
        source = _unarmored(source)
    return payload(source, parse_header(source), identities)


def payload(source: Source, header: Header, identities: Sequence[Identity]) -> StreamReader:
    """Return the reader of the payload that follows `header`, which was read from `source`; raise as `unwrap` does."""
    file_key = unwrap(header, identities)
    nonce = _read_fully(source, NONCE)
    if len(nonce) != NONCE:
        damaged()
    return StreamReader(source, payload_key(file_key, nonce))


def _read_fully(source: Source, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := source.read(size - len(data))):
        data += more
    return data


def _unarmored(source: Source) -> Source:
    first = source.read(1)
    rest = _Prefixed(first, source)
    return rest if first == b"a" else ArmorReader(rest)


class _Prefixed:
    """A source whose first byte was looked at."""

    __slots__ = ("_first", "_source")

    def __init__(self, first: bytes, source: Source) -> None:
        self._first = first
        self._source = source

    def read(self, size: int, /) -> bytes:
        if self._first and size:
            first, self._first = self._first, b""
            return first
        return self._source.read(size)
