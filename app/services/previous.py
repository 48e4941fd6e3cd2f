"""Who was heard before: the testimonies held of a witness, and of people who may be the same person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain import ids, reading
from app.domain.body import Fields
from app.services import inforce, people, titles, wording
from app.services.people import Reason
from app.services.session import Session
from app.storage import browsing
from app.storage import consents as stored

MOST = 50
"""Testimonies named."""


@dataclass(frozen=True, slots=True)
class Held:
    """A testimony held before: when and by whom, of whom, and why that may be the same person (nothing: it is)."""

    testimony: str
    title: str = field(repr=False)
    when: str = field(repr=False)
    by: str = field(repr=False)
    person: str
    name: str = field(repr=False)
    reasons: tuple[Reason, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it is of this very person."""
        return not self.reasons


def of_testimony(session: Session, record: str, fields: Fields, language: str = "en") -> tuple[Held, ...]:
    """Return who was heard before of those who speak in a testimony, as it is being typed; itself left out."""
    listed = fields.get("witness")
    links = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found: dict[str, Held] = {}
    for link in links:
        if isinstance(link.get("to"), str) and ids.is_record_id(link["to"]):
            some = of_person(session, link["to"], language, but=record)
        else:
            some = of_name(session, str(link.get("words") or ""), language, but=record)
        for one in some:
            found.setdefault(one.testimony, one)
    return tuple(found.values())


def of_person(session: Session, person: str, language: str = "en", *, but: str = "") -> tuple[Held, ...]:
    """Return the testimonies held of a person, then those of people who may be the same, with the reasons."""
    same = inforce.same(session, [person])[person]
    target = browsing.targets(session.vault, [person]).get(person)
    likely = people.alike(session, person, target.fields, language) if target else []
    return _held(session, dict.fromkeys(sorted(same), ()), likely, but, language)


def of_name(session: Session, name: str, language: str = "en", *, but: str = "") -> tuple[Held, ...]:
    """Return the testimonies held of people who go by a name that was only typed, with the reasons."""
    if not name.strip():
        return ()
    fields = {"names": [{"text": name.strip(), "kind": "legal"}]}
    return _held(session, {}, people.alike(session, ids.new_record_id(), fields, language), but, language)


def _held(
    session: Session,
    own: Mapping[str, tuple[Reason, ...]],
    likely: Sequence[people.Alike],
    but: str,
    language: str,
) -> tuple[Held, ...]:
    whose = dict(own)
    for one in likely:
        for same in inforce.same(session, [one.side.id])[one.side.id]:
            whose.setdefault(same, one.reasons)
    spoken = dict[str, str]()
    order = {one: n for n, one in enumerate(whose)}
    pairs = stored.testimonies(session.vault, whose)
    for record, person in sorted(pairs, key=lambda pair: order[pair[1]]):
        if record != but:
            spoken.setdefault(record, person)
    some = dict(list(spoken.items())[:MOST])
    here = browsing.targets(session.vault, list(some))
    heard = {to for one in here.values() for to in reading.targets(one.fields.get("interviewer"))}
    named = titles.titles(session, {*some, *some.values(), *heard}, language)
    found = [
        Held(
            record,
            named.get(record, ""),
            _when(here[record].fields, language),
            ", ".join(_names(here[record].fields.get("interviewer"), named)),
            person,
            named.get(person, ""),
            whose[person],
        )
        for record, person in some.items()
        if record in here and here[record].fields.get("trashed") is not True
    ]
    return tuple(sorted(found, key=lambda one: (one.reasons, one.testimony)))


def _when(fields: Fields, language: str) -> str:
    given = fields.get("given")
    return wording.date_words(given, language) if isinstance(given, dict) and "answer" not in given else ""


def _names(value: Any, named: Mapping[str, str]) -> Iterable[str]:
    return filter(None, (wording.link_words(one, named) for one in reading.items(value)))
