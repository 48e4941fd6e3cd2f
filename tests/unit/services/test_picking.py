"""Finding the record a link means while its name is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain import search
from app.services import casework, picking, practice, trashing
from app.services.picking import Likeness
from app.services.session import Session
from tests.unit.services import making

CAO = "曹顺利"
CALLED = "曹顺利 (Cao Shunli)"


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as opened:
        yield opened


@pytest.fixture
def sample(field: Session) -> Session:
    practice.fill(field)
    return field


def found(session: Session, words: str, *types: str) -> list[tuple[str, Likeness]]:
    return [(one.title, one.likeness) for one in picking.candidates(session, words, types)]


def test_a_name_is_found_by_its_characters_its_sound_and_its_beginning(sample: Session) -> None:
    assert found(sample, CAO, "person")[0] == (CALLED, Likeness.SAME_NAME)
    assert found(sample, "顺利", "person")[0] == (CALLED, Likeness.SAME_CHARACTERS)
    assert found(sample, "caoshunli", "person")[0][0] == CALLED
    assert found(sample, "Cao Shun", "person")[0] == (CALLED, Likeness.NAMED)
    (first, *_rest) = picking.candidates(sample, CAO, ("person",))
    assert not {CAO, "Cao Shunli"} & set(first.others)  # they stand in the title


def test_a_name_that_only_sounds_the_same_is_offered_and_says_so(sample: Session) -> None:
    assert (CALLED, Likeness.SAME_SOUND) in found(sample, "曹顺丽", "person")


def test_only_the_types_a_link_may_lead_to_are_offered_and_never_the_record_itself(sample: Session) -> None:
    everything = picking.candidates(sample, "Beijing", (), limit=50)
    assert len({one.type for one in everything}) > 1
    assert {one.type for one in picking.candidates(sample, "Beijing", ("organisation",))} == {"organisation"}
    first = everything[0].id
    assert first not in {one.id for one in picking.candidates(sample, "Beijing", (), limit=50, without=first)}


def test_without_words_the_latest_records_are_offered(sample: Session) -> None:
    made = casework.add(sample, "person", {"names": [{"text": "Somebody New"}]})
    trashed = casework.add(sample, "person", {"names": [{"text": "Somebody Gone"}]})
    trashing.put(sample, [trashed])
    offered = [one.id for one in picking.candidates(sample, "", ("person",))]
    assert made in offered
    assert trashed not in offered


def test_a_person_with_a_code_name_goes_by_it_alone(field: Session) -> None:
    person = casework.add(field, "person", {"names": [{"text": "Li Hua"}], "code_name": {"text": "Willow"}})
    (one,) = picking.candidates(field, "Li Hua", ("person",))
    assert (one.id, one.title, one.others) == (person, "Willow", ())
    assert picking.linked(field, [person])[person].title == "Willow"


def test_a_record_made_in_place_is_called_by_the_words(field: Session) -> None:
    for type_ in ("person", "organisation", "incident", "document", "note", "testimony"):
        made = picking.make(field, type_, "  Somebody's words ")
        assert (made.type, made.title) == (type_, "Somebody's words")


def test_what_is_not_here_is_not_called_anything(field: Session) -> None:
    assert picking.linked(field, ["0" * 32, "no id"]) == {}


def test_the_sounds_of_a_whole_name() -> None:
    assert search.sounds(CAO) == search.sounds("Cao Shunli") == {"caoshunli"}
    assert "zengjinyan" in search.sounds("曾金燕")
    assert search.sounds("") == frozenset()


def _people(session: Session, names: list[str]) -> list[str]:
    with session.vault.transaction():
        return [casework.add(session, "person", {"names": [{"text": name}]}) for name in names]


def test_the_one_who_is_called_exactly_so_is_offered_among_thousands_who_are_called_alike(field: Session) -> None:
    _people(field, [f"Li Hua {n:04}" for n in range(1500)])
    _people(field, [f"李华{n}" for n in range(500)])
    exact, accented, spaced, chinese = _people(field, ["Li Hua", "Lí  HUÀ", "Lihua", "李华"])
    first = picking.candidates(field, "li hua", ("person",))
    assert {one.id for one in first[:3]} == {exact, accented, spaced}
    assert [one.likeness for one in first[2:4]] == [Likeness.SAME_NAME, Likeness.NAMED]
    assert picking.candidates(field, "李华", ("person",))[0].id == chinese
    assert exact not in {one.id for one in picking.candidates(field, "Li Hua", ("organisation",))}
    trashing.put(field, [exact])
    assert exact not in {one.id for one in picking.candidates(field, "Li Hua", ("person",))}


def test_a_record_titled_exactly_so_is_offered_among_many_titled_alike(field: Session) -> None:
    with field.vault.transaction():
        for n in range(picking.WIDE + 50):
            casework.add(field, "document", {"title": {"text": f"Letter to the ministry {n}"}})
        wanted = casework.add(field, "document", {"title": {"text": "Letter to the Ministry"}})
    assert picking.candidates(field, "letter to the ministry", ("document",))[0].id == wanted
