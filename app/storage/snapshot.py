"""The vault's files as they are at one moment, to be copied while others go on saving."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from app.base.errors import BackupStopped, VaultError
from app.base.i18n import _
from app.storage import faults, keyfile, layout, log
from app.storage.handle import Vault

PIECE = 1 << 20
TRIES, PAUSE = 300, 0.05
"""How often, and seconds between, it is tried to find no reader in the middle: less than a minute in all."""

_UNDOING = ("erased", "sealed", "rekeyed")
"""Kinds of log entries after which an earlier copy is not to be finished."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file, or a piece of a large one: its path in the vault's folder, its size in bytes, where it starts.

    Pieces after the first have `.2`, `.3` and so on behind the path.
    """

    name: str
    size: int
    start: int = 0


class Snapshot:
    """A vault's files at one moment. Use it in a `with` block, in any thread; the vault goes on being written.

    `vault.db` stands still because a reading transaction begins while the write-ahead log is empty: such a reader reads
    from the file itself, so SQLite moves nothing into it until that reader has ended. Attachments and bundles in
    quarantine never change; when one is removed meanwhile, the snapshot is broken off.
    """

    __slots__ = ("_reader", "_vault", "key_file", "missing", "parts")

    def __init__(self, vault: Vault, *, whole: bool = True, largest: int = 1 << 62) -> None:
        """Take a snapshot of `vault`; attachments and quarantine only if `whole`, in parts of `largest` bytes at most.

        Raises VaultError when it is open for reading only, when one is under way already, or readers never let go.
        """
        if vault.read_only:
            raise VaultError(
                _("This vault is open for reading only. Copy its folder as it is; a backup is made of a whole one.")
            )
        if any(isinstance(one, Snapshot) for one in vault.spools):
            raise VaultError(_("A backup of this vault is under way already. Wait for it to end, or stop it."))
        self._vault = vault
        self._reader = vault.reader(guarded=True)
        vault.spools.add(self)
        try:
            self._freeze()
            row = self._reader.one("SELECT n, mac FROM log ORDER BY n DESC LIMIT 1") or (0, log.START)
            self.key_file = keyfile.with_head(vault.key_file, row[0], row[1])
            self.missing = 0
            """Files of attachments and quarantine that the database names and that are not there."""
            self.parts = tuple(self._found(largest, whole=whole))
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise

    def _freeze(self) -> None:
        """Begin a reading transaction with an empty write-ahead log."""
        self._reader.run("PRAGMA busy_timeout = 100")  # a checkpoint that waits keeps the writer waiting
        waiting = self._vault.folder / f"{layout.DATABASE}-wal"
        for _try in range(TRIES):
            self._reader.run("PRAGMA wal_checkpoint(TRUNCATE)")
            self._reader.run("BEGIN")
            self._reader.value("SELECT count(*) FROM sqlite_schema")
            if not waiting.exists() or not waiting.stat().st_size:
                return
            self._reader.run("ROLLBACK")  # somebody wrote in between, or reads from it
            time.sleep(PAUSE)
        raise VaultError(_("The vault is busy with something else. Nothing was written; try again when it has ended."))

    def _found(self, largest: int, *, whole: bool) -> Iterator[Part]:
        yield Part(layout.KEY_FILE, len(self.key_bytes))
        with faults.told():
            yield Part(layout.DATABASE, (self._vault.folder / layout.DATABASE).stat().st_size)
        if not whole:
            return
        rows = self._reader.all("SELECT name FROM shown_blob WHERE kind = 'attachment' ORDER BY name")
        names = [f"{layout.BLOBS}/{row[0]}" for row in rows]
        rows = self._reader.all("SELECT name FROM quarantine ORDER BY name")
        for name in names + [f"{layout.QUARANTINE}/{row[0]}" for row in rows]:
            try:
                size = self._path(name).stat().st_size
            except FileNotFoundError:
                self.missing += 1
                continue
            for number, start in enumerate(range(0, size or 1, largest), 1):
                piece = name if number == 1 else f"{name}.{number}"
                yield Part(piece, min(largest, size - start), start)

    def _path(self, name: str) -> Path:
        return self._vault.folder.joinpath(*name.split("/"))

    def damaged_pages(self) -> int:
        """Count the pages of the database that are not what was written; before its content is had."""
        return len(self._reader.all("PRAGMA cipher_integrity_check"))

    @property
    def key_bytes(self) -> bytes:
        """The bytes of `vault.json` as it was at that moment."""
        return keyfile.encode(self.key_file, self._vault.json_key)

    def pieces(self, part: Part) -> Iterator[bytes]:
        """Yield the content of `part`; raise BackupStopped or VaultError. The database's can be had once."""
        if part.name == layout.KEY_FILE:
            yield self.key_bytes
        elif part.name == layout.DATABASE:
            self._require_going_on()
            with faults.told():
                yield from self._read(_raw(self._vault), part)
            self._require_going_on()  # only now is it known that what was read stood still
            self._reader.run("ROLLBACK")
        else:
            name = part.name.rpartition(".")[0] if part.start else part.name
            try:
                file = self._path(name).open("rb", buffering=0)
            except FileNotFoundError:
                raise _broken_off() from None
            with file, faults.told():
                yield from self._read(file, part)

    def _read(self, file: BinaryIO, part: Part) -> Iterator[bytes]:
        file.seek(part.start)
        left = part.size
        while left:
            self._require_going_on()
            piece = file.read(min(left, PIECE))
            if not piece:
                raise faults.damaged(_("A file of the vault became shorter while it was read."))
            left -= len(piece)
            yield piece

    @property
    def _over(self) -> bool:
        """Whether the vault was locked, or its database written anew: both close all readers."""
        return self._vault.closed or self._reader not in self._vault.readers

    def _require_going_on(self) -> None:
        if self._over:
            raise _broken_off()

    def require_standing(self) -> None:
        """Raise BackupStopped when what was erased, sealed or locked out since then is in the snapshot."""
        self._require_going_on()
        now = self._vault.key_file
        if (now.slots, now.salt, now.backup) != (self.key_file.slots, self.key_file.salt, self.key_file.backup):
            raise _broken_off()
        since = self._reader.all("SELECT entry FROM log WHERE n > ?", (self.key_file.head_n,))
        if any(log.parse(row[0]).kind in _UNDOING for row in since):
            raise _broken_off()

    def close(self) -> None:
        """Let the vault go; calling it again does nothing."""
        self._vault.spools.discard(self)
        if self._reader in self._vault.readers:
            self._vault.readers.remove(self._reader)
            self._reader.close()
        if self._vault.closed:
            self._vault.close_raw()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        over = self._over
        self.close()
        if over and isinstance(error, VaultError | faults.Interrupted | ValueError):  # files and connection were closed
            raise _broken_off() from None


def _raw(vault: Vault) -> BinaryIO:
    """Return the database's file, opened once for a vault: closing it would let go of SQLite's own locks on it.

    (POSIX: the locks a process has on a file end when it closes any descriptor of that file.)
    """
    path = vault.folder / layout.DATABASE
    if vault.raw is not None and not os.path.samestat(os.fstat(vault.raw.fileno()), path.stat()):
        vault.raw.close()  # of a file that has been replaced
        vault.raw = None
    if vault.raw is None:
        vault.raw = path.open("rb", buffering=0)
    return vault.raw


def _broken_off() -> BackupStopped:
    return BackupStopped(
        _(
            "While the backup was made, the vault was locked, or something was removed from it that the backup would "
            "still hold. Nothing was left of the backup; make it again."
        )
    )
