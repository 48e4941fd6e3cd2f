"""What an office's own records define, as the vault stands, and what has to be derived anew when that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from app.domain import schema
from app.domain.schema import DEFINES, DEFINITIONS, KEPT, Schema, office
from app.domain.schema.kinds import Term
from app.domain.schema.office import Definition
from app.storage import derived, states
from app.storage.database import Database
from app.storage.states import MANY

_DEFINING = """
    SELECT id FROM shown_record WHERE rid IN (SELECT rid FROM term WHERE code IN (SELECT value FROM json_each(?)))
"""
_WITH_VALUES = "SELECT rid FROM term WHERE code = ? AND field IN (SELECT value FROM json_each(?))"
_WITH_TERMS = "SELECT rid FROM term WHERE code IN (SELECT value FROM json_each(?))"
_USING = """
    SELECT type, field, code FROM record LEFT JOIN term USING (rid)
    WHERE id IN (SELECT unhex(value) FROM json_each(?))
"""
_HOLDING = "SELECT count(*) FROM shown_record WHERE trashed <= ? AND rid IN ({rids})"
_BEHIND = """
    INSERT OR IGNORE INTO stale (batch, record)
    SELECT CASE WHEN batch IN (SELECT n FROM batch WHERE revealed IS NULL) THEN batch ELSE 0 END, id
    FROM record WHERE rid IN ({rids})
"""


@dataclass(frozen=True, slots=True)
class Defined:
    """What fields and lists a vault knows, and the definitions that say so, in the order of their ids."""

    schema: Schema
    given: Sequence[Definition] = ()


@dataclass(slots=True)
class Holder:
    """Holds what is defined for all connections of a vault; it is exchanged when a definition changes."""

    now: Defined


def load(db: Database) -> Defined:
    """Return the fields and lists that this vault knows: ours, and what the records shown here define."""
    given = read(db)
    return Defined(schema.OURS.with_definitions(given), given)


def read(db: Database) -> list[Definition]:
    """Return every definition as it stands, sealed and erased ones left out."""
    ids = [row[0] for row in db.all(_DEFINING, (_json([f"{DEFINES}{name}" for name in DEFINITIONS]),))]
    found = []
    for start in range(0, len(ids), MANY):
        for record, shown in states.load(db, ids[start : start + MANY]).items():
            state = shown.state
            if state.type in DEFINITIONS and not state.closed and not state.newer:
                found.append(Definition(record.hex(), state.type, state.fields))
    return sorted(found, key=lambda one: one.record)


def settle(db: Database, known: Defined) -> Defined:
    """Return what the running transaction leaves defined; what records hold of what changed is derived anew.

    Of many records only that they are behind is noted: `stale.catch_up`, or the next opening, does the work.
    """
    defined = load(db)
    if defined.given == known.given:
        return known
    before, after = known.schema, defined.schema
    fields, codes = _changed_fields(before, after), _changed_terms(before, after)
    others = bool(db.value("SELECT EXISTS (SELECT 1 FROM stale)"))  # perhaps definitions: whoever marked them goes on
    if fields:
        db.run(_BEHIND.format(rids=_WITH_VALUES), (KEPT, _json(fields)))
    if codes:
        db.run(_BEHIND.format(rids=_WITH_TERMS), (_json(codes),))
    if (fields or codes) and not others:
        _few(db, after)
    return defined


def used_by(db: Database, known: Defined, record_ids: Sequence[str]) -> set[str]:
    """Return the records that define the fields, lists and forms of these records."""
    names: set[str] = set()
    types: set[str] = set()
    for start in range(0, len(record_ids), MANY):
        some = _json(list(record_ids[start : start + MANY]))
        rows = db.all(_USING, (some,))
        types |= {row[0] for row in rows}
        names |= {field for _type, field, code in rows if code == KEPT}
        names |= {code.partition("/")[0] for _type, _field, code in rows if code and schema.OWN in code}
    fields = [one for type_ in types for one in known.schema.fields_of(type_).values() if one.name in names]
    names |= {one.kind.vocabulary for one in fields if isinstance(one.kind, Term)}
    return {
        one.record
        for one in known.given
        if f"{schema.OWN}{one.record}" in names
        or (one.type == "vocabulary" and office.text(one.fields.get("extends")) in names)
        or (one.type == "form" and office.term(one.fields.get("of_type")) in types)
    }


def all_of_them(known: Defined) -> set[str]:
    """Return the records that define anything."""
    return {one.record for one in known.given}


def holding(db: Database, field: str, *, trashed: bool = False) -> int:
    """Return how many records shown here say something in a field of the office's, defined here or not."""
    return int(db.value(_HOLDING.format(rids=_WITH_VALUES), (trashed, KEPT, _json([field]))))


def choosing(db: Database, codes: list[str]) -> int:
    """Return how many records shown here, and not in the trash, hold one of these terms."""
    return int(db.value(_HOLDING.format(rids=_WITH_TERMS), (False, _json(codes))))


def _few(db: Database, after: Schema) -> None:
    """Derive at once what is behind, when that is little."""
    rows = db.all("SELECT record FROM stale WHERE batch = 0 LIMIT ?", (MANY + 1,))
    if 0 < len(rows) <= MANY:
        found = states.load(db, [row[0] for row in rows])
        derived.refresh(db, [derived.derive(after, record, 0, shown) for record, shown in found.items()])
        db.many("DELETE FROM stale WHERE batch = 0 AND record = ?", rows)


def _changed_fields(before: Schema, after: Schema) -> list[str]:
    found: list[str] = []
    for name in after.types:
        old, new = before.fields_of(name), after.fields_of(name)
        for field in {one for one in (*old, *new) if one.startswith(schema.OWN)}:
            both = field in old and field in new
            found += [] if both and schema.shape(old[field]) == schema.shape(new[field]) else [field]
    return found


def _changed_terms(before: Schema, after: Schema) -> list[str]:
    found: list[str] = []
    for name in before.lists.own.keys() | after.lists.own.keys():
        sides = [one.lists.own[name].terms if name in one.lists.own else {} for one in (before, after)]
        codes = sides[0].keys() | sides[1].keys()  # compared with the labels of all wider terms
        found += [code for code in codes if before.lists.labels(code) != after.lists.labels(code)]
    return found


def _json(values: list[str]) -> str:
    return orjson.dumps(values).decode()
