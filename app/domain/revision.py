"""Revisions: id, commitment to the body, what is signed, the digest, and the line a bundle carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.base.errors import NotCanonical
from app.base.i18n import _
from app.domain import canonical
from app.domain.body import LIMIT as BODY_LIMIT
from app.domain.body import body_of
from app.domain.canonical import JsonObject
from app.domain.header import HEADER_LIMIT, Header, header_bytes, header_of, parse_header
from app.domain.ids import in_order

__all__ = [
    "ABSENT", "ERASED", "LINE_LIMIT", "PRESENT", "SEALED", "STATES", "Header", "Revision", "commit", "digest",
    "from_line", "header_bytes", "message", "parse_header", "revision_id", "to_line",
]  # fmt: skip

PRESENT, ABSENT, SEALED, ERASED = "present", "absent", "sealed", "erased"
STATES = frozenset({PRESENT, ABSENT, SEALED, ERASED})
"""States of a body: here, never received, sealed for others, erased. Only present ones have body and salt."""

LINE_LIMIT = BODY_LIMIT + HEADER_LIMIT + 1024
"""Most bytes of a line, the newline included."""

_BODY_LABEL = b"keepsake/body/v1\0"
_ID_LABEL = b"keepsake/revision/v1\0"
_SIGNATURE_LABEL = b"keepsake/revision-sig/v1\0"
_DIGEST_LABEL = b"keepsake/digest/v1\0"
_LINE_KEYS = frozenset({"body", "header", "salt", "sig", "state"})


@dataclass(frozen=True, slots=True)
class Revision:
    """One immutable version of a record: header and body are the bytes as signed, never rebuilt."""

    id: str
    """64 lowercase hexadecimal digits: `revision_id(header_bytes)`."""
    header_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    """64 bytes, Ed25519 by the header's author over `message(id)`."""
    state: str
    """One of STATES; body and salt are there exactly when it is PRESENT."""
    body: bytes | None = field(repr=False)
    salt: bytes | None = field(repr=False)
    """32 random bytes that keep the body from being guessed from its commitment."""
    _header: Header | None = field(default=None, repr=False, compare=False)

    @property
    def header(self) -> Header:
        """The parsed header (parsed once); raises errors.NotCanonical if the bytes are not a header."""
        if self._header is None:
            object.__setattr__(self, "_header", parse_header(self.header_bytes))
        assert self._header is not None
        return self._header


def commit(salt: bytes, body: bytes) -> str:
    r"""Return the commitment to a body, hex: SHA-256("keepsake/body/v1\0" || salt || body).

    `salt` is 32 bytes, else ValueError.
    """
    if len(salt) != 32:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(_BODY_LABEL + salt + body).hexdigest()


def commits_to(header: Header, salt: bytes, body: bytes) -> bool:
    """Tell whether `header` commits to this body.

    A header that is not readable and names no `body_commit` commits in a way we do not know: that passes.
    A newer version that commits in another way must use another key: where there is one, it is checked.
    """
    if not header.readable and not header.body_commit:
        return True
    return commit(salt, body) == header.body_commit


def revision_id(header_bytes: bytes) -> str:
    r"""Return the id of the revision with this header, hex: SHA-256("keepsake/revision/v1\0" || header)."""
    return hashlib.sha256(_ID_LABEL + header_bytes).hexdigest()


def message(revision_id: str) -> bytes:
    r"""Return the bytes an author signs: "keepsake/revision-sig/v1\0" and the 32 bytes of the id."""
    return _SIGNATURE_LABEL + bytes.fromhex(revision_id)


def digest(ids: Iterable[str]) -> str:
    r"""Return the digest of a set of revision ids, hex: SHA-256("keepsake/digest/v1\0" || sorted raw ids).

    An id is 32 bytes there; the order of `ids` does not matter, and an id counts once.
    """
    hashed = hashlib.sha256(_DIGEST_LABEL)
    for raw in in_order(bytes.fromhex(one) for one in ids):
        hashed.update(raw)
    return hashed.hexdigest()


def to_line(revision: Revision) -> bytes:
    """Return the canonical line of a revision, newline included; header and body go in byte for byte."""
    body = revision.body if revision.body is not None else b"null"
    salt = b'"%s"' % revision.salt.hex().encode() if revision.salt is not None else b"null"
    return b'{"body":%s,"header":%s,"salt":%s,"sig":"%s","state":"%s"}\n' % (
        body,
        revision.header_bytes,
        salt,
        revision.signature.hex().encode(),
        revision.state.encode(),
    )


def from_line(line: bytes) -> Revision:
    """Read the revision a line holds; the newline at its end may be missing.

    Checked: canonical form, the header's shape, body and salt exactly when the state is `present`, the
    commitment to the body, a readable header's type against that of a readable body. Not checked: the
    signature. Raises errors.NotCanonical.
    """
    if line.endswith(b"\n"):
        line = line[:-1]
    value = canonical.decode_object(line, limit=LINE_LIMIT - 1, depth=canonical.DEPTH + 1)  # the line adds one level
    if value.keys() != _LINE_KEYS or type(value["header"]) is not dict:
        raise _misshapen()
    state = value["state"]
    if not isinstance(state, str) or state not in STATES:
        raise _misshapen()
    raw_header = canonical.encode_decoded(value["header"])
    header = header_of(value["header"], len(raw_header))
    signature = _raw(value["sig"], 64)
    body, salt = _content(value, header)
    return Revision(revision_id(raw_header), raw_header, signature, state, body, salt, header)


def _content(value: JsonObject, header: Header) -> tuple[bytes | None, bytes | None]:
    """Return body and salt of a line, checked against its header."""
    if value["state"] != PRESENT:
        if value["body"] is not None or value["salt"] is not None:
            raise _misshapen()
        return None, None
    if type(value["body"]) is not dict:
        raise _misshapen()
    salt = _raw(value["salt"], 32)
    body = canonical.encode_decoded(value["body"])
    if len(body) > BODY_LIMIT:
        raise _misshapen()
    if not commits_to(header, salt, body):
        raise NotCanonical(_("The body of a revision is not the one its header commits to. Nothing was changed."))
    if header.readable or header.notice:
        parsed = body_of(value["body"])
        if parsed.readable and parsed.type != header.type:
            raise _misshapen()
    return body, salt


def _raw(value: object, size: int) -> bytes:
    """Return the `size` bytes a lowercase hexadecimal string stands for."""
    if isinstance(value, str) and len(value) == 2 * size:
        try:
            raw = bytes.fromhex(value)
        except ValueError:
            raise _misshapen() from None
        if len(raw) == size and raw.hex() == value:  # fromhex takes capitals and spaces too
            return raw
    raise _misshapen()


def _misshapen() -> NotCanonical:
    return NotCanonical(_("A revision does not have the shape of its format. Nothing was changed."))
