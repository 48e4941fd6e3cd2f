"""Records by what they are called: those that words may mean, the latest ones, and the names of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from app.domain import search as words_of
from app.storage.database import listed, numbered
from app.storage.handle import Vault
from app.storage.records import Row

LONGER = 4
"""Characters more than twice its letters that a name may take, with its accents, spaces and signs."""
_COLUMNS = "id, type, title, updated, conflict, trashed"
_OF_TYPES = """
    CASE ?{n} WHEN '[]' THEN type NOT IN ('field', 'vocabulary', 'form')
    ELSE type IN (SELECT value FROM json_each(?{n})) END
"""
"""Which types are meant; none given means all casework."""


def meant(vault: Vault, words: str, types: Collection[str], limit: int) -> list[Row]:
    """Return at most `limit` records of these types (none means any) that hold all the words, the oldest first."""
    wanted = words_of.query(words)
    if not wanted:
        return []
    found = vault.db.all(
        f"""
        SELECT {_COLUMNS} FROM search JOIN shown_record ON rid = search.rowid
        WHERE search MATCH ?1 AND NOT trashed AND {_OF_TYPES.format(n=2)}
        ORDER BY search.rowid LIMIT ?3
        """,  # noqa: S608 - the names of the columns are above
        (wanted, json.dumps(list(types)), limit),
    )
    return [Row(row[0].hex(), row[1], row[2], row[3], bool(row[4]), bool(row[5])) for row in found]


def called(vault: Vault, words: str, types: Collection[str], limit: int) -> list[Row]:
    """Return at most `limit` of the records that `meant` would find whose name or title is just these words.

    Case, accents, spaces and signs make no difference. All that hold the words are looked at, however many.
    """
    wanted, whole = words_of.query(words), _joined(words)
    if not wanted or not whole:
        return []
    same = [
        rid
        for rid, text in vault.db.each(
            """
            SELECT rid, text FROM search JOIN name ON rid = search.rowid
            WHERE search MATCH ?1 AND kind IS NOT 'place' AND length(text) <= ?2
            UNION ALL
            SELECT rid, title FROM search JOIN record ON rid = search.rowid
            WHERE search MATCH ?1 AND length(title) <= ?2
                AND NOT EXISTS (SELECT 1 FROM name WHERE rid = search.rowid AND text = title)
            """,
            (wanted, 2 * len(whole) + LONGER),
        )
        if _joined(text) == whole
    ]
    found = vault.db.all(
        f"""
        SELECT {_COLUMNS} FROM shown_record
        WHERE rid IN (SELECT value FROM json_each(?1)) AND NOT trashed
            AND {_OF_TYPES.format(n=2)}
        ORDER BY rid LIMIT ?3
        """,  # noqa: S608 - as above
        (numbered(same), json.dumps(list(types)), limit),
    )
    return [Row(row[0].hex(), row[1], row[2], row[3], bool(row[4]), bool(row[5])) for row in found]


def _joined(text: str) -> str:
    return "".join(words_of.folded(text).split())


def latest(vault: Vault, types: Collection[str], limit: int) -> list[Row]:
    """Return the records of these types (none means any) that changed last, the latest first."""
    found = vault.db.all(
        f"""
        SELECT {_COLUMNS} FROM shown_record
        WHERE NOT trashed AND {_OF_TYPES.format(n=1)}
        ORDER BY updated DESC, rid DESC LIMIT ?2
        """,  # noqa: S608 - as above
        (json.dumps(list(types)), limit),
    )
    return [Row(row[0].hex(), row[1], row[2], row[3], bool(row[4]), bool(row[5])) for row in found]


def names_of(vault: Vault, record_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the names of people and organisations by record, in the order of the record; not those of places."""
    found = vault.db.all(
        """
        SELECT id, text FROM shown_record JOIN name USING (rid)
        WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND kind IS NOT 'place' ORDER BY rid, k
        """,
        (listed(bytes.fromhex(one) for one in record_ids),),
    )
    names: dict[str, list[str]] = {}
    for record, text in found:
        names.setdefault(record.hex(), []).append(text)
    return names
