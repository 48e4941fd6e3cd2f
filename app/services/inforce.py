"""Which consents are in force: what each one closes until another takes its place, and how far that reaches.

In doubt the stricter counts: while versions disagree, in the trash, and by the device's clock a consent allows less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain import consent
from app.domain.body import Fields
from app.domain.consent import Decided
from app.domain.state import State
from app.services.session import Session
from app.storage import consents as stored
from app.storage import records, revisions
from app.storage.states import MANY, parsed

TAKING_PLACE = ("replaces", "withdraws")


@dataclass(frozen=True, slots=True)
class Said:
    """One consent: what each of its versions that stand says, and the records it starts from.

    `roots` tells of each whether what rests on it is reached too.
    """

    id: str
    sides: tuple[Fields, ...] = field(repr=False)
    decided: tuple[Decided, ...]
    """What each of them decides."""
    trashed: bool
    names: frozenset[str]
    roots: Mapping[str, bool]

    def allows(self, purpose: str, today: int) -> bool | None:
        """Return whether it allows a purpose: while its versions disagree the stricter, in the trash never True."""
        both = zip(self.sides, self.decided, strict=True)
        decisions = {consent.decides(one, purpose, today, said) for one, said in both}
        if False in decisions:
            return False
        return True if decisions == {True} and not self.trashed else None


@dataclass(frozen=True, slots=True)
class Known:
    """Consents with all that they take the place of and all that take theirs."""

    consents: Mapping[str, Said]
    followers: Mapping[str, tuple[str, ...]]
    """Of each consent, those that name it."""
    today: int

    def before(self, one: str) -> set[str]:
        """Return the consents that this one takes the place of, and those that they did."""
        found, waiting = set[str](), [one]
        while waiting:
            said = self.consents.get(waiting.pop())
            new = said.names - found if said else frozenset[str]()
            found |= new
            waiting += new
        return found

    def after(self, one: str) -> list[Said]:
        """Return the consents that name this one, but for those it takes the place of itself."""
        found = self.followers.get(one, ())
        before = self.before(one) if found else set[str]()
        return [self.consents[name] for name in found if name not in before and name != one]

    def starts(self, one: str) -> dict[str, bool]:
        """Return the records a consent starts from, those of all before it included; the wider reach counts."""
        found = dict(self.consents[one].roots)
        for name in self.before(one) & self.consents.keys():
            for root, wide in self.consents[name].roots.items():
                found[root] = found.get(root, False) or wide
        return found

    def closed(self, one: str, purpose: str) -> dict[str, bool]:
        """Return the records for which a consent closes a purpose, as `starts` does, less what a later one opened."""
        if self.consents[one].allows(purpose, self.today) is not False:
            return {}
        found = self.starts(one)
        for later in self.after(one):
            if later.allows(purpose, self.today):
                opened = later.roots or self.starts(later.id)
                found = {root: wide for root, wide in found.items() if root not in opened}
        return found


def load(session: Session, wanted: Iterable[str]) -> Known:
    """Return these consents with all that they take the place of, and all that take theirs."""
    found: dict[str, tuple[tuple[Fields, ...], bool]] = {}
    waiting = set(wanted)
    while waiting:
        some = sorted(waiting)
        found |= dict.fromkeys(some, ((), False))
        read = dict(_read(session, some))
        found |= read
        named = {to for sides, _trashed in read.values() for one in sides for to in consent.named(one)}
        named |= {one for one, _to in stored.naming(session.vault, some, TAKING_PLACE)}
        waiting = named - found.keys()
    roots = _roots(session, {one: sides for one, (sides, _trashed) in found.items()})
    known = {}
    for one, (sides, trashed) in found.items():
        names = [frozenset(consent.named(side)) for side in sides]
        together = names[0].intersection(*names) if names else frozenset[str]()
        known[one] = Said(one, sides, tuple(map(consent.decided, sides)), trashed, together, roots[one])
    followers: dict[str, tuple[str, ...]] = {}
    for said in known.values():
        for name in said.names:
            followers[name] = (*followers.get(name, ()), said.id)
    return Known(known, followers, today())


def closed(session: Session, purpose: str = consent.INTERNAL) -> set[str]:
    """Return the records for which a purpose is closed."""
    known = load(session, stored.closing(session.vault, purpose))
    narrow, wide = set[str](), set[str]()
    for one in known.consents:
        for root, reaches in known.closed(one, purpose).items():
            (wide if reaches else narrow).add(root)
    return narrow | reached(session, wide)


def reached(session: Session, roots: Collection[str]) -> set[str]:
    """Return these records and all that rest on them, however far."""
    found, waiting = set(roots), set(roots)
    while waiting:
        waiting = {one for one, _on in stored.resting(session.vault, waiting)} - found
        found |= waiting
    return found


def today() -> int:
    """Return the day it is by this device's clock, as `date.toordinal` counts."""
    return datetime.now(UTC).astimezone().date().toordinal()


def sides(session: Session, record: str, state: State) -> Iterator[Fields]:
    """Yield the fields of every head; for heads that cannot be read here, those of every readable revision.

    What a head of a newer version calls protected in its own way counts too.
    """
    readable: dict[str, Fields] = {}
    for one in revisions.of_record(session.vault, record):
        body = parsed(one.body)
        if body is not None and body.readable and one.header.readable:
            readable[one.id] = body.fields
        elif one.id in state.heads and one.body is not None and consent.SOURCE_PROTECTED.encode() in one.body:
            yield {"confidentiality": {"term": consent.SOURCE_PROTECTED}}
    whole = readable.keys() >= set(state.heads)
    yield from (fields for id_, fields in readable.items() if not whole or id_ in state.heads)


def _read(session: Session, some: list[str]) -> Iterator[tuple[str, tuple[tuple[Fields, ...], bool]]]:
    types = stored.types_of(session.vault, some)
    ours = [one for one in some if types.get(one) == "consent"]
    for start in range(0, len(ours), MANY):
        for id_, state in revisions.states_of(session.vault, ours[start : start + MANY]).items():
            if state.conflicts or state.newer:
                row = records.get(session.vault, id_)
                yield id_, (tuple(sides(session, id_, state)), bool(row and row.trashed))
            else:
                yield id_, ((state.fields,), state.fields.get("trashed") is True)


def _roots(session: Session, told: Mapping[str, tuple[Fields, ...]]) -> dict[str, dict[str, bool]]:
    """Return the records each consent starts from: those it names, and by its rule the person's own."""
    vault = session.vault
    every = [side for sides_ in told.values() for side in sides_]
    types = stored.types_of(vault, {to for side in every for to in consent.covered(side)})
    people = {one for side in every for one in consent.people(side)}
    merged = same(session, people)
    spoken: dict[str, set[str]] = {}
    for record, person in stored.testimonies(vault, {one for some in merged.values() for one in some}):
        spoken.setdefault(person, set()).add(record)
    public = stored.already_public(vault, people)
    found: dict[str, dict[str, bool]] = {}
    for id_, sides_ in told.items():
        roots = found.setdefault(id_, {})
        for side in sides_:
            wide = not consent.narrow(side)
            named = [one for one in consent.covered(side) if types.get(one) != "consent"]  # they always go
            own = {one for person in consent.people(side) for one in merged[person]}
            added = set(named)
            if consent.whole(side):
                added |= {one for person in own for one in spoken.get(person, ())}
            if wide and (consent.whole(side) or any(types.get(one) == "testimony" for one in named)):
                added |= own - public
            for one in added:
                roots[one] = roots.get(one, False) or wide
    return found


def same(session: Session, people: Collection[str]) -> dict[str, set[str]]:
    """Return each of these people with the records merged with theirs."""
    merged: dict[str, set[str]] = {}
    seen, waiting = set(people), set(people)
    while waiting:
        new = stored.same_people(session.vault, waiting)
        for one, other in new:
            merged.setdefault(one, set()).add(other)
            merged.setdefault(other, set()).add(one)
        waiting = {one for one, _of in new} - seen
        seen |= waiting
    return {one: _together(one, merged) for one in people}


def _together(one: str, merged: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {one}, [one]
    while waiting:
        new = merged.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
