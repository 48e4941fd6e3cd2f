"""People and groups as they are counted: those merged into one, their known members, and members of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain import counting, reading
from app.domain.body import Fields
from app.domain.counting import ONE, Bounds
from app.domain.edtf import Edtf
from app.domain.state import State
from app.services import titles
from app.services.session import Session
from app.storage import records, revisions

SOME = 500
MOST = 1 << 40
"""Records one record is named by: all of them."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person or group, as far as counting goes; `into` is the record it was merged into."""

    single: bool
    number: Bounds | None
    named: bool
    into: str
    trashed: bool
    members: Mapping[str, Edtf | None] = field(default_factory=dict)


def load(session: Session, wanted: Iterable[str]) -> dict[str, Person]:
    """Return the people and groups wanted, those they were merged into, and members of members."""
    found = dict[str, Person]()
    since: dict[str, dict[str, Edtf | None]] = {}
    ahead = sorted(set(wanted))
    while ahead:
        now, ahead = [one for one in dict.fromkeys(ahead) if one not in found], []
        for record, state in states(session, now):
            if state.type != "person":
                continue
            one = _person(state.fields)
            found[record] = one
            ahead += [one.into] if one.into else list(one.members)
            if not one.single:
                ahead += naming(session, record, "memberships", "person")
            for group, while_ in _links(state.fields.get("memberships")).items():
                since.setdefault(group, {})[record] = while_
    for group, members in since.items():
        if group in found and not found[group].single:
            found[group] = replace(found[group], members={**members, **found[group].members})
    here = {one: person for one, person in found.items() if not person.into or person.into in found}
    return {
        one: replace(person, members={member: when for member, when in person.members.items() if member in here})
        for one, person in here.items()
    }


def _person(fields: Fields) -> Person:
    number, members = counting.bounds(fields.get("number")), _links(fields.get("members"))
    unit = fields.get("unit")
    code = unit.get("term") if isinstance(unit, dict) else None
    single = code == "unit/person" or not (code or number is not None or fields.get("number") or members)
    trashed = fields.get("trashed") is True
    into = next(iter(reading.targets(fields.get("same_as"))), "") if trashed else ""
    names = fields.get("names")
    named = any(
        isinstance(one, dict) and str(one.get("text") or "").strip() and one.get("kind") != "description"
        for one in (names if isinstance(names, list) else ())
    )
    named = named or bool(titles.code_name("person", fields))
    return Person(single, ONE if single else number, single and named, into, trashed, {} if single else members)


def kept(record: str, people: Mapping[str, Person]) -> str:
    """Return the record that is kept of those that were merged into one."""
    seen = set[str]()
    while record in people and people[record].into and record not in seen:
        seen.add(record)
        record = people[record].into
    return record


def _links(value: Any) -> dict[str, Edtf | None]:
    """Return the records that the items of a list lead to, with the time each says it is so."""
    found: dict[str, Edtf | None] = {}
    for one in value if isinstance(value, list) else ():
        to = next(iter(reading.targets([one])), "")
        attributes = one.get("attributes") if isinstance(one, dict) else None
        if to:
            found[to] = reading.date(attributes.get("period")) if isinstance(attributes, dict) else None
    return found


def states(session: Session, wanted: Sequence[str]) -> Iterable[tuple[str, State]]:
    """Yield the states of any number of records, those that are not here left out."""
    for start in range(0, len(wanted), SOME):
        yield from revisions.states_of(session.vault, wanted[start : start + SOME]).items()


def naming(session: Session, record: str, field_name: str, type_: str) -> list[str]:
    """Return the records of a type that lead to this one by a field, none in the trash."""
    return [one for one, its, _field in records.naming(session.vault, record, MOST, field_name) if its == type_]
