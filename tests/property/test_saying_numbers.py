"""A number said in words is read again as the same number, in each language that is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.saying_numbers import in_words, read

counts = st.integers(0, 10**9)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
@given(one=counts, other=counts, form=st.sampled_from(["n", "a", "b", "ab", "exact"]))
def test_what_is_read_back_parses_to_the_same(language: str, one: int, other: int, form: str) -> None:
    low, high = min(one, other), max(one, other) + 1
    bounds = {
        "n": (None, one, None),
        "a": (one, None, None),
        "b": (None, None, one),
        "ab": (low, None, high),
        "exact": (one, one, one),
    }[form]
    amount = read(in_words(*bounds, language), language)
    assert amount is not None
    assert amount.bounds == bounds
    assert amount.doubt == ""


@given(st.text(max_size=60), st.booleans())
def test_any_words_are_read_or_kept_and_bounds_are_in_order(text: str, age: bool) -> None:
    amount = read(text, age=age)
    if amount is not None:
        told = [float(one) for one in amount.bounds if one is not None]
        assert told
        assert told == sorted(told)


SCRAPS = [
    "about",
    "at",
    "least",
    "more",
    "than",
    "between",
    "and",
    "to",
    "or",
    "13",
    "30",
    "dozen",
    "dozens",
    "hundred",
    "people",
    "20",
    "+",
    "三",
    "十",
    "多",
    "人",
    "至少",
    "约",
    "到",
    "نحو",
    "بين",
    "و",
]


@given(st.lists(st.sampled_from(SCRAPS), max_size=7), st.sampled_from(["", " "]), st.booleans())
def test_scraps_of_numbers_are_read_or_kept(words: list[str], gap: str, age: bool) -> None:
    test_any_words_are_read_or_kept_and_bounds_are_in_order.hypothesis.inner_test(gap.join(words), age)
