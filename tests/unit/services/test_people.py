"""Who may be the same person: found by name, sound, number and birth, with the reason, and not asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import casework, people, picking, practice, trashing
from app.services.people import Reason
from app.services.session import Session
from tests.unit.services import making

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as opened:
        practice.fill(opened)
        yield opened


def person(session: Session, *names: str, **more: Any) -> str:
    return casework.add(session, "person", {"names": [{"text": name} for name in names], **more})


def found(session: Session, record: str) -> dict[str, tuple[Reason, ...]]:
    fields = casework.state_of(session, record).fields
    return {one.side.id: one.reasons for one in people.alike(session, record, fields)}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("曹顺利", Reason.SAME_NAME),
        ("cao shunli", Reason.SAME_NAME),
        ("顺利", Reason.SAME_CHARACTERS),
        ("曹顺丽", Reason.SAME_SOUND),
        ("Shunli Cao", Reason.SAME_WORDS),
    ],
)
def test_one_who_is_called_alike_is_found_with_the_reason(sample: Session, name: str, reason: Reason) -> None:
    other = person(sample, name)
    assert reason in found(sample, other)[SAMPLE["P1"]]


def test_strangers_are_not_asked_about(sample: Session) -> None:
    assert found(sample, SAMPLE["P1"]) == {}
    assert found(sample, SAMPLE["G1"]) == {}
    assert found(sample, person(sample, "Cao")) == {}  # half a name
    assert found(sample, casework.add(sample, "person", {})) == {}


def test_an_identity_number_is_enough_however_it_is_spaced(sample: Session) -> None:
    def documents(number: str) -> dict[str, Any]:
        return {"identity_documents": [{"number": {"text": number}}]}

    one = person(sample, "One", **documents("110101 1961"))
    same = [person(sample, "Other", **documents(number)) for number in ("110101 1961", "1101011961")]
    person(sample, "Stranger", **documents("110101 1962"))
    assert found(sample, one) == dict.fromkeys(same, (Reason.SAME_NUMBER,))


def test_a_day_of_birth_needs_a_name_or_an_origin_beside_it(sample: Session) -> None:
    born = {"birth": {"edtf": "1961-09-11"}}
    one = person(sample, "Li Hua", **born)
    person(sample, "Nobody Else", **born)
    family = person(sample, "Li Min", **born)
    assert found(sample, one) == {family: (Reason.SAME_BIRTH,)}
    year = {"birth": {"edtf": "1961"}}
    assert found(sample, person(sample, "Wu Fang", **year)) == found(sample, person(sample, "Wu Gang", **year)) == {}


def test_another_birth_is_told_as_speaking_against_it(sample: Session) -> None:
    one = person(sample, "Li Hua", birth={"edtf": "1961-09-11"})
    other = person(sample, "Li Hua", birth={"edtf": "1985"})
    assert found(sample, one)[other] == (Reason.SAME_NAME, Reason.OTHER_BIRTH)


def test_not_the_same_is_remembered_in_both_directions_and_can_be_undone(sample: Session) -> None:
    one, other = person(sample, "Li Hua"), person(sample, "Li Hua")
    assert other in found(sample, one)
    item = people.keep_apart(sample, one, other)
    assert found(sample, one) == found(sample, other) == {}
    people.forget_apart(sample, one, item)
    assert "not_same" not in casework.state_of(sample, one).fields
    assert one in found(sample, other)
    trashing.put(sample, [other])
    assert found(sample, one) == {}


def test_whoever_picks_one_of_them_is_told_that_they_are_not_the_same(sample: Session) -> None:
    one, other = person(sample, "Li Hua", code_name={"text": "Lark"}), person(sample, "Li Hua")
    assert {two.apart for two in picking.candidates(sample, "Li Hua", ("person",))} == {()}
    people.keep_apart(sample, one, other)
    told = {two.id: two.apart for two in picking.candidates(sample, "Li Hua", ("person",))}
    assert told == {one: ("Li Hua",), other: ("Lark",)}


def test_names_as_they_are_typed_are_looked_for_whatever_is_saved(sample: Session) -> None:
    record = person(sample, "Somebody")
    typed = {"names": [{"text": "曹顺利"}, {"text": None}, "strange"], "birth": {"answer": "unknown"}}
    assert [one.side.id for one in people.alike(sample, record, typed)] == [SAMPLE["P1"]]


def test_side_by_side_one_sees_what_tells_them_apart_and_no_name_behind_a_code_name(sample: Session) -> None:
    hidden = person(sample, "Real Name", code_name={"text": "Lark"}, origin={"words": "Beijing"})
    told = people.sides(sample, [SAMPLE["P1"], hidden, "0" * 32])
    cao = told[SAMPLE["P1"]]
    assert (cao.title, cao.names, cao.origin) == ("曹顺利", ("曹顺利", "Cao Shunli"), "Beijing")
    assert cao.links > 3
    assert (told[hidden].title, told[hidden].names, told[hidden].origin) == ("Lark", (), "")
    assert len(told) == 2


def test_a_name_in_arabic_letters_and_its_latin_spelling_may_be_one_person(vault: Session) -> None:
    known = casework.add(vault, "person", {"names": [{"text": "فاطمة الزهراء"}]})
    found = people.alike(vault, "a" * 32, {"names": [{"text": "Fatima Zahra"}]})
    assert [(one.side.id, one.reasons) for one in found] == [(known, (people.Reason.SAME_SOUND,))]
