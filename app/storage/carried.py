"""Which bundles carried which versions: what went to whom and when, and what came from whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from app.domain.ids import in_order
from app.storage import idlists
from app.storage.database import listed
from app.storage.handle import Vault
from app.storage.states import MANY
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


def from_others(vault: Vault, revision_ids: Collection[str]) -> list[tuple[str, str, frozenset[str]]]:
    """Return from whom any of these versions came, when, and which, the earliest first."""
    wanted = frozenset(revision_ids)
    rows = vault.db.each("SELECT sender, received, accepted FROM incoming ORDER BY n")
    found = ((sender.hex(), at, _held(packed, wanted)) for sender, at, packed in (rows if wanted else ()))
    return [one for one in found if one[2]]


def versions(vault: Vault, records: Iterable[str]) -> dict[str, str]:
    """Return the record of each version of these records."""
    wanted = in_order(bytes.fromhex(one) for one in records)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), MANY):
        rows = vault.db.all(
            "SELECT id, record FROM shown_revision WHERE record IN (SELECT unhex(value) FROM json_each(?))",
            (listed(wanted[start : start + MANY]),),
        )
        found.update((id_.hex(), record.hex()) for id_, record in rows)
    return found


def _held(packed: bytes, wanted: frozenset[str]) -> frozenset[str]:
    if len(wanted) <= FEW:
        return frozenset(one for one in wanted if idlists.holds(packed, one))
    return wanted & frozenset(idlists.unpack(packed))
