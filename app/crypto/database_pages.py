"""Pages of an encrypted database, one by one: authenticated and decrypted without the database's engine.

SQLCipher 4 with a raw key: AES-256-CBC, in the reserve at each page's end its IV (16 bytes) and the HMAC-SHA256 of
ciphertext, IV and page number. The first 16 bytes of the first page are the salt, in plain.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SALT, IV, MAC = 16, 16, 32
RESERVE = IV + MAC
_MASK = 0x3A
_MAGIC = b"SQLite format 3\0"


class PageKey:
    """Opens the pages of one database."""

    __slots__ = ("_key", "_mac_key")

    def __init__(self, key: bytes | bytearray, salt: bytes) -> None:
        self._key = key
        masked = bytes(byte ^ _MASK for byte in salt)
        self._mac_key = hashlib.pbkdf2_hmac("sha512", key, masked, 2, len(key))

    def whole(self, number: int, page: bytes) -> bool:
        """Tell whether a page, counted from 1, is what was written there."""
        start = SALT if number == 1 else 0
        told = hmac.digest(self._mac_key, page[start:-MAC] + number.to_bytes(4, "little"), hashlib.sha256)
        return hmac.compare_digest(told, page[-MAC:])

    def open(self, number: int, page: bytes) -> bytes | None:
        """Return the plain page without its reserve, or None when it is not what was written there."""
        if not self.whole(number, page):
            return None
        start = SALT if number == 1 else 0
        cipher = Cipher(algorithms.AES(self._key), modes.CBC(page[-RESERVE:-MAC])).decryptor()
        plain = cipher.update(page[start:-RESERVE]) + cipher.finalize()
        return _MAGIC + plain if start else plain
