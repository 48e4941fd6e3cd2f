"""The names in a vault's folder, and the check that its parts are there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from app.base.errors import NotAVault
from app.base.i18n import _

KEY_FILE = "vault.json"
DATABASE = "vault.db"
BLOBS = "blobs"
QUARANTINE = "quarantine"
BACKUPS = "backups"
"""What was backed up before an update of the tables."""
NEXT = "vault.db.next"
"""The database under new keys, until it takes the place of the old one."""
LOCK = "lock"
TRIES = "tries"
"""How many wrong tries there were, when there is a limit to them."""
BUILDING = ".keepsake-new-"
"""Begins the name of the sibling folder in which a new vault is built."""

PAGE = 8192
"""Bytes in a page of the database."""


def following(folder: Path) -> Path:
    """Return where the database under new keys is while it is made."""
    return folder / NEXT


_PARTS = (KEY_FILE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", LOCK, TRIES)
_FOLDERS = (BLOBS, QUARANTINE, BACKUPS)


def require(folder: Path) -> None:
    """Raise NotAVault unless `folder` holds both files of a vault; nothing is made in the place of one missing.

    A part that is a link to elsewhere is none: whoever laid it chose which files we read, write and sweep away.
    """
    for name in (*_PARTS, *_FOLDERS):
        if (folder / name).is_symlink():
            raise NotAVault(
                _(
                    "A part of the vault in {folder} is a link to elsewhere: {name}. Nothing was opened or changed."
                ).format(folder=folder, name=name)
            )
    if not (folder / KEY_FILE).is_file():
        raise without_keys(folder)
    database = folder / DATABASE
    if not database.is_file() or database.stat().st_size < PAGE:
        raise NotAVault(
            _(
                "A part of the vault in {folder} is missing or empty: {name}. Nothing was made in its place. "
                "Restore the folder from a backup."
            ).format(folder=folder, name=DATABASE)
        )


def without_keys(folder: Path) -> NotAVault:
    """Return the error for a folder without `vault.json`: no vault, or one whose keys can come from a backup."""
    if (folder / DATABASE).is_file():
        return NotAVault(
            _(
                "The file vault.json is missing from the vault in {folder}. What was recorded is still there, "
                "encrypted; nothing was changed. Put the file back, or recover with the keys file of a backup: "
                "keepsake --vault DIR recover --to NEWDIR --keys FILE"
            ).format(folder=folder)
        )
    return NotAVault(_("There is no vault in {folder}. Nothing was changed.").format(folder=folder))


def keep_private(folder: Path) -> None:
    """Take back what a copy or another program let others read: folders 0700, files 0600; nothing to do on Windows."""
    if os.name == "nt":
        return
    for name, mode in ((".", 0o700), *((one, 0o700) for one in _FOLDERS), *((one, 0o600) for one in _PARTS)):
        path = folder / name
        with suppress(OSError):  # a stick that knows no owners, or a part that is not there
            if path.stat().st_mode & 0o077:
                path.chmod(mode)
