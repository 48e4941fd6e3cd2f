"""The header of a revision: whose, when, on top of what, and the commitment to its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.base.errors import NotCanonical
from app.base.i18n import _
from app.domain import canonical
from app.domain.body import is_type_name
from app.domain.canonical import JsonObject
from app.domain.notice import kind_of

VERSION = 1
HEADER_LIMIT = 64 << 10
"""Most bytes of a header: some 900 parents."""

_KEYS = frozenset({"at", "author", "body_commit", "crit", "parents", "record", "software", "type", "v", "zone"})
_HEX32 = re.compile(r"[0-9a-f]{32}")
_HEX64 = re.compile(r"[0-9a-f]{64}")
_AT = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_ZONE = re.compile(r"[+-]([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Header:
    """The signed part of a revision. Where one that is not `readable` lacks a text, it is ""."""

    record: str
    """32 lowercase hexadecimal digits."""
    type: str
    parents: tuple[str, ...]
    """Revision ids, sorted, unique; none for the first revision of a record."""
    author: str
    """Key id: 64 lowercase hexadecimal digits of the Ed25519 public key."""
    at: str
    """The device's time, UTC, `YYYY-MM-DDTHH:MM:SSZ`: a claim."""
    zone: str
    """The device's offset from UTC then, `+HH:MM`."""
    software: str
    body_commit: str
    """`revision.commit(salt, body)`."""
    v: int = VERSION
    crit: tuple[str, ...] = ()
    """What a reader must understand to use the revision, sorted, unique; this version understands notices."""

    @property
    def readable(self) -> bool:
        """Whether the body says what happened, in a way this version understands: version 1 and nothing critical."""
        return self.v == VERSION and not self.crit

    @property
    def notice(self) -> str:
        """Which kind of notice this is, `erase` or `seal`; "" for any other revision."""
        return kind_of(self.crit) if self.v == VERSION else ""


def header_bytes(header: Header) -> bytes:
    """Return the canonical bytes of a header made here; raise errors.NotCanonical when a value is misshapen.

    Only for new revisions: bytes that came from elsewhere are kept, never made anew.
    """
    value = {
        "at": header.at,
        "author": header.author,
        "body_commit": header.body_commit,
        "crit": list(header.crit),
        "parents": list(header.parents),
        "record": header.record,
        "software": header.software,
        "type": header.type,
        "v": header.v,
        "zone": header.zone,
    }
    data = canonical.encode(value)
    header_of(value, len(data))
    return data


def parse_header(data: bytes) -> Header:
    """Parse a header's bytes: canonical, at most 64 KiB.

    With `v` 1 and no `crit` entry, or that of a notice, every field is there, no other, each in its exact shape.
    With another `v`, or another `crit` entry, only `record`, `type`, `parents`, `author` and `v` must be there and in
    shape; the rest is kept in the bytes alone. Raises errors.NotCanonical.
    """
    return header_of(canonical.decode_object(data, limit=HEADER_LIMIT), len(data))


def header_of(value: JsonObject, size: int) -> Header:
    """Return the header a decoded object of `size` canonical bytes is, checked as `parse_header` says."""
    if size > HEADER_LIMIT:
        raise _misshapen()
    version, crit = value.get("v"), value.get("crit", [])
    record, type_, author = value.get("record"), value.get("type"), value.get("author")
    if type(version) is not int or version < 1:
        raise _misshapen()
    if not _matches(_HEX32, record) or not _matches(_HEX64, author) or not is_type_name(type_):
        raise _misshapen()
    assert isinstance(record, str)
    assert isinstance(author, str)
    assert isinstance(type_, str)
    parents = _strings(value.get("parents"))
    for parent in parents:
        if not _HEX64.fullmatch(parent):
            raise _misshapen()
    if version == VERSION and (crit == [] or (isinstance(crit, list) and kind_of(map(str, crit)))):
        return _ours(value, record, type_, parents, author, _strings(crit))
    text = {key: told if isinstance(told := value.get(key), str) else "" for key in _OPTIONAL}
    return Header(record, type_, parents, author, v=version, crit=_strings(crit), **text)


_OPTIONAL = ("at", "zone", "software", "body_commit")


def _ours(
    value: JsonObject, record: str, type_: str, parents: tuple[str, ...], author: str, crit: tuple[str, ...]
) -> Header:
    at, zone, software, commit = (
        value.get("at"),
        value.get("zone"),
        value.get("software"),
        value.get("body_commit"),
    )
    if value.keys() != _KEYS or not _matches(_ZONE, zone) or not _matches(_HEX64, commit) or not _is_time(at):
        raise _misshapen()
    if not isinstance(software, str) or not 1 <= len(software) <= 200 or not software.isprintable():
        raise _misshapen()
    return Header(record, type_, parents, author, str(at), str(zone), software, str(commit), crit=crit)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_time(value: object) -> bool:
    found = _AT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    if found[3] <= "28":
        return found[1] != "0000"
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def _strings(value: object) -> tuple[str, ...]:
    """Return a list of strings, sorted and unique, as a tuple."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _misshapen()
    if any(left >= right for left, right in pairwise(value)):
        raise _misshapen()
    return tuple(value)


def _misshapen() -> NotCanonical:
    return NotCanonical(_("The header of a revision does not have the shape of its format. Nothing was changed."))
