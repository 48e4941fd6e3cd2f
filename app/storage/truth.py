"""Revisions as rows: written as they came, read as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain.revision import Revision
from app.storage.database import Database, Row, listed

_MENTION = re.compile(rb'"sha256":"([0-9a-f]{64})"')
"""In canonical JSON this is a key and its value: inside a text the quotes would be escaped."""


class ForeignParent(BadInput):
    """A revision names a revision of another record as its parent."""


def revision_of(row: Row) -> Revision:
    """Return the revision that a row of id, header, signature, state, body, salt is."""
    return Revision(row[0].hex(), row[1], row[2], row[3], row[4], row[5])


def mentions(body: bytes) -> set[bytes]:
    """Return the SHA-256 hashes of all attachments that a body, of any version, names."""
    return {bytes.fromhex(found.decode()) for found in _MENTION.findall(body)} if b'"sha256"' in body else set()


def unknown(db: Database, revisions: Sequence[Revision]) -> list[Revision]:
    """Return those of which there is no row, of a hidden batch either, each id once."""
    ids = listed(bytes.fromhex(one.id) for one in revisions)
    rows = db.all("SELECT id FROM revision WHERE id IN (SELECT unhex(value) FROM json_each(?))", (ids,))
    here = {row[0].hex() for row in rows}
    return list({one.id: one for one in revisions if one.id not in here}.values())


def insert(db: Database, revisions: Sequence[Revision], batch: int, received: str) -> None:
    """Write revisions that are not here yet; raise ForeignParent when one builds on another record."""
    n = db.value("SELECT max(n) FROM revision") or 0
    rows = []
    parents: list[tuple[int, bytes]] = []
    named: list[tuple[int, bytes]] = []
    for one in revisions:
        n += 1
        header = one.header
        rows.append(
            (
                n,
                bytes.fromhex(one.id),
                bytes.fromhex(header.record),
                batch,
                header.type,
                bytes.fromhex(header.author),
                received,
                one.state,
                one.signature,
                one.salt,
                one.header_bytes,
                one.body,
            )
        )
        parents += [(n, bytes.fromhex(parent)) for parent in header.parents]
        if one.body is not None:
            named += [(n, sha256) for sha256 in mentions(one.body)]
    db.many("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    if parents:
        db.many("INSERT INTO parent (child, parent) VALUES (?, ?)", parents)
        _refuse_foreign_parents(db, rows[0][0])
    mention(db, named)


def mention(db: Database, named: Iterable[tuple[int, bytes]]) -> None:
    """Note which attachments revisions name: row number, SHA-256."""
    db.many("INSERT OR IGNORE INTO mention (n, sha256) VALUES (?, ?)", named)


def _refuse_foreign_parents(db: Database, first: int) -> None:
    foreign = db.value(
        """
        SELECT child.n FROM parent
        JOIN revision AS child ON child.n = parent.child
        JOIN revision AS mother ON mother.id = parent.parent
        WHERE parent.child >= ? AND mother.record <> child.record LIMIT 1
        """,
        (first,),
    )
    if foreign is not None:
        raise ForeignParent(_("A revision builds on another record. Nothing was changed."))
