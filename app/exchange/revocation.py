"""Revocations: by them a key is given up for good, short enough to be printed, typed and scanned.

Only Ed25519 signs, so that it fits on paper. That is enough: a revocation never lets anything in. Who could forge one,
with a computer that does not exist yet, could silence a key, which is noticed and mended by a new card.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from app.base import errors
from app.base.i18n import _
from app.crypto import signing
from app.crypto.signing import SigningKeys

MARK = "KEEPSAKE-REVOCATION-1"
LABEL = b"keepsake/revocation/v1\0"
LARGEST = 4096
"""Most characters read."""
KEY, SIGNATURE, CHECK = 32, 64, 4
GROUP, A_LINE = 6, 5
_TYPED = str.maketrans("018", "OIB")
"""Base 32 (RFC 4648) has none of these digits: they are typed for the letters they look like."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """That the owner of a key, named by its id, gave it up; the signature is valid."""

    key_id: str
    text: str


def make(keys: SigningKeys) -> str:
    """Return the revocation of these keys: a first line that says what it is, then letters and digits in groups."""
    signature = signing.sign_revision(keys, LABEL + keys.ed25519_public)
    content = keys.ed25519_public + signature
    return _written(content + _check(content))


def parse(text: str) -> Revocation:
    """Return the revocation in a text, however it is spaced; raise BadInput unless the key itself signed it."""
    key, signature = _read(text)
    try:
        signing.verify_revision(key.hex(), LABEL + key, signature)
    except errors.BadSignature:
        raise errors.BadInput(_("This revocation is not signed by the key it names. Nothing was changed.")) from None
    content = key + signature
    return Revocation(key.hex(), _written(content + _check(content)))


def qr(text: str) -> str:
    """Return what a QR code of this revocation says: the same, in letters that take little room."""
    return " ".join(text.split())


def _check(content: bytes) -> bytes:
    """Return four bytes by which a slip of the pen is told from a forgery."""
    return hashlib.sha256(LABEL + content).digest()[:CHECK]


def _written(content: bytes) -> str:
    letters = base64.b32encode(content).decode("ascii")
    groups = [letters[start : start + GROUP] for start in range(0, len(letters), GROUP)]
    lines = [" ".join(groups[start : start + A_LINE]) for start in range(0, len(groups), A_LINE)]
    return "\n".join([MARK, *lines]) + "\n"


def _read(text: str) -> tuple[bytes, bytes]:
    if len(text) > LARGEST:
        raise _not_one()
    words = text.upper().split()
    if not words or words[0] != MARK:
        raise _not_one()
    letters = "".join(words[1:]).replace("-", "").translate(_TYPED)
    try:
        content = base64.b32decode(letters)
    except ValueError:
        raise _mistyped() from None
    if len(content) != KEY + SIGNATURE + CHECK or base64.b32encode(content).decode("ascii") != letters:
        raise _mistyped()
    if _check(content[:-CHECK]) != content[-CHECK:]:
        raise _mistyped()
    return content[:KEY], content[KEY:-CHECK]


def _not_one() -> errors.BadInput:
    return errors.BadInput(_("This is no revocation: one begins with {mark}. Nothing was changed.").format(mark=MARK))


def _mistyped() -> errors.BadInput:
    return errors.BadInput(_("A letter of this revocation is wrong or missing. Compare it with the paper."))
