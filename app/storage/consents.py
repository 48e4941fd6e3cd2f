"""Consents by what they close, and what of the records rests on what: followed along links, never by a full scan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from app.domain import consent
from app.domain.ids import in_order, is_record_id
from app.storage import numbers
from app.storage.database import Value, listed
from app.storage.handle import Vault
from app.storage.states import MANY, parsed

_CLOSING = tuple(one.encode() for one in (consent.REFUSED, consent.WITHDRAWN, '"withdraws":', '"after_expiry":'))
"""What no consent is without that closes anything."""

_RESTING = """
    SELECT DISTINCT one.id, link.target FROM link JOIN shown_record AS one USING (rid)
    WHERE link.target IN (SELECT value FROM json_each(?1)) AND link.field IN (SELECT value FROM json_each(?2))
        AND one.type <> 'consent' AND NOT {public}
    UNION
    SELECT one.id, lower(hex(said.id)) FROM shown_record AS said JOIN link ON link.rid = said.rid
    JOIN shown_record AS one ON one.id = unhex(link.target)
    WHERE said.id IN (SELECT unhex(value) FROM json_each(?1)) AND said.type = 'testimony' AND link.field = 'about'
        AND one.type IN (SELECT value FROM json_each(?3)) AND NOT {public}
"""
_RESTED_ON = """
    SELECT DISTINCT one.id, link.target FROM shown_record AS one JOIN link USING (rid)
    WHERE one.id IN (SELECT unhex(value) FROM json_each(?1)) AND link.field IN (SELECT value FROM json_each(?2))
        AND link.target IS NOT NULL AND one.type <> 'consent' AND NOT {public}
    UNION
    SELECT one.id, lower(hex(said.id)) FROM link JOIN shown_record AS said ON said.rid = link.rid
    JOIN shown_record AS one ON one.id = unhex(link.target)
    WHERE link.target IN (SELECT value FROM json_each(?1)) AND said.type = 'testimony' AND link.field = 'about'
        AND one.type IN (SELECT value FROM json_each(?3)) AND NOT {public}
"""
_PUBLIC = """
    (NOT one.conflict AND EXISTS (SELECT 1 FROM term WHERE term.rid = one.rid AND field = 'basis' AND code = ?4))
"""


def closing(vault: Vault, purpose: str) -> list[str]:
    """Return the consents one of whose versions may close a purpose, or end some day; those in the trash too."""
    found = set[bytes]()
    for record, body in vault.db.each(
        """
        SELECT record, body FROM shown_revision
        WHERE record IN (SELECT id FROM shown_record WHERE type = 'consent') AND body IS NOT NULL
        """
    ):
        if record not in found and any(one in body for one in _CLOSING):
            read = parsed(body)
            if read is None or not read.readable or consent.may_close(read.fields, purpose):
                found.add(record)
    return sorted(one.hex() for one in found)


def withdrawing(vault: Vault, *, foreign: bool = False) -> list[str]:
    """Return the consents that withdraw something, as they are shown, and those whose versions disagree.

    With `foreign` only those that came from elsewhere.
    """
    return _consents(
        vault,
        """
        rid IN (SELECT rid FROM term WHERE code = ?1 AND field IN ('purposes.decision', 'otherwise'))
        OR EXISTS (SELECT 1 FROM link WHERE link.rid = shown_record.rid AND field = 'withdraws')
        """,
        consent.WITHDRAWN,
        foreign=foreign,
    )


def refusing(vault: Vault) -> list[str]:
    """Return the consents that refuse something and agree to nothing, and those whose versions disagree."""
    return _consents(
        vault,
        """
        rid IN (SELECT rid FROM term WHERE code = ?1 AND field IN ('purposes.decision', 'otherwise'))
        AND rid NOT IN (SELECT rid FROM term WHERE code IN (?2, ?3) AND field IN ('purposes.decision', 'otherwise'))
        """,
        consent.REFUSED,
        consent.GRANTED,
        consent.ASK_AGAIN,
    )


def changing(vault: Vault) -> list[str]:
    """Return the consents that take the place of others."""
    return _consents(
        vault,
        """
        EXISTS (
            SELECT 1 FROM link
            WHERE link.rid = shown_record.rid AND field IN ('withdraws', 'replaces') AND target IS NOT NULL
        )
        """,
    )


def _consents(vault: Vault, where: str, *values: Value, foreign: bool = False) -> list[str]:
    came = " AND batch <> 0" if foreign else ""
    sql = f"SELECT id FROM shown_record WHERE type = 'consent'{came} AND (conflict OR {where})"  # noqa: S608 - fixed words
    return [row[0].hex() for row in vault.db.all(sql, values)]


def every(vault: Vault) -> list[str]:
    """Return all consents, those in the trash too."""
    return [row[0].hex() for row in vault.db.all("SELECT id FROM shown_record WHERE type = 'consent'")]


def ending(vault: Vault) -> list[str]:
    """Return the consents that end some day, wholly or for a purpose."""
    rows = vault.db.all(
        """
        SELECT DISTINCT id FROM shown_record JOIN span USING (rid)
        WHERE type = 'consent' AND field IN ('expires', 'purposes.until')
        """
    )
    return [row[0].hex() for row in rows]


def unasked(vault: Vault) -> list[str]:
    """Return the testimonies that do not stand on what is already public."""
    rows = vault.db.all(
        f"SELECT id FROM shown_record AS one WHERE type = 'testimony' AND NOT {_PUBLIC.replace('?4', '?1')}",  # noqa: S608 - fixed words
        (consent.ALREADY_PUBLIC,),
    )
    return [row[0].hex() for row in rows]


def naming(vault: Vault, records: Iterable[str], fields: Collection[str]) -> list[tuple[str, str]]:
    """Return the consents that lead to these records by these fields, each with the record."""
    return _pairs(
        vault,
        """
        SELECT DISTINCT id, link.target FROM link JOIN shown_record USING (rid)
        WHERE link.target IN (SELECT value FROM json_each(?1)) AND link.field IN (SELECT value FROM json_each(?2))
            AND type = 'consent'
        """,
        records,
        numbers.codes(list(fields)),
    )


def testimonies(vault: Vault, people: Iterable[str]) -> list[tuple[str, str]]:
    """Return the testimonies of these people, each with the person, who may have been merged into another."""
    return _pairs(
        vault,
        """
        SELECT DISTINCT id, link.target FROM link JOIN shown_record USING (rid)
        WHERE link.target IN (SELECT value FROM json_each(?1)) AND link.field = 'witness' AND type = 'testimony'
        """,
        people,
    )


def witnesses(vault: Vault, records: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of the records that are testimonies, each with who speaks."""
    return _pairs(
        vault,
        """
        SELECT DISTINCT id, link.target FROM shown_record JOIN link USING (rid)
        WHERE id IN (SELECT unhex(value) FROM json_each(?1)) AND type = 'testimony'
            AND link.field = 'witness' AND link.target IS NOT NULL
        """,
        records,
    )


def same_people(vault: Vault, people: Iterable[str]) -> list[tuple[str, str]]:
    """Return the people into whom these were merged, and those merged into these, each with the one asked for."""
    return _pairs(
        vault,
        """
        SELECT id, link.target FROM link JOIN shown_record USING (rid)
        WHERE link.target IN (SELECT value FROM json_each(?1)) AND link.field = 'same_as' AND type = 'person'
        UNION
        SELECT unhex(link.target), lower(hex(id)) FROM shown_record JOIN link USING (rid)
        WHERE id IN (SELECT unhex(value) FROM json_each(?1)) AND link.field = 'same_as'
            AND length(link.target) = 32 AND type = 'person'
        """,
        people,
    )


def resting(vault: Vault, records: Iterable[str]) -> list[tuple[str, str]]:
    """Return the records that rest on these, each with the one it rests on; consents and what is public left out."""
    return _pairs(vault, _RESTING.format(public=_PUBLIC), records, *_HOW)


def rested_on(vault: Vault, records: Iterable[str]) -> list[tuple[str, str]]:
    """Return what these records rest on: pairs of one of them and the other."""
    return _pairs(vault, _RESTED_ON.format(public=_PUBLIC), records, *_HOW)


def already_public(vault: Vault, records: Iterable[str]) -> set[str]:
    """Return those of the records that stand on what is already public."""
    return {
        id_.hex()
        for some in _parts(records)
        for (id_,) in vault.db.all(
            f"""
            SELECT id FROM shown_record AS one
            WHERE id IN (SELECT unhex(value) FROM json_each(?1)) AND {_PUBLIC.replace("?4", "?2")}
            """,  # noqa: S608 - fixed words
            (listed(some), consent.ALREADY_PUBLIC),
        )
    }


def types_of(vault: Vault, records: Iterable[str]) -> dict[str, str]:
    """Return the types of those of the records that are here."""
    found: dict[str, str] = {}
    for some in _parts(records):
        rows = vault.db.all(
            "SELECT id, type FROM shown_record WHERE id IN (SELECT unhex(value) FROM json_each(?))", (listed(some),)
        )
        found.update((id_.hex(), type_) for id_, type_ in rows)
    return found


_HOW = (numbers.codes(list(consent.RESTING)), numbers.codes(list(consent.ABOUT)), consent.ALREADY_PUBLIC)


def _pairs(vault: Vault, sql: str, records: Iterable[str], *values: Value) -> list[tuple[str, str]]:
    return [
        (id_.hex(), target) for some in _parts(records) for id_, target in vault.db.all(sql, (listed(some), *values))
    ]


def _parts(records: Iterable[str]) -> Iterator[list[bytes]]:
    wanted = in_order(bytes.fromhex(one) for one in set(records) if is_record_id(one))
    for start in range(0, len(wanted), MANY):
        yield list(wanted[start : start + MANY])
