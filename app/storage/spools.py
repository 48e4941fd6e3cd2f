"""Spools: what has to wait on disk for a while, encrypted under a key that is only in memory or in the database."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from app.base.errors import VaultDamaged
from app.base.i18n import _
from app.storage import blob_files
from app.storage.blob_files import SealedReader, SealedWriter
from app.storage.handle import Vault


class Spool:
    """Write it, `rewind`, read it as often as wanted, `close` it: then it is gone, unless it was kept."""

    __slots__ = ("_kept", "_reader", "_sealed", "_vault", "_writing")

    def __init__(self, vault: Vault) -> None:
        vault.require_writable()
        self._vault = vault
        self._sealed = SealedWriter(blob_files.folder(vault))
        self._reader: SealedReader | None = None
        self._writing, self._kept = True, False
        vault.spools.add(self)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._sealed.size

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take more content; return its length. Raises NoRoom or VaultError."""
        self._sealed.write(data if isinstance(data, bytes) else bytes(data))
        return len(data)

    def rewind(self) -> None:
        """Go to the start, for reading; nothing can be written from then on."""
        if self._writing:
            self._writing = False
            self._sealed.seal()
        if self._reader:
            self._reader.close()
        self._reader = SealedReader(self._sealed.path, self._sealed.file_key, self._sealed.size)

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, all that is left for a negative one, none only at the end."""
        assert self._reader is not None
        return self._reader.read(size)

    def keep(self) -> int:
        """Make the spool durable and part of the vault, and return its number for `open_kept`.

        Call it inside the transaction that notes the number: only that makes it stay. Then reading is over.
        """
        if self._writing:
            self._writing = False
            self._sealed.seal()
        self._close_reader()
        self._sealed.publish()
        self._kept = True
        with self._vault.transaction() as db:
            return db.insert(
                "INSERT INTO blob (name, kind, batch, sha256, size, key) VALUES (?, 'spool', 0, x'', ?, ?)",
                (self._sealed.name, self._sealed.size, self._sealed.file_key),
            )

    def close(self) -> None:
        """Remove the spool, unless it was kept."""
        self._close_reader()
        if not self._kept:
            self._sealed.discard()
        self._vault.spools.discard(self)

    def _close_reader(self) -> None:
        if self._reader:
            self._reader.close()
            self._reader = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def spool(vault: Vault) -> Spool:
    """Return a new, empty spool in the vault's folder."""
    return Spool(vault)


def open_kept(vault: Vault, number: int) -> SealedReader:
    """Open a kept spool for reading; close it afterwards. Raises VaultDamaged when it is not whole."""
    row = vault.db.one("SELECT name, key, size FROM blob WHERE n = ? AND kind = 'spool'", (number,))
    if row is None:
        raise VaultDamaged(_("What was prepared for sending is not in this vault any more. Send it again."))
    return SealedReader(blob_files.folder(vault) / row[0], row[1], row[2])


def drop_kept(vault: Vault, number: int) -> None:
    """Remove a kept spool."""
    with vault.transaction() as db:
        names = [row[0] for row in db.all("SELECT name FROM blob WHERE n = ? AND kind = 'spool'", (number,))]
        db.run("DELETE FROM blob WHERE n = ? AND kind = 'spool'", (number,))
        blob_files.remove(vault, names)
