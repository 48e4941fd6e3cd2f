"""The names by which contents are known: of each hash, that of the latest version that names it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import schema
from app.storage.handle import Vault
from app.storage.states import parsed


def of(vault: Vault, hashes: Iterable[str]) -> dict[str, str]:
    """Return the name of each of these contents, empty for one without; those nothing names are left out."""
    found = dict[str, str]()
    for sha256 in hashes:
        row = vault.db.one(
            """
            SELECT body FROM mention JOIN shown_revision USING (n)
            WHERE sha256 = ? AND body IS NOT NULL ORDER BY n DESC LIMIT 1
            """,
            (bytes.fromhex(sha256),),
        )
        body = parsed(row[0]) if row else None
        if body is not None and body.readable:
            named = [one.get("name") for one in schema.attachments(body.fields) if one["sha256"] == sha256]
            found[sha256] = next((str(one) for one in named if one), "")
    return found
