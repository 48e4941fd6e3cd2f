"""Which bundles carried which versions: what went to whom and when, and what came from whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from app.storage import idlists
from app.storage.handle import Vault
from app.storage.streams import WITHDRAWN

FEW = 64
"""So many ids are looked for one by one in a packed list; of more, the list is unpacked once."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle that went to somebody with some of the versions asked for.

    `at` is when it was prepared, `receipt` when its recipient signed for it, or empty.
    """

    manifest: str
    recipient: str
    name: str
    at: str
    receipt: str
    ids: frozenset[str] = field(repr=False)


def to_others(vault: Vault, revision_ids: Collection[str]) -> list[Carried]:
    """Return the bundles that carry any of these versions, oldest first; those given up count with a receipt only.

    One that is not known to be written may have gone all the same, and counts.
    """
    wanted = frozenset(revision_ids)
    found = []
    rows = vault.db.each(
        """
        SELECT outgoing.manifest_hash, recipient, name, committed, receipt.at, ids FROM outgoing
        LEFT JOIN receipt ON receipt.manifest_hash = outgoing.manifest_hash AND signer = recipient
        WHERE state <> ? OR receipt.at IS NOT NULL ORDER BY outgoing.n
        """,
        (WITHDRAWN,),
    )
    for manifest, recipient, name, at, receipt, packed in rows if wanted else ():
        held = _held(packed, wanted)
        if held:
            found.append(Carried(manifest.hex(), recipient.hex(), name, at, receipt or "", held))
    return found


def from_others(vault: Vault, revision_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return from whom any of these versions came, and when, the earliest first."""
    wanted = frozenset(revision_ids)
    rows = vault.db.each("SELECT sender, received, accepted FROM incoming ORDER BY n")
    return [(sender.hex(), at) for sender, at, packed in (rows if wanted else ()) if _held(packed, wanted)]


def _held(packed: bytes, wanted: frozenset[str]) -> frozenset[str]:
    if len(wanted) <= FEW:
        return frozenset(one for one in wanted if idlists.holds(packed, one))
    return wanted & frozenset(idlists.unpack(packed))
