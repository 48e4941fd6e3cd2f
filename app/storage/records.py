"""Records as lists show them: rows, search, conflicts, and what links to a record."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain import search as words_of
from app.storage.database import Database
from app.storage.database import Row as Columns
from app.storage.handle import Vault

MEANT = """
    SELECT rowid FROM search WHERE search MATCH ?
    UNION
    SELECT link.rid FROM search JOIN record AS named ON named.rid = search.rowid
    JOIN link ON link.target = lower(hex(named.id))
    WHERE search MATCH ? AND named.type IN ('person', 'organisation')
        AND link.field IN ('victim', 'perpetrators', 'witness', 'person')
"""
"""The numbers of the records that hold all the words asked for (given twice), and of the acts, testimonies and consents
of the people and organisations among them: a list shows their names there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a list. `updated` is the latest time its heads claim, `YYYY-MM-DDTHH:MM:SSZ`."""

    id: str
    type: str
    title: str = field(repr=False)
    updated: str
    conflict: bool
    trashed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link that leads to a record: from which record, by which field and item, in which role."""

    record: str
    field: str
    item: str
    role: str


def rows(vault: Vault, *, type: str | None = None, include_trashed: bool = False) -> list[Row]:  # noqa: A002 - the data's own word
    """Return every record in the order in which they first came here; those in the trash only when asked."""
    found = vault.db.all(
        """
        SELECT id, type, title, updated, conflict, trashed FROM shown_record
        WHERE (?1 IS NULL OR type = ?1) AND (?2 OR NOT trashed) ORDER BY rid
        """,
        (type, include_trashed),
    )
    return [_row(row) for row in found]


def get(vault: Vault, record_id: str) -> Row | None:
    """Return the row of one record, in the trash or not; None when it is not here."""
    row = vault.db.one(
        "SELECT id, type, title, updated, conflict, trashed FROM shown_record WHERE id = ?",
        (bytes.fromhex(record_id),),
    )
    return _row(row) if row else None


def find(vault: Vault, beginning: str, limit: int = 10) -> list[str]:
    """Return the ids of at most `limit` records that begin with these lowercase hexadecimal digits."""
    if len(beginning) > 32 or not beginning or set(beginning) - set("0123456789abcdef"):
        return []
    span = bytes.fromhex(beginning.ljust(32, "0")), bytes.fromhex(beginning.ljust(32, "f"))
    found = vault.db.all("SELECT id FROM shown_record WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", (*span, limit))
    return [row[0].hex() for row in found]


def search(
    vault: Vault,
    words: str,
    limit: int | None = None,
    *,
    include_trashed: bool = False,
    reader: Database | None = None,
) -> list[Row]:
    """Return the records that hold all the words, in any script, or whose people do, in the order they first came here.

    `reader` is a connection of `vault.reader()`; interrupting it raises faults.Interrupted here.
    """
    wanted = words_of.query(words)
    if not wanted:
        return []
    found = (reader or vault.db).all(
        f"""
        SELECT id, type, title, updated, conflict, trashed FROM shown_record
        WHERE rid IN ({MEANT}) AND (NOT trashed OR ?) ORDER BY rid LIMIT ?
        """,  # noqa: S608 - only our own words
        (wanted, wanted, include_trashed, -1 if limit is None else limit),
    )
    return [_row(row) for row in found]


def conflicts(vault: Vault, limit: int | None = None) -> list[str]:
    """Return the ids of the records with open conflicts, all or the first of them."""
    found = vault.db.all(
        "SELECT id FROM shown_record WHERE conflict ORDER BY rid LIMIT ?", (-1 if limit is None else limit,)
    )
    return [row[0].hex() for row in found]


def count_conflicts(vault: Vault) -> int:
    """Return how many records have open conflicts."""
    return int(vault.db.value("SELECT count(*) FROM shown_record WHERE conflict"))


def links_to(vault: Vault, record_id: str) -> list[Link]:
    """Return the links of all records, as they stand, that lead to this one."""
    found = vault.db.all(
        """
        SELECT shown_record.id, link.field, link.item, link.role FROM link JOIN shown_record USING (rid)
        WHERE link.target = ? ORDER BY link.rid, link.k
        """,
        (record_id,),
    )
    return [Link(row[0].hex(), row[1], row[2], row[3]) for row in found]


def naming(vault: Vault, record_id: str, most: int, field_name: str | None = None) -> list[tuple[str, str, str]]:
    """Return at most `most` records, none in the trash, that lead to this one: id, type, and by which field first.

    With `field_name` only those that do so by this field.
    """
    found = vault.db.all(
        """
        SELECT id, type, link.field, min(link.k) FROM link JOIN shown_record USING (rid)
        WHERE link.target = ?1 AND NOT trashed AND id <> ?2 AND (?3 IS NULL OR link.field = ?3)
        GROUP BY link.rid ORDER BY link.rid LIMIT ?4
        """,
        (record_id, bytes.fromhex(record_id), field_name, most),
    )
    return [(row[0].hex(), row[1], row[2]) for row in found]


def _row(row: Columns) -> Row:
    return Row(row[0].hex(), row[1], row[2], row[3], bool(row[4]), bool(row[5]))
