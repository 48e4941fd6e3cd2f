"""What a killed process left in the write-ahead log, looked at before a connection takes it over or throws it away.

A transaction begins only when the one before is on the disk: when the engine does not see two finished ones, something
was changed, and more would be lost than a power cut can take.
"""

from __future__ import annotations

from pathlib import Path

from app.base.i18n import _
from app.storage import faults, migrations, wal
from app.storage.raw_pages import Snapshot


def look(database: Path, key: bytearray, salt: bytes) -> bool:
    """Return whether the last finished transaction is one the engine does not see; nothing is changed.

    It may be what a power cut left half written: it was not confirmed. Raises VaultDamaged for more than one, and
    NewerVault for tables of a newer version.
    """
    log = wal.beside(database)
    listed, salts = wal.frames(log)
    if not listed:
        return False
    seen = wal.followed(log)
    unseen = sum(one.of(salts) and one.pages > 0 for one in listed[seen:])
    if unseen > 1:
        raise faults.damaged(_("The file vault.db-wal is damaged: what was saved last is not all there."))
    with Snapshot(database, key, salt) as snapshot:
        first = snapshot.page(1)
        if first is not None:
            migrations.refuse_newer(int.from_bytes(first[60:64], "big"))
    return unseen == 1


def left(database: Path) -> bool:
    """Tell whether there is a write-ahead log with anything in it."""
    log = wal.beside(database)
    return log.is_file() and log.stat().st_size > 0
