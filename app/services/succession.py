"""Which card follows which: our own earlier keys, the keys others had before, and how far a new card is vouched for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.exchange.card import Card, parse_card
from app.exchange.manifest import Manifest
from app.services.session import Session
from app.storage import trust

ENDORSED, SUSPENDED = "endorsed", "suspended"


def own_keys(session: Session) -> tuple[str, ...]:
    """Return our signing keys: the present one first, then those of before."""
    cards = [parse_card(data) for data in trust.own_files(session.vault)]
    return tuple(dict.fromkeys([session.card.key_id, *(one.key_id for one in reversed(cards))]))


def epoch_here(session: Session, manifest: Manifest) -> str:
    """Return the name under which the places of a sender's stream are kept here.

    A stream goes to one card, and its numbers begin anew when the sender writes to our next one.
    """
    first = manifest.recipient_key == own_keys(session)[-1]
    return manifest.stream.epoch if first else f"{manifest.stream.epoch}/{manifest.recipient_key}"


def chain(session: Session, key: str) -> tuple[str, ...]:
    """Return a key and the keys its owner had before, the latest first.

    Each step is a card we verified that the key before it, one whose card is here too, signed as well. So it is one
    person by what we compared ourselves, and what that person's keys signed or received before counts as theirs.
    """
    return _chain(_cards(session), key)


def signed_as(session: Session, key: str) -> tuple[str, ...]:
    """Return the keys with which the owner of a verified card signed, the latest first: `chain`, and one before it.

    That one's card need not be here: the card we verified says, by both signatures, that its owner had it.
    """
    cards = _cards(session)
    found = _chain(cards, key)
    last = cards.get(found[-1])
    before = last.card.predecessor if last is not None and last.status == trust.VERIFIED else None
    return (*found, before) if before is not None and before not in found else found


def followed(session: Session) -> dict[str, str]:
    """Return, of each key that a verified card follows, the key of that card."""
    cards = _cards(session)
    return {
        before: key for key, one in cards.items() if one.status == trust.VERIFIED for before in _chain(cards, key)[1:2]
    }


def standings(session: Session) -> dict[str, str]:
    """Return how far each card taken in is to be trusted, by key; it is derived, so that all vaults agree.

    `verified`, `unverified` and `revoked` as stored. `endorsed` is unverified, and signed by the keys of a card we
    verified: whoever stole those could have made it, so it is still to be compared. `suspended` is the same where two
    cards claim to follow one: at least one of them is a thief's.
    """
    cards = _cards(session)
    suspended = _contested(cards)
    found: dict[str, str] = {}
    for key, one in cards.items():
        before = _before(cards, one)
        endorsed = one.status == trust.UNVERIFIED and before is not None and before.status == trust.VERIFIED
        found[key] = one.status if not endorsed else SUSPENDED if one.card.predecessor in suspended else ENDORSED
    return found


def standing(session: Session, key: str) -> str:
    """Return how far the card of one key is to be trusted, as `standings` does; `unknown` when it is not here."""
    return standings(session).get(key, "unknown")


def contested(session: Session) -> frozenset[str]:
    """Return the keys that two cards or more, none of them revoked, claim to follow."""
    return _contested(_cards(session))


@dataclass(frozen=True, slots=True)
class _Stored:
    card: Card
    status: str


def _cards(session: Session) -> dict[str, _Stored]:
    return {one.key_id: _Stored(parse_card(one.card_bytes), one.status) for one in trust.cards(session.vault)}


def _chain(cards: Mapping[str, _Stored], key: str) -> tuple[str, ...]:
    found = [key]
    while (stored := cards.get(found[-1])) is not None and stored.status == trust.VERIFIED:
        before = _before(cards, stored)
        if before is None or before.card.key_id in found:
            break
        found.append(before.card.key_id)
    return tuple(found)


def _contested(cards: Mapping[str, _Stored]) -> frozenset[str]:
    claims = Counter(one.card.predecessor for one in cards.values() if one.status != trust.REVOKED)
    return frozenset(key for key, count in claims.items() if key is not None and count > 1)


def _before(cards: Mapping[str, _Stored], stored: _Stored) -> _Stored | None:
    """Return the card of the keys that signed this one, when it is here and both its keys are those."""
    endorsement = stored.card.endorsement
    before = None if endorsement is None else cards.get(endorsement.key_id)
    if endorsement is None or before is None or before.card.fingerprint != endorsement.fingerprint:
        return None
    return before
