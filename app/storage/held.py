"""Revisions held back: by authors neither verified nor vouched for, kept out of the records until one is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.revision import Revision, from_line, to_line
from app.storage import truth
from app.storage.database import Database, listed
from app.storage.handle import Vault, now
from app.storage.states import MANY

_NAMING = "SELECT line FROM held WHERE instr(line, x'22736861323536223a')"
"""Those in which `"sha256":` stands."""
_AMONG = " AND id IN (SELECT unhex(value) FROM json_each(?))"


def hold(vault: Vault, revisions: Sequence[Revision], manifest_hash: str) -> None:
    """Keep revisions of a received bundle aside. Call it in `Batch.reveal`."""
    with vault.transaction() as db:
        db.many(
            "INSERT OR IGNORE INTO held (id, author, manifest_hash, held, line) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    bytes.fromhex(one.id),
                    bytes.fromhex(one.header.author),
                    bytes.fromhex(manifest_hash),
                    now(),
                    to_line(one),
                )
                for one in revisions
            ],
        )


def held(vault: Vault, author: str) -> list[tuple[str, Revision]]:
    """Return what is held of one author, each with the hash of the manifest it came with."""
    rows = vault.db.all(
        "SELECT manifest_hash, line FROM held WHERE author = ? ORDER BY rowid", (bytes.fromhex(author),)
    )
    return [(manifest_hash.hex(), from_line(line)) for manifest_hash, line in rows]


def among(vault: Vault, revision_ids: Iterable[str]) -> list[Revision]:
    """Return those of these revisions that are held."""
    wanted = [bytes.fromhex(one) for one in revision_ids]
    found: list[Revision] = []
    for start in range(0, len(wanted), MANY):
        rows = vault.db.all(
            "SELECT line FROM held WHERE id IN (SELECT unhex(value) FROM json_each(?))",
            (listed(wanted[start : start + MANY]),),
        )
        found += [from_line(line) for (line,) in rows]
    return found


def mentions(db: Database, revision_ids: Iterable[bytes] | None = None) -> set[bytes]:
    """Return the hashes of the attachments that what is held names, all of it or these revisions."""
    found: set[bytes] = set()
    rows = db.each(_NAMING) if revision_ids is None else db.each(_NAMING + _AMONG, (listed(revision_ids),))
    for (line,) in rows:
        found |= truth.mentions(line)
    return found


def authors(vault: Vault) -> dict[str, int]:
    """Return the authors of whom something is held, with how many revisions."""
    rows = vault.db.all("SELECT author, count(*) FROM held GROUP BY author ORDER BY author")
    return {author.hex(): count for author, count in rows}


def release(vault: Vault, revision_ids: Iterable[str]) -> None:
    """Forget held revisions that were taken in. Call it in `Batch.reveal`."""
    with vault.transaction() as db:
        db.many("DELETE FROM held WHERE id = ?", [(bytes.fromhex(one),) for one in revision_ids])
