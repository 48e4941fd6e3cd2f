"""What all stanza types do alike: wrap 16 bytes under a key used once, check lengths before decrypting."""

from __future__ import annotations

from typing import NoReturn

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.base import errors
from app.base.i18n import _
from app.crypto.derive import hkdf_sha256, wipe
from app.crypto.header import Stanza, damaged, from_base64
from app.crypto.stream import FILE_KEY, TAG

WRAPPED = FILE_KEY + TAG

_ZERO_NONCE = bytes(12)  # each wrapping key is used once


def wrap_key(secret: bytes, salt: bytes, info: bytes, file_key: bytes) -> bytes:
    """Return the file key encrypted under HKDF-SHA256 of a shared secret."""
    return _derived(secret, salt, info).encrypt(_ZERO_NONCE, file_key, None)


def unwrap_key(secret: bytes, salt: bytes, info: bytes, body: bytes) -> bytes:
    """Undo `wrap_key`; raise the library's InvalidTag when the secret is another."""
    return _derived(secret, salt, info).decrypt(_ZERO_NONCE, body, None)


def checked_file_key(file_key: bytes) -> bytes:
    """Return `file_key` if it has 16 bytes; raise ValueError."""
    if len(file_key) != FILE_KEY:
        raise ValueError("a file key has 16 bytes")
    return file_key


def checked_argument(stanza: Stanza, size: int, *, arguments: int = 2) -> bytes:
    """Return a stanza's second argument, of `size` bytes; raise errors.DamagedHeader.

    So it does for another number of arguments, and for a body of another length than a wrapped file key has:
    unless that is checked before decrypting, one file could be made to ask which of many keys we hold.
    """
    if len(stanza.arguments) != arguments or len(stanza.body) != WRAPPED:
        damaged()
    try:
        value = from_base64(stanza.arguments[1])
    except ValueError:
        damaged()
    if len(value) != size:
        damaged()
    return value


def bad_recipient() -> NoReturn:
    """Raise the one error for a text or bytes that are no recipient."""
    raise errors.BadInput(_("This is not a recipient of the age format. Please check it for typing errors.")) from None


def _derived(secret: bytes, salt: bytes, info: bytes) -> ChaCha20Poly1305:
    key = hkdf_sha256(secret, salt=salt, info=info)
    cipher = ChaCha20Poly1305(key)
    wipe(key)
    return cipher
