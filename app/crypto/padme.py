"""Padme: the one rule by which sizes are rounded up, so that they tell little (PURBs, PoPETs 2019)."""

from __future__ import annotations


def padme(size: int) -> int:
    """Return the smallest length from `size` bytes on that Padme allows, at most 12 % more.

    Raises ValueError for a negative size. 0 and 1 stay as they are.
    """
    if size < 0:
        raise ValueError("a size is not negative")
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask
