"""The activity log as a person reads it: in plain words, by kind and period, a page at a time, or saved to a file."""

from __future__ import annotations

import csv
import io
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.base import durable
from app.base.errors import BadInput
from app.base.i18n import _
from app.services import contacts, logged, medium
from app.services.session import Session
from app.storage import activity as stored
from app.storage import log
from app.storage.activity import Asked
from app.storage.log import Entry

PAGE = 200
CSV, LINES = "csv", "jsonl"
_COLUMNS = ("n", "at", "kind", "label", "words")
_OBEYED = ("=", "+", "-", "@", "\t", "\r")
"""A table program takes a cell that begins so for a formula."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries: of these groups or kinds (none: all), from the day `since` to the day `until`, both included.

    Days are those of this device, `YYYY-MM-DD`; empty is no bound.
    """

    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: its number, the device's time (UTC), its kind, the kind's name, and what happened in plain words.

    `record` is the record a version belongs to, where that is known, so that it can be opened; else empty.
    """

    n: int
    at: str
    kind: str
    label: str
    words: str
    record: str = ""


def groups() -> tuple[tuple[str, str], ...]:
    """Return the groups of kinds a person filters by: id and name."""
    return tuple((group, _(name)) for group, name in logged.GROUPS.items())


def kinds() -> tuple[tuple[str, str], ...]:
    """Return every kind of entry there are words for: id and name."""
    return tuple((name, _(kind.label)) for name, kind in logged.KINDS.items())


def entries(session: Session, asked: Filter, *, before: int | None = None, most: int = PAGE) -> tuple[Row, ...]:
    """Return at most `most` rows, the latest first; the next page is that `before` the last row's number.

    Raises BadInput for a kind or day there is not.
    """
    found = stored.latest(session.vault.db, _asked(asked), before, most)
    return tuple(_rows(session, found, contacts.names(session)))


def numbers(session: Session, asked: Filter, most: int | None = None) -> array[int]:
    """Return the numbers of all entries asked for, or of the latest `most`, the latest first. Raises BadInput."""
    return stored.numbers(session.vault.db, _asked(asked), most)


def rows(session: Session, wanted: Sequence[int]) -> dict[int, Row]:
    """Return the rows of these numbers, by number."""
    found = stored.some(session.vault.db, wanted)
    return {row.n: row for row in _rows(session, found, contacts.names(session))}


def count(session: Session, asked: Filter) -> int:
    """Return how many entries there are. Raises BadInput."""
    return stored.count(session.vault.db, _asked(asked))


def save(session: Session, file: Path, asked: Filter) -> int:
    """Write the entries, the first one first, to a new file, unencrypted, and return how many; the log notes it.

    A name that ends in `.jsonl` or `.json` gets one JSON object a line, any other a table (CSV). No case content is in
    it, but ids, times and the names on cards. Raises BadInput, NoRoom.
    """
    wanted = _asked(asked)
    if session.vault.folder.resolve() in file.resolve().parents:
        raise BadInput(_("This file does not belong into the vault's own folder. Nothing was written."))
    if file.exists():
        raise BadInput(_("{path} exists already. Nothing was written.").format(path=file))
    medium.check_folder(file.parent)
    as_lines = file.suffix.lower() in (".json", f".{LINES}")
    if not session.read_only:  # of a damaged vault, too, what was done may have to be shown
        log.note(session.vault, "activity_saved", {"form": LINES if as_lines else CSV})
    names, number = contacts.names(session), 0
    with medium.written_to(file.parent), durable.writing_plain(file) as target:
        if not as_lines:
            target.write(_line(_COLUMNS))
        for some in _batches(stored.oldest(session.vault.db, wanted)):
            for row in _rows(session, some, names):
                target.write(_json(row) if as_lines else _line([row.n, row.at, row.kind, row.label, row.words]))
            number += len(some)
    return number


def _batches(found: Iterator[Entry]) -> Iterator[list[Entry]]:
    some: list[Entry] = []
    for entry in found:
        some.append(entry)
        if len(some) == PAGE:
            yield some
            some = []
    if some:
        yield some


def _rows(session: Session, found: Sequence[Entry], names: dict[str, str]) -> Iterator[Row]:
    saved = [str(one.detail["revision"]) for one in found if "revision" in one.detail]
    records = stored.records_of(session.vault.db, saved)
    for one in found:
        kind = logged.kind_of(one.kind)
        record = records.get(str(one.detail.get("revision"))) or str(one.detail.get("record", ""))
        yield Row(one.n, one.at, one.kind, _(kind.label), logged.words(one, names), record)


def _json(row: Row) -> bytes:
    value = {"n": row.n, "at": row.at, "kind": row.kind, "label": row.label, "words": row.words}
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _line(cells: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_harmless(str(cell)) for cell in cells])
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_OBEYED) else cell


def _asked(asked: Filter) -> Asked:
    wanted: list[str] = []
    for one in asked.kinds:
        members = [name for name, kind in logged.KINDS.items() if one in (name, kind.group)]
        if not members:
            known = ", ".join([*logged.GROUPS, *logged.KINDS])
            raise BadInput(_("There is no kind of activity {name}. There are: {known}.").format(name=one, known=known))
        wanted += members
    until = _midnight(asked.until, days=1)
    return Asked(tuple(dict.fromkeys(wanted)), _midnight(asked.since, days=0), until)


def _midnight(day: str, *, days: int) -> str:
    """Return the UTC moment at which this day of the device begins, or one some days later; empty for no day."""
    if not day:
        return ""
    try:
        found = date.fromisoformat(day) + timedelta(days=days)
        moment = datetime(found.year, found.month, found.day).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(_("{day} is not a day. Write it as 2026-11-24.").format(day=day[:40])) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
