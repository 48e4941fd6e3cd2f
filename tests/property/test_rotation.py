"""Keys given up and followed: what paper says is read back, and standing does not depend on the order of arrival."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base.errors import BadInput
from app.crypto.recipients import new_xwing
from app.crypto.signing import SigningKeys
from app.exchange import revocation
from app.exchange.card import Card, make_card, parse_card
from app.services import succession
from app.services.session import Session
from app.storage import trust
from tests.unit.services import making

RECIPIENT = str(new_xwing().recipient)


@cache
def keys(n: int) -> SigningKeys:
    return SigningKeys(bytes([n]) * 32, bytes([n, 1]) * 16)


@cache
def card(n: int, before: int | None) -> Card:
    """Return the card of the n-th keys, which follows that of other keys or none."""
    if before is None:
        return parse_card(make_card(keys(n), f"Card {n}", "field", [RECIPIENT], practice=True))
    first = card(before, None)
    made = make_card(
        keys(n), f"Card {n}", "field", [RECIPIENT], True, version=2, previous=first.hash, endorsing=keys(before)
    )
    return parse_card(made)


@given(seed=st.binary(min_size=32, max_size=32), dice=st.randoms(use_true_random=False))
def test_a_revocation_is_read_back_however_it_is_typed(seed: bytes, dice: random.Random) -> None:
    some = SigningKeys(seed, seed)
    text = revocation.make(some)
    head, _, letters = text.partition("\n")
    typed = "".join(
        (letter.lower() if dice.random() < 0.5 else letter) + dice.choice(["", "", " ", "\n", "-", "\t"])
        for letter in letters.replace("\n", " ")
    )
    assert revocation.parse(f"{head}\n{typed}") == revocation.Revocation(some.key_id, text)


@given(data=st.data())
def test_a_changed_revocation_is_refused(data: st.DataObject) -> None:
    text = revocation.make(keys(1))
    start = len(revocation.MARK) + 1
    places = [place for place in range(start, len(text)) if not text[place].isspace()]
    changed = list(text)
    for place in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True)):
        changed[place] = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(text[place].__ne__))
    with pytest.raises(BadInput):
        revocation.parse("".join(changed))


@given(st.text(max_size=300))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    for tried in (text, f"{revocation.MARK} {text}"):
        with pytest.raises(BadInput):
            revocation.parse(tried)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Session:  # type: ignore[misc]
    place: Path = tmp_path_factory.mktemp("office")
    with making.create(place / "vault", "HQ", "headquarters") as opened:
        yield opened


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.one_of(st.none(), st.integers(1, 5)),
        st.sampled_from(["unverified", "verified", "revoked"]),
    ).filter(lambda one: one[0] != one[1]),
    max_size=8,
    unique_by=lambda one: one[0],
)


def _standings(office: Session, events: list[tuple[int, int | None, str]]) -> dict[str, str]:
    """Return how every card stands after these came in this order."""
    with office.vault.transaction() as db:
        db.run("DELETE FROM card")
        db.run("DELETE FROM meta WHERE name = 'revoked_keys'")
    for n, before, status in events:
        one = card(n, before)
        if status == "revoked":
            trust.revoke(office.vault, one.key_id)
        taken = "unverified" if status == "revoked" else status
        trust.add_card(office.vault, one.data, card_hash=one.hash, key_id=one.key_id, name=one.name, status=taken)
    found = succession.standings(office)
    for n, before, status in events:
        key = keys(n).key_id
        assert (found[key] == "verified") == (status == "verified")
        assert (found[key] == "revoked") == (status == "revoked")
        if found[key] in ("endorsed", "suspended"):
            assert before is not None
            assert found[keys(before).key_id] == "verified"
        assert succession.chain(office, key)[0] == key
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, dice=st.randoms(use_true_random=False))
def test_how_a_card_stands_does_not_depend_on_what_came_first(
    office: Session, events: list[tuple[int, int | None, str]], dice: random.Random
) -> None:
    first = _standings(office, events)
    shuffled = list(events)
    dice.shuffle(shuffled)
    assert _standings(office, shuffled) == first
