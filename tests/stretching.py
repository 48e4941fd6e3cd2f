"""What Argon2id made of a passphrase, kept: opening the same vault again is the same work for the same answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Stretch = Callable[[Any, str, memoryview], None]


def remembered(real: Stretch) -> Stretch:
    """Return `real`, done once for each salt, cost and passphrase."""
    known: dict[tuple[str, str], bytes] = {}

    def stretch(kdf: Any, passphrase: str, into: memoryview) -> None:
        asked = repr(sorted(kdf.items())), passphrase
        if asked not in known:
            real(kdf, passphrase, into)
            known[asked] = bytes(into)
        into[:] = known[asked]

    return stretch
