"""Vaults that exchange in any order end alike: equal digests and equal shown states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services import casework, checking, contacts, receiving, sending, session, trusting
from app.services.session import Session

NAMES = ("One", "Two", "Three")
PASSPHRASE = "agree"
FIELDS = ("title", "narrative", "remarks")

# a step is: who edits which field of which record to what, or who sends to whom
edits = st.tuples(st.just("edit"), st.integers(0, 2), st.integers(0, 1), st.sampled_from(FIELDS), st.integers(0, 3))
names = st.tuples(st.just("tag"), st.integers(0, 2), st.integers(0, 1), st.just("tags"), st.integers(0, 3))
carries = st.tuples(st.just("carry"), st.integers(0, 2), st.integers(0, 2), st.just(""), st.just(0))
steps = st.lists(st.one_of(edits, names, carries), min_size=3, max_size=12)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Session]]:
    place = tmp_path_factory.mktemp("agree")
    made = [
        session.create(place / name, PASSPHRASE, name=name, role="headquarters", practice=True, memory_kib=64 << 10)
        for name in NAMES
    ]
    for giver in made:
        digits = contacts.write_card(giver, place / "card")
        for taker in made:
            if taker is not giver:
                trusting.take_card(taker, place / "card", digits)
    yield made
    for one in made:
        one.close()


def _carry(sender: Session, receiver: Session, stick: Path) -> None:
    for bundle in sending.send(sender, receiver.card.name, stick)["bundles"]:
        receiving.receive(receiver, Path(bundle))


def _until_all_know(offices: list[Session], stick: Path) -> None:
    for _ in range(2):
        for sender in offices:
            for receiver in offices:
                if sender is not receiver:
                    _carry(sender, receiver, stick)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_any_order_of_exchange_ends_alike(
    offices: list[Session], tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, str, int]]
) -> None:
    stick = tmp_path_factory.mktemp("stick")
    records = [casework.add(offices[0], "incident", {"title": {"text": f"start {n}"}}) for n in range(2)]
    _until_all_know(offices, stick)
    written = sum(checking.verify(offices[0])["states"].values())
    for kind, who, which, field, value in steps:
        if kind == "carry":
            if who != which:
                _carry(offices[who], offices[which], stick)
            continue
        record = records[which]
        state = casework.state_of(offices[who], record)
        open_fields = {path.split("/")[0] for path in state.conflicts}
        if field in open_fields and open_fields != {field}:
            continue  # deciding one of several conflicts is refused, and has its own test
        if kind == "edit":
            patch = {field: {"text": f"value {value}"}}
        else:
            listed = state.fields.get("tags", [])
            patch = {"tags": [*listed, {"id": f"t{who}{value}{len(listed)}", "text": f"tag {value}"}]}
        written += casework.edit(offices[who], record, patch).revision not in state.heads
    _until_all_know(offices, stick)
    reports = [checking.verify(one) for one in offices]
    assert [report["problems"] for report in reports] == [[], [], []]
    assert len({report["digest"] for report in reports}) == 1
    assert reports[0]["revisions"] == written  # exchanging never writes a revision by itself
    for record in records:
        shown = [casework.show(one, record) for one in offices]
        for other in shown[1:]:
            assert _sides(other) == _sides(shown[0])
        rows = [[row for row in casework.listing(one) if row["id"] == record] for one in offices]
        assert rows[0] == rows[1] == rows[2]


def _sides(shown: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in shown.items() if key != "history"}
