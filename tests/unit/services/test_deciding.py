"""Conflicts as a person decides them: every side in words, one edit for all, both vaults the same in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Undecided
from app.services import casework, checking, deciding
from app.services.session import Session
from tests.unit.services.making import carry, create, introduce


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    (tmp_path / "stick").mkdir()
    with create(tmp_path / "field", "Field") as field, create(tmp_path / "office", "HQ", "headquarters") as office:
        introduce(tmp_path, field, office)
        yield field, office


def text(words: str) -> dict[str, str]:
    return {"text": words, "language": "en"}


def name(item: str, words: str) -> dict[str, str]:
    return {"id": item, "text": words, "script": "Latn"}


def both_ways(field: Session, office: Session, stick: Path) -> None:
    carry(field, office, stick)
    carry(office, field, stick)


def test_each_field_has_its_sides_and_one_edit_decides_all(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    stick = tmp_path / "stick"
    record = casework.add(
        field, "person", {"names": [name("aa", "Wang"), name("bb", "Li")], "biography": text("farmer")}
    )
    both_ways(field, office, stick)
    casework.edit(field, record, {"names": [name("aa", "Wang A"), name("bb", "Li")], "biography": text("teacher")})
    casework.edit(office, record, {"names": [name("aa", "Wang B"), name("bb", "Li")], "biography": text("lawyer")})
    carry(field, office, stick)
    (waiting,) = deciding.waiting(office)
    assert (waiting.record, waiting.fields) == (record, 2)
    case = deciding.case(office, record)
    assert {one.path for one in case.questions} == {"biography", "names/aa"}
    biography = next(one for one in case.questions if one.path == "biography")
    mine, theirs = biography.sides
    assert (mine.mine, mine.words, theirs.by, theirs.words) == (True, "lawyer", ("Field",), "teacher")
    assert biography.side_of("theirs") is theirs
    assert "lawyer" in biography.both["text"]
    assert "teacher" in biography.both["text"]
    names = next(one for one in case.questions if one.path == "names/aa")
    with pytest.raises(Undecided):
        deciding.decide(office, record, case.heads, {"biography": theirs.value})
    deciding.decide(office, record, case.heads, {"biography": theirs.value, "names/aa": names.both})
    assert deciding.waiting(office) == ()
    shown = casework.show(office, record)["fields"]
    assert [one["text"] for one in shown["names"]] == ["Wang B", "Wang A", "Li"]
    assert len({one["id"] for one in shown["names"]}) == 3
    both_ways(office, field, stick)
    assert casework.show(field, record)["fields"] == shown
    assert checking.verify(field)["digest"] == checking.verify(office)["digest"]


def test_a_removal_is_a_side_too_and_can_be_chosen(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    record = casework.add(field, "person", {"names": [name("aa", "Wang")], "biography": text("farmer")})
    both_ways(field, office, tmp_path / "stick")
    casework.edit(field, record, {"biography": None})
    casework.edit(office, record, {"biography": text("lawyer")})
    carry(field, office, tmp_path / "stick")
    case = deciding.case(office, record)
    (question,) = case.questions
    gone = next(side for side in question.sides if side.value is None)
    assert (gone.mine, gone.words, question.both) == (False, "", None)
    deciding.decide(office, record, case.heads, {"biography": None})
    assert "biography" not in casework.show(office, record)["fields"]


def test_a_case_that_changed_meanwhile_is_not_decided_by_old_answers(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = pair
    record = casework.add(field, "note", {"text": text("one")})
    both_ways(field, office, tmp_path / "stick")
    casework.edit(field, record, {"text": text("two")})
    casework.edit(office, record, {"text": text("three")})
    carry(field, office, tmp_path / "stick")
    case = deciding.case(office, record)
    casework.edit(office, record, {"text": text("four")})
    with pytest.raises(Undecided):
        deciding.decide(office, record, case.heads, {"text": text("five")})
    assert deciding.case(office, record).questions == ()


def test_a_conflict_in_one_part_says_which_and_keeps_what_both_sides_changed_apart(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = pair
    contact = {"id": "cc", "value": text("555 0100 (invented)"), "safe_times": text("evenings")}
    record = casework.add(field, "person", {"contacts": [contact], "names": [name("aa", "Wang")]})
    both_ways(field, office, tmp_path / "stick")
    for where, number, more in (
        (field, "555 0111 (invented)", {"how": text("as a cousin")}),
        (office, "555 0122 (invented)", {"safe_times": text("mornings")}),
    ):
        casework.edit(where, record, {"contacts": [{**contact, "value": text(number), **more}]})
    casework.edit(field, record, {"names": [name("aa", "Wang A")]})
    casework.edit(office, record, {"names": [{**name("aa", "Wang"), "kind": "nickname"}]})
    carry(field, office, tmp_path / "stick")
    case = deciding.case(office, record)
    (question,) = case.questions
    assert question.path == "contacts/cc"
    assert question.label.endswith(": Number or address")
    for side in question.sides:
        assert "as a cousin" in side.words
        assert "mornings" in side.words
    mine = question.side_of("mine")
    assert mine is not None
    deciding.decide(office, record, case.heads, {"contacts/cc": mine.value})
    state = casework.state_of(office, record)
    assert state.fields["contacts"] == [
        {**contact, "value": text("555 0122 (invented)"), "safe_times": text("mornings"), "how": text("as a cousin")}
    ]
    assert state.fields["names"] == [{**name("aa", "Wang A"), "kind": "nickname"}]
    carry(office, field, tmp_path / "stick")
    assert casework.state_of(field, record).fields == state.fields
