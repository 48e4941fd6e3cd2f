"""The library's lists: which records match, and what one sees of each, told in the language of the interface."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.base.i18n import _
from app.domain import ids, query, saying, schema, vocabulary
from app.domain.body import Fields
from app.domain.query import Order, Query
from app.domain.schema.kinds import Link
from app.services import wording
from app.services.session import Session
from app.storage import browsing as stored
from app.storage.numbers import Orders as Orders

FIRST = 500
"""Records shown at once, before all are numbered."""

COUNTED = ("types", "marks", "acts", "countries", "review", "confidentiality")
"""The filters whose choices are counted."""

COLUMNS = ("type", "title", "when", "place", "changed", "marks")


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a list shows it; `cells` are words, one for each of `COLUMNS`."""

    number: int
    id: str
    type: str
    cells: tuple[str, ...] = field(repr=False)
    trashed: bool
    conflict: bool
    drafted: bool


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a record stands that was just changed."""

    number: int
    trashed: bool


def opening(session: Session, wanted: Query, language: str = "en") -> tuple[array[int], dict[int, Row]]:
    """Return the numbers of the records that changed last and rows of the first page, as soon as can be."""
    found = stored.first(session.vault, wanted, FIRST)
    return found, rows(session, found[:64], language)


def listing(session: Session, wanted: Query, order: Order, orders: Orders) -> array[int]:
    """Return the numbers of all records that match, in order. `orders` is kept by who asks, and cleared on changes."""
    return stored.matching(session.vault, wanted, order, orders)


def rows(session: Session, numbers: Sequence[int], language: str = "en") -> dict[int, Row]:
    """Return what a list shows of at most 500 records, by number."""
    page = stored.page(session.vault, numbers)
    named = titles(session, {to for one in page.values() for to in _titling(one.type, one.fields)}, language)
    today = datetime.now(UTC).astimezone().date()
    return {number: _row(one, named, language, today) for number, one in page.items()}


def titles(session: Session, records: Collection[str], language: str = "en") -> dict[str, str]:
    """Return what these records are called, those that are not here left out; people by their code name."""
    wanted = [one for one in records if ids.is_record_id(one)]
    found = {}
    for start in range(0, len(wanted), 500):
        for record, (type_, fields) in stored.targets(session.vault, wanted[start : start + 500]).items():
            found[record] = title(type_, fields, {}, language)
    return found


def title(type_: str, fields: Fields, named: Mapping[str, str], language: str = "en") -> str:
    """Return a record's title for lists: a code name where there is one, linked people by name, dates in words."""
    if code := code_name(type_, fields):
        return code
    declared = schema.record_type(type_)
    if declared is None:
        return schema.title_of(type_, fields, language)
    told = dict(fields)
    for part in declared.parts:
        value = fields.get(part)
        single = value[0] if isinstance(value, list) and value else value
        if not isinstance(single, dict):
            continue
        if isinstance(to := single.get("to"), str) and to in named:
            told[part] = {"words": named[to]}
        elif isinstance(edtf := single.get("edtf"), str):
            told[part] = {"words": saying.in_words(edtf, language)}
    return schema.title_of(type_, told, language)


def code_name(type_: str, fields: Fields) -> str:
    """Return a person's code name, or nothing."""
    code = fields.get("code_name") if type_ == "person" else None
    text = code.get("text") if isinstance(code, dict) else None
    return text.strip() if isinstance(text, str) else ""


def type_label(type_: str) -> str:
    """Return the word for a type of record."""
    declared = schema.record_type(type_)
    return _(declared.label) if declared else type_


def counts(session: Session, wanted: Query, name: str) -> Mapping[str, int]:
    """Return how many records there are behind each choice of one filter, in the trash or out of it.

    `name` is one of `COUNTED`. One at a time, so that what a person waits for gets in between.
    """
    vault = session.vault
    match name:
        case "types":
            return stored.count_types(vault, wanted)
        case "marks":
            return stored.count_marks(vault)
        case "acts":
            return stored.count_terms(vault, ["act_type"], wanted)
        case "countries":
            return stored.count_terms(vault, stored.country_fields(), wanted)
        case _:
            return stored.count_terms(vault, [name], wanted)


def record_ids(session: Session, numbers: Sequence[int]) -> list[str]:
    """Return the ids of records by their numbers."""
    return stored.ids(session.vault, numbers)


def whereabouts(session: Session, record: str) -> Whereabouts | None:
    """Return where a record stands; None when it is not here."""
    number = stored.number_of(session.vault, record)
    if number is None:
        return None
    page = stored.page(session.vault, [number])
    return Whereabouts(number, page[number].trashed) if number in page else None


def changed_words(updated: str, today: date) -> str:
    """Return a time in the clock of this place: the hour of today, else the day."""
    try:
        moment = datetime.fromisoformat(updated).astimezone()
    except ValueError:
        return updated
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%Y-%m-%d}"


def marks(*, drafted: bool, conflict: bool, trashed: bool) -> str:
    """Return what is particular about a record, in words."""
    told = ((drafted, _("Draft")), (conflict, _("Decide")), (trashed, _("Trash")))
    return ", ".join(word for is_so, word in told if is_so)


def _row(one: stored.Listed, named: Mapping[str, str], language: str, today: date) -> Row:
    when = one.fields.get(query.main_date(one.type))
    where = one.fields.get(query.main_place(one.type))
    cells = (
        type_label(one.type),
        " ".join(title(one.type, one.fields, named, language).split()) if one.fields else one.title,
        _when(when, language),
        wording.place_words(where) if isinstance(where, dict) and "answer" not in where else "",
        changed_words(one.updated, today),
        marks(drafted=one.drafted, conflict=one.conflict, trashed=one.trashed),
    )
    return Row(one.number, one.id, one.type, cells, one.trashed, one.conflict, one.drafted)


def _when(value: Any, language: str) -> str:
    if not isinstance(value, dict):
        return ""
    if isinstance(answer := value.get("answer"), str):
        return vocabulary.label(f"answer/{answer}", language)
    if isinstance(edtf := value.get("edtf"), str):
        return saying.in_words(edtf, language)
    return str(value.get("words") or "")


def _titling(type_: str, fields: Fields) -> Iterable[str]:
    """Yield the records whose titles are part of this one's."""
    declared = schema.record_type(type_)
    if declared is None or any(fields.get(name) for name in declared.titles):
        return
    for part in declared.parts:
        value = fields.get(part)
        single = value[0] if isinstance(value, list) and value else value
        to = single.get("to") if isinstance(single, dict) else None
        if isinstance(declared.fields[part].kind, Link) and isinstance(to, str):
            yield to
