"""How exact a point is, in words."""

from __future__ import annotations

import pytest

from app.domain.precision import said, words


@pytest.mark.parametrize(
    ("metres", "expected"),
    [
        (5, "The exact spot"),
        (50, "The building or street"),
        (1_000, "The village or neighbourhood"),
        (5_000, "The town or district"),
        (50_000, "The region"),
        (90_000_000, "The country"),
    ],
)
def test_metres_have_words(metres: int, expected: str) -> None:
    assert words(metres) == expected


def test_a_point_is_said_with_how_exact_it_is() -> None:
    point = {"lat": 39_904_000, "lon": 116_407_000}
    assert said({**point, "precision_m": 5_000}) == "the town or district, within 5 km of 39.904, 116.407"
    assert said({**point, "precision_m": 50}).endswith("within 50 m of 39.904, 116.407")
    assert said(point) == "at 39.904, 116.407"
    assert said({"lat": "x"}) == ""
