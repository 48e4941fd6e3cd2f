"""What happened, in order: incidents, acts, requests, replies, hearings and the rest by their fuzzy dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import _
from app.domain import reading, saying
from app.domain.body import Fields
from app.domain.edtf import Edtf
from app.services import wording
from app.services.cast import Held
from app.services.session import Session

EVENTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "incident": (("", "period", ""),),
    "act": (("", "period", ""), ("stages", "date", "stage")),
    "request": (("", "date", ""), ("attempts", "date", "result")),
    "reply": (("", "date", ""),),
    "document": (("", "date", ""),),
    "testimony": (("", "given", ""),),
    "intervention": (("", "date", ""),),
    "process": (("", "date", ""), ("sessions", "date", "title"), ("decisions", "date", "text")),
    "note": (("", "when", ""),),
}
"""By type: the list, the date in it, and the field beside it that says what it was; an empty list is the record."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, in the order of the chronology."""

    record: str
    type: str
    title: str = field(repr=False)
    what: str = field(repr=False)
    """Which part of the record it is, such as a hearing; empty for the record itself."""
    when: str = field(repr=False)
    uncertain: bool = False
    alleged: bool = False
    reported: bool = False
    order: tuple[Any, ...] = field(repr=False, default=())

    @property
    def marks(self) -> tuple[str, ...]:
        """What must never be left out beside it; that an act is alleged its title says."""
        told = (
            (self.uncertain, _("date uncertain")),
            (self.reported, _("reported, not counted")),
        )
        return tuple(words for is_so, words in told if is_so)


def events(session: Session, held: Held, named: Mapping[str, str], language: str = "en") -> tuple[Event, ...]:
    """Return what some records tell of, in order; what has no date comes last. `named` is what they are called."""
    return tuple(sorted(_events(session, held, named, language), key=lambda one: one.order))


def _events(session: Session, held: Held, named: Mapping[str, str], language: str) -> Iterator[Event]:
    for record, (type_, fields) in held.items():
        for listed, name, beside in EVENTS.get(type_, ()):
            several = fields.get(listed) if listed else [fields]
            for one in several if isinstance(several, list) else ():
                value = one.get(name) if isinstance(one, dict) else None
                if listed and not isinstance(value, dict):
                    continue
                if not listed and type_ == "process" and not isinstance(value, dict):
                    continue
                when = reading.date(value)
                what = _beside(session, type_, listed, beside, one, language) if listed else ""
                yield Event(
                    record=record,
                    type=type_,
                    title=_undated(named.get(record, ""), fields, language),
                    what=what,
                    when=_when(value, language),
                    uncertain=_uncertain(when),
                    alleged=type_ == "act" and fields.get("alleged") is True,
                    reported=fields.get("counting") == {"term": "counting/reported"},
                    order=((0, when.sort_key) if when else (1,), record, what),
                )


def _when(value: Any, language: str) -> str:
    """Return a date in words, as it was read where it was."""
    if (when := reading.date(value)) is not None:
        return saying.in_words(when.text, language)
    return wording.date_words(value, language) if isinstance(value, dict) else ""


def _undated(title: str, fields: Fields, language: str) -> str:
    """Return a title without the date of the record at its end: that stands before it."""
    for name in ("period", "date"):
        if when := _when(fields.get(name), language):
            return title.removesuffix(f" · {when}")
    return title


def _beside(session: Session, type_: str, listed: str, name: str, one: Fields, language: str) -> str:
    kind = session.schema.fields_of(type_)[listed].kind
    inner = next((each for each in getattr(kind, "fields", ()) if each.name == name), None)
    words = wording.words_of(inner, one.get(name), language, {}, session.schema) if inner else ""
    return " ".join(words.split())[:200] or _(session.schema.fields_of(type_)[listed].label)


def _uncertain(when: Edtf | None) -> bool:
    return when is not None and (
        when.uncertain or when.approximate or when.one_of or when.unknown_start or when.unknown_end
    )
