"""Which card follows which: our own earlier keys, the keys others had before, and how far a new card is vouched for."""

from __future__ import annotations

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
    cards = {one.key_id: one for one in trust.cards(session.vault)}
    found = [key]
    while (stored := cards.get(found[-1])) is not None and stored.status == trust.VERIFIED:
        before = _before(stored, cards)
        if before is None or before.key_id in found:
            break
        found.append(before.key_id)
    return tuple(found)


def signed_as(session: Session, key: str) -> tuple[str, ...]:
    """Return the keys with which the owner of a verified card signed, the latest first: `chain`, and one before it.

    That one's card need not be here: the card we verified says, by both signatures, that its owner had it.
    """
    found = chain(session, key)
    last = trust.card_of(session.vault, found[-1])
    before = _predecessor(last) if last is not None and last.status == trust.VERIFIED else None
    return (*found, before) if before is not None and before not in found else found


def followed(session: Session) -> dict[str, str]:
    """Return, of each key that a verified card follows, the key of that card."""
    return {before: key for key in _verified(session) for before in chain(session, key)[1:2]}


def standing(session: Session, key: str) -> str:
    """Return how far the card of a key taken in is to be trusted; it is derived, so that all vaults agree.

    `verified`, `unverified` and `revoked` as stored. `endorsed` is unverified, and signed by the keys of a card we
    verified: whoever stole those could have made it, so it is still to be compared. `suspended` is the same where two
    cards claim to follow one: at least one of them is a thief's.
    """
    cards = {one.key_id: one for one in trust.cards(session.vault)}
    stored = cards.get(key)
    if stored is None:
        return "unknown"
    before = _before(stored, cards)
    if stored.status != trust.UNVERIFIED or before is None or before.status != trust.VERIFIED:
        return stored.status
    claims = [one for one in cards.values() if one.status != trust.REVOKED]
    return SUSPENDED if sum(_predecessor(one) == before.key_id for one in claims) > 1 else ENDORSED


def contested(session: Session) -> frozenset[str]:
    """Return the keys that two cards or more, none of them revoked, claim to follow."""
    claims = [_predecessor(one) for one in trust.cards(session.vault) if one.status != trust.REVOKED]
    return frozenset(one for one in claims if one is not None and claims.count(one) > 1)


def _verified(session: Session) -> list[str]:
    return [one.key_id for one in trust.cards(session.vault) if one.status == trust.VERIFIED]


def _predecessor(stored: trust.StoredCard) -> str | None:
    return parse_card(stored.card_bytes).predecessor


def _before(stored: trust.StoredCard, cards: dict[str, trust.StoredCard]) -> trust.StoredCard | None:
    """Return the card of the keys that signed this one, when it is here and both its keys are those."""
    card = parse_card(stored.card_bytes)
    before = cards.get(card.predecessor or "")
    if card.endorsement is None or before is None:
        return None
    earlier: Card = parse_card(before.card_bytes)
    return before if earlier.fingerprint == card.endorsement.fingerprint else None
