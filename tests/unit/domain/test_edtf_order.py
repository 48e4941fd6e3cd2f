from __future__ import annotations

import random

import pytest

from app.domain import edtf


def test_dates_sort_by_first_then_last_possible_moment() -> None:
    ordered = [
        "../2009",
        "/2013-04",
        "Y-170000002",
        "-0001",
        "0000",
        "2008-12-31T23:59:59",
        "2009-01-01",
        "2009-01",
        "2009",
        "2009~/2013-04-02",
        "2009/",
        "2009/..",
        "2009-01-01T08:00:00Z",
        "2009-01-01T08:00:01Z",
        "2009-02",
        "2011-12-09",
        "2011-12-09/",
        "2012-08",
        "[2012-08..2013-04-02]",
        "2012-08/..",
        "2012-08-13",
        "Y170000002",
    ]
    dates = [edtf.parse(text) for text in ordered]
    for _ in range(20):
        random.shuffle(dates)
        assert [one.text for one in sorted(dates, key=lambda one: one.sort_key)] == ordered


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2012", "2012-08-13", True),
        ("2012-08", "2012-09", False),
        ("2012-08-31", "2012-08/2012-09", True),
        ("2012-08/..", "2019", True),
        ("2012-08/..", "2012-07-31", False),
        ("2011-12-09/", "2019", True),
        ("2011-12-09/", "2011-12-08", False),
        ("../1985", "1984", True),
        ("../1985", "1986", False),
        ("../1985", "1985/..", True),
        ("../1985", "1986/..", False),
        ("/1985", "../1900", True),
        ("2012/..", "2030/", True),
        ("[2012-08..2013-04-02]", "2012-12", True),
        ("[2012-08..2013-04-02]", "2013-04-03", False),
        ("2009~/2013-04-02", "2008-12-31", False),
        ("2009~/2013-04-02", "2009", True),
        ("201X", "2019-12-31", True),
        ("201X", "2020", False),
        ("1985-04-12T23:59:59-04", "1985-04-13", False),
        ("Y170000002", "2012/..", True),
        ("Y170000002", "2012", False),
        ("-0001", "0000", False),
    ],
)
def test_overlaps(one: str, other: str, together: bool) -> None:
    assert edtf.overlaps(edtf.parse(one), edtf.parse(other)) is together
    assert edtf.overlaps(edtf.parse(other), edtf.parse(one)) is together
