"""An import that is undone: the lists are as before, the history is whole, and the bundle counts as received."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import KeepsakeError
from app.services import casework, checking, receiving, sending, undoing
from app.services.session import Session
from tests.unit.services.making import create, introduce


def note(text: str) -> dict[str, object]:
    return {"text": {"text": text, "language": "en"}}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    with create(tmp_path / "field", "Field") as field, create(tmp_path / "office", "HQ", "headquarters") as office:
        introduce(tmp_path, field, office)
        yield field, office


def carry(field: Session, office: Session, stick: Path) -> tuple[Path, str]:
    stick.mkdir()
    (path,) = sending.send(field, office.card.key_id, stick)["bundles"]
    answer = receiving.receive(office, Path(path))
    return Path(path), str(answer["bundle"]["manifest"])


def listed(session: Session) -> list[tuple[str, str]]:
    return sorted((one["id"], one["title"]) for one in casework.listing(session))


def test_the_list_is_as_before_and_the_bundle_counts_as_received(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    known = casework.add(field, "note", note("one"))
    carry(field, office, tmp_path / "first")
    before = listed(office)
    casework.edit(field, known, note("one, corrected"))
    new = casework.add(field, "note", note("two"))
    path, manifest = carry(field, office, tmp_path / "second")
    after = listed(office)
    plan = undoing.foresee(office, manifest)
    assert (plan.new, [one[0] for one in plan.updated], plan.left) == ((new,), [known], ())
    told: list[tuple[int, int]] = []
    undone = undoing.undo(office, manifest, lambda *at: told.append(at))
    assert listed(office) == before
    assert told[-1] == (2, 2)
    assert not checking.verify(office)["problems"]
    assert undoing.foresee(office, manifest).empty or undoing.foresee(office, manifest).left
    assert "Already received" in receiving.receive(office, path)["message"]
    assert listed(office) == before
    undoing.redo(office, undone)
    assert listed(office) == after
    assert not checking.verify(office)["problems"]


def test_what_was_changed_since_or_waits_for_a_decision_stays_and_is_named(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = pair
    both = casework.add(field, "note", note("one"))
    carry(field, office, tmp_path / "first")
    casework.edit(field, both, note("theirs"))
    casework.edit(office, both, note("ours"))
    mine = casework.add(field, "note", note("two"))
    _path, manifest = carry(field, office, tmp_path / "second")
    casework.edit(office, mine, note("two, and ours"))
    plan = undoing.foresee(office, manifest)
    assert plan.empty
    assert set(plan.left) == {both, mine}
    assert "two, and ours" in plan.titles
    assert undoing.undo(office, manifest) == undoing.Undone((), ())


def test_stopping_takes_back_what_was_undone(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    for n in range(120):
        casework.add(field, "note", note(f"{n}"))
    _path, manifest = carry(field, office, tmp_path / "first")
    before = listed(office)

    class Stop(KeepsakeError):
        pass

    def stop(done: int, _total: int) -> None:
        if done >= 100:
            raise Stop

    with pytest.raises(Stop):
        undoing.undo(office, manifest, stop)
    assert listed(office) == before
    (one,) = undoing.lately(office)
    assert (one.manifest, one.name, one.versions) == (manifest, "Field", 120)
