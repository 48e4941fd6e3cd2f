"""Looking at a bundle says exactly what receiving it does, whatever is here already."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import casework, receiving, sending
from app.services.session import Session
from tests.unit.services import making

TOLD = ("sender", "trust", "bundle", "counts", "types", "held", "refused")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Session]]:
    """Three vaults: the third knows only the second, which is no office and so vouches for nobody."""
    place = tmp_path_factory.mktemp("three")
    with (
        making.create(place / "a", "A") as a,
        making.create(place / "b", "B") as b,
        making.create(place / "c", "C", "headquarters") as c,
    ):
        making.introduce(place, a, b)
        making.introduce(place, b, c)
        yield [a, b, c]


@pytest.mark.parametrize("seed", range(4))
def test_inspect_foretells_receive(three: list[Session], tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    a, b, c = three
    seen = set[str]()
    for turn in range(14):
        giver, taker = dice.choice([(a, b), (b, a), (b, c), (c, b)])
        for _ in range(dice.randrange(3)):
            rows = [row["id"] for row in casework.listing(giver)]
            if not rows or dice.random() < 0.4:
                casework.add(giver, "note", {"text": {"text": f"{seed} {turn}"}})
                continue
            record = dice.choice(rows)
            if not casework.show(giver, record)["conflict"] or dice.random() < 0.5:
                field = dice.choice(["text", "remarks"])
                open_fields = {one["path"] for one in casework.show(giver, record)["conflict"]}
                patch = {name: {"text": f"{turn} {dice.random()}"} for name in {field, *open_fields}}
                casework.edit(giver, record, patch)
        for path in map(Path, sending.send(giver, taker.card.name, tmp_path)["bundles"]):
            looked, got = receiving.inspect(taker, path), receiving.receive(taker, path)
            assert {key: looked[key] for key in TOLD} == {key: got[key] for key in TOLD}
            assert sum(got["counts"].values()) == sum(got["types"].values())
            seen.update(kind for kind, count in got["counts"].items() if count)
    for opened in three:
        making.standing(opened)
    print(sorted(seen))


def test_a_bundle_that_did_not_come_is_told_and_keeps_nothing_out(
    vault: Session, office: Session, tmp_path: Path
) -> None:
    sent = []
    for n in range(4):
        casework.add(vault, "note", {"text": {"text": f"number {n}"}})
        sent += [Path(path) for path in sending.send(vault, "HQ", tmp_path, scope="all")["bundles"]]
    first, second, third, fourth = sent
    assert receiving.receive(office, first)["gap"] == ""
    assert "number 4 from this sender; these have not come here: 2, 3" in receiving.inspect(office, fourth)["gap"]
    got = receiving.receive(office, fourth)
    assert "these have not come here: 2, 3." in got["message"]
    assert not got["refused"]
    assert "number 2 has not come" in receiving.receive(office, third)["gap"]
    assert receiving.receive(office, second)["gap"] == ""
    assert receiving.inspect(office, fourth)["gap"] == ""
