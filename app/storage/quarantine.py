"""The quarantine: bundles kept, still encrypted, until a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.base import durable
from app.storage import faults, layout, log
from app.storage.handle import Vault, now

PIECE = 256 << 10


class Source(Protocol):
    """Where a bundle is read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none only at the end."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle in quarantine: where its file is, whose it says it is, and why it is kept (a word)."""

    path: Path
    manifest_hash: str
    sender: str
    reason: str
    kept: str


def keep(vault: Vault, source: Source, *, manifest_hash: str, sender: str, reason: str) -> Path:
    """Copy a bundle into quarantine, durably, and return its path; one that is there already is not copied again.

    `reason` is a short word such as `unknown_sender` or `forked`. Raises NoRoom or VaultError.
    """
    vault.require_writable()
    digest = bytes.fromhex(manifest_hash)
    folder = vault.folder / layout.QUARANTINE
    row = vault.db.one("SELECT name FROM quarantine WHERE manifest_hash = ?", (digest,))
    if row:
        return folder / str(row[0])
    name = f"{manifest_hash[:16]}.age"
    with faults.told(), durable.replacing(folder / name) as file:
        while piece := source.read(PIECE):
            file.write(piece)
    with vault.transaction() as db:
        db.run(
            "INSERT INTO quarantine (name, manifest_hash, sender, reason, kept) VALUES (?, ?, ?, ?, ?)",
            (name, digest, bytes.fromhex(sender), reason, now()),
        )
        log.append(
            db,
            vault.log_key,
            [("quarantined", {"from": sender, "manifest": manifest_hash, "reason": reason})],
        )
    return folder / name


def listing(vault: Vault) -> list[Kept]:
    """Return all bundles in quarantine, the oldest first."""
    rows = vault.db.all("SELECT name, manifest_hash, sender, reason, kept FROM quarantine ORDER BY n")
    folder = vault.folder / layout.QUARANTINE
    return [Kept(folder / row[0], row[1].hex(), row[2].hex(), row[3], row[4]) for row in rows]


def waiting(vault: Vault, sender: str) -> list[Path]:
    """Return the paths of the bundles in quarantine that say they are from this key."""
    return [one.path for one in listing(vault) if one.sender == sender]


def remove(vault: Vault, manifest_hash: str) -> None:
    """Remove a bundle from quarantine, after it was received or a person decided against it."""
    digest = bytes.fromhex(manifest_hash)
    with vault.transaction() as db:
        row = db.one("SELECT name FROM quarantine WHERE manifest_hash = ?", (digest,))
        if row is None:
            return
        db.run("DELETE FROM quarantine WHERE manifest_hash = ?", (digest,))
        log.append(db, vault.log_key, [("unquarantined", {"manifest": manifest_hash})])
        vault.doomed.append(vault.folder / layout.QUARANTINE / str(row[0]))
