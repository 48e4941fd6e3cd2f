"""Records whose derived rows are behind their revisions, and the work of bringing them up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.storage import derived, states
from app.storage.database import Database
from app.storage.handle import Vault
from app.storage.states import MANY

Progress = Callable[[int, int], None]


_COUNT = "SELECT count(*) FROM stale WHERE batch NOT IN (SELECT n FROM batch WHERE revealed IS NULL)"
_SOME = "SELECT record FROM stale WHERE batch NOT IN (SELECT n FROM batch WHERE revealed IS NULL) LIMIT ?"
_DONE = "DELETE FROM stale WHERE record = ? AND batch NOT IN (SELECT n FROM batch WHERE revealed IS NULL)"

_COUNT_HIDDEN = """
    SELECT count(*) FROM stale JOIN record ON record.id = stale.record AND record.batch = stale.batch
    WHERE stale.batch = ?
"""
_SOME_HIDDEN = """
    SELECT stale.record FROM stale JOIN record ON record.id = stale.record AND record.batch = stale.batch
    WHERE stale.batch = ? LIMIT ?
"""


def mark(db: Database, records: Iterable[bytes], batch: int = 0) -> None:
    """Note inside the running transaction that these records are behind, once `batch` is revealed."""
    db.many("INSERT OR IGNORE INTO stale (batch, record) VALUES (?, ?)", [(batch, record) for record in records])


def mark_all(db: Database) -> None:
    """Forget everything derived and note that every record is behind, inside the running transaction.

    No batch may be under way.
    """
    derived.clear(db)
    db.run("INSERT OR IGNORE INTO stale (batch, record) SELECT DISTINCT 0, record FROM revision")


def waiting(db: Database) -> bool:
    """Tell whether any record that is shown is behind."""
    return bool(db.value(_COUNT))


def forget_words(vault: Vault) -> None:
    """Take the words of all that is behind out of the index at once, where that is much sooner than one by one."""
    with vault.transaction() as db:
        derived.forget_stale_words(db)


def catch_up(vault: Vault, progress: Progress | None = None) -> int:
    """Derive anew the records that are behind, in small transactions; return how many. Safe to interrupt and repeat."""
    total = int(vault.db.value(_COUNT))
    done = 0
    while records := [row[0] for row in vault.db.all(_SOME, (MANY,))]:
        with vault.transaction() as db:
            refresh(vault, db, records)
            db.many(_DONE, [(record,) for record in records])
        done += len(records)
        if progress:
            progress(done, total)
    return done


def catch_up_hidden(vault: Vault, batch: int, progress: Progress | None = None) -> None:
    """Derive anew the records that came with a batch not yet revealed and got more revisions from it."""
    total = int(vault.db.value(_COUNT_HIDDEN, (batch,)))
    done = 0
    while records := [row[0] for row in vault.db.all(_SOME_HIDDEN, (batch, MANY))]:
        with vault.transaction() as db:
            refresh(vault, db, records, batch=batch)
            db.many("DELETE FROM stale WHERE batch = ? AND record = ?", [(batch, record) for record in records])
        done += len(records)
        if progress:
            progress(done, total)


def refresh(vault: Vault, db: Database, records: Sequence[bytes], *, batch: int = 0) -> None:
    """Derive at most `MANY` records anew inside the running transaction.

    Without `batch` from the revisions that are shown; with it, records that came with that batch, not yet revealed.
    """
    found = states.load(db, records, hidden=batch != 0)
    derived.refresh(db, [derived.derive(vault.schema, record, batch, shown) for record, shown in found.items()])
