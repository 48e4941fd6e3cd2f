"""How many days stretches of time cover together, from what is sure of their ends and what is possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import days, edtf
from app.domain.days import Days, Stretch


def told(*texts: str, moment: bool = False, until: str = "") -> Days:
    end = edtf.parse(until) if until else None
    return days.covered(days.stretch(edtf.parse(one), moment=moment, until=end) for one in texts)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("2012-08-13", 1, 1),
        ("2012-08-13/2012-08-15", 3, 3),
        ("2012-02/2012-05", 63, 121),  # from 29 February to 1 May at least
        ("2009-02", 1, 28),  # some time within
        ("[2012-08-01..2012-08-10]", 1, 10),
        ("2011-12-09/", 1, None),  # the end is not known
        ("2012-08/..", 1, None),
        ("../2012-08", 1, None),
        ("2012-08/2012-08", 1, 31),
    ],
)
def test_one_stretch_lasted_at_least_and_at_most(text: str, least: int, most: int | None) -> None:
    assert told(text) == Days(least, most)


def test_each_day_is_counted_once() -> None:
    assert told("2012-08-01/2012-08-10", "2012-08-05/2012-08-20", "2012-08-21") == Days(21, 21)
    assert told("2012-08-01/2012-08-10", "2012-08-03/") == Days(10, None)
    assert told("2012-08-01/2012-08-10", "2012-08") == Days(10, 31)
    assert told("2009-02", "2009-02", "2010-05") == Days(2, 28 + 31)
    assert told() == Days(0, 0)


def test_what_is_known_otherwise_of_the_end_ends_it() -> None:
    assert told("2012-08-01/..", until="2012-08-10") == Days(10, 10)
    assert told("2012-08-01", moment=True) == Days(1, None)
    assert told("2012-08-01", moment=True, until="2012-08-03") == Days(3, 3)
    assert told("2012-08/", until="2012-10") == Days(32, 92)


day = st.integers(1, 60)


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    first, last, begins, ends = sorted(draw(st.tuples(day, day, day, day)))
    if draw(st.booleans()):
        return Stretch((first, last), (begins, ends))
    return Stretch((first, ends), (first, ends))


@given(st.lists(stretches(), max_size=6), stretches())
def test_another_stretch_never_takes_days_away_and_the_order_does_not_matter(
    some: list[Stretch], more: Stretch
) -> None:
    before, after = days.covered(some), days.covered([*some, more])
    assert after.least >= before.least
    assert after.most is not None
    assert before.most is not None
    assert after.most >= before.most
    assert after.least <= after.most <= 60
    assert days.covered([more, *reversed(some), more]) == after
