"""Numbers of records in bulk: read, sorted and sieved so that a window beside it never waits for long.

A record's number is its `rid`. SQLite works outside of the interpreter; Python takes its answers in slices.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

import orjson

from app.domain import query as queries
from app.domain import schema
from app.domain.query import CHANGED, DATE, TITLE, TYPE, Order
from app.storage.database import Database, Value

SLICE = 1 << 16
"""Characters of a list of numbers read at once, half as many numbers sieved: what the window waits for at most."""

_SORTED = {
    CHANGED: "SELECT rid FROM record ORDER BY updated, rid",
    TITLE: "SELECT rid FROM record ORDER BY title COLLATE NOCASE, rid",
    TYPE: "SELECT rid FROM record ORDER BY type, updated, rid",
}
_DATED = """
    SELECT rid FROM (
        SELECT rid, min(coalesce(earliest, -9223372036854775807)) AS first, min(coalesce(latest, 9223372036854775807))
        AS last, max(edtf LIKE '%..' OR edtf LIKE '%..]') AS open, min(edtf) AS text
        FROM span WHERE field IN (SELECT value FROM json_each(?)) GROUP BY rid
    ) ORDER BY first, last, open, text, rid
"""
"""As `edtf.Edtf.sort_key`: an end that is unknown comes before one that is open."""


@dataclass(slots=True)
class Orders:
    """All numbers by each order, kept from one query to the next until something changes. Of one reading thread."""

    kept: dict[str, array[int]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget them: records changed."""
        self.kept = {}

    def get(self, db: Database, order: Order) -> tuple[array[int], array[int]]:
        """Return all numbers in this order, and those that have no place in it (undated), which come last."""
        found = self.kept.get(order.key)
        if found is None:
            if order.key == DATE:
                found = numbers(db, _DATED, (main_dates(),))
            else:
                found = numbers(db, _SORTED.get(order.key, "SELECT rid FROM record ORDER BY rid"))
            self.kept[order.key] = found
        rest = self.get(db, Order(CHANGED))[0] if order.key == DATE else array("q")
        return (found[::-1] if order.descending else found), (rest[::-1] if order.key == DATE else rest)


def main_dates() -> str:
    """Return the fields that hold the main date of a record of any type, for `json_each`."""
    return codes(sorted({name for name in map(queries.main_date, schema.OURS.types) if name}))


def codes(values: Sequence[str]) -> str:
    """Return words as one value, for `IN (SELECT value FROM json_each(?))`."""
    return orjson.dumps(list(values)).decode()


def numbers(db: Database, sql: str, values: Sequence[Value] = ()) -> array[int]:
    """Return the first column of a query. SQLite joins it into one text, outside of the interpreter."""
    text = db.value(f"SELECT group_concat(rid) FROM ({sql})", values) or ""  # noqa: S608 - the statements above
    found = array("q")
    for part in _parts(text):
        found.extend(orjson.loads(f"[{part}]"))
    return found


def _parts(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find(",", start + SLICE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def mark(wanted: bytearray, found: array[int], value: int) -> None:
    """Set the byte of each number."""
    for number in found:
        wanted[number] = value


def sieved(order: array[int], wanted: bytearray) -> array[int]:
    """Return those of `order` that are wanted, a slice at a time."""
    found = array("q")
    last = len(wanted)
    step = SLICE // 2
    for start in range(0, len(order), step):
        some = order[start : start + step]
        found.extend(compress(some, [one < last and wanted[one] for one in some]))
    return found
