"""Signed revisions: saved, read, and the state of a record they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.base.errors import UnknownRecord
from app.base.i18n import _
from app.domain.body import Fields, parse_body
from app.domain.ids import in_order
from app.domain.revision import PRESENT, Revision
from app.domain.state import State
from app.storage import log, stale, states, truth
from app.storage.database import Database, listed, numbered
from app.storage.erasing import erase as erase
from app.storage.handle import Vault, now
from app.storage.states import MANY

__all__ = [
    "all_ids",
    "each",
    "erase",
    "fields_of",
    "get",
    "get_all",
    "known",
    "of_record",
    "save",
    "save_all",
    "state",
    "states_of",
]


def save(vault: Vault, revision: Revision) -> None:
    """Save one revision made here, durably: see `save_all`."""
    save_all(vault, [revision])


def save_all(vault: Vault, revisions: Sequence[Revision]) -> None:
    """Save revisions made here in one durable transaction, with their log entries, lists and search index.

    The drafts of their records are removed, unless what is saved is a notice: what is typed goes on beside that, and
    erasing and sealing take along what they have to. One that is here already changes nothing. Signatures are not
    checked: the caller just made them. Raises NoRoom, VaultError, and truth.ForeignParent (a BadInput).
    """
    with vault.transaction() as db:
        for start in range(0, len(revisions), MANY):
            new = truth.unknown(db, revisions[start : start + MANY])
            if not new:
                continue
            truth.insert(db, new, 0, now())
            log.append(db, vault.log_key, [("saved", _told(one)) for one in new])
            records = list(dict.fromkeys(bytes.fromhex(one.header.record) for one in new))
            written = {bytes.fromhex(one.header.record) for one in new if not one.header.notice}
            db.many("DELETE FROM draft WHERE record = ?", [(record,) for record in written])
            _unhide(db, records)
            stale.refresh(vault, db, records)


def _told(revision: Revision) -> dict[str, str]:
    """Return what the log says of a revision saved: that its body came with it goes without saying."""
    if revision.state == PRESENT:
        return {"revision": revision.id}
    return {"revision": revision.id, "state": revision.state}


def _unhide(db: Database, records: Sequence[bytes]) -> None:
    """Make records our own that so far came only with a batch not yet revealed; they are derived again after it."""
    rows = db.all(
        """
        SELECT batch, id FROM record WHERE id IN (SELECT unhex(value) FROM json_each(?))
        AND batch IN (SELECT n FROM batch WHERE revealed IS NULL)
        """,
        (listed(records),),
    )
    for batch, record in rows:
        db.run("UPDATE record SET batch = 0 WHERE id = ?", (record,))
        stale.mark(db, [record], batch)


def get(vault: Vault, revision_id: str) -> Revision | None:
    """Return one revision, or None when it is not here."""
    row = vault.db.one(
        "SELECT id, header, signature, state, body, salt FROM shown_revision WHERE id = ?",
        (bytes.fromhex(revision_id),),
    )
    return truth.revision_of(row) if row else None


def get_all(vault: Vault, revision_ids: Iterable[str]) -> Iterator[Revision]:
    """Yield those of the revisions that are here, in the order in which they came here, parents before children."""
    ids = in_order(bytes.fromhex(one) for one in revision_ids)
    numbers: list[int] = []
    for start in range(0, len(ids), MANY):
        rows = vault.db.all(
            "SELECT n FROM shown_revision WHERE id IN (SELECT unhex(value) FROM json_each(?))",
            (listed(ids[start : start + MANY]),),
        )
        numbers += [row[0] for row in rows]
    numbers.sort()
    for start in range(0, len(numbers), MANY):
        rows = vault.db.all(
            """
            SELECT id, header, signature, state, body, salt FROM revision
            WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n
            """,
            (numbered(numbers[start : start + MANY]),),
        )
        yield from map(truth.revision_of, rows)


def of_record(vault: Vault, record_id: str) -> list[Revision]:
    """Return the revisions of a record, by id; none for a record that is not here."""
    rows = vault.db.all(
        "SELECT id, header, signature, state, body, salt FROM shown_revision WHERE record = ? ORDER BY id",
        (bytes.fromhex(record_id),),
    )
    return [truth.revision_of(row) for row in rows]


def each(vault: Vault) -> Iterator[Revision]:
    """Return all revisions, one by one, in the order in which they came here."""
    rows = vault.db.each("SELECT id, header, signature, state, body, salt FROM shown_revision ORDER BY n")
    return map(truth.revision_of, rows)


def state(vault: Vault, record_id: str) -> State | None:
    """Return the state a record shows, computed from its revisions; None for a record that is not here."""
    record = bytes.fromhex(record_id)
    found = states.load(vault.db, [record])
    return found[record].state if record in found else None


def states_of(vault: Vault, record_ids: Sequence[str]) -> dict[str, State]:
    """Return the states of at most 500 records, those that are not here left out."""
    found = states.load(vault.db, [bytes.fromhex(one) for one in record_ids])
    return {record.hex(): one.state for record, one in found.items()}


def fields_of(vault: Vault, revision_id: str) -> Fields:
    """Return the fields of one revision.

    Raises UnknownRecord when its body is not here, errors.NewerVersion for a body of a newer version.
    """
    found = get(vault, revision_id)
    if found is None or found.body is None:
        raise UnknownRecord(_("This version of the record is not in this vault, or its text was removed."))
    return parse_body(found.body).fields


def known(vault: Vault, ids: Iterable[str]) -> set[str]:
    """Return those of the revision ids that are here."""
    wanted = [bytes.fromhex(one) for one in ids]
    found: set[str] = set()
    for start in range(0, len(wanted), MANY):
        rows = vault.db.all(
            "SELECT id FROM shown_revision WHERE id IN (SELECT unhex(value) FROM json_each(?))",
            (listed(wanted[start : start + MANY]),),
        )
        found.update(row[0].hex() for row in rows)
    return found


def all_ids(vault: Vault) -> Iterator[str]:
    """Yield the id of every revision, sorted."""
    for (id_,) in vault.db.each("SELECT id FROM shown_revision ORDER BY id"):
        yield id_.hex()
