"""What the titles of all records are put together of, for sorting by title: read at once, without their bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from app.domain.body import Fields
from app.domain.canonical import decode_object
from app.storage.handle import Vault


def each(vault: Vault) -> Iterator[tuple[int, bytes, str, str]]:
    """Yield number, id, type and stored title of every record."""
    rows = vault.db.each("SELECT rid, id, type, title FROM shown_record")
    return cast("Iterator[tuple[int, bytes, str, str]]", rows)


def targets(vault: Vault, field: str) -> dict[int, bytes]:
    """Return the first record each record links to by a field, by number."""
    rows = vault.db.each(
        "SELECT rid, target FROM link WHERE target IS NOT NULL AND field = ? ORDER BY rid, k DESC", (field,)
    )
    return {rid: bytes.fromhex(target) for rid, target in rows}


def coded(vault: Vault) -> list[str]:
    """Return the people that have, or had, a code name."""
    rows = vault.db.all(
        """
        SELECT DISTINCT record FROM shown_revision WHERE type = 'person' AND instr(body, '"code_name":')
        """
    )
    return [record.hex() for (record,) in rows]


def drafted(vault: Vault) -> list[tuple[bytes, str, Fields]]:
    """Return id, type and fields of what is being typed."""
    rows = vault.db.all("SELECT record, type, fields FROM draft")
    return [(record, type_, decode_object(data)) for record, type_, data in rows]
