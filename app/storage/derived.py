"""What is derived from the revisions of a record: its row in lists, rows by kind of field, and the search index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain import search
from app.domain.schema import DEFINITIONS, Extract, Schema
from app.storage.database import Database, Value, numbered
from app.storage.states import Shown

LARGEST = (1 << 63) - 1
"""Bounds of dates in far years are cut to what the database can hold; their order stays."""

MANY_WORDS = 2000
"""Records from which on it can be sooner to write the whole index again than to forget their words one by one."""

_REMOVALS = (
    "DELETE FROM term WHERE rid IN (SELECT value FROM json_each(?))",
    "DELETE FROM span WHERE rid IN (SELECT value FROM json_each(?))",
    "DELETE FROM number WHERE rid IN (SELECT value FROM json_each(?))",
    "DELETE FROM link WHERE rid IN (SELECT value FROM json_each(?))",
    "DELETE FROM name WHERE rid IN (SELECT value FROM json_each(?))",
)
_CLEARING = (
    "DELETE FROM term",
    "DELETE FROM span",
    "DELETE FROM number",
    "DELETE FROM link",
    "DELETE FROM name",
    "DELETE FROM text",
    "DELETE FROM record",
    "INSERT INTO search (search) VALUES ('delete-all')",
)


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything derived from one record; `batch` is the one it first came with, 0 when made here."""

    record: bytes
    batch: int
    type: str
    updated: str
    conflict: bool
    trashed: bool
    title: str
    rows: Extract
    folded: str


def derive(schema: Schema, record: bytes, batch: int, shown: Shown) -> Derived:
    """Return what is derived from a record's state, by the fields the vault knows."""
    state = shown.state
    rows = schema.extract(state.type, state.fields)
    return Derived(
        record=record,
        batch=batch,
        type=state.type,
        updated=shown.updated,
        conflict=bool(state.conflicts),
        trashed=state.fields.get("trashed") is True,
        title=state.label or schema.title_of(state.type, state.fields),
        rows=rows,
        folded=search.fold(
            [*(text for _field, text in rows.texts), *filter(None, [state.label])], [name[1] for name in rows.names]
        ),
    )


def add(db: Database, items: Sequence[Derived]) -> None:
    """Write records that have no row yet."""
    _note_definitions(db, items)
    first = (db.value("SELECT max(rid) FROM record") or 0) + 1
    rows = list(enumerate(items, first))
    db.many("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [_record_row(rid, item) for rid, item in rows])
    _add_rows(db, rows)
    _index(db, rows)


def refresh(db: Database, items: Iterable[Derived]) -> None:
    """Write records again, or for the first time; the index is left alone where the words are the same."""
    items = list(items)
    _note_definitions(db, items)
    new: list[Derived] = []
    old: list[tuple[int, Derived]] = []
    reindex: list[tuple[int, Derived]] = []
    for item in items:
        row = db.one("SELECT rid, folded FROM record LEFT JOIN text USING (rid) WHERE id = ?", (item.record,))
        if row is None:
            new.append(item)
            continue
        old.append((row[0], item))
        if row[1] != item.folded:
            reindex.append((row[0], item))
    if old:
        _remove_rows(db, [rid for rid, _item in old])
        db.many(
            "UPDATE record SET type = ?, updated = ?, conflict = ?, trashed = ?, title = ? WHERE rid = ?",
            [(i.type, i.updated, i.conflict, i.trashed, i.title, rid) for rid, i in old],
        )
        _add_rows(db, old)
        forget_words(db, [rid for rid, _item in reindex])
        _index(db, reindex)
    if new:
        add(db, new)


def remove(db: Database, rids: Sequence[int]) -> None:
    """Remove records and all that is derived from them, the words of the index included."""
    db.defining = True  # few transactions remove any, and what they removed need not be asked
    _remove_rows(db, rids)
    forget_words(db, rids)
    db.many("DELETE FROM record WHERE rid = ?", [(rid,) for rid in rids])


def rows_of(item: Derived) -> list[tuple[Value, ...]]:
    """Return the rows by kind of one record: name of the table, then its columns without rid and k."""
    rows = item.rows
    return [
        *(("term", *row) for row in rows.terms),
        *(("span", *row) for row in _spans(rows)),
        *(("number", *row) for row in rows.numbers),
        *(("link", *row) for row in rows.links),
        *(("name", *row) for row in rows.names),
    ]


def forget_many_words(db: Database, batch: int, first: int) -> None:
    """Remove the words of all records that came with a batch, from record number `first` on, from the index.

    Forgetting one row takes as long as writing seven. (Never by switching secure-delete off for a while: SQLite 3.53
    loses words of other rows then.)
    """
    _forget_many(db, "SELECT rid FROM record WHERE rid >= ? AND batch = ?", (first, batch))


def forget_stale_words(db: Database) -> None:
    """Remove the words of all records that wait to be derived anew from the index, by the same rule."""
    _forget_many(db, "SELECT rid FROM record JOIN stale ON stale.record = record.id WHERE stale.batch = 0", ())


def _forget_many(db: Database, rids: str, values: Sequence[Value]) -> None:
    going = db.value(f"SELECT count(*) FROM ({rids})", values)  # noqa: S608 - the statements above
    staying = db.value("SELECT count(*) FROM record") - going
    if going < MANY_WORDS or staying > 7 * going:
        return
    db.run("INSERT INTO search (search) VALUES ('delete-all')")
    db.run(f"DELETE FROM text WHERE rid IN ({rids})", values)  # noqa: S608 - as above
    db.run("INSERT INTO search (rowid, folded) SELECT rid, folded FROM text ORDER BY rid")


def clear(db: Database) -> None:
    """Remove everything derived, of all records."""
    db.defining = True
    for sql in _CLEARING:
        db.run(sql)


def _note_definitions(db: Database, items: Iterable[Derived]) -> None:
    db.defining = db.defining or any(item.type in DEFINITIONS for item in items)


def _record_row(rid: int, item: Derived) -> tuple[Value, ...]:
    return rid, item.record, item.batch, item.type, item.updated, item.conflict, item.trashed, item.title


def _add_rows(db: Database, given: Iterable[tuple[int, Derived]]) -> None:
    terms: list[tuple[Value, ...]] = []
    spans: list[tuple[Value, ...]] = []
    numbers: list[tuple[Value, ...]] = []
    links: list[tuple[Value, ...]] = []
    names: list[tuple[Value, ...]] = []
    for rid, item in given:
        rows = item.rows
        terms += [(rid, k, *row) for k, row in enumerate(rows.terms)]
        spans += [(rid, k, *row) for k, row in enumerate(_spans(rows))]
        numbers += [(rid, k, *row) for k, row in enumerate(rows.numbers)]
        links += [(rid, k, *row) for k, row in enumerate(rows.links)]
        names += [(rid, k, *row) for k, row in enumerate(rows.names)]
    db.many("INSERT INTO term VALUES (?, ?, ?, ?)", terms)
    db.many("INSERT INTO span VALUES (?, ?, ?, ?, ?, ?)", spans)
    db.many("INSERT INTO number VALUES (?, ?, ?, ?, ?, ?)", numbers)
    db.many("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)", links)
    db.many("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", names)


def _spans(rows: Extract) -> list[tuple[str, int | None, int | None, str]]:
    return [(field, _bound(first), _bound(last), edtf) for field, first, last, edtf in rows.spans]


def _bound(value: int | None) -> int | None:
    return None if value is None else max(-LARGEST, min(LARGEST, value))


def _remove_rows(db: Database, rids: Sequence[int]) -> None:
    for sql in _REMOVALS:
        db.run(sql, (numbered(rids),))


def _index(db: Database, given: Iterable[tuple[int, Derived]]) -> None:
    rows = [(rid, item.folded) for rid, item in given]
    db.many("INSERT INTO text (rid, folded) VALUES (?, ?)", rows)
    db.many("INSERT INTO search (rowid, folded) VALUES (?, ?)", rows)


def forget_words(db: Database, rids: Sequence[int]) -> None:
    """Remove the words of records from the index."""
    rows = [(rid,) for rid in rids]
    db.many(
        "INSERT INTO search (search, rowid, folded) SELECT 'delete', rid, folded FROM text WHERE rid = ?",
        rows,
    )
    db.many("DELETE FROM text WHERE rid = ?", rows)
