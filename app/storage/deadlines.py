"""Which records say by when something has to be done, and which cases records belong to, from what is derived."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from app.storage.handle import Vault


def candidates(
    vault: Vault, paths: Collection[str], types: Collection[str], among: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """Return id and type of the records, none in the trash, of these types with a date in one of these fields.

    Cases come with them whose next step may have no date. `among` keeps to these records.
    """
    if among is not None:
        rows = vault.db.all(
            """
            SELECT id, type FROM shown_record WHERE id IN (SELECT unhex(value) FROM json_each(?3)) AND NOT trashed
            AND type IN (SELECT value FROM json_each(?2)) AND (type = 'case' OR EXISTS (
                SELECT 1 FROM span WHERE span.rid = shown_record.rid AND field IN (SELECT value FROM json_each(?1))
            ))
            """,
            (json.dumps(list(paths)), json.dumps(list(types)), json.dumps(list(among))),
        )
        return [(id_.hex(), type_) for id_, type_ in rows]
    rows = vault.db.all(
        """
        SELECT id, type FROM shown_record WHERE NOT trashed AND type IN (SELECT value FROM json_each(?2))
        AND rid IN (SELECT rid FROM span WHERE field IN (SELECT value FROM json_each(?1)))
        UNION
        SELECT record.id, record.type FROM shown_record AS record JOIN revision ON revision.record = record.id
        WHERE NOT trashed AND record.type = 'case' AND body IS NOT NULL
        AND (instr(body, CAST('"steps":' AS BLOB)) OR instr(body, CAST('"next_step":' AS BLOB)))
        """,
        (json.dumps(list(paths)), json.dumps(list(types))),
    )
    return [(id_.hex(), type_) for id_, type_ in rows]


def ended_consents(vault: Vault) -> set[str]:
    """Return the consents that another one, not in the trash, withdraws or replaces."""
    rows = vault.db.all(
        """
        SELECT DISTINCT target FROM link JOIN shown_record USING (rid)
        WHERE field IN ('withdraws', 'replaces') AND type = 'consent' AND NOT trashed AND target IS NOT NULL
        """
    )
    return {row[0] for row in rows}


def withdrawals(vault: Vault, records: Iterable[str]) -> set[str]:
    """Return those of these consents that themselves take another one back."""
    rows = vault.db.all(
        """
        SELECT DISTINCT id FROM link JOIN shown_record USING (rid)
        WHERE field = 'withdraws' AND id IN (SELECT unhex(value) FROM json_each(?))
        """,
        (json.dumps(list(records)),),
    )
    return {row[0].hex() for row in rows}


def cases(vault: Vault, records: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the cases each of these records belongs to: named by it, or what it is a part of or answers."""
    found = {one: set[str]() for one in records}
    ahead: dict[str, set[str]] = {one: {one} for one in records}  # what is asked now: for which records
    seen = {one: {one} for one in records}
    while ahead:
        wanted = json.dumps(list(ahead))
        further: dict[str, set[str]] = {}
        for case, target in vault.db.all(
            """
            SELECT id, target FROM link JOIN shown_record USING (rid)
            WHERE target IN (SELECT value FROM json_each(?)) AND field = 'contains' AND type = 'case' AND NOT trashed
            """,
            (wanted,),
        ):
            for one in ahead[target]:
                found[one].add(case.hex())
        for inner, target in vault.db.all(
            """
            SELECT id, target FROM link JOIN shown_record USING (rid)
            WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND field IN ('incident', 'part_of', 'answers')
            AND target IS NOT NULL
            """,
            (wanted,),
        ):
            for one in ahead[inner.hex()]:
                if target not in seen[one]:
                    seen[one].add(target)
                    further.setdefault(target, set()).add(one)
        ahead = further
    return {one: tuple(sorted(cases)) for one, cases in found.items()}
