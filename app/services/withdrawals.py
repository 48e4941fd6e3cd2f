"""Consents that were withdrawn: what each covers, whom we sent that to, and whether they know by now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain import consent
from app.domain.body import Fields
from app.exchange.card import Card
from app.services import casework, consenting, contacts, inforce, succession, titles
from app.services.consenting import Covered
from app.services.inforce import Known
from app.services.session import Session
from app.storage import blobs, carried, log, selection
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
    copies: tuple[str, ...] = ()
    """When decrypted copies of attachments of what it covers were written outside the vault; only `look` tells."""


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
    known = inforce.load(session, [of])
    covered = {of: consenting.covered(session, of, language, known=known)}
    found = _look(_Sent.of(session, covered, language), known, of, covered[of])
    return replace(found, copies=_copied_out(session, [one.record for one in covered[of]]))


def waiting(session: Session, language: str = "en") -> tuple[Withdrawal, ...]:
    """Return the withdrawals that came here and nobody has seen yet, and those that recipients do not know of."""
    known = inforce.load(session, stored.withdrawing(session.vault))
    covered = {
        one: consenting.covered(session, one, language, known=known, titled=False) for one in _withdrawing(known)
    }
    sent = _Sent.of(session, covered, language)
    told = (_look(sent, known, one, some) for one, some in covered.items())
    return tuple(one for one in told if not one.seen or any(to.state == UNSENT for to in one.telling))


def count_unseen(session: Session) -> int:
    """Return how many withdrawals came here that nobody has seen yet."""
    came = stored.withdrawing(session.vault, foreign=True)
    left = set(came) - _seen(session) if came else set()
    some = left.intersection(_withdrawing(inforce.load(session, left))) if left else set()
    return len(some - _made_here(session, some))


def see(session: Session, of: str) -> None:
    """Note that a person saw a withdrawal that came here."""
    log.note(session.vault, "withdrawal_seen", {"consent": casework.find(session, of)})


def owed(session: Session, card: Card) -> set[str]:
    """Return the versions of refusals and withdrawals that the owner of a card has to get, whatever else is sent.

    Those are of consents that withdraw, refuse internal use or take the place of others, and cover records they had
    from us.
    """
    vault = session.vault
    wanted = {*stored.withdrawing(vault), *stored.changing(vault), *stored.closing(vault, consent.INTERNAL)}
    known = inforce.load(session, wanted)
    if not wanted:
        return set()
    theirs = succession.chain(session, card.key_id)
    versions = carried.versions(vault, consenting.reach(session, known))
    gone = [one for one in carried.to_others(vault, versions.keys()) if one.recipient in theirs]
    had = sorted({versions[id_] for one in gone for id_ in one.ids})
    found = set[str]()
    for start in range(0, len(had), consenting.MANY):
        for standing in consenting.standings(session, had[start : start + consenting.MANY]).values():
            found |= wanted.intersection(standing.consents)
    before = {name for one in found for name in known.before(one)} & known.consents.keys()
    return selection.of_records(vault, found | before)


def arrived(session: Session, records: Collection[str]) -> Arrived:
    """Return what of the records that just came has to do with withdrawals."""
    known = inforce.load(session, stored.withdrawing(session.vault))
    listed = _withdrawing(known)
    new, old = set[str](), set[str]()
    came = [one for one in listed if one in records]
    for one in listed:
        (new if one in came else old).update(_records(session, known, one))
    here = set(stored.types_of(session.vault, new))
    bundles = carried.to_others(session.vault, selection.of_records(session.vault, here))
    late = sorted((old - new).intersection(records))
    marked = [
        one
        for start in range(0, len(late), consenting.MANY)
        for one in consenting.standings(session, late[start : start + consenting.MANY]).values()
        if one.stands("withdrawn")
    ]
    return Arrived(len(came), len(here), len(bundles), len(marked))


@dataclass(frozen=True, slots=True)
class _Sent:
    """What went to whom of some withdrawals and of what they cover, read at once, and what is known of both ends."""

    versions: Mapping[str, str]
    """The record of each version."""
    gone: tuple[carried.Carried, ...]
    back: tuple[tuple[str, str, frozenset[str]], ...]
    made_here: frozenset[str]
    protected: frozenset[str]
    seen: frozenset[str]
    names: Mapping[str, str] = field(repr=False)
    newer: Mapping[str, str]
    titles: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, session: Session, covered: Mapping[str, Sequence[Covered]], language: str = "en") -> _Sent:
        """Read all of it for these withdrawals and what each covers."""
        own = carried.versions(session.vault, covered)
        versions = carried.versions(session.vault, {one.record for some in covered.values() for one in some}) | own
        return cls(
            versions,
            tuple(carried.to_others(session.vault, versions.keys())),
            tuple(carried.from_others(session.vault, own.keys())),
            frozenset(_made_here(session, covered)),
            frozenset(one for one in covered if consent.protects(casework.state_of(session, one).fields)),
            frozenset(_seen(session)),
            contacts.names(session),
            succession.followed(session),
            titles.titles(session, list(covered), language),
        )

    def now(self, key: str) -> str:
        """Return the present key of the owner of a key."""
        passed = {key}
        while (after := self.newer.get(key)) is not None and after not in passed:
            passed.add(after)
            key = after
        return key

    def name(self, key: str) -> str:
        """Return what the owner of a key is called."""
        return self.names.get(self.now(key), key[:16])


def _look(sent: _Sent, known: Known, of: str, covered: tuple[Covered, ...]) -> Withdrawal:
    side = next(iter(known.consents[of].sides), {})
    records = {one.record for one in covered}
    bundles, told = list[Bundle](), list[carried.Carried]()
    for one in sent.gone:
        held = {sent.versions[id_] for id_ in one.ids}
        if of in held:
            told.append(one)
        if some := sorted(held & records):
            to = sent.now(one.recipient)
            bundles.append(Bundle(one.name, to, sent.name(to), one.at, tuple(some), bool(one.receipt)))
    back = [(sender, at) for sender, at, ids in sent.back if any(sent.versions[id_] == of for id_ in ids)]
    origin = back[0][0] if back and of not in sent.made_here else ""
    return Withdrawal(
        consent=of,
        title=sent.titles.get(of, ""),
        date=_date(side),
        purposes=tuple(one for one in consent.purposes(side) if consent.decision(side, one) == consent.WITHDRAWN),
        everything=consent.decision(side, "") == consent.WITHDRAWN,
        covered=covered,
        bundles=tuple(bundles),
        telling=tuple(_telling(sent, of, bundles, told, back)),
        came_from=sent.name(origin) if origin else "",
        seen=not origin or of in sent.seen,
    )


def _telling(
    sent: _Sent, of: str, bundles: Sequence[Bundle], told: Sequence[carried.Carried], back: Sequence[tuple[str, str]]
) -> Iterable[Telling]:
    for recipient in dict.fromkeys(one.recipient for one in bundles):
        theirs = [one for one in bundles if one.recipient == recipient]
        records = len({record for one in theirs for record in one.records})
        came = [at for sender, at in back if sent.now(sender) == recipient]
        went = [one for one in told if sent.now(one.recipient) == recipient]
        signed = [one.receipt for one in went if one.receipt]
        state, at = UNSENT, ""
        if came or signed:
            state, at = KNOWN, min([*came, *signed])
        elif went:
            state, at = SENT, went[-1].at
        stays = state == UNSENT and of in sent.protected
        yield Telling(recipient, theirs[0].to, state, at, records, stays)


def _copied_out(session: Session, records: Collection[str]) -> tuple[str, ...]:
    named = blobs.mentioned(session.vault, carried.versions(session.vault, records)) if records else {}
    copied = log.entries(session.vault, ("copied_out",)) if named else ()
    return tuple(entry.at for entry in copied if entry.detail.get("sha256") in named)


def _records(session: Session, known: Known, of: str) -> set[str]:
    """Return the records a consent covers."""
    starts = known.starts(of)
    return starts.keys() | inforce.reached(session, {one for one, wide in starts.items() if wide})


def _withdrawing(known: Known) -> list[str]:
    return sorted(one.id for one in known.consents.values() if any(map(consent.withdrawing, one.sides)))


def _made_here(session: Session, consents: Iterable[str]) -> set[str]:
    """Return those of the consents a version of which was saved in this vault."""
    versions = carried.versions(session.vault, consents)
    return {versions[one] for one in selection.made_here(session.vault, versions)}


def _seen(session: Session) -> set[str]:
    return {str(entry.detail.get("consent", "")) for entry in log.entries(session.vault, ("withdrawal_seen",))}


def _date(side: Fields) -> str:
    date = side.get("date")
    return str(date.get("edtf") or "") if isinstance(date, dict) else ""
