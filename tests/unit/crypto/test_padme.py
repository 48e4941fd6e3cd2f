from __future__ import annotations

import math

import pytest

from app.crypto.padme import padme


def _as_published(length: int) -> int:
    """Algorithm 1 of the paper, word for word."""
    e = math.floor(math.log2(length))
    s = math.floor(math.log2(e)) + 1
    last_bits = e - s
    mask = 2**last_bits - 1
    return (length + mask) & ~mask


def test_it_is_the_published_rule() -> None:
    for length in (*range(2, 70_000), *(2**e + d for e in range(17, 45) for d in (-1, 0, 1, 12_345))):
        assert padme(length) == _as_published(length)


def test_known_lengths() -> None:
    assert [padme(size) for size in (0, 1, 2, 8, 9, 10, 100, 1000, 65_536, 65_537, 1_000_000, 1 << 30)] == [
        0, 1, 2, 8, 10, 10, 104, 1024, 65_536, 67_584, 1_015_808, 1 << 30,
    ]  # fmt: skip


def test_it_grows_little_never_shrinks_and_stays() -> None:
    last = 0
    for size in range(200_000):
        padded = padme(size)
        assert size <= padded <= size * 1.12 + 1
        assert padded >= last
        assert padme(padded) == padded
        last = padded


def test_a_size_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        padme(-1)
