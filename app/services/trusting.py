"""Taking in a contact card, and what its being verified sets free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.base.errors import BadCard, UnknownRecipient, WrongFingerprint
from app.base.i18n import _
from app.exchange.card import Card, parse_card, same_fingerprint
from app.services import contacts, erasing, receiving, succession
from app.services.session import Session
from app.storage import quarantine, trust

MAX_CARD = 32 << 10


def take_card(session: Session, file: Path, fingerprint: str | None) -> dict[str, Any]:
    """Take in a card: verified when `fingerprint` is its own, unverified when None is given.

    Verifying also takes in what was held of this author, and says which bundles of theirs wait in quarantine.
    Raises BadCard, WrongFingerprint, PracticeOnly; then nothing is kept.
    """
    with file.open("rb") as source:
        data = source.read(MAX_CARD + 1)
    return take(session, data, fingerprint)


def verify(session: Session, key: str, fingerprint: str) -> dict[str, Any]:
    """Verify a card that was taken in before, as `take_card` does. Raises UnknownRecipient, WrongFingerprint."""
    stored = trust.card_of(session.vault, key)
    if stored is None:
        raise UnknownRecipient(_("This contact card is not here any more. Take it in again."))
    return take(session, stored.card_bytes, fingerprint)


def take(session: Session, data: bytes, fingerprint: str | None) -> dict[str, Any]:
    """Take in the card in `data`, as `take_card` does; `told` says whose card it follows, if any."""
    card = parse_card(data)
    if card.key_id in succession.own_keys(session):
        raise BadCard(_("This is your own contact card. Nothing was changed."))
    contacts.same_world(session, card)
    if fingerprint is not None and not same_fingerprint(card.fingerprint, fingerprint):
        raise WrongFingerprint(
            _(
                "These digits are not the fingerprint of this card. It was not taken in: it may be another's. "
                "Ask its owner again, by voice or in person."
            )
        )
    asked = "verified" if fingerprint is not None else "unverified"
    status = trust.add_card(
        session.vault, card.data, card_hash=card.hash, key_id=card.key_id, name=card.name, status=asked
    )
    released, waiting = 0, list[str]()
    if status == "verified":
        released = receiving.release(session, card.key_id)
        erasing.follow(session)  # what a card with office authority erased needs nobody's word any more
        waiting = [str(path) for path in quarantine.waiting(session.vault, card.key_id)]
    return {
        "name": card.name,
        "key": card.key_id,
        "fingerprint": card.fingerprint,
        "status": status,
        "standing": succession.standing(session, card.key_id),
        "follows": card.predecessor or "",
        "told": _told(session, card),
        "released": released,
        "waiting": waiting,
    }


def _told(session: Session, card: Card) -> str:
    """Say which card this one follows, and what that is worth; empty when it follows none that is here."""
    standing = succession.standing(session, card.key_id)
    before = trust.card_of(session.vault, card.predecessor or "")
    if before is None:
        return ""
    if before.key_id in succession.contested(session):
        return _(
            "Careful: two cards claim to follow that of {name}. One of them may be a thief's. Ask {name}, by voice or "
            "in person, before anything else."
        ).format(name=before.name)
    if standing == succession.ENDORSED:
        return _(
            "It follows the card of {name} that you verified, and was signed by its keys. That alone proves nothing if "
            "those were stolen: compare the new digits too."
        ).format(name=before.name)
    if standing == trust.VERIFIED:
        return _("It takes the place of the earlier card of {name}.").format(name=before.name)
    return _("It says it follows the card of {name}.").format(name=before.name)
