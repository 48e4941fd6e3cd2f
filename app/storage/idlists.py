"""Lists of ids as one value of the database: 32 bytes each, sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SIZE = 32


def pack(ids: Iterable[str]) -> bytes:
    """Return the bytes of a list of ids, each once."""
    return b"".join(sorted({bytes.fromhex(one) for one in ids}))


def unpack(data: bytes) -> Iterator[str]:
    """Yield the ids of a packed list."""
    digits = data.hex()
    return (digits[start : start + 2 * SIZE] for start in range(0, len(digits), 2 * SIZE))
