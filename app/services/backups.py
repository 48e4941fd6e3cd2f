"""One backup of an open vault: written beside its place, read back from the medium, then named; or nothing of it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app import __version__
from app.base import durable
from app.base.errors import BackupDamaged, BadInput, KeepsakeError, NoRoom, NotABackup
from app.base.i18n import _
from app.crypto import derive
from app.crypto.recipients import KeyRecipient, XWingIdentity, parse_recipient
from app.exchange import backup
from app.exchange.backup import About, Contents
from app.services.medium import free, from_medium, written_to
from app.storage import keyfile, layout
from app.storage.handle import Vault, now
from app.storage.snapshot import Part, Snapshot

Tell = Callable[[int, int], None]
KEYS = ".keys.json"
LEFT = ".keepsake-backup-"
"""Begins the name of a backup under way; the vault's id follows."""
UPDATE = "before-update-"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was read back from its medium: where it is, and what was found while it was made.

    `size` is the file's, in bytes; `files` and `bytes` count what it holds. `damaged_pages` and `missing` say that the
    vault itself is not whole: pages of its database, files of attachments and quarantine.
    """

    path: Path
    keys: Path | None
    at: str
    size: int
    sha256: str
    files: int
    bytes: int
    damaged_pages: int
    missing: int

    @property
    def whole(self) -> bool:
        """Tell whether what was backed up was whole."""
        return not self.damaged_pages and not self.missing


def keys_beside(file: Path) -> Path:
    """Return the name of the keys file beside the backup `file`."""
    return file.with_name(file.name.removesuffix(".age") + KEYS)


def identity_of(vault_key: bytes | bytearray) -> XWingIdentity:
    """Return the age identity that opens the backups of a vault with this key."""
    seed = derive.derive_buffer(vault_key, derive.BACKUP)
    try:
        return XWingIdentity(bytes(seed))
    finally:
        derive.wipe(seed)


def make(vault: Vault, file: Path, progress: Tell | None = None, *, before_update: bool = False) -> BackupReport:
    """Write a backup of `vault` to `file`, with its keys file beside, and read it back; nothing is overwritten.

    May run in any thread: it only reads the vault, by a connection of its own, and saving goes on meanwhile. `progress`
    is told bytes written and then read, of both together; what it raises stops the backup, and nothing is left.
    `before_update` leaves out what an update does not touch (attachments, quarantine), the recovery secret's recipient
    and the keys file: it lies beside all of that. Raises BadInput, NoRoom, VaultError, BackupStopped, BackupDamaged.
    """
    keys = None if before_update else keys_beside(file)
    if not before_update and file.parent.resolve().is_relative_to(vault.folder.resolve()):
        raise BadInput(
            _(
                "This folder is the vault's own: a backup in it would go with it. Choose another place. "
                "Nothing was written."
            )
        )
    _require_free(vault, file, keys)
    _sweep(vault, file.parent)
    with Snapshot(vault, whole=not before_update, largest=backup.LARGEST) as snapshot:
        names, sizes = [one.name for one in snapshot.parts], [one.size for one in snapshot.parts]
        about = About(
            vault=vault.id,
            at=now(),
            software=f"keepsake {__version__}",
            scope=backup.DATABASE_ONLY if before_update else backup.WHOLE,
            files=len(names),
            bytes=sum(sizes),
        )
        _require_room(backup.file_size(about, names, sizes), file.parent)
        damaged = snapshot.damaged_pages()
        work = _Work(vault, about, _contents(snapshot), _Told(progress, about, names, sizes))
        with written_to(file.parent):
            size, sha256 = work.write(snapshot, file, keys)
        missing = snapshot.missing
    return BackupReport(file, keys, about.at, size, sha256, about.files, about.bytes, damaged, missing)


def _contents(snapshot: Snapshot) -> list[Contents]:
    def pieces(part: Part) -> Iterator[bytes]:
        yield from snapshot.pieces(part)

    return [Contents(part.name, part.size, partial(pieces, part)) for part in snapshot.parts]


class _Told:
    """How far it is: each byte is written once and read once."""

    def __init__(self, progress: Tell | None, about: About, names: list[str], sizes: list[int]) -> None:
        self._progress, self._once = progress, backup.plain_size(about, names, sizes)

    def written(self, done: int) -> None:
        if self._progress:
            self._progress(done, 2 * self._once)

    def read(self, done: int) -> None:
        if self._progress:
            self._progress(self._once + done, 2 * self._once)


class _Work:
    """A backup being written, with the keys it takes, so that a vault locked meanwhile changes nothing of them."""

    def __init__(self, vault: Vault, about: About, contents: list[Contents], told: _Told) -> None:
        self._id, self._about, self._contents, self._told = vault.id, about, contents, told
        self._identity = identity_of(vault.vault_key)
        self._mac_key = derive.derive(vault.vault_key, derive.BACKUP_MAC)
        self._recipients: list[KeyRecipient] = [self._identity.recipient]
        if vault.key_file.backup and about.scope == backup.WHOLE:
            self._recipients.append(parse_recipient(vault.key_file.backup))

    def write(self, snapshot: Snapshot, file: Path, keys: Path | None) -> tuple[int, str]:
        """Write and read back, then give both files their names; return size and SHA-256."""
        temporary = file.parent / f"{LEFT}{self._id[:16]}-{secrets.token_hex(8)}"
        out = durable.create_private(temporary)
        named = False
        try:
            listed = backup.write(out, self._about, self._contents, self._recipients, self._mac_key, self._told.written)
            out.flush()
            os.fsync(out.fileno())
            sha256 = self._read_back(temporary, listed)
            snapshot.require_standing()
            size = temporary.stat().st_size
            if keys:  # before the backup has its name: a kill leaves no backup without its keys
                durable.replace_bytes(keys, snapshot.key_bytes)
                named = True
            durable.publish(out, temporary, file, overwrite=False)
        except BaseException:
            with suppress(OSError):
                out.close()
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            if named and keys and not file.exists():
                with suppress(OSError):
                    keys.unlink()
            raise
        return size, sha256

    def _read_back(self, temporary: Path, listed: bytes) -> str:
        """Return the SHA-256 of the file once it gave back exactly what was written, by the code that restores."""
        with from_medium(temporary) as source:
            try:
                opened = backup.open_backup(source, [self._identity])
                found = opened.read_rest(backup.Sink(), self._mac_key, self._told.read)
                same = opened.about == self._about and found == listed
            except (BackupDamaged, NotABackup):
                same = False
            if not same:
                raise BackupDamaged(
                    _("The medium did not give back what was written. The backup was removed; try another medium.")
                )
            return source.hexdigest()


def _require_free(vault: Vault, file: Path, keys: Path | None) -> None:
    """Raise BadInput when anything would be overwritten; a keys file of ours that a kill left alone may be."""
    for path in (file, keys):
        if path and os.path.lexists(path) and not (path == keys and _is_ours(vault, path)):
            raise BadInput(_("There is another file {path} already; it is left as it is.").format(path=path))


def _is_ours(vault: Vault, keys: Path) -> bool:
    """Tell whether this is a keys file of this vault, by its MAC."""
    try:
        with keys.open("rb") as file:
            data = file.read(keyfile.LIMIT + 1)
        same = keyfile.parse(data).vault == vault.id
        keyfile.check(data, vault.json_key)
    except (OSError, KeepsakeError):
        return False
    return same


def _require_room(need: int, folder: Path) -> None:
    there = free(folder)
    if there < need:
        raise NoRoom(
            _("The backup needs {need} bytes and {folder} has {free} free. Nothing was written.").format(
                need=f"{need:,}", folder=folder, free=f"{there:,}"
            )
        )


def _sweep(vault: Vault, folder: Path) -> None:
    """Remove what killed backups of this vault left: whoever holds its lock makes the only one."""
    with suppress(OSError):
        for left in folder.glob(f"{LEFT}{vault.id[:16]}-*"):
            left.unlink()


def before_update(vault: Vault) -> None:
    """Back the database up into the vault's own folder, before its tables change; only the last such backup is kept.

    It is encrypted to the vault's key alone. Raises NoRoom and what `make` raises; then nothing is to be changed.
    """
    folder = vault.folder / layout.BACKUPS
    with written_to(vault.folder):
        if not folder.is_dir():
            durable.make_private_folder(folder)
    file = folder / f"{UPDATE}{now()[:10]}-{secrets.token_hex(4)}.age"
    try:
        make(vault, file, before_update=True)
    except NoRoom:
        raise NoRoom(
            _(
                "This vault is to be brought to the form of this version, and there is no room for the backup that is "
                "made first. The vault is as it was. Make room on its disk, then open it again."
            )
        ) from None
    with suppress(OSError):
        for earlier in folder.glob(f"{UPDATE}*.age"):
            if earlier != file:
                earlier.unlink()
