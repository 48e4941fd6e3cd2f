"""Numbers and ages as people say them, in and out."""

from __future__ import annotations

import pytest

from app.domain.saying_numbers import Bound, in_words, read, said


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("13", (13, 13, 13)),
        ("2.5", ("2.5", "2.5", "2.5")),
        ("thirteen villagers", (13, 13, 13)),
        ("one hundred and five", (105, 105, 105)),
        ("twenty-five thousand people", (25_000, 25_000, 25_000)),
        ("half a dozen men", (6, 6, 6)),
        ("about 30", (None, 30, None)),
        ("thirty or so", (None, 30, None)),
        ("more than a dozen", (13, None, None)),
        ("at least 13", (13, None, None)),
        ("13+", (13, None, None)),
        ("fewer than 10", (None, None, 9)),
        ("no more than five", (None, None, 5)),
        ("between 30 and 35", (30, None, 35)),
        ("30-35 men", (30, None, 35)),
        ("ten or twelve", (10, None, 12)),
        ("dozens", (24, None, None)),
        ("several hundred protesters", (300, None, None)),
        ("三十多人", (31, None, 39)),
        ("二十余人", (21, None, 29)),
        ("十几人", (11, None, 19)),
        ("七八个", (7, None, 8)),
        ("二三十人", (20, None, 30)),
        ("至少十三人", (13, None, None)),
        ("13人以上", (13, None, None)),
        ("不到十人", (None, None, 9)),
        ("大约二十人", (None, 20, None)),
        ("三十人左右", (None, 30, None)),
        ("二十到三十人", (20, None, 30)),
        ("几十人", (20, None, 99)),
        ("两万三千人", (23_000, 23_000, 23_000)),
        ("نحو ٢٠", (None, 20, None)),
        ("أكثر من عشرين شخصاً", (21, None, None)),
        ("ما لا يقل عن ١٣ شخصا", (13, None, None)),
        ("أقل من 10", (None, None, 9)),
        ("بين ٣٠ و٣٥", (30, None, 35)),
        ("خمسة وعشرون رجلا", (25, 25, 25)),
        ("عشرات الأشخاص", (20, None, None)),
        ("بضعة أشخاص", (3, None, 9)),
    ],
)
def test_it_reads_numbers_as_they_are_told(words: str, bounds: tuple[Bound, Bound, Bound]) -> None:
    amount = read(words)
    assert amount is not None
    assert amount.bounds == bounds


@pytest.mark.parametrize(
    "words",
    [
        "",
        "some",
        "a few",
        "many people",
        "a man",
        "30 men and 5 children",
        "三十人和五个孩子",
        "许多人",
        "30 رجلا وخمسة أطفال",
        "between 35 and 30",
        "a child",
        "in his forties",
        "3 May 2013",
        "x" * 500,
    ],
)
def test_what_tells_no_number_stays_words(words: str) -> None:
    assert read(words) is None


def test_a_loose_word_says_how_it_was_read() -> None:
    amount = read("dozens of people")
    assert amount is not None
    assert "at least 24" in amount.doubt


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("about 30", (None, 30, None)),
        ("30 to 35 years old", (30, None, 35)),
        ("a 30-year-old man", (30, 30, 30)),
        ("a child", (0, None, 17)),
        ("in his forties", (40, None, 49)),
        ("early 40s", (40, None, 49)),
        ("over 60", (60, None, None)),
        ("adult", (18, None, None)),
        ("18 months", (1, 1, 1)),
        ("三十多岁", (31, None, 39)),
        ("约三十岁", (None, 30, None)),
        ("四十来岁", (None, 40, None)),
        ("未成年人", (0, None, 17)),
        ("في الثلاثينيات من عمره", (30, None, 39)),
        ("عمره ٣٠ سنة", (30, 30, 30)),
        ("طفل", (0, None, 17)),
    ],
)
def test_it_reads_ages(words: str, bounds: tuple[Bound, Bound, Bound]) -> None:
    amount = read(words, age=True)
    assert amount is not None
    assert amount.bounds == bounds


def test_words_are_shown_with_the_number_read_of_them_where_they_differ() -> None:
    assert said({"min": 13, "words": "more than a dozen"}) == "more than a dozen (at least 13)"
    assert said({"min": 13, "words": "at least 13"}) == "at least 13"
    assert said({"words": "many"}) == "many"
    assert said({"min": 3, "best": 5, "max": 9}, "zh") == "3到9之间，最可能是5"
    assert said({}) == ""
    assert in_words(None, 30, None, "xx") == "about 30"
