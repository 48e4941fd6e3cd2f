"""The names in a vault's folder, and the check that its parts are there."""

from __future__ import annotations

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


def require(folder: Path) -> None:
    """Raise NotAVault unless `folder` holds both files of a vault; nothing is made in the place of one missing."""
    if not (folder / KEY_FILE).is_file():
        raise NotAVault(_("There is no vault in {folder}. Nothing was made there.").format(folder=folder))
    database = folder / DATABASE
    if not database.is_file() or database.stat().st_size < PAGE:
        raise NotAVault(
            _(
                "A part of the vault in {folder} is missing or empty: {name}. Nothing was made in its place. "
                "Restore the folder from a backup."
            ).format(folder=folder, name=DATABASE)
        )
