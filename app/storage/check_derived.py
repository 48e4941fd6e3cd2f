"""Checking what is derived from revisions: lists, rows by kind of field, and the words given to the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from app.base.i18n import _
from app.storage import derived, states
from app.storage.database import Row, numbered
from app.storage.derived import Derived
from app.storage.handle import Vault
from app.storage.states import MANY


def problems(vault: Vault, ids: set[bytes], step: Callable[[int], None]) -> Iterator[str]:
    """Yield what is not as deriving it again makes it; each record is two steps."""
    del ids
    if not _index_agrees(vault):
        yield _("The search index does not hold the words it was given: rebuild makes it anew.")
    missing = vault.db.value(
        "SELECT count(DISTINCT record) FROM shown_revision WHERE record NOT IN (SELECT id FROM record)"
    )
    if missing:
        yield _("{n} records are missing from the lists: rebuild makes them anew.").format(n=missing)
    last = 0
    while rows := vault.db.all(
        """
        SELECT rid, id, type, updated, conflict, trashed, title, folded
        FROM shown_record LEFT JOIN text USING (rid) WHERE rid > ? ORDER BY rid LIMIT ?
        """,
        (last, MANY),
    ):
        last = rows[-1][0]
        found = states.load(vault.db, [row[1] for row in rows])
        kinds = _kinds(vault, [row[0] for row in rows])
        for row in rows:
            shown = found.get(row[1])
            if shown is None or not _same(row, derived.derive(vault.schema, row[1], 0, shown), kinds.get(row[0], [])):
                yield _("What lists show of record {id} is not what its revisions say: rebuild makes it anew.").format(
                    id=row[1].hex()[:16]
                )
        step(2 * len(rows))


def _index_agrees(vault: Vault) -> bool:
    """Check the index's structure, for each word in how many records it says that it stands, and that it is found."""
    if not vault.read_only:  # this check is written as an insertion
        vault.db.run("INSERT INTO search (search, rank) VALUES ('integrity-check', 0)")
    words: Counter[str] = Counter()
    for (folded,) in vault.db.each("SELECT folded FROM text"):
        words.update(set(folded.split()))
    vault.db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, search, row)")
    for term, count in vault.db.each("SELECT term, doc FROM temp.vocabulary"):
        found = vault.db.value("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", (f'"{term}"',))
        if words.pop(term, 0) != count or found is None:
            return False
    return not words


def _same(row: Row, item: Derived, kinds: list[Row]) -> bool:
    listed = (item.type, item.updated, item.conflict, item.trashed, item.title, item.folded)
    return tuple(row[2:]) == listed and sorted(map(repr, kinds)) == sorted(map(repr, derived.rows_of(item)))


def _kinds(vault: Vault, rids: list[int]) -> dict[int, list[Row]]:
    """Return the rows by kind of some records, as `derived.rows_of` gives them."""
    found: dict[int, list[Row]] = {}
    for kind, sql in _BY_KIND:
        for rid, *rest in vault.db.all(sql, (numbered(rids),)):
            found.setdefault(rid, []).append((kind, *rest))
    return found


_BY_KIND = (
    ("term", "SELECT rid, field, code FROM term WHERE rid IN (SELECT value FROM json_each(?))"),
    (
        "span",
        "SELECT rid, field, earliest, latest, edtf FROM span WHERE rid IN (SELECT value FROM json_each(?))",
    ),
    (
        "number",
        "SELECT rid, field, least, most, best FROM number WHERE rid IN (SELECT value FROM json_each(?))",
    ),
    ("link", "SELECT rid, field, item, role, target FROM link WHERE rid IN (SELECT value FROM json_each(?))"),
    ("name", "SELECT rid, item, text, script, kind FROM name WHERE rid IN (SELECT value FROM json_each(?))"),
)
