"""Consents that were withdrawn: what each covers, whom we sent that to, and whether they know by now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from app.domain import consent
from app.domain.body import Fields
from app.exchange.card import Card
from app.services import casework, consenting, contacts, inforce, succession, titles
from app.services.consenting import Covered
from app.services.inforce import Known
from app.services.session import Session
from app.storage import carried, log, selection
from app.storage import consents as stored

UNSENT, SENT, KNOWN = "unsent", "sent", "known"
"""Whether a recipient was told: not yet, on the way without a receipt, known to them."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle we sent that holds records a withdrawal covers: to whom, when, which, and whether it arrived."""

    name: str
    recipient: str
    to: str = field(repr=False)
    at: str
    records: tuple[str, ...]
    received: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody who has covered records from us, and whether they know that consent was withdrawn."""

    recipient: str
    name: str = field(repr=False)
    state: str
    at: str
    """When it was sent, received, or came from them."""
    records: int
    stays: bool = False
    """Whether the withdrawal itself is kept from being sent: it is source-protected."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A consent that was withdrawn: by which record, for what, what that covers here, and who has it from us."""

    consent: str
    title: str = field(repr=False)
    date: str
    purposes: tuple[str, ...]
    everything: bool
    covered: tuple[Covered, ...]
    bundles: tuple[Bundle, ...]
    telling: tuple[Telling, ...]
    came_from: str = field(repr=False, default="")
    """Who sent it to us; empty when it was made here."""
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a bundle brought that has to do with withdrawals."""

    withdrawals: int
    """Consents that came and withdraw something."""
    records: int
    """Records here that these cover."""
    bundles: int
    """Bundles we sent that hold some of those."""
    late: int
    """Records that came and were covered by what was withdrawn before."""

    @property
    def told(self) -> dict[str, int]:
        """The numbers, ready for JSON."""
        return {
            "consents": self.withdrawals,
            "records": self.records,
            "bundles": self.bundles,
            "late": self.late,
        }


NONE = Arrived(0, 0, 0, 0)


def look(session: Session, of: str, language: str = "en") -> Withdrawal:
    """Return what is to be known of a consent that withdraws. Raises UnknownRecord."""
    of = casework.find(session, of)
    return _look(session, inforce.load(session, [of]), of, contacts.names(session), _seen(session), language)


def waiting(session: Session, language: str = "en") -> tuple[Withdrawal, ...]:
    """Return the withdrawals that came here and nobody has seen yet, and those that recipients do not know of."""
    known = inforce.closing(session)
    names, seen = contacts.names(session), _seen(session)
    told = (_look(session, known, one, names, seen, language) for one in _withdrawing(known))
    return tuple(one for one in told if not one.seen or any(to.state == UNSENT for to in one.telling))


def count_unseen(session: Session) -> int:
    """Return how many withdrawals came here that nobody has seen yet."""
    some = [one for one in _withdrawing(inforce.closing(session)) if not _made_here(session, one)]
    return len(set(some) - _seen(session)) if some else 0


def see(session: Session, of: str) -> None:
    """Note that a person saw a withdrawal that came here."""
    log.note(session.vault, "withdrawal_seen", {"consent": casework.find(session, of)})


def owed(session: Session, card: Card) -> set[str]:
    """Return the versions of refusals and withdrawals that the owner of a card has to get, whatever else is sent.

    Those are of consents that cover records they had from us, and that they do not surely have.
    """
    known = inforce.closing(session)
    closing = [one.id for one in known.consents.values() if any(map(consent.closes, one.sides))]
    if not closing:
        return set()
    theirs = succession.chain(session, card.key_id)
    found = set[str]()
    for one in closing:
        covered = _records(session, known, one)
        gone = carried.to_others(session.vault, selection.of_records(session.vault, covered))
        if any(bundle.recipient in theirs for bundle in gone):
            found |= selection.of_records(session.vault, {one, *(known.before(one) & known.consents.keys())})
    return found


def arrived(session: Session, records: Collection[str]) -> Arrived:
    """Return what of the records that just came has to do with withdrawals."""
    known = inforce.closing(session)
    new, old = set[str](), set[str]()
    listed = _withdrawing(known)
    came = [one for one in listed if one in records]
    for one in listed:
        (new if one in came else old).update(_records(session, known, one))
    here = set(stored.types_of(session.vault, new))
    bundles = carried.to_others(session.vault, selection.of_records(session.vault, here))
    return Arrived(len(came), len(here), len(bundles), len((old - new) & set(records)))


def _look(session: Session, known: Known, of: str, names: dict[str, str], seen: set[str], language: str) -> Withdrawal:
    covered = consenting.covered(session, of, language, known=known)
    side = next(iter(known.consents[of].sides), {})
    listed = [one for one in consent.purposes(side) if consent.decision(side, one) == consent.WITHDRAWN]
    everything = consent.decision(side, "") == consent.WITHDRAWN
    own = selection.of_records(session.vault, [of])
    revisions = {
        one: record.record for record in covered for one in selection.of_records(session.vault, [record.record])
    }
    gone = carried.to_others(session.vault, revisions.keys())
    newer = succession.followed(session)
    bundles = tuple(
        Bundle(
            one.name,
            _latest(one.recipient, newer),
            names.get(_latest(one.recipient, newer), one.recipient[:16]),
            one.at,
            tuple(sorted({revisions[id_] for id_ in one.ids})),
            bool(one.receipt),
        )
        for one in gone
    )
    stays = of in _protected(session, of)
    told = carried.to_others(session.vault, own)
    back = carried.from_others(session.vault, own)
    origin = next((sender for sender, _at in back), "") if not _made_here(session, of) else ""
    return Withdrawal(
        consent=of,
        title=titles.titles(session, [of], language).get(of, ""),
        date=_date(side),
        purposes=tuple(listed),
        everything=everything,
        covered=covered,
        bundles=bundles,
        telling=tuple(_telling(bundles, told, back, newer, stays=stays)),
        came_from=names.get(origin, origin[:16]),
        seen=not origin or of in seen,
    )


def _telling(
    bundles: Sequence[Bundle],
    told: Sequence[carried.Carried],
    back: Sequence[tuple[str, str]],
    newer: dict[str, str],
    *,
    stays: bool,
) -> Iterable[Telling]:
    for recipient in dict.fromkeys(one.recipient for one in bundles):
        theirs = [one for one in bundles if one.recipient == recipient]
        records = len({record for one in theirs for record in one.records})
        came = [at for sender, at in back if _latest(sender, newer) == recipient]
        sent = [one for one in told if _latest(one.recipient, newer) == recipient]
        signed = [one.receipt for one in sent if one.receipt]
        state, at = UNSENT, ""
        if came or signed:
            state, at = KNOWN, min([*came, *signed])
        elif sent:
            state, at = SENT, sent[-1].at
        yield Telling(recipient, theirs[0].to, state, at, records, stays and state == UNSENT)


def _latest(key: str, newer: dict[str, str]) -> str:
    seen = {key}
    while (after := newer.get(key)) is not None and after not in seen:
        seen.add(after)
        key = after
    return key


def _records(session: Session, known: Known, of: str) -> set[str]:
    """Return the records a consent covers."""
    starts = known.starts(of)
    return starts.keys() | inforce.reached(session, {one for one, wide in starts.items() if wide})


def _withdrawing(known: Known) -> list[str]:
    return sorted(one.id for one in known.consents.values() if any(map(consent.withdrawing, one.sides)))


def _made_here(session: Session, of: str) -> bool:
    revisions = selection.of_records(session.vault, [of])
    return bool(selection.made_here(session.vault, revisions))


def _seen(session: Session) -> set[str]:
    return {str(entry.detail.get("consent", "")) for entry in log.entries(session.vault, ("withdrawal_seen",))}


def _protected(session: Session, of: str) -> set[str]:
    return {of} if consent.protects(casework.state_of(session, of).fields) else set()


def _date(side: Fields) -> str:
    date = side.get("date")
    return str(date.get("edtf") or "") if isinstance(date, dict) else ""
