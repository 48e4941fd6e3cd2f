"""A way into a vault: what a person gives to open it, held as one value."""

from __future__ import annotations

from dataclasses import dataclass, field

PASSPHRASE, KEYFILE, RECOVERY = "passphrase", "keyfile", "recovery"
"""The kinds of slots of `vault.json`: by a passphrase, by one with a keyfile, by the recovery secret."""


@dataclass(frozen=True, slots=True)
class Way:
    """A passphrase, a passphrase with the 32 bytes of a keyfile, or the 32 bytes of the recovery secret."""

    passphrase: str = field(default="", repr=False)
    keyfile: bytes | None = field(default=None, repr=False)
    recovery: bytes | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """The kind of slot this opens."""
        if self.recovery is not None:
            return RECOVERY
        return PASSPHRASE if self.keyfile is None else KEYFILE


def way_of(way: str | Way) -> Way:
    """Return `way`; text is a passphrase."""
    return Way(way) if isinstance(way, str) else way
