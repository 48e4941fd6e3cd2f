"""Long lists of records for a window: the numbers of all that match in their order, rows of a page, counts.

A record's number is its `rid`. What was typed and never saved has no `rid`: there it is its draft's, below zero.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain import search
from app.domain.body import Fields
from app.domain.canonical import decode_object
from app.domain.query import NO, YES, Order, Query
from app.domain.schema import KEPT, Schema
from app.domain.state import State
from app.storage import narrowing, numbers, states
from app.storage.database import Database, numbered
from app.storage.handle import Vault
from app.storage.numbers import Orders


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of a page. `fields` are its draft's where there is one."""

    number: int
    id: str
    type: str
    title: str = field(repr=False)
    updated: str
    conflict: bool
    trashed: bool
    drafted: bool
    fields: Fields = field(repr=False)
    closed: str = ""
    """`sealed` or `erased` when that is why there are no fields; the title of a sealed one is its label."""


class Target(NamedTuple):
    """What another record is called by: type, fields, and the label of one that is sealed."""

    type: str
    fields: Fields
    label: str = ""


def first(vault: Vault, query: Query, most: int, among: Collection[str] | None = None) -> array[int]:
    """Return at most `most` numbers at once, of what changed last: the list as it opens.

    `among` are the only records asked for, where they are known already.
    """
    sql, values = narrowing.where(vault, query, among)
    new = _new_drafts(vault, query)
    return new + numbers.numbers(vault.db, f"{sql} ORDER BY updated DESC, rid DESC LIMIT {most}", values)


def matching(
    vault: Vault, query: Query, order: Order, orders: Orders, among: Collection[str] | None = None
) -> array[int]:
    """Return the numbers of all that match, in order; what was never saved comes first, what has no date last."""
    sql, values = narrowing.where(vault, query, among)
    found = numbers.numbers(vault.db, sql, values)
    if query.tag:
        found = _tagged(vault.db, found, query.tag)
    new = _new_drafts(vault, query)
    if not order.key or not found:
        return new + found
    placed, rest = orders.get(vault.db, order)
    wanted = bytearray(max(max(some, default=0) for some in (found, placed, rest)) + 1)
    numbers.mark(wanted, found, 1)
    result = new + numbers.sieved(placed, wanted)
    if len(result) < len(found) + len(new):  # undated, or come since the order was made
        numbers.mark(wanted, result[len(new) :], 0)
        result += numbers.sieved(rest, wanted)
    if len(result) < len(found) + len(new):
        numbers.mark(wanted, result[len(new) :], 0)
        result += numbers.sieved(found, wanted)
    return result


def page(vault: Vault, wanted: Sequence[int]) -> dict[int, Listed]:
    """Return the records of at most 500 numbers; those that are gone are left out."""
    db = vault.db
    rows = db.all(
        """
        SELECT rid, id, type, title, updated, conflict, trashed FROM shown_record
        WHERE rid IN (SELECT value FROM json_each(?))
        """,
        (numbered(one for one in wanted if one > 0),),
    )
    shown = states.load(db, [row[1] for row in rows])
    drafts = _drafts_of(db, [row[1] for row in rows])
    found = {}
    for rid, id_, type_, title, updated, conflict, trashed in rows:
        state = shown[id_].state if id_ in shown else None
        fields = drafts.get(id_) or (state.fields if state else {})
        found[rid] = Listed(
            number=rid,
            id=id_.hex(),
            type=type_,
            title=title,
            updated=updated,
            conflict=bool(conflict),
            trashed=bool(trashed),
            drafted=id_ in drafts,
            fields=fields,
            closed=state.closed if state else "",
        )
    unsaved = numbered(-one for one in wanted if one < 0)
    for number, id_, type_, saved, data in db.all(
        """
        SELECT rowid, record, type, saved, fields FROM draft WHERE rowid IN (SELECT value FROM json_each(?))
        """,
        (unsaved,),
    ):
        fields = decode_object(data)
        title = vault.schema.title_of(type_, fields)
        found[-number] = Listed(-number, id_.hex(), type_, title, saved, False, False, True, fields)
    return found


def targets(vault: Vault, ids: Sequence[str]) -> dict[str, Target]:
    """Return what at most 500 records are called by, by id; those that are not shown here are left out."""
    found = states.load(vault.db, [bytes.fromhex(one) for one in ids])
    states_ = {record.hex(): one.state for record, one in found.items()}
    return {record: Target(state.type, state.fields, state.label) for record, state in states_.items()}


def untyped(vault: Vault, ids: Sequence[str]) -> dict[str, State]:
    """Return the states of those of at most 500 records that nobody is typing in."""
    records = [bytes.fromhex(one) for one in ids]
    typed = _drafts_of(vault.db, records)
    found = states.load(vault.db, [one for one in records if one not in typed])
    return {record.hex(): one.state for record, one in found.items()}


def ids(vault: Vault, wanted: Sequence[int]) -> list[str]:
    """Return the record ids of any number of records, in the order given."""
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 5000):
        some = wanted[start : start + 5000]
        for rid, id_ in vault.db.each(
            "SELECT rid, id FROM shown_record WHERE rid IN (SELECT value FROM json_each(?))",
            (numbered(one for one in some if one > 0),),
        ):
            found[rid] = id_.hex()
        for rowid, id_ in vault.db.each(
            "SELECT rowid, record FROM draft WHERE rowid IN (SELECT value FROM json_each(?))",
            (numbered(-one for one in some if one < 0),),
        ):
            found[-rowid] = id_.hex()
    return [found[one] for one in wanted if one in found]


def number_of(vault: Vault, record_id: str) -> int | None:
    """Return the number of one record, saved or not; None when it is not here."""
    record = bytes.fromhex(record_id)
    rid = vault.db.value("SELECT rid FROM shown_record WHERE id = ?", (record,))
    if rid is None and (rowid := vault.db.value("SELECT rowid FROM draft WHERE record = ?", (record,))):
        return -int(rowid)
    return None if rid is None else int(rid)


def count_types(vault: Vault, query: Query) -> dict[str, int]:
    """Return how many records there are of each type, drafts never saved among them."""
    sql = "SELECT type, count(*) FROM shown_record WHERE trashed = ? GROUP BY type"
    found: dict[str, int] = dict(vault.db.all(sql, (query.trash,)))
    for number in _new_drafts(vault, Query(trash=query.trash)):
        type_ = vault.db.value("SELECT type FROM draft WHERE rowid = ?", (-number,))
        found[type_] = found.get(type_, 0) + 1
    return found


def count_terms(vault: Vault, field_names: Sequence[str], query: Query) -> dict[str, int]:
    """Return how many records hold each term in one of these fields; the commonest first."""
    rows = vault.db.all(
        """
        SELECT code, count(DISTINCT rid) AS n FROM term JOIN shown_record USING (rid)
        WHERE field IN (SELECT value FROM json_each(?)) AND trashed = ? GROUP BY code ORDER BY n DESC, code
        """,
        (numbers.codes(field_names), query.trash),
    )
    return {code: n for code, n in rows if code != KEPT and not code.startswith("answer/")}


def count_own(vault: Vault, field_name: str, query: Query) -> dict[str, int]:
    """Return how many records say each thing in a field of the office's: terms, answers, yes, no, anything at all."""
    rows = vault.db.all(
        """
        SELECT code, count(DISTINCT rid) FROM term JOIN shown_record USING (rid) WHERE field = ?1 AND trashed = ?2
        GROUP BY code UNION ALL SELECT iif(best, ?3, ?4), count(DISTINCT rid) FROM number JOIN shown_record USING (rid)
        WHERE field = ?1 AND trashed = ?2 AND least = most AND least = best AND best IN (0, 1) GROUP BY best
        """,
        (field_name, query.trash, YES, NO),
    )
    return dict(rows)


def count_marks(vault: Vault) -> dict[str, int]:
    """Return how many records have a draft, are in conflict, are in the trash."""
    db = vault.db
    return {
        "drafts": db.value("SELECT count(*) FROM draft"),
        "conflicts": db.value("SELECT count(*) FROM shown_record WHERE conflict AND NOT trashed"),
        "trash": db.value(
            "SELECT count(*) FROM shown_record WHERE trashed AND type NOT IN ('field', 'vocabulary', 'form')"
        ),
    }


def _tagged(db: Database, found: array[int], tag: str) -> array[int]:
    """Return those of `found` one of whose tags is `tag`, whatever its case and accents."""
    wanted = search.folded(tag).split()
    result = array("q")
    for start in range(0, len(found), _MANY_TAGGED):
        some = found[start : start + _MANY_TAGGED]
        tagged, several = set(), {}
        for rid, id_, n, body in db.each(_WITH_TAGS, (numbered(some),)):
            if n > 1:
                several[id_] = rid
            elif (read := states.parsed(body)) is not None and read.readable and _has_tag(read.fields, wanted):
                tagged.add(rid)
        ids_ = list(several)
        for at in range(0, len(ids_), states.MANY):
            shown = states.load(db, ids_[at : at + states.MANY])
            tagged |= {several[id_] for id_, one in shown.items() if _has_tag(one.state.fields, wanted)}
        result.extend(rid for rid in some if rid in tagged)
    return result


_MANY_TAGGED = 5000
_WITH_TAGS = """
    SELECT rid, record.id, (SELECT count(*) FROM revision AS one WHERE one.record = record.id), body
    FROM record JOIN revision ON revision.record = record.id
    WHERE rid IN (SELECT value FROM json_each(?)) AND instr(body, '"tags":')
"""
"""Few records have tags: SQLite looks for them in the bodies, and only of those the state is read."""


def _has_tag(fields: Fields, wanted: Sequence[str]) -> bool:
    return any(search.folded(one).split() == wanted for one in tags(fields))


def tags(fields: Fields) -> list[str]:
    """Return the tags a record holds."""
    held = fields.get("tags")
    items = [one.get("text") for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    return [one for one in items if isinstance(one, str)]


def _new_drafts(vault: Vault, query: Query) -> array[int]:
    """Return the numbers of the drafts that were never saved and match, the latest first."""
    narrowed = (query.review, query.confidentiality, query.standing, query.acts, query.countries, query.fields)
    if (
        query.trash
        or query.conflicts
        or any((*narrowed, query.consent, query.numbers, query.since, query.until, query.tag))
    ):
        return array("q")
    rows = vault.db.all(
        """
        SELECT rowid, type, fields FROM draft WHERE record NOT IN (SELECT id FROM record)
        ORDER BY saved DESC, rowid DESC
        """
    )
    wanted = search.folded(query.words).split()
    return array(
        "q",
        (
            -rowid
            for rowid, type_, data in rows
            if (not query.types or type_ in query.types)
            and (not query.words.strip() or (wanted and _holds(vault.schema, type_, decode_object(data), wanted)))
        ),
    )


def _holds(schema: Schema, type_: str, fields: Fields, wanted: Sequence[str]) -> bool:
    drawn = schema.extract(type_, fields)
    text = search.fold([text for _field, text in drawn.texts], [name[1] for name in drawn.names])
    text += search.folded(" ".join(name[1] for name in drawn.names))
    return all(word in text for word in wanted)


def _drafts_of(db: Database, records: Sequence[bytes]) -> dict[bytes, Fields]:
    if not records or not db.value("SELECT EXISTS (SELECT 1 FROM draft)"):
        return {}
    wanted = set(records)
    return {
        record: decode_object(data) for record, data in db.all("SELECT record, fields FROM draft") if record in wanted
    }
