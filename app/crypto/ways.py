"""A way into a vault: what a person gives to open it, held as one value."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Way:
    """A passphrase, a passphrase with the 32 bytes of a keyfile, or the 32 bytes of the recovery secret."""

    passphrase: str = field(default="", repr=False)
    keyfile: bytes | None = field(default=None, repr=False)
    recovery: bytes | None = field(default=None, repr=False)


def way_of(way: str | Way) -> Way:
    """Return `way`; text is a passphrase."""
    return Way(way) if isinstance(way, str) else way
