"""Erasing and sealing: body and salt of revisions are destroyed here, and every trace of their words with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from app.base.errors import NoRoom
from app.base.i18n import _
from app.domain import canonical
from app.domain.canonical import JsonObject
from app.storage import blobs, compacting, held, log, settings, stale, streams
from app.storage.database import Database, listed
from app.storage.handle import Vault
from app.storage.states import MANY

MOST = 10_000
"""Ids in one entry of the log."""

State = Literal["erased", "sealed"]


def erase(
    vault: Vault,
    revision_ids: Iterable[str],
    detail: JsonObject | None = None,
    first: Callable[[Database], None] | None = None,
) -> int:
    """Destroy the bodies of these revisions for good; return how many there were. Headers and signatures stay.

    Copies that arrive later are dropped. Gone too: drafts typed on what goes, copies held for unverified authors,
    bundles prepared but not written, attachments nothing else names. Lists and search follow what is left. `detail`
    (why, by whom; no case content) goes into the log with the ids. Every page of the database is written anew. Ids that
    are not here are passed over. `first` is run in the same transaction, before. Raises NoRoom or VaultError, which
    say whether it is done. Not to be called inside a transaction.
    """
    with vault.transaction() as db:
        if first is not None:
            first(db)
        gone = carry_out(vault, db, revision_ids, "erased", detail)
    finish(vault)
    return len(gone)


def carry_out(
    vault: Vault, db: Database, revision_ids: Iterable[str], state: State = "erased", detail: JsonObject | None = None
) -> list[str]:
    """Do in the running transaction what `erase` does and return the ids; call `finish` after it.

    With `sealed` the bodies that are here of revisions whose words went into a package for others go the same way.
    """
    ids = sorted(bytes.fromhex(one) for one in revision_ids)
    gone: list[str] = []
    for start in range(0, len(ids), MANY):
        gone += _carry_out(vault, db, ids[start : start + MANY], state)
    log.append(db, vault.log_key, _told(gone, state, detail or {}))
    compacting.ask(db)
    return gone


def note_sealed(vault: Vault, db: Database, revision_ids: list[str], package: str) -> None:
    """Note in the running transaction revisions whose bodies never were here: sealed from the start."""
    log.append(db, vault.log_key, _told(revision_ids, "sealed", {"package": package}))


def finish(vault: Vault) -> None:
    """Write the database anew, so that nothing is left in a page or its gaps; the next opening makes up for it."""
    vault.anchor()
    try:
        compacting.compact(vault)
    except NoRoom:
        raise NoRoom(
            _(
                "What was to go is gone from records, lists and search. But the disk is too full to write the database "
                "anew: traces lie in its file until then. Make room, and open the vault again."
            )
        ) from None


def _told(gone: list[str], state: State, detail: JsonObject) -> list[tuple[str, JsonObject]]:
    """Return the entries of the log, each of a size that can be read again."""
    parts = [gone[start : start + MOST] for start in range(0, len(gone), MOST)]
    if state == "sealed":
        return [("sealed", {**detail, "revisions": part}) for part in parts]
    return [("erased", {**detail, "revisions": part}) for part in parts]


_ROWS: dict[State, str] = {
    "erased": """
        SELECT n, id, record FROM revision
        WHERE state <> 'erased' AND id IN (SELECT unhex(value) FROM json_each(?))
    """,
    "sealed": """
        SELECT n, id, record FROM revision
        WHERE state = 'present' AND id IN (SELECT unhex(value) FROM json_each(?))
    """,
}


def _stands(db: Database, record: bytes) -> bool:
    """Tell whether a record's draft was typed on versions that are all still here: then it holds nothing that goes."""
    heads = canonical.decode(db.value("SELECT heads FROM draft WHERE record = ?", (record,)) or b"[]")
    if not isinstance(heads, list) or not heads:
        return False
    sql = "SELECT count(*) FROM revision WHERE state = 'present' AND id IN (SELECT unhex(value) FROM json_each(?))"
    return bool(db.value(sql, (listed(bytes.fromhex(str(one)) for one in heads),)) == len(heads))


def _carry_out(vault: Vault, db: Database, ids: list[bytes], state: State) -> list[str]:
    rows = db.all(_ROWS[state], (listed(ids),))
    numbers = [(row[0],) for row in rows]
    named = {row[0] for n in numbers for row in db.all("SELECT sha256 FROM mention WHERE n = ?", n)}
    db.many("UPDATE revision SET state = ?, salt = NULL, body = NULL WHERE n = ?", [(state, *n) for n in numbers])
    db.many("DELETE FROM mention WHERE n = ?", numbers)
    db.many("DELETE FROM late WHERE n = ?", numbers)
    named |= held.mentions(db, ids)
    db.many("DELETE FROM held WHERE id = ?", [(id_,) for id_ in ids])
    records = list({row[2] for row in rows})
    db.many("DELETE FROM draft WHERE record = ?", [(record,) for record in records if not _stands(db, record)])
    settings.forget(db, [record.hex() for record in records])
    stale.refresh(vault, db, records)
    streams.withdraw(vault, {row[1].hex() for row in rows})
    blobs.forget(vault, named)
    return sorted(row[1].hex() for row in rows)
