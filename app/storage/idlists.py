"""Lists of ids as one value of the database: 32 bytes each, sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.ids import in_order

SIZE = 32


def pack(ids: Iterable[str]) -> bytes:
    """Return the bytes of a list of ids, each once."""
    return b"".join(in_order(bytes.fromhex(one) for one in ids))


def holds(data: bytes, one: str) -> bool:
    """Tell whether a packed list has this id, without unpacking it."""
    wanted, low, high = bytes.fromhex(one), 0, len(data) // SIZE
    while low < high:
        at = (low + high) // 2
        if data[at * SIZE : (at + 1) * SIZE] < wanted:
            low = at + 1
        else:
            high = at
    return data[low * SIZE : (low + 1) * SIZE] == wanted


def unpack(data: bytes) -> Iterator[str]:
    """Yield the ids of a packed list."""
    digits = data.hex()
    return (digits[start : start + 2 * SIZE] for start in range(0, len(digits), 2 * SIZE))
