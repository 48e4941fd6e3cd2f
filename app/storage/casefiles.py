"""What belongs to a case, from the links as they stand."""

from __future__ import annotations

import json
from collections.abc import Collection

from app.storage.handle import Vault

_CONTAINED = """
    SELECT one.id, one.type FROM link JOIN shown_record AS holder USING (rid)
    JOIN shown_record AS one ON one.id = unhex(link.target)
    WHERE holder.id IN (SELECT unhex(value) FROM json_each(?1)) AND link.field = 'contains' AND holder.type = 'case'
    AND NOT one.trashed
"""
_UNDER = """
    SELECT one.id, one.type FROM link JOIN shown_record AS one USING (rid)
    WHERE link.target IN (SELECT value FROM json_each(?1)) AND NOT one.trashed AND (
        (one.type = 'act' AND link.field = 'incident')
        OR (one.type = 'incident' AND link.field = 'part_of')
        OR (one.type = 'reply' AND link.field IN ('answers', 'responses.request'))
    )
"""


def inside(vault: Vault, case: str) -> dict[str, str]:
    """Return the type of each record of a case, by id: what it contains, and what is put under an incident of it.

    Replies come with the requests they answer. Nothing in the trash; not the case itself.
    """
    found: dict[str, str] = {}
    ahead = [case]
    while ahead:
        asked = json.dumps(ahead)
        ahead = []
        for id_, type_ in (*vault.db.all(_CONTAINED, (asked,)), *vault.db.all(_UNDER, (asked,))):
            record = id_.hex()
            if record != case and record not in found:
                found[record] = type_
                ahead.append(record)
    return found


def latest_cases(vault: Vault, most: int) -> list[str]:
    """Return the cases, none in the trash, the one that came here last first."""
    rows = vault.db.all(
        "SELECT id FROM shown_record WHERE type = 'case' AND NOT trashed ORDER BY rid DESC LIMIT ?", (most,)
    )
    return [row[0].hex() for row in rows]


def types_of(vault: Vault, records: Collection[str]) -> dict[str, str]:
    """Return the type of each of these records that is here, in the trash or not."""
    rows = vault.db.all(
        "SELECT id, type FROM shown_record WHERE id IN (SELECT unhex(value) FROM json_each(?))",
        (json.dumps(list(records)),),
    )
    return {id_.hex(): type_ for id_, type_ in rows}
