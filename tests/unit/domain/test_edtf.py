from __future__ import annotations

import itertools
import random
from datetime import date

import pytest

from app.base.errors import BadDate
from app.domain import edtf

# the examples of the standard's own pages (EDTF, levels 0 and 1), with bounds worked out by hand
LEVEL_0 = [
    ("1985-04-12", "1985-04-12", "1985-04-12"),
    ("1985-04", "1985-04-01", "1985-04-30"),
    ("1985", "1985-01-01", "1985-12-31"),
    ("1985-04-12T23:20:30", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12"),
    ("1964/2008", "1964-01-01", "2008-12-31"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31"),
    ("2005/2006-02", "2005-01-01", "2006-02-28"),
]
LEVEL_1 = [
    ("2001-21", "2001-03-01", "2001-05-31"),
    ("2001-22", "2001-06-01", "2001-08-31"),
    ("2001-23", "2001-09-01", "2001-11-30"),
    ("2001-24", "2001-12-01", "2002-02-28"),
    ("2003-24", "2003-12-01", "2004-02-29"),
    ("1984?", "1984-01-01", "1984-12-31"),
    ("2004-06~", "2004-06-01", "2004-06-30"),
    ("2004-06-11%", "2004-06-11", "2004-06-11"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2XXX", "2000-01-01", "2999-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    ("1985-04-12/..", "1985-04-12", None),
    ("1985-04/..", "1985-04-01", None),
    ("1985/..", "1985-01-01", None),
    ("../1985-04-12", None, "1985-04-12"),
    ("../1985-04", None, "1985-04-30"),
    ("../1985", None, "1985-12-31"),
    ("1985-04-12/", "1985-04-12", None),
    ("1985-04/", "1985-04-01", None),
    ("1985/", "1985-01-01", None),
    ("/1985-04-12", None, "1985-04-12"),
    ("/1985-04", None, "1985-04-30"),
    ("/1985", None, "1985-12-31"),
    ("1984~/2004-06", "1984-01-01", "2004-06-30"),
    ("1984/2004-06~", "1984-01-01", "2004-06-30"),
    ("1984?/2004%", "1984-01-01", "2004-12-31"),
    ("1984-06-02?/2004-08-08~", "1984-06-02", "2004-08-08"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03"),
]
ONE_OF = [
    ("[2012-08..2013-04-02]", "2012-08-01", "2013-04-02"),
    ("[1984~..2004-06]", "1984-01-01", "2004-06-30"),
    ("[..1760-12-03]", None, "1760-12-03"),
    ("[1760-12..]", "1760-12-01", None),
]
FROM_SAMPLE = [
    ("2012-08/..", "2012-08-01", None),
    ("2011-12-09/", "2011-12-09", None),
    ("2009~/2013-04-02", "2009-01-01", "2013-04-02"),
    ("2008-12/2013-04-02", "2008-12-01", "2013-04-02"),
]


# every example of level 2 on the standard's page; what we claim of it, and what we refuse
LEVEL_2_CLAIMED = [
    ("[..1760-12-03]", None, "1760-12-03"),
    ("[1760-12..]", "1760-12-01", None),
    ("[..1984]", None, "1984-12-31"),
    ("2004-06-11%", "2004-06-11", "2004-06-11"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03"),
]
LEVEL_2_REFUSED = [
    "Y-17E7",
    "1950S2",
    "Y171010000S3",
    "Y3388E2S3",
    *(f"2001-{code}" for code in range(25, 42)),
    "[1667,1668,1670..1672]",
    "[1760-01,1760-02,1760-12..]",
    "[1667,1760-12]",
    "{1667,1668,1670..1672}",
    "{1960,1961-12}",
    "{..1984}",
    "2004-06~-11",
    "2004?-06-11",
    "?2004-06-~11",
    "2004-%06-11",
    "156X-12-25",
    "15XX-12-25",
    "XXXX-12-XX",
    "1XXX-XX",
    "1XXX-12",
    "1984-1X",
    "2004-06-~01/2004-06-~20",
]


def day(text: str | None) -> int | None:
    return None if text is None else date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(("text", "earliest", "latest"), LEVEL_0 + LEVEL_1 + ONE_OF + FROM_SAMPLE + LEVEL_2_CLAIMED)
def test_bounds(text: str, earliest: str | None, latest: str | None) -> None:
    parsed = edtf.parse(text)
    assert (parsed.earliest, parsed.latest) == (day(earliest), day(latest))
    assert parsed.text == text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("0000", (0, 1, 1), (0, 12, 31)),
        ("0000-02-29", (0, 2, 29), (0, 2, 29)),
        ("-0001", (-1, 1, 1), (-1, 12, 31)),
        ("-1985", (-1985, 1, 1), (-1985, 12, 31)),
        ("-0004-02-29", (-4, 2, 29), (-4, 2, 29)),
        ("-0001-12-31/0000-01-01", (-1, 12, 31), (0, 1, 1)),
        ("-20XX", (-2099, 1, 1), (-2000, 12, 31)),
        ("-000X", (-9, 1, 1), (0, 12, 31)),
        ("9999-24", (9999, 12, 1), (10000, 2, 29)),
        ("Y170000002", (170000002, 1, 1), (170000002, 12, 31)),
        ("Y-170000002", (-170000002, 1, 1), (-170000002, 12, 31)),
        ("Y10000~", (10000, 1, 1), (10000, 12, 31)),
        ("9999/Y10000", (9999, 1, 1), (10000, 12, 31)),
        ("Y999999999999999", (999999999999999, 1, 1), (999999999999999, 12, 31)),
    ],
)
def test_years_beyond_those_of_datetime(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    parsed = edtf.parse(text)
    assert (parsed.earliest, parsed.latest) == (edtf.ordinal(*first), edtf.ordinal(*last))
    assert parsed.earliest is not None
    assert -(2**63) <= parsed.earliest < 2**63  # fits a column of the database


def test_ordinals_are_those_of_datetime_where_it_has_them() -> None:
    random.seed(1)
    for number in [1, 365, 366, 3652059, *random.sample(range(1, 3652060), 5000)]:
        expected = date.fromordinal(number)
        assert edtf.ordinal(expected.year, expected.month, expected.day) == number


def test_ordinals_count_on_before_year_one() -> None:
    assert edtf.ordinal(0, 12, 31) == 0
    assert edtf.ordinal(0, 1, 1) == 1 - 366
    assert edtf.ordinal(-400, 1, 1) == edtf.ordinal(0, 1, 1) - 146097
    assert edtf.ordinal(-3, 1, 1) - edtf.ordinal(-4, 1, 1) == 366


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "..",
        "/",
        "../..",
        "/..",
        "../",
        "[..]",
        "[]",
        "198",
        "19850",
        "12012",
        "85-04",
        "1985-4",
        "1985-04-1",
        "1985-13",
        "1985-00",
        "1985-20",
        "1985-25",
        "1985-21-01",
        "1985-02-29",
        "1900-02-29",
        "1985-04-31",
        "1985-04-00",
        "1985-04-32",
        "19850412",
        "1985/04/12",
        "12.04.1985",
        "1985-102",
        "1985-W15",
        "-0000",
        "+1985",
        "--04-12",
        "Y1985",
        "Y-1985",
        "Y01985",
        "Y1985-04",
        "Y17E7",
        "y170000002",
        "Y1234567890123456",
        "XXXX",
        "X985",
        "1X85",
        "201X-04",
        "1XXX-XX",
        "2004-1X",
        "2004-X1",
        "2004-XX-15",
        "1985-04-1X",
        "201x",
        "1984?~",
        "?1984",
        "2004?-06",
        "2004-?06-11",
        "2004-06~-11",
        "1984??",
        "1985-04-12T23:20",
        "1985-04-12T23:20:30.5Z",
        "1985-04-12T24:00:00Z",
        "1985-04-12T23:60:00Z",
        "1985-04-12T23:20:60Z",
        "1985-04-12t23:20:30z",
        "1985-04-12 23:20:30",
        "1985-04-12T23:20:30-00",
        "1985-04-12T23:20:30-00:00",
        "1985-04-12T23:20:30+4",
        "1985-04-12T23:20:30+0430",
        "1985-04T23:20:30",
        "1985-04-12?T23:20:30",
        "1985-04-12T",
        "1985-04-12T23:20:30/1986",
        "2008/1964",
        "2005-02-08/2004-02-01",
        "2013/2012-12-31",
        "2004/2005/2006",
        "2004//2006",
        "2004/ 2006",
        "2004-06/P1M",
        "2004/2005..",
        "[2004]",
        "[2004,2005]",
        "[2004..2003]",
        "[2004..2005,2007]",
        "[2004/2005]",
        "[2004..2005",
        "2004..2005]",
        "2004..2005",
        "{2004..2005}",
        "[2004...2005]",
        "[2004....2005]",
        "[[2004..2005]]",
        "[2004..2005T00:00:00]",
        "2012-08 ",
        " 2012-08",
        "2012-08\n",
        "2012‐08",
        "２０１２",
        "٢٠١٢",
        "August 2012",
        "2012" + "?" * 100,
        "9" * 10000,
    ],
)
def test_what_is_not_claimed_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        edtf.parse(text)


def test_what_the_standard_says_beyond_what_we_claim_is_refused_in_one_way() -> None:
    messages = set()
    for text in LEVEL_2_REFUSED:
        with pytest.raises(BadDate) as caught:
            edtf.parse(text)
        messages.add(str(caught.value))
    assert len(messages) == 1
    assert "2012-08/.." in messages.pop()


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(BadDate) as caught:
        edtf.parse("the day she was taken")
    assert "taken" not in str(caught.value)


def test_open_and_unknown_ends_stay_different() -> None:
    open_, unknown = edtf.parse("2012-08/.."), edtf.parse("2012-08/")
    assert (open_.latest, open_.open_end, open_.unknown_end) == (None, True, False)
    assert (unknown.latest, unknown.open_end, unknown.unknown_end) == (None, False, True)
    assert open_ != unknown
    before, untold = edtf.parse("../2012-08"), edtf.parse("/2012-08")
    assert (before.earliest, before.open_start, before.unknown_start) == (None, True, False)
    assert (untold.earliest, untold.open_start, untold.unknown_start) == (None, False, True)
    closed = edtf.parse("2012/2013")
    assert not (closed.open_end)
    assert not (closed.unknown_end)
    assert not (closed.open_start)
    assert not (closed.unknown_start)


def test_a_one_of_range_is_not_an_interval() -> None:
    assert edtf.parse("[2012-08..2013-04-02]").one_of
    assert not edtf.parse("2012-08/2013-04-02").one_of
    assert edtf.parse("[1760-12..]").open_end
    assert edtf.parse("[..1760-12]").open_start


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [
        ("1984", False, False),
        ("1984?", True, False),
        ("1984~", False, True),
        ("1984%", True, True),
        ("1984?/2004~", True, True),
        ("../2004~", False, True),
        ("[1984?..1985]", True, False),
        ("Y17000%", True, True),
        ("201X?", True, False),
    ],
)
def test_qualifiers_are_kept_and_widen_nothing(text: str, uncertain: bool, approximate: bool) -> None:
    parsed = edtf.parse(text)
    assert (parsed.uncertain, parsed.approximate) == (uncertain, approximate)
    bare = edtf.parse(text.translate({ord(mark): None for mark in "?~%"}))
    assert (parsed.earliest, parsed.latest) == (bare.earliest, bare.latest)


def test_times_are_kept_in_the_zone_they_were_given_in() -> None:
    for text in ("1985-04-12T23:20:30Z", "1985-04-12T23:20:30-04", "1985-04-12T23:20:30+04:30"):
        parsed = edtf.parse(text)
        assert parsed.second == 23 * 3600 + 20 * 60 + 30
        assert parsed.earliest == parsed.latest == day("1985-04-12")
    assert edtf.parse("1985-04-12").second is None
    assert edtf.parse("1985-04-12T00:00:00").second == 0


def test_a_month_is_never_its_first_day() -> None:
    for year, month in itertools.product((1900, 1999, 2000, 2004), range(1, 13)):
        parsed = edtf.parse(f"{year:04}-{month:02}")
        assert parsed.earliest == date(year, month, 1).toordinal()
        assert parsed.latest is not None
        assert date.fromordinal(parsed.latest + 1).day == 1
        assert parsed.latest > parsed.earliest + 26
