"""Which bundles conveyed a record's files, with their contents or only naming them, both ways, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.storage import idlists
from app.storage.handle import Vault


@dataclass(frozen=True, slots=True)
class Conveyed:
    """One bundle: its manifest's hash, whom it went to or came from, its number, when, and what of ours was in it."""

    manifest_hash: str
    who: str
    n: int
    at: str
    state: str
    """Of one that went out: pending, written or withdrawn."""
    contents: tuple[str, ...]
    """Hashes of those attachments asked about whose contents it carried; not known of one that came in."""


def out(vault: Vault, revisions: Sequence[str], hashes: Sequence[str]) -> list[Conveyed]:
    """Return the bundles sent that carry any of these revisions or contents, the oldest first."""
    found = []
    for row in vault.db.each(
        "SELECT manifest_hash, recipient, position, committed, state, ids, attachments FROM outgoing ORDER BY n"
    ):
        manifest_hash, who, n, at, state, ids, attachments = row
        contents = tuple(one for one in hashes if idlists.holds(attachments, one))
        if contents or any(idlists.holds(ids, one) for one in revisions):
            found.append(Conveyed(manifest_hash.hex(), who.hex(), n, at, state, contents))
    return found


def into(vault: Vault, revisions: Sequence[str]) -> list[Conveyed]:
    """Return the bundles received that brought any of these revisions, the oldest first."""
    return [
        Conveyed(manifest_hash.hex(), who.hex(), n, at, "", ())
        for manifest_hash, who, n, at, ids in vault.db.each(
            "SELECT manifest_hash, sender, position, received, accepted FROM incoming ORDER BY n"
        )
        if any(idlists.holds(ids, one) for one in revisions)
    ]
