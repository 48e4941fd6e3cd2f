"""An office's own numbers for its cases."""

from __future__ import annotations

import pytest

from app.domain import references


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), "2013-001"),
        (("2013-003", "2013-002"), "2013-004"),
        (("2013-002", "2013-007"), "2013-008"),
        (("2012-117",), "2013-001"),
        (("2012-17", "2013-04"), "2013-05"),
        (("KS/2013/9",), "KS/2013/10"),
        (("CN 0099 b",), "CN 0100 b"),
        (("no number", "A-7"), "A-8"),
        (("x" * 100,), "2013-001"),
        (("99",), "100"),
    ],
)
def test_the_next_number_goes_on_as_the_last_ones_were_given(given: tuple[str, ...], expected: str) -> None:
    found = references.following(given, 2013)
    assert found == expected
