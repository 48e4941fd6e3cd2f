"""The pages of an encrypted database, decrypted without SQLite: for proving that something is in none of them.

SQLCipher 4: AES-256-CBC under the raw key, each page with its own IV in the reserve at its end (16 bytes of IV,
32 of HMAC-SHA256). The first 16 bytes of the first page are the salt. The frames of a write-ahead log hold
pages in the same form.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 8192
RESERVE = 48
WAL_HEADER, FRAME_HEADER = 32, 24


def _decrypt(page: bytes, key: bytes, *, first: bool) -> bytes:
    start = 16 if first else 0
    iv = page[PAGE - RESERVE : PAGE - RESERVE + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return cipher.update(page[start : PAGE - RESERVE]) + cipher.finalize()


def of_database(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page of the database file in plain, free ones included."""
    data = path.read_bytes()
    assert len(data) % PAGE == 0
    for start in range(0, len(data), PAGE):
        yield _decrypt(data[start : start + PAGE], key, first=start == 0)


def of_wal(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every frame of the write-ahead log in plain, those of past transactions included."""
    data = path.read_bytes() if path.exists() else b""
    for start in range(WAL_HEADER, len(data), FRAME_HEADER + PAGE):
        frame = data[start : start + FRAME_HEADER + PAGE]
        number = int.from_bytes(frame[:4], "big")
        yield _decrypt(frame[FRAME_HEADER:], key, first=number == 1)


def find(folder: Path, key: bytes, *needles: bytes) -> list[str]:
    """Return where any of the needles is: in which page of the database, frame of the log, or other file."""
    found = []
    for kind, pages in (
        ("page", of_database(folder / "vault.db", key)),
        ("frame", of_wal(folder / "vault.db-wal", key)),
    ):
        for number, page in enumerate(pages, 1):
            found += [f"{kind} {number}: {needle!r}" for needle in needles if needle in page]
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [f"{path.name}: {needle!r}" for needle in needles if needle in data]
    return found
