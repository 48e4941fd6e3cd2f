"""Keys derived from the vault key, each by its own label, and the wiping of buffers that held one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SIZE = 32

DATABASE = "keepsake/database/v1"
LOG = "keepsake/log/v1"
BACKUP = "keepsake/backup/v1"
BACKUP_MAC = "keepsake/backup-mac/v1"
VAULT_JSON = "keepsake/vault-json/v1"


def hkdf_sha256(secret: bytes | bytearray, *, info: bytes, salt: bytes | None = None, size: int = SIZE) -> bytearray:
    """Return `size` bytes of HKDF-SHA256 (RFC 5869) in a buffer the caller can wipe."""
    buffer = bytearray(size)
    HKDF(SHA256(), size, salt, info).derive_into(secret, buffer)
    return buffer


def derive(vault_key: bytes | bytearray, label: str) -> bytes:
    """Return the 32-byte key that `label` names under the 32-byte vault key (else ValueError)."""
    return bytes(derive_buffer(vault_key, label))


def derive_buffer(vault_key: bytes | bytearray, label: str) -> bytearray:
    """Return what `derive` returns, in a buffer the caller can wipe."""
    if len(vault_key) != SIZE:
        raise ValueError("a vault key has 32 bytes")
    return hkdf_sha256(vault_key, info=label.encode("ascii"))


@contextmanager
def lent(vault_key: bytes | bytearray, label: str) -> Iterator[bytearray]:
    """Yield what `derive` returns for the block only: it is wiped afterwards."""
    buffer = derive_buffer(vault_key, label)
    try:
        yield buffer
    finally:
        wipe(buffer)


def wipe(*buffers: bytearray) -> None:
    """Overwrite buffers with zeros in place; copies that libraries made are not reached."""
    for buffer in buffers:
        buffer[:] = bytes(len(buffer))
