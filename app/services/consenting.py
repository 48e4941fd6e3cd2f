"""What consents say of a record: for each purpose the decision in force, by which consent and why; what one covers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain import consent, reading
from app.domain.consent import ASK_AGAIN, EXPIRED, GRANTED, NOT_ASKED, REFUSED, WITHDRAWN
from app.services import inforce, titles
from app.services.inforce import Known, Said
from app.services.session import Session
from app.storage import consents as stored

NAMED, BY_TESTIMONY, BY_PERSON, CITED = "named", "testimony", "person", "cited"
"""Why a consent holds for a record: it names it; it is the person's testimony, or their own record; it rests on one."""

MANY = 500
"""Records whose standing is computed at once."""

STATES = ("given", "not-asked", "refused", "expired", "withdrawn")
PARTLY = "partly-"
"""Before a state that holds for some purposes, while others are allowed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What holds for one purpose: the decision, by which consent, why, since when.

    `when` is EDTF, of what expired its end. `through` is the record it holds for first, where this one rests on that.
    """

    purpose: str
    decision: str
    consent: str = ""
    why: str = ""
    through: str = ""
    when: str = ""
    conditions: str = field(default="", repr=False)
    mechanism: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What consents say of a record, purpose by purpose; no decisions where nobody had to be asked."""

    record: str
    decisions: tuple[Decision, ...]
    consents: tuple[str, ...]
    """The consents that reach it, withdrawals among them."""

    @property
    def state(self) -> str:
        """One of `STATES` or empty; `PARTLY` withdrawn or expired while internal and other use are allowed."""
        said = {one.decision for one in self.decisions}
        given = {one.purpose for one in self.of(GRANTED, ASK_AGAIN)}
        partly = consent.INTERNAL in given and len(given) > 1
        for decision, state in ((WITHDRAWN, "withdrawn"), (EXPIRED, "expired")):
            if decision in said:
                return f"{PARTLY}{state}" if partly else state
        if given:
            return "given"
        return "refused" if REFUSED in said else "not-asked" if NOT_ASKED in said else ""

    def stands(self, state: str) -> bool:
        """Tell whether it is among those of one of `STATES`: what is withdrawn in part is withdrawn, and given."""
        partly = self.state.startswith(PARTLY) and state in (self.state.removeprefix(PARTLY), "given")
        return partly or self.state == state

    def of(self, *decisions: str) -> tuple[Decision, ...]:
        """Return what holds for the purposes so decided."""
        return tuple(one for one in self.decisions if one.decision in decisions)


@dataclass(frozen=True, slots=True)
class Covered:
    """A record that a consent covers, and why."""

    record: str
    type: str
    why: str
    through: str = ""
    title: str = field(default="", repr=False)


def warned_of(state: str) -> bool:
    """Tell whether a state is said wherever the record is shown: something was refused, withdrawn, or has expired."""
    return state not in ("", "given", "not-asked")


def standing(session: Session, record: str) -> Standing:
    """Return what consents say of a record; the strictest where it rests on several."""
    return standings(session, [record])[record]


def standings(session: Session, wanted: Collection[str]) -> dict[str, Standing]:
    """Return what consents say of each of these records."""
    resting = _rested_on(session, wanted)
    nodes = {node for some in resting.values() for node in some}
    types = stored.types_of(session.vault, nodes)
    known = inforce.load(session, _candidates(session, nodes, types))
    told = {node for node in nodes if types.get(node) == "testimony"}
    asked = told - stored.already_public(session.vault, told)
    over: dict[str, list[tuple[Said, bool]]] = {}
    for one in known.consents.values():
        for root, wide in known.starts(one.id).items():
            over.setdefault(root, []).append((one, wide))
    look = _Look(known, over, types, asked, tuple(session.schema.vocabulary("purpose").terms), {})
    return {one: look.standing(one, resting[one]) for one in wanted}


def covered(
    session: Session, of: str, language: str = "en", *, known: Known | None = None, titled: bool = True
) -> tuple[Covered, ...]:
    """Return what a consent covers, with all it takes the place of: what it names first."""
    known = known or inforce.load(session, [of])
    starts = known.starts(of)
    types = stored.types_of(session.vault, starts)
    told = {one: Covered(one, "", _why(known, of, one, types)) for one in starts}
    waiting = {one for one, wide in starts.items() if wide}
    while waiting:
        new = {one: on for one, on in stored.resting(session.vault, waiting) if one not in told}
        told |= {one: Covered(one, "", CITED, told[on].through or on) for one, on in new.items()}
        waiting = set(new)
    types |= stored.types_of(session.vault, told)
    named = titles.titles(session, list(told), language) if titled else {}
    order = {NAMED: 0, BY_TESTIMONY: 1, BY_PERSON: 2, CITED: 3}
    found = [
        Covered(one.record, types[one.record], one.why, one.through, named.get(one.record, ""))
        for one in told.values()
        if one.record in types
    ]
    return tuple(sorted(found, key=lambda one: (order[one.why], one.type, one.title, one.record)))


def marked(session: Session, state: str) -> set[str]:
    """Return the records that stand in one of `STATES`, whatever they rest on; of those not asked, the testimonies."""
    vault = session.vault
    match state:
        case "withdrawn":
            found = reach(session, inforce.load(session, stored.withdrawing(vault)))
        case "refused":
            found = reach(session, inforce.load(session, stored.refusing(vault)))
        case "expired":
            found = reach(session, inforce.load(session, stored.ending(vault)))
        case "given":
            found = reach(session, inforce.load(session, stored.every(vault)))
        case _:
            known = inforce.load(session, stored.every(vault))
            loud = {name: one for name, one in known.consents.items() if _speaks(one)}
            return set(stored.unasked(vault)) - reach(session, replace(known, consents=loud))
    told = dict[str, Standing]()
    listed = sorted(found)
    for start in range(0, len(listed), MANY):
        told |= standings(session, listed[start : start + MANY])
    return {one for one, standing_ in told.items() if standing_.stands(state)}


def _speaks(one: Said) -> bool:
    """Tell whether a consent decides anything: in the trash it only refuses."""
    said = {word for each in one.decided for word in (*each.listed.values(), each.rest)} - {""}
    return bool(said & {WITHDRAWN, REFUSED} if one.trashed else said)


def reach(session: Session, known: Known) -> set[str]:
    """Return all records that these consents reach."""
    starts = {root: wide for one in known.consents.values() for root, wide in one.roots.items()}
    return starts.keys() | inforce.reached(session, {one for one, wide in starts.items() if wide})


def _rested_on(session: Session, wanted: Iterable[str]) -> dict[str, set[str]]:
    """Return each record with all that it rests on, itself first."""
    edges: dict[str, set[str]] = {}
    wanted = set(wanted)
    waiting, seen = set(wanted), set(wanted)
    while waiting:
        for one, on in stored.rested_on(session.vault, waiting):
            edges.setdefault(one, set()).add(on)
        waiting = {on for one in waiting for on in edges.get(one, ())} - seen
        seen |= waiting
    found = {}
    for one in wanted:
        reached, left = {one}, [one]
        while left:
            new = edges.get(left.pop(), set()) - reached
            reached |= new
            left += new
        found[one] = reached
    return found


def _candidates(session: Session, nodes: Collection[str], types: Mapping[str, str]) -> set[str]:
    """Return the consents that may reach any of these records."""
    vault = session.vault
    people = {person for _one, person in stored.witnesses(vault, nodes)}
    people |= {one for one in nodes if types.get(one) == "person"}
    own = {one for some in inforce.same(session, people).values() for one in some}
    found = {one for one, _to in stored.naming(vault, nodes, ("records",))}
    return found | {one for one, _to in stored.naming(vault, own, ("person",))}


@dataclass(frozen=True, slots=True)
class _Look:
    known: Known
    over: Mapping[str, list[tuple[Said, bool]]]
    """The consents that start from a record, and whether they reach further."""
    types: Mapping[str, str]
    asked: Collection[str]
    """Testimonies whose witness has to be asked: all but those that are public already."""
    purposes: tuple[str, ...]
    kept: dict[tuple[str, str], dict[str, bool]]
    """What was computed of consents and purposes before."""

    def standing(self, record: str, nodes: Collection[str]) -> Standing:
        asked = [(node, self._over(node, direct=node == record)) for node in sorted(nodes)]
        asked = [(node, some) for node, some in asked if some or node in self.asked]
        if not asked:
            return Standing(record, (), ())
        consents = sorted({one.id for _node, some in asked for one in some})
        more = (consent.purposes(side) for one in consents for side in self.known.consents[one].sides)
        purposes = dict.fromkeys([*self.purposes, *(purpose for some in more for purpose in some)])
        decisions = []
        for purpose in purposes:
            each = [self._decision(record, node, some, purpose) for node, some in asked]
            strictest = consent.strictest(one.decision for one in each)
            decisions.append(next(one for one in each if one.decision == strictest))
        return Standing(record, tuple(decisions), tuple(consents))

    def _over(self, node: str, *, direct: bool) -> list[Said]:
        """Return the consents that start from a record; for what rests on it, those that reach further."""
        return [one for one, wide in self.over.get(node, ()) if direct or wide]

    def _decision(self, record: str, node: str, some: list[Said], purpose: str) -> Decision:
        closing, allowing, over = list[Decision](), list[Decision](), list[Decision]()
        for one in some:
            if node in self._closed(one.id, purpose):
                if not self._said_anew(one, node, purpose):
                    closing.append(self._told(record, node, one, purpose, closed=True))
            elif one.allows(purpose, self.known.today) and node in one.roots and not self._replaced(one, node, purpose):
                told = self._told(record, node, one, purpose, closed=False)
                (over if told.decision == EXPIRED else allowing).append(told)
        for several in (closing, allowing, over):  # one that stands counts before one that ended
            if several:
                strictest = consent.strictest(one.decision for one in several)
                return max(
                    (one for one in several if one.decision == strictest), key=lambda one: (one.when, one.consent)
                )
        return Decision(purpose, NOT_ASKED, through="" if node == record else node)

    def _closed(self, one: str, purpose: str) -> dict[str, bool]:
        key = (one, purpose)
        if key not in self.kept:
            self.kept[key] = self.known.closed(one, purpose)
        return self.kept[key]

    def _replaced(self, one: Said, node: str, purpose: str) -> bool:
        """Tell whether a later consent speaks for this record in place of this one."""
        for later in self.known.after(one.id):
            if later.trashed or node not in (later.roots or self.known.starts(later.id)):
                continue
            whole = any(one.id in consent.replaced(side) for side in later.sides)
            if whole or any(each.on(purpose) for each in later.decided):
                return True
        return False

    def _said_anew(self, one: Said, node: str, purpose: str) -> bool:
        """Tell whether a later consent closes in its own words what this one closes: then those count."""
        return any(
            node in later.roots and node in self._closed(later.id, purpose) for later in self.known.after(one.id)
        )

    def _told(self, record: str, node: str, one: Said, purpose: str, *, closed: bool) -> Decision:
        sides = one.sides or ({},)
        said = [each.on(purpose) for each in one.decided] or [""]
        decision = consent.strictest(said) if any(said) else ""
        side = sides[said.index(decision)]
        item = consent.item_of(side, purpose)
        when = _edtf(side.get("date"))
        if (closed and decision not in (WITHDRAWN, REFUSED)) or (
            not closed and consent.lapsed(side, purpose, self.known.today)
        ):
            decision, when = EXPIRED, _edtf(item.get("until")) or _edtf(side.get("expires"))
        return Decision(
            purpose,
            decision,
            one.id,
            _why(self.known, one.id, node, self.types) if node == record else CITED,
            "" if node == record else node,
            when,
            reading.text(item.get("conditions")),
            reading.text(item.get("mechanism")),
        )


def _why(known: Known, one: str, record: str, types: Mapping[str, str]) -> str:
    """Return why a consent starts from a record."""
    every = [known.consents[name] for name in (one, *sorted(known.before(one) & known.consents.keys()))]
    sides = [side for said in every for side in said.sides]
    if any(record in consent.covered(side) for side in sides):
        return NAMED
    return BY_PERSON if types.get(record) == "person" else BY_TESTIMONY


def _edtf(value: object) -> str:
    return str(value.get("edtf") or "") if isinstance(value, dict) else ""
