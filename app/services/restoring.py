"""Restoring a backup into a new folder: read strictly, opened and checked beside its place, then named."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from app.base import durable
from app.base.errors import BackupDamaged, BadInput, CannotOpen, KeepsakeError, NoRoom
from app.base.i18n import _
from app.crypto import derive, recovery
from app.crypto.recipients import Identity
from app.crypto.ways import Way, way_of
from app.exchange import backup
from app.exchange.backup import About
from app.services.backups import identity_of, keys_beside
from app.storage import building, faults, keyfile, layout, lock, restored
from app.storage.keyfile import KeyFile

Tell = Callable[[int, int], None]
SPARE = 16 << 20
"""Bytes that opening a restored vault may need beside its files."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A restored vault: where it is, when the backup was made, and what was not whole when it was.

    `damaged_pages` are pages of the database, `missing` files of attachments and of quarantine.
    """

    folder: Path
    at: str
    files: int
    bytes: int
    damaged_pages: int
    missing: int


def restore(
    file: Path, way: str | Way, folder: Path, progress: Tell | None = None, keys: Path | None = None
) -> RestoreReport:
    """Make a vault in `folder`, which must be new or empty, of the backup `file`.

    `way` is one that opened the vault when the backup was made, or opens `keys`; text is a passphrase. `keys` is the
    keys file beside the backup unless given, or any later `vault.json` of the same vault: what opens that, opens the
    restored vault. The recovery secret needs none. The folder appears whole, at the end, or not at all.
    `progress` is told bytes. Raises VaultExists, BadInput, CannotOpen, NotABackup, NewerVersion, BackupDamaged, NoRoom.
    """
    target = folder.absolute()
    building.require_free(target)
    _require_file(file)
    total = file.stat().st_size
    with _opened(file, way_of(way), keys) as (opened, key_file, vault_key):
        attachments = file.absolute().parent.parent if opened.about.scope == backup.DATABASE_ONLY else None
        _require_room(opened.about.bytes + (_size(attachments) if attachments else 0), target)
        mac_key = derive.derive(vault_key, derive.BACKUP_MAC)  # the key itself is wiped by opening
        with building.beside(target) as place:
            held = lock.take(place)
            try:
                files = _Files(place)
                try:
                    opened.read_rest(files, mac_key, lambda done: progress(done, total) if progress else None)
                finally:
                    files.close()
                files.sync()
            except BaseException:
                held.release()
                raise
            found = restored.settle(place, vault_key, held, key_file, attachments)
    about = opened.about
    return RestoreReport(target, about.at, about.files, about.bytes, found.damaged_pages, found.missing)


def check(file: Path, way: str | Way, progress: Tell | None = None, keys: Path | None = None) -> About:
    """Read the whole of a backup, as restoring does, and make nothing; return what it says of itself.

    Raises what `restore` raises of the backup, its keys and the way.
    """
    _require_file(file)
    total = file.stat().st_size
    with _opened(file, way_of(way), keys) as (opened, _key_file, vault_key):
        mac_key = derive.derive(vault_key, derive.BACKUP_MAC)
        derive.wipe(vault_key)
        opened.read_rest(backup.Sink(), mac_key, lambda done: progress(done, total) if progress else None)
        return opened.about


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise BadInput(_("There is no file {file}. Nothing was made.").format(file=file))


@contextmanager
def _opened(file: Path, way: Way, keys: Path | None) -> Iterator[tuple[backup.Opened, KeyFile, bytearray]]:
    """Open a backup as far as its `vault.json`; yield it, what the restored one is to say, and the vault key."""
    given = _keys(file, way, keys)
    with file.open("rb") as source:
        opened = backup.open_backup(_Source(source), _identities(given, way))
        key_file, vault_key = _key_file(opened.key_bytes, given, way)
        if opened.about.vault != key_file.vault:
            raise _other()
        yield opened, key_file, vault_key


def _keys(file: Path, way: Way, keys: Path | None) -> tuple[KeyFile, bytearray] | None:
    """Return the keys file that goes with the backup and the vault key by it; None when the recovery code must do.

    Raises BadInput when there is none and it is needed, CannotOpen, NewerVault.
    """
    places = [keys] if keys else [keys_beside(file)]
    if keys is None and file.absolute().parent.name == layout.BACKUPS:  # made before an update, in the vault itself
        places.append(file.absolute().parent.parent / layout.KEY_FILE)
    found = next((path for path in places if path.is_file()), None)
    try:
        if found is None:
            raise BadInput(
                _(
                    "The keys file of this backup is missing: {file}. Say where it is, or use the recovery code, which "
                    "needs none. Nothing was made."
                ).format(file=places[0])
            )
        with found.open("rb") as opened:
            data = opened.read(keyfile.LIMIT + 1)
        key_file = keyfile.parse(data)
        vault_key = keyfile.unlock(key_file, way)
        with derive.lent(vault_key, derive.VAULT_JSON) as json_key:
            keyfile.check(data, json_key)
    except KeepsakeError:
        if way.recovery is not None and keys is None:
            return None
        raise
    return key_file, vault_key


def _identities(given: tuple[KeyFile, bytearray] | None, way: Way) -> list[Identity]:
    found: list[Identity] = [identity_of(given[1])] if given else []
    if way.recovery is not None:
        found.append(recovery.backup_identity(way.recovery))
    return found


def _key_file(inside: bytes, given: tuple[KeyFile, bytearray] | None, way: Way) -> tuple[KeyFile, bytearray]:
    """Return what the restored `vault.json` is to say, and the vault key.

    The database's part is the backup's own; who can open it is what the keys file says, which may be later.
    """
    try:
        inner = keyfile.parse(inside)
    except CannotOpen:
        raise _other() from None
    vault_key = given[1] if given else keyfile.unlock(inner, way)
    try:
        with derive.lent(vault_key, derive.VAULT_JSON) as json_key:
            keyfile.check(inside, json_key)
    except CannotOpen:
        raise _other() from None
    if not given:
        return inner, vault_key
    if given[0].vault != inner.vault:
        raise _other()
    return replace(inner, slots=given[0].slots, backup=given[0].backup), vault_key


def _other() -> BackupDamaged:
    return BackupDamaged(
        _("What is in the backup was not written by the vault that its keys are of. Nothing was made.")
    )


def _size(vault: Path) -> int:
    places = (vault / layout.BLOBS, vault / layout.QUARANTINE)
    return sum(path.stat().st_size for place in places for path in place.rglob("*") if path.is_file())


def _require_room(need: int, target: Path) -> None:
    there = next(parent for parent in target.parents if parent.is_dir())
    with faults.told():
        free = shutil.disk_usage(there).free
    if free < need + SPARE:
        raise NoRoom(
            _("The restored vault needs {need} bytes and {folder} has {free} free. Nothing was made.").format(
                need=f"{need + SPARE:,}", folder=there, free=f"{free:,}"
            )
        )


class _Source:
    """The backup's file; its failures are told as those of the medium it lies on."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        try:
            return self._file.read(size)
        except OSError as error:
            raise BadInput(
                _("The backup cannot be read ({reason}): is its medium still there? Nothing was made.").format(
                    reason=errno.errorcode.get(error.errno or 0, "?")
                )
            ) from None


class _Files(backup.Sink):
    """Takes the files of a backup into a new folder, each synced; `sync` makes their names durable too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO | None = None
        self._made: dict[Path, None] = {folder: None}

    def file(self, name: str, size: int) -> backup.Sink:  # noqa: ARG002 - it is known when it ends
        """Begin the file `name`; its path was checked to be one of a vault's."""
        path = self._folder.joinpath(*backup.file_of(name).split("/"))
        with faults.told():
            for parent in reversed(path.relative_to(self._folder).parents[:-1]):
                if self._folder / parent not in self._made:
                    durable.make_private_folder(self._folder / parent)
                    self._made[self._folder / parent] = None
            self._file = durable.create_private(path) if backup.file_of(name) == name else path.open("ab")
        return self

    def write(self, data: bytes, /) -> object:
        """Take more of the file's content."""
        assert self._file is not None
        with faults.told():
            return self._file.write(data)

    def done(self) -> None:
        """Sync the file, which is whole."""
        assert self._file is not None
        with faults.told():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def close(self) -> None:
        """Close the file under way."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def sync(self) -> None:
        """Make the names of all files durable."""
        with faults.told():
            for folder in self._made:
                durable.sync_folder(folder)
