"""What comes out of a backup, made a vault: its keys put in place, opened, checked, begun anew as a sender, closed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.base import durable
from app.crypto import derive
from app.storage import faults, keyfile, layout, log
from app.storage import vault as vaults
from app.storage.database import Database
from app.storage.handle import Vault, get_meta, new_epoch, put_meta
from app.storage.keyfile import KeyFile
from app.storage.lock import Lock

COPY = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found in a restored vault: pages that are damaged, and files the database names that are not there.

    Both were so when the backup was made.
    """

    damaged_pages: int
    missing: int


def settle(
    folder: Path, vault_key: bytearray, held: Lock, key_file: KeyFile, attachments: Path | None = None
) -> Restored:
    """Make a vault of the files of a backup in `folder`, whose lock is `held`, and close it; the key given is wiped.

    A new stream epoch follows the old one: what was sent after the backup was made has places in that. For the same
    reason bundles that were not written out yet are withdrawn; what they carried is sent anew. Files that the backup
    left out are copied from the vault in `attachments`. Raises VaultDamaged, NewerVault, NoRoom, VaultError.
    """
    try:
        with faults.told():
            with derive.lent(vault_key, derive.VAULT_JSON) as json_key:
                keyfile.write(folder, key_file, json_key)
            for name in (layout.BLOBS, layout.QUARANTINE):
                if not (folder / name).is_dir():
                    durable.make_private_folder(folder / name)
    except BaseException:
        held.release()
        raise
    with vaults.open_by_key(folder, vault_key, held, key_file) as vault:
        if attachments:
            for name in _named(vault.db):
                _copy(attachments / name, folder / name)
        _begin_anew(vault)
        vault.anchor()
        vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        return Restored(
            damaged_pages=len(vault.db.all("PRAGMA cipher_integrity_check")),
            missing=sum(not (folder / name).is_file() for name in _named(vault.db)),
        )


def _begin_anew(vault: Vault) -> None:
    with vault.transaction() as db:
        earlier = get_meta(db, "epoch")
        put_meta(db, epoch=new_epoch(), follows=earlier)
        db.run("UPDATE outgoing SET state = 'withdrawn', spool = NULL, plan = NULL WHERE state = 'pending'")
        db.run("DELETE FROM blob WHERE kind = 'spool'")
        log.append(db, vault.log_key, [("restored", {"from_epoch": str(earlier)})])


def _named(db: Database) -> list[str]:
    """Return the files that the database names, by their paths in the vault's folder."""
    blobs = [f"{layout.BLOBS}/{row[0]}" for row in db.all("SELECT name FROM shown_blob WHERE kind = 'attachment'")]
    return blobs + [f"{layout.QUARANTINE}/{row[0]}" for row in db.all("SELECT name FROM quarantine")]


def _copy(source: Path, target: Path) -> None:
    """Copy a file durably; one that is not there is counted as missing later."""
    if not source.is_file():
        return
    with faults.told():
        if not target.parent.is_dir():
            durable.make_private_folder(target.parent)
        with source.open("rb") as file, durable.replacing(target, overwrite=False) as out:
            shutil.copyfileobj(file, out, COPY)
