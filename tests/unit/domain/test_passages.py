"""Passages of recordings as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import passages


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12:34", {"start": 754}),
        ("[12:34]", {"start": 754}),
        ("1:02:03", {"start": 3723}),
        ("75", {"start": 75}),
        ("90:05", {"start": 5405}),
        ("12:34-13:05", {"start": 754, "end": 785}),
        ("[12:34]–[1:00:00]", {"start": 754, "end": 3600}),
        ("١٢:٣٤", {"start": 754}),
        ("12：34", {"start": 754}),
        ("12:64", None),
        ("1:70:00", None),
        ("13:05-12:34", None),
        ("12:34-", None),
        ("p. 2", None),
        ("", None),
        ("1-2-3", None),
    ],
)
def test_a_passage_is_read_as_it_is_written(text: str, told: dict[str, int] | None) -> None:
    assert passages.read(text) == told


@given(st.integers(0, passages.LONGEST))
def test_what_is_written_is_read_back(seconds: int) -> None:
    assert passages.read(passages.write(seconds)) == {"start": seconds}
