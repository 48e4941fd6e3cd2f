"""The library's lists: which records match, and what one sees of each, told in the language of the interface."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.base.i18n import _
from app.domain import query, saying, vocabulary
from app.domain.query import Order, Query
from app.domain.revision import ERASED, SEALED
from app.domain.schema import OURS, Schema
from app.services import consent_words, consenting, ordering, standing, wording
from app.services.session import Session
from app.services.titles import code_name as code_name
from app.services.titles import title as title
from app.services.titles import titles as titles
from app.services.titles import titling
from app.storage import browsing as stored
from app.storage.narrowing import country_fields
from app.storage.numbers import Orders as Orders

FIRST = 500
"""Records shown at once, before all are numbered."""

COUNTED = ("types", "marks", "acts", "countries", "review", "confidentiality", "standing")
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


def opening(
    session: Session, wanted: Query, language: str = "en", own: Sequence[str] = ()
) -> tuple[array[int], dict[int, Row]]:
    """Return the numbers of the records that changed last and rows of the first page, as soon as can be."""
    found = stored.first(session.vault, wanted, FIRST, _among(session, wanted))
    return found, rows(session, found[:64], language, own)


def listing(session: Session, wanted: Query, order: Order, orders: Orders, language: str = "en") -> array[int]:
    """Return the numbers of all records that match, in order. `orders` is kept by who asks, and cleared on changes."""
    if order.key == query.TITLE and query.TITLE not in orders.kept:
        orders.kept[query.TITLE] = ordering.by_title(session, language)
    return stored.matching(session.vault, wanted, order, orders, _among(session, wanted))


def _among(session: Session, wanted: Query) -> set[str] | None:
    """Return the records for which consent stands as it is asked; None where that is not asked."""
    if not wanted.consent:
        return None
    return set[str]().union(*(consenting.marked(session, state) for state in wanted.consent))


def matching_ids(session: Session, wanted: Query) -> list[str]:
    """Return the ids of all records that match, in no order."""
    return stored.ids(session.vault, stored.matching(session.vault, wanted, Order(""), Orders()))


def rows(session: Session, numbers: Sequence[int], language: str = "en", own: Sequence[str] = ()) -> dict[int, Row]:
    """Return what a list shows of at most 500 records, by number; `own` are fields of the office's shown too."""
    page = stored.page(session.vault, numbers)
    linked = {to for one in page.values() for to in titling(one.type, one.fields)}
    for one in page.values() if own else ():
        asked = {name: one.fields[name] for name in own if name in one.fields}
        linked |= {link[3] for link in session.schema.extract(one.type, asked).links if link[3]}
    named = titles(session, linked, language)
    today = datetime.now(UTC).astimezone().date()
    stands = standing.of_records(session, [one.id for one in page.values() if one.type == "request"])
    consents = consenting.standings(session, [one.id for one in page.values()])
    more = {
        one.id: (standing.label(stands[one.id].shown) if one.id in stands else "", _consent(consents[one.id].state))
        for one in page.values()
    }
    return {
        number: _row(one, named, language, today, session.schema, more[one.id], own) for number, one in page.items()
    }


def _consent(state: str) -> str:
    """Return the mark of a record whose consent was withdrawn, refused or has expired."""
    return consent_words.state_words(state) if consenting.warned_of(state) else ""


def type_label(type_: str) -> str:
    """Return the word for a type of record."""
    declared = OURS.record_type(type_)
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
        case "standing":
            return standing.counts(session, trashed=wanted.trash)
        case "acts":
            return _with_narrower(session, stored.count_terms(vault, ["act_type"], wanted))
        case "countries":
            return stored.count_terms(vault, country_fields(), wanted)
        case _ if name.startswith("own:"):
            return stored.count_own(vault, name.removeprefix("own:"), wanted)
        case _:
            return stored.count_terms(vault, [name], wanted)


def _with_narrower(session: Session, counted: Mapping[str, int]) -> dict[str, int]:
    """Count a term's narrower ones with it, as a filter by it finds them; an act has one type, so none counts twice."""
    whole = dict(counted)
    for code, n in counted.items():
        for above in session.schema.lists.wider(code):
            whole[above] = whole.get(above, 0) + n
    return dict(sorted(whole.items(), key=lambda one: (-one[1], one[0])))


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


def marks(*, drafted: bool, conflict: bool, trashed: bool, closed: str = "") -> str:
    """Return what is particular about a record, in words; `closed` is `sealed`, `erased` or nothing."""
    told = ((drafted, _("Draft")), (conflict, _("Decide")), (trashed, _("Trash")), (closed, closed_words(closed)))
    return ", ".join(word for is_so, word in told if is_so)


def closed_words(closed: str) -> str:
    """Return the word for a record whose text is gone from here: sealed or erased."""
    return {SEALED: _("Sealed"), ERASED: _("Erased")}.get(closed, "")


def title_of(one: stored.Listed, named: Mapping[str, str], language: str, schema: Schema = OURS) -> str:
    """Return what a list calls a record: a sealed one by its label."""
    return (
        one.title if one.closed == SEALED and not one.fields else title(one.type, one.fields, named, language, schema)
    )


def _row(
    one: stored.Listed,
    named: Mapping[str, str],
    language: str,
    today: date,
    schema: Schema,
    more: Sequence[str],
    own: Sequence[str],
) -> Row:
    when = one.fields.get(query.main_date(one.type))
    where = one.fields.get(query.main_place(one.type))
    told = marks(drafted=one.drafted, conflict=one.conflict, trashed=one.trashed, closed=one.closed)
    cells: tuple[str, ...] = (
        type_label(one.type),
        " ".join(title_of(one, named, language, schema).split()) if one.fields or one.closed else one.title,
        _when(when, language),
        wording.place_words(where) if isinstance(where, dict) and "answer" not in where else "",
        changed_words(one.updated, today),
        ", ".join(filter(None, (told, *more))),
    )
    known = schema.fields_of(one.type)
    mine = (
        wording.words_of(known[name], one.fields.get(name), language, named, schema) if name in known else ""
        for name in own
    )
    cells += tuple(", ".join(words.splitlines()) for words in mine)
    return Row(one.number, one.id, one.type, cells, one.trashed, one.conflict, one.drafted)


def _when(value: Any, language: str) -> str:
    if not isinstance(value, dict):
        return ""
    if isinstance(answer := value.get("answer"), str):
        return vocabulary.OURS.label(f"answer/{answer}", language)
    if isinstance(edtf := value.get("edtf"), str):
        return saying.in_words(edtf, language)
    return str(value.get("words") or "")
