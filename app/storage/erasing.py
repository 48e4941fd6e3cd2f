"""Erasing: body and salt of revisions are destroyed, and every trace of their words with them."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.canonical import JsonObject
from app.storage import blobs, compacting, log, stale, streams
from app.storage.database import Database, listed
from app.storage.handle import Vault
from app.storage.states import MANY

MOST = 10_000
"""Ids in one entry of the log."""


def erase(vault: Vault, revision_ids: Iterable[str], detail: JsonObject | None = None) -> int:
    """Destroy the bodies of these revisions for good; return how many there were. Headers and signatures stay.

    Copies that arrive later are dropped. Gone too: drafts of their records, copies held for unverified authors, bundles
    prepared but not written, attachments nothing else names. Lists and search follow what is left. `detail` (why, by
    whom; no case content) goes into the log with the ids. Every page of the database is written anew. Ids that are not
    here are passed over. Raises NoRoom or VaultError; then repeat it. Not to be called inside a transaction.
    """
    ids = sorted(bytes.fromhex(one) for one in revision_ids)
    with vault.transaction() as db:
        erased: list[str] = []
        for start in range(0, len(ids), MANY):
            erased += _erase(vault, db, ids[start : start + MANY])
        log.append(db, vault.log_key, _told(erased, detail or {}))
        compacting.ask(db)
    vault.anchor()
    compacting.compact(vault)
    return len(erased)


def _told(erased: list[str], detail: JsonObject) -> list[tuple[str, JsonObject]]:
    """Return the entries of the log, each of a size that can be read again."""
    parts = [erased[start : start + MOST] for start in range(0, len(erased), MOST)]
    return [("erased", {**detail, "revisions": part}) for part in parts]


def _erase(vault: Vault, db: Database, ids: list[bytes]) -> list[str]:
    rows = db.all(
        """
        SELECT n, id, record FROM revision
        WHERE state <> 'erased' AND id IN (SELECT unhex(value) FROM json_each(?))
        """,
        (listed(ids),),
    )
    numbers = [(row[0],) for row in rows]
    named = {row[0] for n in numbers for row in db.all("SELECT sha256 FROM mention WHERE n = ?", n)}
    db.many("UPDATE revision SET state = 'erased', salt = NULL, body = NULL WHERE n = ?", numbers)
    db.many("DELETE FROM mention WHERE n = ?", numbers)
    db.many("DELETE FROM late WHERE n = ?", numbers)
    db.many("DELETE FROM held WHERE id = ?", [(id_,) for id_ in ids])
    records = list({row[2] for row in rows})
    db.many("DELETE FROM draft WHERE record = ?", [(record,) for record in records])
    stale.refresh(db, records)
    streams.withdraw(vault, {row[1].hex() for row in rows})
    blobs.forget(vault, named)
    return sorted(row[1].hex() for row in rows)
