"""Which bundles were received lately, and which revisions each of them brought before any other did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.storage.database import listed
from app.storage.handle import Vault
from app.storage.idlists import SIZE
from app.storage.states import MANY


@dataclass(frozen=True, slots=True)
class Import:
    """A bundle that was received: its manifest's hash, who sent it, when it came."""

    manifest_hash: str
    sender: str
    received: str


def lately(vault: Vault, limit: int) -> list[Import]:
    """Return the bundles received last, the latest first."""
    rows = vault.db.all("SELECT manifest_hash, sender, received FROM incoming ORDER BY n DESC LIMIT ?", (limit,))
    return [Import(row[0].hex(), row[1].hex(), row[2]) for row in rows]


def brought(vault: Vault, manifest_hash: str) -> dict[str, set[str]]:
    """Return the revisions that came with a bundle and with none before it, by record; nothing that was made here."""
    row = vault.db.one("SELECT n, accepted FROM incoming WHERE manifest_hash = ?", (bytes.fromhex(manifest_hash),))
    if row is None:
        return {}
    number, accepted = row
    wanted = dict.fromkeys(_ids(accepted))
    for (earlier,) in vault.db.each("SELECT accepted FROM incoming WHERE n < ?", (number,)):
        for id_ in _ids(earlier):
            wanted.pop(id_, None)
    ids, found = list(wanted), dict[str, set[str]]()
    for start in range(0, len(ids), MANY):
        rows = vault.db.all(
            """
            SELECT record, id FROM shown_revision
            WHERE batch <> 0 AND id IN (SELECT unhex(value) FROM json_each(?))
            """,
            (listed(ids[start : start + MANY]),),
        )
        for record, id_ in rows:
            found.setdefault(record.hex(), set()).add(id_.hex())
    return found


def orders(vault: Vault, records: Sequence[str]) -> dict[str, list[str]]:
    """Return the revisions of at most 500 records, by record, in the order in which they came here."""
    rows = vault.db.all(
        """
        SELECT record, id FROM shown_revision
        WHERE record IN (SELECT unhex(value) FROM json_each(?)) ORDER BY n
        """,
        (listed(bytes.fromhex(one) for one in records),),
    )
    found = dict[str, list[str]]()
    for record, id_ in rows:
        found.setdefault(record.hex(), []).append(id_.hex())
    return found


def _ids(packed: bytes) -> list[bytes]:
    return [packed[start : start + SIZE] for start in range(0, len(packed), SIZE)]
