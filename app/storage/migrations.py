"""The versions of the vault's tables: a short list of steps, each run once, from version 1 on."""

from __future__ import annotations

from collections.abc import Callable

from app.base.errors import NewerVault
from app.base.i18n import _
from app.storage.database import Database
from app.storage.tables import VERSION_1, VERSION_2, VERSION_3


def _first(database: Database) -> None:
    _run(database, VERSION_1)


def _drafts_know_their_ground(database: Database) -> None:
    _run(database, VERSION_2)


def _notices_are_found(database: Database) -> None:
    _run(database, VERSION_3)


def _run(database: Database, statements: str) -> None:
    for statement in statements.split(";\n"):
        database.run(statement)


STEPS: tuple[Callable[[Database], None], ...] = (_first, _drafts_know_their_ground, _notices_are_found)
"""Step n brings version n to n + 1. A released step is never changed."""


def behind(database: Database) -> bool:
    """Tell whether there are tables, and of an earlier version than ours."""
    return 0 < int(database.value("PRAGMA user_version")) < len(STEPS)


def prepare(database: Database, version: int) -> None:
    """Make the tables of an earlier version, or ours, in an empty database; raise NewerVault for a newer one."""
    refuse_newer(version)
    with database.transaction():
        for step in STEPS[:version]:
            step(database)
        database.run(f"PRAGMA user_version = {version}")


def refuse_newer(version: int) -> None:
    """Raise NewerVault for tables of a newer version."""
    if version > len(STEPS):
        raise NewerVault(
            _("This vault was written by a newer version of Keepsake. It was not touched; update to open it.")
        )


def migrate(database: Database) -> None:
    """Bring the tables to our version in one transaction; raise NewerVault, untouched, when they are beyond it."""
    version = int(database.value("PRAGMA user_version"))
    refuse_newer(version)
    if version == len(STEPS):
        return
    with database.transaction():
        for step in STEPS[version:]:
            step(database)
        database.run(f"PRAGMA user_version = {len(STEPS)}")
