"""The activity log read in part: the latest entries first, by kind and period, a page at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from app.storage import log
from app.storage.database import Database, Value, numbered
from app.storage.log import Entry

_AT = "substr(CAST(entry AS TEXT), 8, 20)"
"""Every entry begins with `{"at":"`, its keys are sorted: the time stands in one place, the kind near the end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: of these kinds (none: all), from `since` on and before `until` (UTC moments, empty: no bound)."""

    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


def latest(db: Database, asked: Asked, before: int | None, most: int) -> list[Entry]:
    """Return at most `most` entries, the latest first, with numbers below `before` when that is given."""
    where, values = _where(asked)
    if before is not None:
        where += " AND n < ?"
        values = [*values, before]
    rows = db.all(f"SELECT entry FROM log WHERE {where} ORDER BY n DESC LIMIT ?", [*values, most])  # noqa: S608
    return [log.parse(data) for (data,) in rows]


def oldest(db: Database, asked: Asked) -> Iterator[Entry]:
    """Yield the entries from the first on."""
    where, values = _where(asked)
    for (data,) in db.each(f"SELECT entry FROM log WHERE {where} ORDER BY n", values):  # noqa: S608
        yield log.parse(data)


def numbers(db: Database, asked: Asked, most: int | None = None) -> array[int]:
    """Return the numbers of all of them or the latest `most`, the latest first: what a list of a million is made of."""
    if asked == Asked() and most is None:  # the log has no gaps
        first, last = db.one("SELECT (SELECT min(n) FROM log), (SELECT max(n) FROM log)") or (None, None)
        return array("q", range(last or 0, (first or 1) - 1, -1))
    where, values = _where(asked)
    limit = -1 if most is None else most
    found = db.each(f"SELECT n FROM log WHERE {where} ORDER BY n DESC LIMIT ?", [*values, limit])  # noqa: S608
    return array("q", [n for (n,) in found])


def some(db: Database, wanted: Sequence[int]) -> list[Entry]:
    """Return the entries of these numbers."""
    rows = db.all(
        "SELECT entry FROM log WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n DESC", (numbered(wanted),)
    )
    return [log.parse(data) for (data,) in rows]


def count(db: Database, asked: Asked) -> int:
    """Return how many entries there are."""
    where, values = _where(asked)
    return int(db.value(f"SELECT count(*) FROM log WHERE {where}", values))  # noqa: S608


def _where(asked: Asked) -> tuple[str, list[Value]]:
    """Return a condition made of fixed words, and its values."""
    parts, values = ["1"], list[Value]()
    if asked.kinds:
        parts.append(
            "json_extract(CAST(entry AS TEXT), '$.kind') IN (SELECT value FROM json_each(?))",
        )
        values.append(orjson.dumps(list(asked.kinds)).decode())
    if asked.since:
        parts.append(f"{_AT} >= ?")
        values.append(asked.since)
    if asked.until:
        parts.append(f"{_AT} < ?")
        values.append(asked.until)
    return " AND ".join(parts), values


def records_of(db: Database, revisions: Sequence[str]) -> dict[str, str]:
    """Return the record of each of these revisions that is here."""
    rows = db.all(
        "SELECT id, record FROM revision WHERE id IN (SELECT unhex(value) FROM json_each(?))",
        (orjson.dumps(list(revisions)).decode(),),
    )
    return {id_.hex(): record.hex() for id_, record in rows}
