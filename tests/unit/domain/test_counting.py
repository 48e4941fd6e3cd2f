"""How many people some victims are: groups once with their known members, bounds where that is all there is."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.counting import ONE, Bounds, Party, bounds, people

PERSON = Party(ONE, named=True)


def group(least: int | None, most: int | None, *members: str) -> Party:
    return Party(None if least is None else Bounds(least, most), single=False, members=frozenset(members))


def test_members_found_later_are_in_the_number_already() -> None:
    parties = {"g": group(13, None, "p", "q"), "p": PERSON, "q": PERSON}
    found = people(["g"], parties)
    assert (found.least, found.most, found.identified, found.named) == (13, None, 2, 2)
    assert (people(["g", "p"], parties).least, people(["g", "p"], parties).within) == (13, ("p",))
    assert people(["g", "r"], parties | {"r": PERSON}).least == 14  # nothing says that they were among them


def test_members_of_members_are_counted_with_the_outermost() -> None:
    parties = {"g": group(20, 30, "h"), "h": group(5, 5, "p"), "p": PERSON}
    found = people(["g", "h", "p"], parties)
    assert (found.least, found.most, found.within) == (20, 30, ("h", "p"))
    assert people(["h", "p"], parties) == people(["h", "p", "h"], parties)
    assert people(["h", "p"], parties).least == 5


def test_groups_that_are_members_of_each_other_are_one() -> None:
    parties = {"g": group(3, 3, "h"), "h": group(4, 4, "i"), "i": group(2, 2, "g", "i")}
    assert (people("ghi", parties).least, people("ghi", parties).most) == (4, 4)


def test_somebody_known_to_be_in_two_groups_is_one_person() -> None:
    parties = {"g": group(10, 12, "p"), "h": group(20, 20, "p", "q"), "p": PERSON, "q": PERSON, "r": PERSON}
    found = people(["g", "h", "r"], parties)
    assert (found.least, found.most) == (30, 32)
    one = {"g": group(1, 1, "p"), "h": group(1, 1, "p"), "p": PERSON}
    assert (people(["g", "h"], one).least, people(["g", "h"], one).most) == (1, 1)


def test_a_group_within_two_groups_is_counted_once_and_its_members_with_it() -> None:
    parties = {"g": group(10, 10, "s"), "h": group(10, 10, "s"), "s": group(4, 6, "p"), "p": PERSON}
    found = people(["g", "h"], parties)
    assert (found.least, found.most) == (14, 16)
    unknown = parties | {"s": group(None, None, "p"), "z": PERSON}
    assert (people(["g", "h", "z"], unknown).least, people(["g", "h", "z"], unknown).most) == (11, 21)


def test_a_group_of_unknown_number_is_in_no_figure_but_its_members_with_acts_of_their_own_are() -> None:
    parties = {"g": group(None, None, "p"), "p": PERSON}
    alone = people(["g"], parties)
    assert (alone.least, alone.most, alone.unallocated, alone.named) == (0, None, ("g",), 1)
    assert people(["g", "p"], parties).least == 1


def test_more_known_members_than_the_number_allows_is_told() -> None:
    parties = {"g": group(1, 2, "p", "q", "r"), "p": PERSON, "q": PERSON, "r": PERSON}
    assert (people(["g"], parties).most, people(["g"], parties).exceeded) == (2, ("g",))
    assert people(["g", "p", "q", "r"], parties).least == 3
    assert people([], parties) == people(["nobody"], {})


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ({"min": 13, "words": "more than a dozen"}, Bounds(13, None)),
        ({"best": 7}, Bounds(7, 7)),
        ({"min": 5, "best": 7, "max": 9}, Bounds(5, 9)),
        ({"max": 20}, Bounds(1, 20)),
        ({"max": 0}, Bounds(0, 0)),
        ({"min": "2.5", "max": "3.5"}, Bounds(3, 3)),
        ({"min": -4}, Bounds(0, None)),
        ({"words": "some"}, None),
        ({"answer": "unknown"}, None),
        ({"min": True}, None),
        ("thirteen", None),
    ],
)
def test_what_a_number_says_of_how_many(number: Any, told: Bounds | None) -> None:
    assert bounds(number) == told
