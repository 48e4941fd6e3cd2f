"""Tombstones: which of them act by themselves in this vault, what each of them reaches, and which ask a person.

What a tombstone does depends on itself and on whom we trust, never on what came first: so all vaults come to the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain import notice
from app.domain.notice import ERASE, Erasure
from app.domain.revision import ERASED, Revision
from app.services import succession
from app.services.session import Session
from app.storage import held, log, revisions, selection, trust
from app.storage.states import parsed
from app.storage.truth import mentions


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An erasure as it came: which revision says so, of which record, signed by whom, when."""

    id: str
    record: str
    author: str
    at: str
    erasure: Erasure = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose word is enough here: our own, and that of verified cards with office authority; `revoked` is nobody's."""

    own: frozenset[str]
    """Our present key and our earlier ones."""
    offices: frozenset[str]
    revoked: frozenset[str]
    left: frozenset[str] = frozenset()
    """Our earlier keys: who stole one may go on signing with it."""
    made_here: frozenset[str] = frozenset()
    """The tombstones by those that were made in this vault, while they were ours."""
    asks_always: bool = False
    """Whether this is Headquarters, where a stolen key, even one we trust, must erase nothing: a person is asked."""

    def acts(self, tombstone: Tombstone) -> bool:
        """Tell whether a tombstone runs by itself: signed by an office, or by the author of all it covers.

        At Headquarters only its own do.
        """
        signer = tombstone.author
        if self.asks_always and signer not in self.own:
            return False
        if signer in self.revoked or (signer in self.left and tombstone.id not in self.made_here):
            return False
        return self.over_all(signer) or all(author == signer for _id, author in tombstone.erasure.covers)

    def over_all(self, signer: str) -> bool:
        """Tell whether this signer may erase what others wrote."""
        return signer in self.own or (signer in self.offices and signer not in self.revoked)


def authority(session: Session) -> Authority:
    """Return whose tombstones act in this vault as its cards stand."""
    cards = trust.cards(session.vault)
    offices = {one.key_id for one in cards if one.status == trust.VERIFIED and "office" in one.authority}
    revoked = {one.key_id for one in cards if one.status == trust.REVOKED}
    own = succession.own_keys(session)
    left = frozenset(own[1:])
    made = selection.made_here(session.vault, (one.id for one in all_of(session) if one.author in left)) if left else ()
    office = session.card.office
    return Authority(frozenset(own), frozenset(offices), frozenset(revoked), left, frozenset(made), office)


def all_of(session: Session, records: Iterable[str] | None = None) -> list[Tombstone]:
    """Return the tombstones that are here, of these records or of all, by id."""
    return _read(selection.notices(session.vault, ERASE, records))


def _read(found: Iterable[Revision]) -> list[Tombstone]:
    told = []
    for one in found:
        said = notice.read(ERASE, parsed(one.body))
        if isinstance(said, Erasure):
            told.append(Tombstone(one.id, one.header.record, one.header.author, one.header.at, said))
    return told


def reached(trusted: Authority, tombstone: Tombstone, there: Collection[Revision]) -> tuple[set[str], set[str]]:
    """Return which of the revisions `there` of its record a tombstone erases by itself, and for which it asks.

    A revision it names under another author is not meant. Tombstones themselves stay.
    """
    acts, over_all = trusted.acts(tombstone), trusted.over_all(tombstone.author)
    named = dict(tombstone.erasure.covers)
    gone, asked = set[str](), set[str]()
    for one in there:
        author = one.header.author
        if one.header.notice == ERASE or one.header.record != tombstone.record:
            continue
        if one.id in named:
            if named[one.id] == author:
                (gone if acts else asked).add(one.id)
        elif tombstone.erasure.whole:
            (gone if acts and (over_all or author == tombstone.author) else asked).add(one.id)
    return gone, asked


def to_erase(session: Session) -> dict[str, set[str]]:
    """Return, by tombstone that leaves something to do, the ids that are to go by themselves, held ones among them."""
    trusted = authority(session)
    found: dict[str, set[str]] = {}
    tombstones = [one for one in all_of(session) if trusted.acts(one)]
    there = _there(session, tombstones)
    for tombstone in tombstones:
        kept_back = held.among(session.vault, (id_ for id_, _author in tombstone.erasure.covers))
        known = {one.id: one for one in kept_back} | dict(there[tombstone.record])
        gone, _asked = reached(trusted, tombstone, known.values())
        if any(known[id_].state != ERASED for id_ in gone):
            found[tombstone.id] = gone
    return found


def asking(session: Session) -> dict[str, tuple[Tombstone, set[str]]]:
    """Return the tombstones that ask a person, with the revisions they would erase; those refused are left out."""
    found: dict[str, tuple[Tombstone, set[str]]] = {}
    tombstones = all_of(session)
    if not tombstones:
        return found
    trusted, refused = authority(session), refusals(session)
    tombstones = [one for one in tombstones if one.id not in refused and one.author not in trusted.revoked]
    there = _there(session, tombstones)
    for tombstone in tombstones:
        known = there[tombstone.record]
        _gone, asked = reached(trusted, tombstone, known.values())
        left = {id_ for id_ in asked if known[id_].state != ERASED}
        if left:
            found[tombstone.id] = tombstone, left
    return found


def refusals(session: Session) -> set[str]:
    """Return the ids of the tombstones a person refused here."""
    return {str(entry.detail["notice"]) for entry in log.entries(session.vault, ("erasure_refused",))}


def _there(session: Session, tombstones: Sequence[Tombstone]) -> Mapping[str, Mapping[str, Revision]]:
    records = {one.record for one in tombstones}
    return {one: {rev.id: rev for rev in revisions.of_record(session.vault, one)} for one in records}


def without_erased(session: Session, arriving: Sequence[Revision], forgotten: set[bytes]) -> list[Revision]:
    """Return arriving revisions without the bodies that a tombstone here, or among them, erases: never written at all.

    The hashes of the attachments those bodies name are added to `forgotten`.
    """
    records = {one.header.record for one in arriving}
    found = _read(selection.notices(session.vault, ERASE, records, hidden=True))
    found += _read(one for one in arriving if one.header.notice == ERASE)
    if not found:
        return list(arriving)
    trusted, gone = authority(session), set[str]()
    for tombstone in found:
        gone |= reached(trusted, tombstone, arriving)[0]
    for one in arriving:
        if one.id in gone and one.body is not None:
            forgotten |= mentions(one.body)
    return [
        replace(one, state=ERASED, body=None, salt=None) if one.id in gone and one.body is not None else one
        for one in arriving
    ]
