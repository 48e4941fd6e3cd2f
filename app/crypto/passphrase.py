"""age's passphrase recipients, by scrypt (C2SP age.md, The scrypt recipient type; RFC 7914)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.base import errors
from app.base.i18n import _
from app.crypto.derive import wipe
from app.crypto.header import ALONE as TYPE
from app.crypto.header import Stanza, damaged, to_base64
from app.crypto.wrapping import checked_argument, checked_file_key

LARGEST_WORK = 20
"""Largest work factor we take on: a gigabyte of memory."""

_SALT = b"age-encryption.org/v1/scrypt"
_DIGITS = re.compile(r"[1-9][0-9]*")
_ZERO_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class ScryptRecipient:
    """A passphrase as typed; `log_n` is the base-two logarithm of scrypt's work factor."""

    passphrase: str = field(repr=False)
    log_n: int = 18

    def __post_init__(self) -> None:
        if not self.passphrase:
            raise errors.BadInput(_("An empty passphrase protects nothing. Nothing was encrypted."))
        if not 1 <= self.log_n <= LARGEST_WORK:
            raise ValueError("the work factor is outside its limits")

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the 16-byte file key under the passphrase with a fresh salt."""
        salt = secrets.token_bytes(16)
        key = _stretched(self.passphrase, salt, self.log_n)
        body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, checked_file_key(file_key), None)
        wipe(key)
        return Stanza((TYPE, to_base64(salt), str(self.log_n)), body)


@dataclass(frozen=True, slots=True)
class ScryptIdentity:
    """A passphrase to try; files that ask for more work than `largest_log_n` are refused unread."""

    passphrase: str = field(repr=False)
    largest_log_n: int = LARGEST_WORK

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the passphrase is another; errors.DamagedHeader."""
        if stanza.type != TYPE:
            return None
        salt = checked_argument(stanza, 16, arguments=3)
        digits = stanza.arguments[2]
        if not _DIGITS.fullmatch(digits):
            damaged()
        if len(digits) > 2 or int(digits) > self.largest_log_n:
            raise errors.DamagedHeader(
                _("This file's passphrase asks for more work than we do. Nothing was read from it.")
            )
        key = _stretched(self.passphrase, salt, int(digits))
        try:
            return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None
        finally:
            wipe(key)


def _stretched(passphrase: str, salt: bytes, log_n: int) -> bytearray:
    key = bytearray(32)
    try:
        secret = passphrase.encode("utf-8")
        Scrypt(salt=_SALT + salt, length=32, n=1 << log_n, r=8, p=1).derive_into(secret, key)
    except UnicodeEncodeError:
        raise errors.BadInput(_("The passphrase has half of a character in it.")) from None
    except MemoryError:
        raise errors.AgeError(
            _("There is not enough free memory for this. Please close other programs and try again.")
        ) from None
    return key
