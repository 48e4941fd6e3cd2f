"""Evidence: manifests, their two signatures and their lists of ids, kept forever and forwarded with the revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.storage import idlists
from app.storage.handle import Vault


@dataclass(frozen=True, slots=True)
class Evidence:
    """One manifest as it came, what signs it, and the revision ids it lists, sorted."""

    manifest: bytes = field(repr=False)
    ssh: str = field(repr=False)
    mldsa: bytes = field(repr=False)
    ids: tuple[str, ...] = field(repr=False)

    @property
    def hash(self) -> str:
        """The manifest's hash."""
        return hashlib.sha256(self.manifest).hexdigest()


def add_evidence(vault: Vault, evidence: Evidence) -> None:
    """Keep verified evidence; what is here already stays. Call it in `Batch.reveal`."""
    with vault.transaction() as db:
        db.run(
            """
            INSERT OR IGNORE INTO evidence (manifest_hash, ssh, mldsa, manifest, ids)
            VALUES (?, ?, ?, ?, ?)
            """,
            (
                bytes.fromhex(evidence.hash),
                evidence.ssh,
                evidence.mldsa,
                evidence.manifest,
                idlists.pack(evidence.ids),
            ),
        )


def manifest_of(vault: Vault, manifest_hash: str) -> bytes | None:
    """Return the manifest with this hash, or None when no evidence of it is here."""
    found = vault.db.value("SELECT manifest FROM evidence WHERE manifest_hash = ?", (bytes.fromhex(manifest_hash),))
    return None if found is None else bytes(found)


def evidence_for(vault: Vault, revision_ids: Iterable[str]) -> list[Evidence]:
    """Return the evidence that lists any of these revisions, in the order in which it came."""
    wanted = set(revision_ids)
    return [one for one in each(vault) if not wanted.isdisjoint(one.ids)]


def each(vault: Vault) -> Iterator[Evidence]:
    """Yield all evidence in the order in which it came."""
    for manifest, ssh, mldsa, ids in vault.db.each("SELECT manifest, ssh, mldsa, ids FROM evidence ORDER BY n"):
        yield Evidence(manifest, ssh, mldsa, tuple(idlists.unpack(ids)))
