"""What is chosen for sending: in which order, by whom, with which attachments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from app.domain.ids import in_order as sort
from app.domain.revision import Revision
from app.storage.database import listed
from app.storage.handle import Vault
from app.storage.states import MANY
from app.storage.truth import revision_of


def in_order(vault: Vault, revision_ids: Iterable[str]) -> list[str]:
    """Return the ids of those revisions that are here, in the order in which they came, parents before children."""
    found: list[tuple[int, str]] = []
    for some in _parts(revision_ids):
        rows = vault.db.all(
            "SELECT n, id FROM shown_revision WHERE id IN (SELECT unhex(value) FROM json_each(?))", (some,)
        )
        found += [(n, id_.hex()) for n, id_ in rows]
    return [id_ for _n, id_ in sorted(found)]


def authors(vault: Vault, revision_ids: Iterable[str]) -> set[str]:
    """Return the key ids of the authors of these revisions."""
    return _gathered(
        vault,
        "SELECT DISTINCT author FROM shown_revision WHERE id IN (SELECT unhex(value) FROM json_each(?))",
        revision_ids,
    )


def of_records(vault: Vault, record_ids: Iterable[str]) -> set[str]:
    """Return the ids of all revisions of these records."""
    return _gathered(
        vault, "SELECT id FROM shown_revision WHERE record IN (SELECT unhex(value) FROM json_each(?))", record_ids
    )


def mentioning(vault: Vault, code: str) -> list[str]:
    """Return the ids of the records one of whose revisions holds this code, whatever its type, field or format."""
    rows = vault.db.all(
        "SELECT DISTINCT record FROM shown_revision WHERE body IS NOT NULL AND instr(body, ?)", (code.encode(),)
    )
    return [row[0].hex() for row in rows]


_NOTICED = """
    SELECT id, header, signature, state, body, salt FROM shown_revision
    WHERE instr(header, x'2263726974223a5b22') AND instr(header, ?)
"""
"""The first condition is the index's, word for word, and sorting is left out, or another index would be taken.

Both look for a key and its value, as JSON cannot say them in a text.
"""
_AMONG = " AND record IN (SELECT unhex(value) FROM json_each(?))"


def notices(
    vault: Vault, kind: str, record_ids: Iterable[str] | None = None, *, hidden: bool = False
) -> list[Revision]:
    """Return the notices of a kind (`erase`, `seal`), of these records or of all, by id.

    `hidden` also gives those of a batch not yet revealed.
    """
    sql = _NOTICED.replace("shown_revision", "revision") if hidden else _NOTICED
    mark = b'"crit":["%s"]' % kind.encode()
    if record_ids is None:
        rows = vault.db.all(sql, (mark,))
    else:
        rows = [row for some in _parts(record_ids) for row in vault.db.all(sql + _AMONG, (mark, some))]
    return [revision_of(row) for row in sorted(rows, key=lambda row: row[0])]


def made_here(vault: Vault, revision_ids: Iterable[str]) -> set[str]:
    """Return those of the revisions that were saved in this vault, and did not come in a bundle."""
    return _gathered(
        vault, "SELECT id FROM revision WHERE batch = 0 AND id IN (SELECT unhex(value) FROM json_each(?))", revision_ids
    )


def records_of(vault: Vault, revision_ids: Iterable[str]) -> set[str]:
    """Return the ids of the records of these revisions."""
    return _gathered(
        vault,
        "SELECT DISTINCT record FROM shown_revision WHERE id IN (SELECT unhex(value) FROM json_each(?))",
        revision_ids,
    )


def records_by(vault: Vault, key_ids: Iterable[str]) -> set[str]:
    """Return the ids of the records to which one of these keys wrote a revision."""
    return _gathered(
        vault,
        "SELECT DISTINCT record FROM shown_revision WHERE author IN (SELECT unhex(value) FROM json_each(?))",
        key_ids,
    )


def records_here(vault: Vault, record_ids: Iterable[str]) -> set[str]:
    """Return those of the records that are shown here."""
    return _gathered(
        vault, "SELECT id FROM shown_record WHERE id IN (SELECT unhex(value) FROM json_each(?))", record_ids
    )


def types(vault: Vault, record_ids: Iterable[str]) -> dict[str, int]:
    """Return how many of these records there are of each type."""
    found: Counter[str] = Counter()
    for some in _parts(record_ids):
        rows = vault.db.all(
            """
            SELECT type, count(*) FROM shown_record
            WHERE id IN (SELECT unhex(value) FROM json_each(?)) GROUP BY type
            """,
            (some,),
        )
        found.update(dict(rows))
    return dict(found)


def first(vault: Vault, record_ids: Iterable[str], most: int) -> list[str]:
    """Return the first of these records: people before all others, then in the order in which they came here."""
    found: list[tuple[bool, int, str]] = []
    for some in _parts(record_ids):
        rows = vault.db.all(
            """
            SELECT type <> 'person', rid, id FROM shown_record
            WHERE id IN (SELECT unhex(value) FROM json_each(?)) ORDER BY 1, 2 LIMIT ?
            """,
            (some, most),
        )
        found += [(bool(other), rid, id_.hex()) for other, rid, id_ in rows]
    return [id_ for _other, _rid, id_ in sorted(found)[:most]]


def without_basis(vault: Vault, record_ids: Iterable[str]) -> int:
    """Return how many of these records, no consents or definitions, name no basis and are named by no consent."""
    total = 0
    for some in _parts(record_ids):
        total += vault.db.value(
            """
            WITH consented AS (
                SELECT target FROM link JOIN shown_record USING (rid)
                WHERE type = 'consent' AND field IN ('records', 'person') AND target IS NOT NULL
            )
            SELECT count(*) FROM shown_record AS one
            WHERE id IN (SELECT unhex(value) FROM json_each(?))
                AND type NOT IN ('consent', 'field', 'vocabulary', 'form')
                AND NOT EXISTS (SELECT 1 FROM term WHERE term.rid = one.rid AND field = 'basis')
                AND NOT EXISTS (SELECT 1 FROM link WHERE link.rid = one.rid AND field = 'basis_source')
                AND lower(hex(id)) NOT IN consented
            """,
            (some,),
        )
    return total


def weight(vault: Vault, revision_ids: Iterable[str]) -> int:
    """Return how many bytes the headers and bodies of these revisions have together."""
    total = 0
    for some in _parts(revision_ids):
        total += vault.db.value(
            """
            SELECT ifnull(sum(length(header) + ifnull(length(body), 0)), 0) FROM shown_revision
            WHERE id IN (SELECT unhex(value) FROM json_each(?))
            """,
            (some,),
        )
    return total


def _gathered(vault: Vault, sql: str, ids: Iterable[str]) -> set[str]:
    """Return the ids that `sql`, asked about some at once, gives in its first column."""
    return {row[0].hex() for some in _parts(ids) for row in vault.db.all(sql, (some,))}


def _parts(ids: Iterable[str]) -> Iterator[str]:
    """Yield the ids as values for `json_each`, as many at once as one statement takes."""
    wanted = sort(bytes.fromhex(one) for one in ids)
    for start in range(0, len(wanted), MANY):
        yield listed(wanted[start : start + MANY])
