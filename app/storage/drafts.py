"""Drafts: one unsigned local row for each record being typed, overwritten by autosave, never sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain import canonical
from app.domain.body import Fields
from app.storage.database import Row
from app.storage.handle import Vault, now


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a record and is not a revision yet; `saved` is the time of the last autosave."""

    record: str
    type: str
    saved: str
    fields: Fields = field(repr=False)
    heads: tuple[str, ...] = ()
    """The revisions it was typed on; none for a record that has none yet, or a draft of version 1."""


def put(vault: Vault, record_id: str, type_: str, fields: Fields, heads: Sequence[str] = ()) -> None:
    """Save durably what was typed so far, in place of the record's earlier draft; raise NotCanonical."""
    data, ground = canonical.encode(fields), canonical.encode(sorted(heads))
    with vault.transaction() as db:
        db.run(
            """
            INSERT INTO draft (record, type, saved, fields, heads) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (record) DO UPDATE
            SET type = excluded.type, saved = excluded.saved, fields = excluded.fields, heads = excluded.heads
            """,
            (bytes.fromhex(record_id), type_, now(), data, ground),
        )


def get(vault: Vault, record_id: str) -> Draft | None:
    """Return the draft of a record, or None."""
    row = vault.db.one(
        "SELECT record, type, saved, fields, heads FROM draft WHERE record = ?", (bytes.fromhex(record_id),)
    )
    return _draft(row) if row else None


def all(vault: Vault) -> list[Draft]:  # noqa: A001 - read as drafts.all
    """Return every draft, the oldest first."""
    rows = vault.db.all("SELECT record, type, saved, fields, heads FROM draft ORDER BY saved, record")
    return [_draft(row) for row in rows]


def discard(vault: Vault, record_id: str) -> None:
    """Remove the draft of a record, if there is one."""
    with vault.transaction() as db:
        db.run("DELETE FROM draft WHERE record = ?", (bytes.fromhex(record_id),))


def _draft(row: Row) -> Draft:
    heads = canonical.decode(row[4])
    return Draft(row[0].hex(), row[1], row[2], canonical.decode_object(row[3]), tuple(map(str, heads)))
