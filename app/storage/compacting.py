"""Writing the database anew, so that what was removed is in no page of it, nor in the gaps of one."""

from __future__ import annotations

import os
from contextlib import suppress

from app.base import durable
from app.base.errors import NoRoom, VaultError
from app.base.i18n import _
from app.storage import faults, layout
from app.storage.database import Database, open_writer
from app.storage.handle import Vault, get_meta, put_meta

MUCH = 4096
"""Free pages worth the work: 32 MiB."""


def ask(db: Database) -> None:
    """Note inside the running transaction that the database is to be written anew, at the next opening at last."""
    put_meta(db, compact=True)


def compact_if_asked(vault: Vault) -> None:
    """Write the database anew if that was asked for and not done yet, or if most of it is free space by now."""
    if get_meta(vault.db, "compact"):
        with suppress(NoRoom):  # it stays asked for: on a full disk too one wants to read what is there
            compact(vault)
        return
    free, pages = int(vault.db.value("PRAGMA freelist_count")), int(vault.db.value("PRAGMA page_count"))
    if free > MUCH and free > pages // 2:
        with suppress(NoRoom):  # then it stays as large as it is
            compact(vault)


def _drop_backups(vault: Vault) -> None:
    """Remove what was backed up into the vault's folder before an update: it holds what is to be gone."""
    with faults.told():
        for path in (vault.folder / layout.BACKUPS).glob("*"):
            path.unlink()


def compact(vault: Vault) -> None:
    """Replace the database by a copy that holds only what is there now; readers wait.

    SQLite wipes what is deleted, but not the shadows that stay in a page when its rows move to another one. The copy is
    made beside, under the same keys, and takes the database's name only when whole. Needs as much free space as the
    database takes. Raises NoRoom or VaultError; the vault stays open and as it was.
    """
    vault.require_writable()
    if vault.db.in_transaction:
        raise RuntimeError("the database cannot be written anew inside a transaction")
    with vault.without_readers():
        _compact(vault)


def _compact(vault: Vault) -> None:
    if get_meta(vault.db, "compact"):
        _drop_backups(vault)
    vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    target = vault.folder / layout.DATABASE
    temporary = durable.temporary_name(vault.folder)
    try:
        with faults.told():
            durable.create_private(temporary).close()
        vault.db.run("VACUUM INTO ?", (str(temporary),))
        with faults.told(), temporary.open("rb+") as file:
            os.fsync(file.fileno())
        vault.db.close()
        vault.close_raw()
        try:
            log = target.with_name(target.name + "-wal")
            if log.exists() and log.stat().st_size:
                raise VaultError(_("The vault is busy with something else. Nothing was lost; try again."))
            with faults.told():
                temporary.replace(target)
                durable.sync_folder(vault.folder)
        finally:
            vault.db = open_writer(target, vault.database_key, vault.key_file.salt)
        put_meta(vault.db, compact=False)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
