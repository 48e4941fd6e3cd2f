"""What can be read of a damaged database, table by table, brought together in one in memory.

Rows are taken page by page, so that a damaged page takes only what is on it. A page that holds the way to others may be
lost too: leaves that no tree leads to are known by the shape of their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.base.errors import KeepsakeError, NotCanonical
from app.domain import canonical
from app.storage import migrations, shapes
from app.storage.btree import (
    INDEX_INNER,
    INDEX_LEAF,
    TABLE_INNER,
    TABLE_LEAF,
    Gap,
    Record,
    Walk,
    leaf_rows,
)
from app.storage.database import Database
from app.storage.raw_pages import Snapshot

DERIVED = frozenset(
    {"record", "term", "span", "number", "link", "name", "text", "search", "parent", "mention", "stale"}
)
"""What is made anew from revisions."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What one damaged page of a table takes with it; page 0 when only its rows did not read.

    `revisions` are the ids of a record and of its revision that is lost, as far as the indexes still tell them.
    """

    table: str
    page: int
    revisions: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(slots=True)
class Salvage:
    """What was found: damaged pages, losses by table, and frames of the write-ahead log that were changed."""

    pages: list[int] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    changed_frames: int = 0
    stand_ins: frozenset[str] = frozenset()
    """Names of the table `meta` that were lost and have values made up in memory."""
    titles: dict[bytes, str] = field(default_factory=dict, repr=False)
    """What lists called the records that lost revisions."""

    @property
    def whole(self) -> bool:
        """Tell whether nothing was found damaged."""
        return not (self.pages or self.losses or self.changed_frames)

    def lossy(self, *tables: str) -> bool:
        """Tell whether any of the tables lost something."""
        return any(one.table in tables for one in self.losses)


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    alias: int | None
    """Which column is the row id."""


@dataclass(frozen=True, slots=True)
class _Root:
    page: int
    of: str
    """The table it belongs to: its own, or that of an index."""


def read(snapshot: Snapshot, into: Database, step: Callable[[], None] | None = None) -> Salvage:
    """Fill the empty database `into` with all that can be read, by our version of the tables; return what is lost.

    What is derived from revisions is looked at, and left to be made anew. Raises NewerVault.
    """
    found = Salvage(snapshot.broken(), [], snapshot.changed_frames)
    first = snapshot.page(1)
    version = len(migrations.STEPS) if first is None else int.from_bytes(first[60:64], "big")
    migrations.prepare(into, version)
    roots, gaps, seen = _roots(snapshot)
    found.losses += [Loss("sqlite_schema", gap.page) for gap in gaps]
    tables = _tables(into)
    with into.transaction():
        for table in tables.values():
            if step:
                step()
            root = roots.get(table.name)
            if root is None:
                found.losses.append(Loss(table.name, 1))
            else:
                _take_tree(snapshot, into, table, root, roots, seen, found)
        for name, root in roots.items():
            if name not in tables:
                _see(snapshot, root, seen, found)
        if not found.whole:
            _take_strays(snapshot, into, tables, seen, found)
            _complete(into)
        _forget_erased(into)
        _tell_of_revisions(into)
        found.losses = [_still(into, one) for one in found.losses]
        losing = {record for one in found.losses for record, _revision in one.revisions}
        if losing:
            found.titles = _titles(snapshot, roots.get("record"), losing)
    migrations.migrate(into)
    return found


def _roots(snapshot: Snapshot) -> tuple[dict[str, _Root], list[Gap], set[int]]:
    """Return where each table and index begins."""
    walk = Walk(snapshot.page, set(), [])
    roots = {}
    for one in walk.rows(1):
        match one.values:
            case (str(), str(name), str(of), int(page), *_) if page > 1:
                roots[name] = _Root(page, of)
            case _:
                pass
    return roots, walk.gaps, walk.seen


def roots_agree(snapshot: Snapshot) -> bool:
    """Tell whether every table and index begins with a page of its kind; the engine passes over empty ones."""
    for one in Walk(snapshot.page, set(), []).rows(1):
        match one.values:
            case (str(kind), str(), str(), int(number), sql) if number > 1:
                page = snapshot.page(number)
                keyed = kind == "index" or "WITHOUT ROWID" in str(sql)
                if page is None or page[0] not in ((INDEX_INNER, INDEX_LEAF) if keyed else (TABLE_INNER, TABLE_LEAF)):
                    return False
            case _:
                pass
    return True


def _tables(database: Database) -> dict[str, _Table]:
    """Return the tables of our own: without those behind the search index."""
    names = database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'")
    found = {}
    for name in sorted({name for (name,) in names} - DERIVED):
        columns = database.all(f"PRAGMA table_info ({name})")
        keys = [column[0] for column in columns if column[5]]
        alias = keys[0] if len(keys) == 1 and columns[keys[0]][2] == "INTEGER" else None
        found[name] = _Table(name, tuple(column[1] for column in columns), alias)
    return found


def _take_tree(
    snapshot: Snapshot, into: Database, table: _Table, root: _Root, roots: dict[str, _Root], seen: set[int],
    found: Salvage,
) -> None:  # fmt: skip
    walk = Walk(snapshot.page, seen, [])
    refused = sum(not _put(into, table, one) for one in walk.rows(root.page))
    if refused:
        found.losses.append(Loss(table.name, 0))
    if walk.gaps and table.name == "revision":
        found.losses += _named(snapshot, walk.gaps, roots)
    else:
        found.losses += [Loss(table.name, gap.page) for gap in walk.gaps]


def _see(snapshot: Snapshot, root: _Root, seen: set[int], found: Salvage) -> None:
    """Walk an index, or a table behind the search index, so that its pages are known and its damage too."""
    walk = Walk(snapshot.page, seen, [])
    for _row in walk.rows(root.page):
        pass
    table = "search" if root.of.startswith("search") else f"{root.of} index"
    found.losses += [Loss(table, gap.page) for gap in walk.gaps]


def _named(snapshot: Snapshot, gaps: list[Gap], roots: dict[str, _Root]) -> Iterator[Loss]:
    """Tell of which records revisions are lost, by the indexes."""
    told: list[dict[int, bytes]] = []
    for index in ("revision_record", "sqlite_autoindex_revision_1"):
        told.append({})
        for one in Walk(snapshot.page, set(), []).rows(roots[index].page) if index in roots else ():
            match one.values:
                case (bytes(id_), int(n)):
                    told[-1][n] = id_
                case _:
                    pass
    records, revisions = told
    for gap in gaps:
        rows = [
            n
            for n in sorted(records.keys() | revisions.keys())
            if (gap.after is None or n > gap.after) and (gap.last is None or n <= gap.last)
        ]
        yield Loss("revision", gap.page, tuple((records.get(n, b""), revisions.get(n, b"")) for n in rows))


def _still(into: Database, loss: Loss) -> Loss:
    """Return a loss without the revisions that were found all the same."""
    left = [pair for pair in loss.revisions if into.value("SELECT 1 FROM revision WHERE id = ?", (pair[1],)) is None]
    return Loss(loss.table, loss.page, tuple(left))


def _titles(snapshot: Snapshot, root: _Root | None, records: set[bytes]) -> dict[bytes, str]:
    """Return what lists called some records."""
    walk = Walk(snapshot.page, set(), [])
    found = {}
    for one in walk.rows(root.page) if root else ():
        match one.values:
            case (_, bytes(id_), _, _, _, _, _, str(title)) if id_ in records:
                found[id_] = title
            case _:
                pass
    return found


def _put(into: Database, table: _Table, one: Record) -> bool:
    """Write one row as it was; tell whether it could be."""
    values = list(one.values)
    if len(values) > len(table.columns):
        return False
    if table.alias is not None and table.alias < len(values) and values[table.alias] is None:
        values[table.alias] = one.rowid
    columns = ", ".join(table.columns[: len(values)])
    marks = ", ".join("?" * len(values))
    try:
        into.run(f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES ({marks})", values)  # noqa: S608 - our own names
    except KeepsakeError:
        return False
    return True


def _take_strays(snapshot: Snapshot, into: Database, tables: dict[str, _Table], seen: set[int], found: Salvage) -> None:
    """Take the rows of leaves no tree leads to, and of whole earlier versions of damaged pages."""
    for number in range(2, snapshot.count + 1):
        versions: list[bytes] = []
        if number not in seen and (page := snapshot.page(number)) is not None:
            versions = [page]
        elif number in found.pages:
            versions = list(snapshot.earlier(number))
        for page in versions:
            for one in leaf_rows(page, snapshot.page):
                name = shapes.table_of(one.values, rowid=one.rowid is not None)
                if name in tables and (found.lossy(name) or found.changed_frames):
                    _put(into, tables[name], one)


def _forget_erased(into: Database) -> None:
    """Take the text from revisions the log says were erased or sealed: an earlier page may still have held it."""
    for entry in into.all(
        """
        SELECT entry FROM log
        WHERE instr(entry, CAST('"kind":"erased"' AS BLOB)) OR instr(entry, CAST('"kind":"sealed"' AS BLOB)) ORDER BY n
        """
    ):
        try:
            value = canonical.decode_object(entry[0])
            detail = value["detail"]
            state = str(value["kind"])
            gone = detail["revisions"] if state in ("erased", "sealed") else []
            ids = [(state, bytes.fromhex(str(one))) for one in gone]
        except (NotCanonical, KeyError, TypeError, ValueError):
            continue
        into.many("UPDATE revision SET state = ?, salt = NULL, body = NULL WHERE id = ? AND state <> 'erased'", ids)


def _complete(into: Database) -> None:
    """Drop what stands on rows that are lost."""
    into.run("DELETE FROM late WHERE n NOT IN (SELECT n FROM revision)")


def _tell_of_revisions(into: Database) -> None:
    """Note of each revision its parents and the attachments it names."""
    for n, header, body in into.all("SELECT n, header, body FROM revision"):
        shapes.note_family(into, n, header, body)
