"""Withdrawal commutes with the order of arrival: first, twice or last, the same is marked and withheld."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import consent
from app.services import casework, consenting, presets, receiving, sending, withdrawals, withdrawing, withholding
from app.services.session import Session
from tests.unit.services import making

PARTS = 6
again = st.lists(st.integers(0, PARTS - 1), max_size=3)
orders = st.tuples(st.permutations(range(PARTS)), again).map(lambda pair: [*pair[0], *pair[1]])
purposes = st.sampled_from([(), ("press",), ("internal",), ("internal", "press")])


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Session, Path]]:
    place = tmp_path_factory.mktemp("order")
    with (
        making.create(place / "field", "Lark") as field,
        making.create(place / "hq", "HQ", "headquarters") as office,
    ):
        making.introduce(place, field, office)
        yield field, office, place


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=orders, withdrawn=purposes, agreed_anew=st.booleans())
def test_any_order_of_arrival_ends_alike(
    vaults: tuple[Session, Session, Path], order: list[int], withdrawn: tuple[str, ...], agreed_anew: bool
) -> None:
    field, office, place = vaults
    person = casework.add(field, "person", {"names": [{"id": "n1", "text": "Invented Witness"}]})
    witness = [{"id": "w1", "role": "by", "to": person}]
    told = casework.add(field, "testimony", {"title": {"text": "invented"}, "witness": witness})
    act = casework.add(field, "act", {"cites": [{"id": "c1", "source": told}]})
    given_ = presets.take(field, told, "everything")
    records = [person, told, act]
    bundles = [_sent(field, place, one) for one in (*records, given_)]
    taken_back = withdrawing.withdraw(field, given_, withdrawn)
    last = presets.take(field, told, "internal-only") if agreed_anew else casework.add(field, "note", {})
    bundles += [_sent(field, place, one) for one in (taken_back, last)]
    for at in order:
        for one in bundles[at]:
            receiving.receive(office, one)
    for record in records:
        assert consenting.standing(office, record) == consenting.standing(field, record)
        assert (record in withholding.withheld(office)) == (record in withholding.withheld(field))
    here, there = withdrawals.look(field, taken_back), withdrawals.look(office, taken_back)
    assert (here.covered, here.purposes, here.everything) == (there.covered, there.purposes, there.everything)
    if not agreed_anew:
        assert {one.record for one in there.covered} == set(records)
        closed = not withdrawn or "internal" in withdrawn
        stands = consenting.standing(office, act)
        assert stands.state == ("withdrawn" if closed else "partly-withdrawn")
        assert stands.stands("withdrawn")
        assert stands.stands("given") != closed
        assert withholding.withheld(office).issuperset(records) == closed
        assert consent.WITHDRAWN in {one.decision for one in consenting.standing(office, told).decisions}


def _sent(field: Session, place: Path, record: str) -> list[Path]:
    """Return a bundle of one record, which carries besides it what has to go with it."""
    return [Path(one) for one in sending.send(field, "HQ", place, scope="ids", ids=[record])["bundles"]]
