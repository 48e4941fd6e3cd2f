"""Contact cards: ours to hand out, others' to look up."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from app.base import durable
from app.base.errors import BadInput, KeepsakeError, PracticeOnly, UnknownRecipient
from app.base.i18n import _
from app.exchange.card import LARGEST, Card, group_digits, parse_card
from app.exchange.fingerprint import plain_digits
from app.services import succession
from app.services.session import Session
from app.storage import log, trust


def write_card(session: Session, out: Path) -> str:
    """Write our contact card to `out`; return its fingerprint, 60 digits.

    Only another contact card is replaced. Raises BadInput for any other file.
    """
    there = os.path.lexists(out)
    if there and card_name(out) is None:
        raise BadInput(_("There is another file {path} already; it is left as it is.").format(path=out))
    durable.replace_bytes(out, session.card.data, overwrite=there)
    return session.card.fingerprint


def card_name(path: Path) -> str | None:
    """Return the name in the contact card of this file, which is not trusted by that; None when it is no card."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    try:
        return parse_card(data).name
    except KeepsakeError:
        return None


def same_world(session: Session, card: Card) -> None:
    """Raise PracticeOnly when a practice vault meets a real card, or the other way round."""
    if session.practice and not card.practice:
        raise PracticeOnly(_("This is a practice vault; it takes no real contact cards. Nothing was changed."))
    if card.practice and not session.practice:
        raise PracticeOnly(
            _("This is the card of a practice vault; a real vault does not take it. Nothing was changed.")
        )


def recipient(session: Session, name: str) -> tuple[Card, str]:
    """Return the card with this name, or key id beginning like this, and its status; raise UnknownRecipient."""
    cards = trust.cards(session.vault)
    found = (
        [one for one in cards if one.key_id == name]  # first: nobody takes another's place by a card of that name
        or [one for one in cards if one.name == name]
        or [one for one in cards if len(name) >= 8 and one.key_id.startswith(name.lower())]
    )
    revoked = [one for one in found if one.status == trust.REVOKED]
    found = [one for one in found if one not in revoked]
    later = succession.followed(session)
    if len(found) > 1:  # who has a new card, which we verified, is written to at that
        found = [one for one in found if one.key_id == name or later.get(one.key_id) not in {it.key_id for it in found}]
    if revoked and not found:
        raise UnknownRecipient(
            _("The key of {name} was revoked: nothing is sent to it. Take in their new card.").format(name=name)
        )
    if not found:
        raise UnknownRecipient(
            _("There is no contact card with the name {name}. Take it in with `trust` first.").format(name=name)
        )
    if len(found) > 1:
        keys = ", ".join(one.key_id[:16] for one in found)
        raise UnknownRecipient(
            _("Several contact cards have the name {name}. Say which by its key: {keys}.").format(name=name, keys=keys)
        )
    return parse_card(found[0].card_bytes), found[0].status


def listing(session: Session) -> list[dict[str, str]]:
    """Return the cards taken in, by name: name, status, role, fingerprint, key, standing, and the keys around it.

    `standing` is as `succession.standing`; `follows` and `followed_by` are the keys of the card before and the next.
    """
    told, later, standings = [], succession.followed(session), succession.standings(session)
    for one in trust.cards(session.vault):
        card = parse_card(one.card_bytes)
        told.append(
            {
                "name": card.name,
                "status": one.status,
                "role": card.role,
                "fingerprint": card.fingerprint,
                "key": card.key_id,
                "standing": standings[card.key_id],
                "follows": card.predecessor or "",
                "followed_by": later.get(card.key_id, ""),
            }
        )
    return told


@dataclass(frozen=True, slots=True)
class Known:
    """A contact card as a person sees it: `groups` are the twelve groups of its fingerprint, `seen` when it came."""

    key: str
    name: str = field(repr=False)
    role: str
    office: bool
    status: str
    groups: tuple[str, ...] = field(repr=False)
    seen: str
    standing: str = ""
    """As `succession.standing`: an unverified card may be endorsed by the one before, or suspended."""
    follows: str = ""
    """The key of the card before, which signed this one; empty for none."""


def known(session: Session) -> tuple[Known, ...]:
    """Return the cards taken in, by name and key, each with when its key was first seen."""
    seen: dict[str, str] = {}
    for entry in log.entries(session.vault, ("card_imported", "card_verified")):
        seen.setdefault(str(entry.detail["key"]), entry.at)
    cards = ((one, parse_card(one.card_bytes)) for one in trust.cards(session.vault))
    standings = succession.standings(session)
    return tuple(
        Known(
            key=card.key_id,
            name=card.name,
            role=card.role,
            office=card.office,
            status=one.status,
            groups=groups(card.fingerprint),
            seen=seen.get(card.key_id, ""),
            standing=standings[card.key_id],
            follows=card.predecessor or "",
        )
        for one, card in cards
    )


def groups(fingerprint: str) -> tuple[str, ...]:
    """Return a fingerprint's twelve groups of five digits."""
    return tuple(group_digits(fingerprint).split())


def digits_of(text: str) -> str | None:
    """Return the digits in what a person typed or pasted as a fingerprint; None when there is something else in it."""
    return plain_digits(text)


def own_card(session: Session) -> bytes:
    """Return our contact card's file."""
    return session.card.data


def status_of(session: Session, key_id: str) -> str:
    """Return `own` (also for our earlier ones), `verified`, `unverified`, `revoked` or `unknown` for a signing key."""
    if key_id in succession.own_keys(session):
        return "own"
    missing = "revoked" if key_id in trust.revoked_unseen(session.vault) else "unknown"
    return {one.key_id: one.status for one in trust.cards(session.vault)}.get(key_id, missing)


def author_marks(session: Session) -> dict[str, str]:
    """Return how each key we know stands as an author: `own`, `verified`, `revoked`.

    The work of any other author is here because an office vouched for it.
    """
    known = {one.key_id: one.status for one in trust.cards(session.vault) if one.status != trust.UNVERIFIED}
    return known | dict.fromkeys(succession.own_keys(session), "own")


def names(session: Session) -> dict[str, str]:
    """Return the local name of every key we know, ours and our earlier ones included."""
    known = {one.key_id: one.name for one in trust.cards(session.vault)}
    return known | dict.fromkeys(succession.own_keys(session), session.card.name)
