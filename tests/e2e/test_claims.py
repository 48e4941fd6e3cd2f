"""What a bundle's sender says of itself counts for nothing against the card that was verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.domain import canonical
from app.exchange import card as cards
from app.exchange.card import make_card
from app.services import casework, receiving, sending
from app.services.session import Session
from tests.unit.exchange import forging
from tests.unit.exchange import making as people
from tests.unit.services import making


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    """A field laptop and an office that verified each other."""
    with (
        making.create(tmp_path / "field", "Field") as field,
        making.create(tmp_path / "hq", "HQ", "headquarters") as office,
    ):
        making.introduce(tmp_path, field, office)
        yield field, office


def claiming(sender: Session, name: str, role: str, **more: Any) -> bytes:
    """Return a card signed by the sender's own keys that says something else than the one handed out."""
    recipients = (*sender.card.xwing, *sender.card.x25519)
    return make_card(sender.keys, name, role, recipients, sender.practice, **more)


def members(sender: Session, receiver: Session, stick: Path) -> forging.Members:
    """Return the members of an honest bundle."""
    (path,) = sending.send(sender, receiver.card.name, stick)["bundles"]
    return forging.members(forging.plaintext(Path(path).read_bytes(), making.person_of(receiver)))


def forged(
    sender: Session, receiver: Session, parts: forging.Members, path: Path, change: Callable[[dict[str, Any]], object]
) -> Path:
    """Return a bundle with a changed manifest, signed by its sender."""
    signed = forging.signed(parts, making.person_of(sender), change)
    path.write_bytes(forging.sealed(forging.tarball(signed), making.person_of(receiver)))
    return path


def test_a_field_card_cannot_make_itself_an_office(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    casework.add(field, "note", {"text": {"text": "mine"}})
    stranger = people.person("Stranger")
    theirs = making.revise(stranger.keys, {"text": {"text": "theirs"}})
    parts = making.with_revisions(members(field, office, tmp_path), [theirs])
    claim = canonical.decode(claiming(field, "Head office", "headquarters"))
    authors = sorted([stranger.card.key_id, field.card.key_id])
    path = forged(field, office, parts, tmp_path / "given", lambda m: m.update(sender=claim, authors=authors))
    for answer in (receiving.inspect(office, path), receiving.receive(office, path)):
        assert answer["held"] == {stranger.card.key_id: 1}
        assert (answer["sender"]["name"], answer["sender"]["role"]) == ("Field", "field")
        assert answer["sender"]["claims"] == {"name": "Head office", "role": "headquarters"}
        assert "The card in this bundle says Head office" in answer["message"]
        assert "ask them for their new card" in answer["message"]
    assert casework.listing(office) == []


def test_a_sender_whose_card_says_the_same_claims_nothing(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    casework.add(field, "note", {"text": {"text": "mine"}})
    (answer,) = making.carry(field, office, tmp_path)
    assert answer["sender"]["claims"] is None
    assert "The card in this bundle" not in answer["message"]


def test_a_bundle_for_a_card_that_was_never_ours_is_rejected(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    casework.add(field, "note", {"text": {"text": "mine"}})
    parts = members(field, office, tmp_path)
    never = cards.parse_card(claiming(office, "HQ of another time", "headquarters"))
    value = {"card": never.hash, "key": never.key_id}
    path = forged(field, office, parts, tmp_path / "given", lambda m: m.update(recipient=value))
    before = making.standing(office)
    with pytest.raises(errors.WrongRecipient, match="another card"):
        receiving.receive(office, path)
    making.unchanged(office, before, "rejected")
