"""How many people and acts some records tell of: least and most, each once, what is only reported kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain import counting, edtf, ids, reading
from app.domain.body import Fields
from app.domain.counting import ONE, Bounds, Party, People
from app.domain.edtf import Edtf
from app.services import titles
from app.services.parties import Person, kept, load, naming, states
from app.services.session import Session
from app.storage import records

LEADING = ("contains", "about", "evidences", "became")
"""Fields by which a record of another type leads to what is counted."""

_WORDS = "words:"


@dataclass(frozen=True, slots=True)
class Told:
    """Some acts and the people they were done to. `times` is how often, where acts say that."""

    acts: int
    times: Bounds
    people: People
    unsaid: int
    """Acts of which nobody said to whom they were done."""


@dataclass(frozen=True, slots=True)
class Victim:
    """One victim, as it is counted. `record` is empty for one nobody has identified."""

    record: str
    title: str = field(repr=False)
    acts: int
    number: Bounds | None
    """How many people; None where nobody told."""
    members: int
    """Its members who are known."""
    within: tuple[str, ...] = field(repr=False, default=())
    """The groups it is counted with, by title."""
    exceeded: bool = False
    """More of its members are known than its number allows."""


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted: all that is itemised, what of it is no mere allegation, and apart from it what is reported."""

    counted: Told
    firm: Told
    """Without the acts that are alleged."""
    alleged: int
    """Acts that are alleged, among those counted."""
    reported: Told
    """In no figure of the others."""
    by_type: tuple[tuple[str, str, Told], ...] = field(repr=False)
    """By what was done: code and label, both empty where nobody said. One person may be in several of them."""
    victims: tuple[Victim, ...] = field(repr=False)
    parts: int = 0
    """Incidents that are part of those asked for, counted with them."""


@dataclass(frozen=True, slots=True)
class _Act:
    record: str
    type: str
    victim: str
    """Their id, or a name for words nobody has identified; empty when nothing is said."""
    number: Bounds | None
    """How many of the victim it was done to, where the act itself says so."""
    period: Edtf | None
    times: Bounds
    alleged: bool
    reported: bool


def count(session: Session, chosen: Sequence[str] = (), language: str = "en") -> Count:
    """Count what these records tell of; without any, all that is in the vault and not in the trash.

    An incident is counted with its parts, a case with all it contains, a person by the acts done to them. What is no
    record here yet tells of nobody.
    """
    if chosen:
        found, parts = _acts_of(session, chosen)
    else:
        found, parts = [row.id for row in records.rows(session.vault, type="act")], 0
    acts = [
        _act(record, state.fields)
        for record, state in states(session, found)
        if state.fields.get("trashed") is not True
    ]
    people = load(session, {one.victim for one in acts if ids.is_record_id(one.victim)})
    acts = [replace(one, victim=kept(one.victim, people)) for one in acts]
    counted = [one for one in acts if not one.reported]
    types = sorted({one.type for one in counted})
    return Count(
        counted=_told(counted, people),
        firm=_told([one for one in counted if not one.alleged], people),
        alleged=sum(1 for one in counted if one.alleged),
        reported=_told([one for one in acts if one.reported], people),
        by_type=tuple(
            (code, session.schema.label(code, language) if code else "", _told(some, people))
            for code in types
            if (some := [one for one in counted if one.type == code])
        ),
        victims=_victims(session, counted, people, language),
        parts=parts,
    )


def _told(acts: Sequence[_Act], people: Mapping[str, Person]) -> Told:
    said = [one for one in acts if one.victim]
    times = [one.times for one in acts]
    people_ = counting.people((one.victim for one in said), _parties(said, people))
    if len(said) < len(acts):  # an act that names nobody may have been done to others
        people_ = replace(people_, most=None)
    return Told(
        acts=len(acts),
        times=Bounds(
            sum(one.least for one in times),
            None if any(one.most is None for one in times) else sum(one.most or 0 for one in times),
        ),
        people=people_,
        unsaid=len(acts) - len(said),
    )


def _parties(acts: Sequence[_Act], people: Mapping[str, Person]) -> dict[str, Party]:
    """Return those harmed by some acts, and the members of theirs that are known."""
    by_victim: dict[str, list[_Act]] = {}
    for act in acts:
        by_victim.setdefault(act.victim, []).append(act)
    found: dict[str, Party] = {}
    ahead = [one for one in by_victim if one in people]
    while ahead:
        one = ahead.pop()
        if one in found:
            continue
        person = people[one]
        periods = [act.period for act in by_victim.get(one, ())]
        inside = {kept(member, people): while_ for member, while_ in person.members.items()}
        members = frozenset(
            other
            for other, while_ in inside.items()
            if other != one and not people[other].trashed and _meant(while_, periods)
        )
        number = person.number if person.single else _of_acts(person.number, by_victim.get(one, ()))
        found[one] = Party(number, person.single, person.named, members)
        ahead += members
    for one, done in by_victim.items():
        if one not in found:  # words, or a record that is not here
            found[one] = Party(_of_acts(None, done), single=False)
    return found


def _of_acts(number: Bounds | None, acts: Sequence[_Act]) -> Bounds | None:
    """Return how many of a group the acts were done to: all of it, unless each of them says how many."""
    said = [one.number for one in acts if one.number is not None]
    if not said or (len(said) < len(acts) and number is not None):
        return number
    least = max(one.least for one in said)
    highs = [one.most for one in said]
    most = None if len(said) < len(acts) or None in highs else sum(one or 0 for one in highs)
    if number is not None and number.most is not None:
        most = number.most if most is None else min(most, number.most)
    return Bounds(least, None if most is None else max(most, least))


def _meant(while_: Edtf | None, periods: Sequence[Edtf | None]) -> bool:
    """Tell whether one may have been a member when an act was done: what cannot be ruled out counts as one."""
    return while_ is None or not periods or any(one is None or edtf.overlaps(while_, one) for one in periods)


def _victims(session: Session, acts: Sequence[_Act], people: Mapping[str, Person], language: str) -> tuple[Victim, ...]:
    said = [one for one in acts if one.victim]
    parties = _parties(said, people)
    whole = counting.people((one.victim for one in said), parties)
    asked = list(dict.fromkeys(one.victim for one in said))
    inside = {one: counting.inside_of(one, parties) for one in asked}
    named = titles.titles(session, [one for one in asked if ids.is_record_id(one)], language)
    found = []
    for one in asked:
        title = one.split(":", 2)[2] if one.startswith(_WORDS) else named.get(one, "")
        found.append(
            Victim(
                record="" if one.startswith(_WORDS) else one,
                title=title,
                acts=sum(1 for act in said if act.victim == one),
                number=parties[one].number,
                members=sum(1 for member in inside[one] if member in parties and parties[member].single),
                within=tuple(sorted(named.get(group, "") for group in asked if one in inside[group] and group != one))
                if one in whole.within
                else (),
                exceeded=one in whole.exceeded,
            )
        )
    return tuple(sorted(found, key=lambda one: (bool(one.within), one.title, one.record)))


def _acts_of(session: Session, chosen: Iterable[str]) -> tuple[list[str], int]:
    """Return the acts that records lead to, and how many incidents are counted as parts of others."""
    ahead, seen, found, parts = list(chosen), set[str](), list[str](), set[str]()
    first = True
    while ahead:
        now, ahead = [one for one in dict.fromkeys(ahead) if one not in seen], []
        seen.update(now)
        for record, state in states(session, now):
            if state.type == "act":
                found.append(record)
            elif state.type == "incident":
                ahead += naming(session, record, "incident", "act")
                below = naming(session, record, "part_of", "incident")
                parts.update(below)
                ahead += below
            elif state.type == "person" and first:  # whose number was asked for, not one that stands in a case
                ahead += naming(session, record, "victim", "act")
            elif state.type != "person":
                ahead += [to for name in LEADING for to in reading.targets(state.fields.get(name))]
        first = False
    return list(dict.fromkeys(found)), len(parts)


def _act(record: str, fields: Fields) -> _Act:
    victim, number = fields.get("victim"), None
    key = ""
    if isinstance(victim, dict) and "answer" not in victim:
        number = counting.bounds(victim.get("number"))
        to, words = victim.get("to"), victim.get("words")
        if isinstance(to, str):
            key = to
        elif isinstance(words, str) or number is not None:
            incident = next(iter(reading.targets(fields.get("incident"))), record)
            key = f"{_WORDS}{incident}:{' '.join(str(words or '').split())}"
    often = counting.bounds(fields.get("occurrences"))
    code = fields.get("act_type")
    return _Act(
        record=record,
        type=str(code.get("term") or "") if isinstance(code, dict) else "",
        victim=key,
        number=number,
        period=reading.date(fields.get("period")),
        times=Bounds(max(1, often.least), often.most) if often is not None else ONE,
        alleged=fields.get("alleged") is True,
        reported=fields.get("counting") == {"term": "counting/reported"},
    )
