"""Dates of every form: bounds, order and overlap agree with a plain reading of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import BadDate
from app.domain import edtf
from app.domain.edtf import Edtf

years = st.integers(-9999, 9999).map(lambda year: f"{'-' if year < 0 else ''}{abs(year):04}")
months = st.tuples(years, st.sampled_from([*range(1, 13), 21, 22, 23, 24])).map(lambda p: f"{p[0]}-{p[1]:02}")
days = st.tuples(years, st.integers(1, 12), st.integers(1, 28)).map(lambda p: f"{p[0]}-{p[1]:02}-{p[2]:02}")
unspecified = st.one_of(
    st.integers(0, 999).map(lambda n: f"{n:03}X"),
    st.integers(0, 99).map(lambda n: f"{n:02}XX"),
    years.map(lambda y: f"{y}-XX"),
    years.map(lambda y: f"{y}-XX-XX"),
    st.tuples(years, st.integers(1, 12)).map(lambda p: f"{p[0]}-{p[1]:02}-XX"),
)
long_years = st.integers(10_000, 10**15 - 1).flatmap(lambda n: st.sampled_from([f"Y{n}", f"Y-{n}"]))
marks = st.sampled_from(["", "", "?", "~", "%"])
dates = st.tuples(st.one_of(years, months, days, unspecified, long_years), marks).map("".join)
times = st.tuples(days, st.times(), st.sampled_from(["", "Z", "+08:00", "-04"])).map(
    lambda p: f"{p[0]}T{p[1]:%H:%M:%S}{p[2]}"
)


@st.composite
def spans(draw: st.DrawFn) -> str:
    start, end = draw(dates), draw(dates)
    first, last = edtf.parse(start).earliest, edtf.parse(end).latest
    assert first is not None
    assert last is not None
    if first > last:
        start, end = end, start
    form = draw(st.sampled_from(["{}/{}", "[{}..{}]", "{}/..", "../{}", "{}/", "/{}", "[{}..]", "[..{}]"]))
    return form.format(start, end)


anything = st.one_of(dates, times, spans()).map(edtf.parse)


def reaches(one: Edtf) -> tuple[float, float]:
    return (
        float("-inf") if one.earliest is None else one.earliest,
        float("inf") if one.latest is None else one.latest,
    )


@given(anything)
def test_bounds_are_in_order_and_one_is_always_known(one: Edtf) -> None:
    first, last = reaches(one)
    assert first <= last
    assert (one.earliest is None) == (one.open_start or one.unknown_start)
    assert (one.latest is None) == (one.open_end or one.unknown_end)
    assert one.earliest is not None or one.latest is not None
    assert edtf.parse(one.text) == one


@given(anything, anything)
def test_overlap_is_symmetric_and_means_a_day_in_common(one: Edtf, other: Edtf) -> None:
    first = max(reaches(one)[0], reaches(other)[0])
    last = min(reaches(one)[1], reaches(other)[1])
    assert edtf.overlaps(one, other) == edtf.overlaps(other, one) == (first <= last)
    assert edtf.overlaps(one, one)


@given(anything, anything)
def test_order_is_total_and_follows_the_bounds(one: Edtf, other: Edtf) -> None:
    assert (one.sort_key == other.sort_key) == (one == other)
    if one.second is None and other.second is None and reaches(one) != reaches(other):
        assert (one.sort_key < other.sort_key) == (reaches(one) < reaches(other))


@given(dates, dates)
def test_the_reverse_of_a_period_is_refused_and_not_turned_round(start: str, end: str) -> None:
    first, last = edtf.parse(start), edtf.parse(end)
    assert first.earliest is not None
    assert last.latest is not None
    if first.earliest > last.latest:
        try:
            edtf.parse(f"{start}/{end}")
        except BadDate:
            return
        raise AssertionError


@given(st.text(alphabet="0123456789-/.XYTZ?~%[]+: ", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parsed = edtf.parse(text)
    except BadDate:
        return
    assert parsed.text == text
    assert reaches(parsed)[0] <= reaches(parsed)[1]
