"""People who may be the same: who they are and why, who is not, and two of them side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from app.domain import edtf, ids, reading, search
from app.domain.body import Fields
from app.services import casework, picking, titles, wording
from app.services.picking import Likeness
from app.services.session import Session
from app.storage import naming, records, revisions

MOST_NAMES = 12
"""Names of one person that others are looked for by."""

WIDE = 60
"""People looked at for one number or day of birth."""


class Reason(IntEnum):
    """Why two may be the same person, the strongest first."""

    SAME_NUMBER = 0
    SAME_NAME = 1
    SAME_CHARACTERS = 2
    SAME_SOUND = 3
    SAME_WORDS = 4
    """The same words in another order, as Shunli Cao for Cao Shunli."""
    SAME_BIRTH = 5
    SAME_ORIGIN = 6
    OTHER_BIRTH = 7
    """What speaks against it."""


ENOUGH = frozenset({*list(Reason)[:5]})
"""Reasons any one of which is enough to ask; a day of birth needs a name or an origin beside it."""

BY_NAME = {
    Likeness.SAME_NAME: Reason.SAME_NAME,
    Likeness.SAME_CHARACTERS: Reason.SAME_CHARACTERS,
    Likeness.SAME_SOUND: Reason.SAME_SOUND,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One person as they are compared. One who goes by a code name shows no other name."""

    id: str
    title: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    birth: str = field(repr=False)
    origin: str = field(repr=False)
    links: int
    """How many records link to them."""
    trashed: bool = False
    coded: bool = False
    """Whether they go by a code name: who is called alike would tell who that is."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One who may be the same person, and why."""

    side: Side
    reasons: tuple[Reason, ...]


def alike(session: Session, record: str, fields: Mapping[str, Any], language: str = "en", most: int = 6) -> list[Alike]:
    """Return who may be the same as a person with these fields, as they are typed, the likeliest first.

    Those said not to be the same, by either record, and those in the trash are left out.
    """
    found: dict[str, set[Reason]] = {}
    mine = names_in(fields)
    for name in mine:
        for one, reason in _by_name(session, name, record):
            found.setdefault(one, set()).add(reason)
    for number, written in numbers_in(fields).items():
        for one in {*_holding(session, number, record), *_holding(session, written, record)}:
            if number in numbers_in(_fields(session, one)):
                found.setdefault(one, set()).add(Reason.SAME_NUMBER)
    birth = _day(fields)
    for one in _holding(session, birth, record) if birth else ():
        found.setdefault(one, set())
    for one in apart_from(session, record, fields):
        found.pop(one, None)
    listed = []
    for one, by_name in found.items():
        theirs = _fields(session, one)
        reasons = by_name | _compared(fields, theirs)
        named = bool(reasons & {Reason.SAME_BIRTH}) and (
            Reason.SAME_ORIGIN in reasons or _share(mine, names_in(theirs))
        )
        if reasons & ENOUGH or named:
            listed.append((sorted(reasons), one))
    listed.sort()
    chosen = sides(session, [one for _reasons, one in listed[:most]], language)
    return [Alike(chosen[one], tuple(reasons)) for reasons, one in listed[:most] if one in chosen]


def sides(session: Session, people: Iterable[str], language: str = "en") -> dict[str, Side]:
    """Return people as they are compared, those that are not here left out."""
    found = {}
    for one in people:
        row = records.get(session.vault, one)
        if row is None:
            continue
        fields = _fields(session, one)
        code = titles.code_name("person", fields)
        names = () if code else names_in(fields)
        birth = fields.get("birth")
        found[one] = Side(
            one,
            code or (names[0] if names else row.title),
            names,
            wording.date_words(birth, language) if isinstance(birth, dict) else "",
            "" if code else _origin(fields),
            len({link.record for link in records.links_to(session.vault, one)} - {one}),
            row.trashed,
            bool(code),
        )
    return found


def apart_from(session: Session, record: str, fields: Mapping[str, Any]) -> frozenset[str]:
    """Return the people that are said not to be the same as this one, by either record."""
    by_others = {link.record for link in records.links_to(session.vault, record) if link.field == "not_same"}
    return frozenset(by_others | _links(fields.get("not_same")))


def keep_apart(session: Session, record: str, other: str) -> str:
    """Remember that two people are not the same; return the item that says so, to undo it.

    Raises UnknownRecord, NewerVersion, Undecided.
    """
    fields = casework.undeciding(session, casework.state_of(session, record))[1]
    listed = fields.get("not_same")
    item = ids.new_item_id()
    link = {"id": item, "role": "not-same-as", "to": other}
    casework.edit(session, record, {"not_same": [*(listed if isinstance(listed, list) else []), link]})
    return item


def forget_apart(session: Session, record: str, item: str) -> None:
    """Undo `keep_apart`."""
    fields = casework.undeciding(session, casework.state_of(session, record))[1]
    listed = fields.get("not_same")
    left = [one for one in listed if one.get("id") != item] if isinstance(listed, list) else []
    casework.edit(session, record, {"not_same": left or None})


def names_in(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of a person, the preferred one first; those typed halfway too, but no descriptions."""
    listed = fields.get("names")
    items = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    items.sort(key=lambda one: one.get("preferred") is not True)
    texts = [str(one.get("text") or "").strip() for one in items if one.get("kind") not in ("description", "code")]
    return tuple(dict.fromkeys(text for text in texts if text))[:MOST_NAMES]


def numbers_in(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the numbers of a person's identity documents, written one way, and as they are written."""
    listed = fields.get("identity_documents")
    found = {}
    for one in listed if isinstance(listed, list) else ():
        number = one.get("number") if isinstance(one, dict) else None
        text = number.get("text") if isinstance(number, dict) else None
        if isinstance(text, str) and len(number_only := "".join(search.folded(text).split())) > 3:
            found[number_only] = text
    return found


def _by_name(session: Session, name: str, record: str) -> Iterable[tuple[str, Reason]]:
    words = sorted(search.folded(name).split())
    for one in picking.candidates(session, name, ("person",), limit=20, without=record):
        if one.likeness in BY_NAME:
            if len(words) > 1 or not name.isascii():  # a single word in Latin letters is half a name
                yield one.id, BY_NAME[one.likeness]
            elif one.likeness is Likeness.SAME_NAME:
                yield one.id, Reason.SAME_NAME
        elif one.likeness is Likeness.NAMED and len(words) > 1:
            theirs = names_in(_fields(session, one.id))
            if any(sorted(search.folded(other).split()) == words for other in theirs):
                yield one.id, Reason.SAME_WORDS


def _holding(session: Session, words: str, record: str) -> list[str]:
    return [row.id for row in naming.meant(session.vault, words, ("person",), WIDE) if row.id != record]


def _compared(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> set[Reason]:
    reasons = set()
    day, other = _day(mine), _day(theirs)
    if day and day == other:
        reasons.add(Reason.SAME_BIRTH)
    elif _differ(mine.get("birth"), theirs.get("birth")):
        reasons.add(Reason.OTHER_BIRTH)
    origin = search.folded(_origin(mine))
    if origin.strip() and origin == search.folded(_origin(theirs)):
        reasons.add(Reason.SAME_ORIGIN)
    return reasons


def _day(fields: Mapping[str, Any]) -> str:
    """Return the birth as EDTF when it is one certain day."""
    found = reading.date(fields.get("birth"))
    exact = found is not None and found.earliest == found.latest and not (found.uncertain or found.approximate)
    return found.text if found is not None and found.earliest is not None and exact else ""


def _differ(one: Any, other: Any) -> bool:
    """Tell whether two births cannot be the same day."""
    first, second = reading.date(one), reading.date(other)
    if first is None or second is None or first.approximate or second.approximate:
        return False
    return not edtf.overlaps(first, second)


def _share(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Tell whether a whole word of a name, or a way it sounds, is common to both."""
    parts = [
        {word for name in names for word in search.folded(name).split()}
        | {s for name in names for s in search.sounds(name)}
        for names in (mine, theirs)
    ]
    return bool({one for one in parts[0] if len(one) > 1} & parts[1])


def _origin(fields: Mapping[str, Any]) -> str:
    origin = fields.get("origin")
    return wording.place_words(origin) if isinstance(origin, dict) and "answer" not in origin else ""


def _fields(session: Session, record: str) -> Fields:
    state = revisions.state(session.vault, record)
    return state.fields if state is not None else {}


def _links(value: Any) -> set[str]:
    listed = value if isinstance(value, list) else []
    return {one["to"] for one in listed if isinstance(one, dict) and isinstance(one.get("to"), str)}
