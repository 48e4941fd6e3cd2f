"""Keyfiles: 32 random bytes on another medium, as one line of text that notices its own damage."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from app.base.errors import BadInput
from app.base.i18n import _
from app.crypto.derive import SIZE

LARGEST = 4096
"""Most bytes of a keyfile that are read."""

_LINE = re.compile(rb"\s*keepsake-keyfile-1 ([0-9a-f]{64}) ([0-9a-f]{8})\s*")


def new_keyfile() -> bytes:
    """Return the 32 bytes of a new keyfile, from the system's source of chance."""
    return secrets.token_bytes(SIZE)


def to_text(key: bytes) -> bytes:
    """Return the contents of the file that keeps the 32 bytes: a name, their digits, a checksum."""
    if len(key) != SIZE:
        raise ValueError("a keyfile has 32 bytes")
    return b"keepsake-keyfile-1 %s %s\n" % (key.hex().encode("ascii"), _check(key))


def from_text(data: bytes) -> bytes:
    """Return the 32 bytes a keyfile keeps; raise BadInput for any other file and for a damaged one."""
    found = _LINE.fullmatch(data) if len(data) <= LARGEST else None
    if found is None:
        raise BadInput(_("This file is not a keyfile of Keepsake. Please choose the one made for this vault."))
    key = bytes.fromhex(found[1].decode("ascii"))
    if not hmac.compare_digest(_check(key), found[2]):
        raise BadInput(_("This keyfile is damaged. Please use another copy of it, or another way to open the vault."))
    return key


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"keepsake/keyfile/v1\0" + key).hexdigest()[:8].encode("ascii")
