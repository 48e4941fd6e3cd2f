"""The recovery secret of a vault: 32 random bytes, the code people print and type, and the key of backups from it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata

from app.base.errors import BadCode
from app.base.i18n import _
from app.crypto.derive import SIZE, derive_buffer, wipe
from app.crypto.xwing import XWingIdentity

LABEL = "keepsake/recovery/backup/v1"
"""Names the key of backups that is derived from the secret; its slot has the labels of slots."""
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are read as something else."""
CHECK = 3
"""Bytes of checksum behind the secret: one mistyped code in 16 million goes unnoticed."""
LENGTH, GROUP = 56, 4

_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_WRITTEN = str.maketrans(_STANDARD, LETTERS)
_READ = str.maketrans(LETTERS + "OIL", _STANDARD + "ABB")  # what is typed for 0 and 1
_BETWEEN = frozenset("-_.,:;/|\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufeff\u200b\u200e\u200f")


def new_secret() -> bytes:
    """Return a new recovery secret: 32 bytes from the system's source of chance."""
    return secrets.token_bytes(SIZE)


def to_code(secret: bytes) -> str:
    """Return the 32-byte secret as it is printed: fourteen groups of four letters and digits, joined by dashes."""
    text = base64.b32encode(secret + _check(secret)).decode("ascii").translate(_WRITTEN)
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def from_code(text: str) -> bytes:
    """Return the secret of a code typed in any case, with or without dashes and spaces; raise BadCode, quoting none.

    O is read as 0, I and L as 1.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in _BETWEEN).upper()
    if len(plain) != LENGTH:
        raise BadCode(
            _("A recovery code has {all} letters and digits, in groups of four; these are {n}.").format(
                all=LENGTH, n=len(plain)
            )
        )
    strange = next((at for at, c in enumerate(plain) if c not in LETTERS + "OIL"), None)
    if strange is not None:
        raise BadCode(_mistyped(strange // GROUP + 1))
    data = base64.b32decode(plain.translate(_READ))
    secret = data[:SIZE]
    if not hmac.compare_digest(data[SIZE:], _check(secret)):
        raise BadCode(_("The recovery code is mistyped somewhere. Please compare it with the paper, group by group."))
    return secret


def backup_identity(secret: bytes) -> XWingIdentity:
    """Return the age identity that opens the backups of a vault with this recovery secret."""
    seed = derive_buffer(secret, LABEL)
    try:
        return XWingIdentity(bytes(seed))
    finally:
        wipe(seed)


def backup_recipient(secret: bytes) -> str:
    """Return the age recipient, `age1pq1...`, that `vault.json` names for backups."""
    return str(backup_identity(secret).recipient)


def _check(secret: bytes) -> bytes:
    if len(secret) != SIZE:
        raise ValueError("a recovery secret has 32 bytes")
    return hashlib.sha256(b"keepsake/recovery-code/v1\0" + secret).digest()[:CHECK]


def _mistyped(group: int) -> str:
    return _("Group {n} of the recovery code has a letter no code has. Please compare it with the paper.").format(
        n=group
    )
