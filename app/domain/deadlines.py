"""What has to be done by when: which fields of which types say so, when that is done, and how it is marked or moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import N_
from app.domain import reading, standing
from app.domain.body import Fields
from app.domain.edtf import Edtf
from app.domain.standing import State

WEEK, MONTH = 7, 30
"""Days ahead that the first two groups reach."""

OVERDUE, MAYBE, SOON, NEXT, LATER, UNDATED = "overdue", "maybe", "week", "month", "later", "undated"
GROUPS = (OVERDUE, MAYBE, SOON, NEXT, LATER, UNDATED)
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Source:
    """A date by which something has to be done: of the record itself, or of each item of a list."""

    type: str
    many: str
    """The field that is a list; empty for a date of the record itself."""
    date: str
    label: str
    what: tuple[str, ...] = ()
    """Fields that say what is to be done, beside the date."""
    done: tuple[str, ...] = ()
    """Fields beside the date that say, by any value, that it is done; the first is filled in by marking it done."""
    states: tuple[tuple[str, str], ...] = ()
    """Terms, by field beside the date, that say it is done; the first is chosen where `done` is empty."""
    fixed: bool = False
    """It cannot be moved or marked in place: it ends by another record."""

    @property
    def path(self) -> str:
        """Its field, as derived rows name it."""
        return f"{self.many}.{self.date}" if self.many else self.date


_OVER = (("status", "process-status/closed"), ("status", "process-status/cancelled"))
_HELD = (("state", "process-status/closed"), ("state", "process-status/cancelled"))

SOURCES = (
    Source("case", "", "next_date", N_("Next step"), ("next_step",)),
    Source("case", "steps", "date", N_("Next step"), ("what",), ("done",)),
    Source("case", "risk_assessments", "review_on", N_("Look at a risk again"), (), ("over",)),
    Source("request", "", "due", N_("Answer due"), (), ("let_go",)),
    Source("reply", "", "remedy_due", N_("Appeal possible until"), ("remedy",), ("remedy_done",)),
    Source("intervention", "", "follow_up", N_("Follow up"), ("follow_up_what",), ("followed_up",)),
    Source("intervention", "responses", "follow_up", N_("Follow up"), ("next", "addressee"), ("followed_up",)),
    Source("process", "", "date", N_("Scheduled"), (), (), _OVER),
    Source("process", "sessions", "date", N_("Session"), ("title", "kind"), (), _HELD),
    Source(
        "process",
        "deadlines",
        "date",
        N_("Deadline"),
        ("title", "kind"),
        ("done",),
        (("met", "filing/filed"), ("met", "filing/withdrawn")),
    ),
    Source("process", "recommendations", "follow_up", N_("Look at it again"), ("number", "text"), ("followed_up",)),
    Source("process", "decisions", "appeal_until", N_("Appeal possible until"), ("text",), ("appeal_done",)),
    Source("act", "stages", "due", N_("Legal deadline"), ("stage",), ("date",)),
    Source("act", "", "sentence_ends", N_("Sentence ends"), (), ("released",), fixed=True),
    Source("act", "", "ban_until", N_("Restriction until"), (), (), fixed=True),
    Source("testimony", "", "next_contact", N_("Speak again"), (), ("contacted",)),
    Source("consent", "", "expires", N_("Consent expires"), (), fixed=True),
    Source("consent", "purposes", "until", N_("Consent expires"), ("purpose",), fixed=True),
)

PATHS = tuple(sorted({one.path for one in SOURCES} | {"extensions.until"}))


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do of one record."""

    source: Source
    item: str
    """The item of the list; empty for the record itself."""
    value: Mapping[str, Any] = field(repr=False)
    """What stands beside the date: the record's fields, or the item."""
    date: Edtf | None
    done: bool

    @property
    def key(self) -> tuple[str, str]:
        """What it is called among the deadlines of its record: field and item."""
        return self.source.path, self.item


def dues(type_: str, fields: Fields) -> Iterator[Due]:
    """Yield what a record says is to be done, done or not, with and without a date; a request by its due date."""
    for source in SOURCES:
        if source.type != type_:
            continue
        if not source.many:
            if _said(source, fields):
                yield Due(source, "", fields, reading.date(fields.get(source.date)), _done(source, fields))
            continue
        listed = fields.get(source.many)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and _said(source, one):
                yield Due(source, str(one.get("id") or ""), one, reading.date(one.get(source.date)), _done(source, one))


def _said(source: Source, value: Mapping[str, Any]) -> bool:
    if source.type == "process" and not source.many:
        return reading.term(value.get("status")) == "process-status/scheduled"  # when it was, is no deadline
    if source.path in ("steps.date", "next_date"):  # a step without a date is one, too
        return any(value.get(name) for name in (source.date, *source.what))
    return bool(value.get(source.date))


def _done(source: Source, value: Mapping[str, Any]) -> bool:
    if any(value.get(name) for name in source.done):
        return True
    if source.many == "sessions" and value.get("result"):
        return True
    return any(reading.term(value.get(name)) == code for name, code in source.states)


def group(date: Edtf | None, today: int) -> str:
    """Return in which group something belongs that is to be done by a date: by its first day, once over by its last."""
    late = standing.lateness(date, today)
    if late is not None:
        return OVERDUE if late is State.OVERDUE else MAYBE
    if date is None or date.earliest is None:
        return UNDATED
    if date.earliest < today + WEEK:
        return SOON
    return NEXT if date.earliest < today + MONTH else LATER


def closed(due: Due, fields: Fields, today: str) -> Fields:
    """Return the patch that marks it done on a day, given as EDTF."""
    source = due.source
    if source.path == "next_date":
        step: dict[str, Any] = {"done": {"edtf": today}}
        step |= {"what": fields["next_step"]} if fields.get("next_step") else {}
        step |= {"date": fields["next_date"]} if fields.get("next_date") else {}
        steps = fields.get("steps")
        kept = steps if isinstance(steps, list) else []
        return {"next_step": None, "next_date": None, "steps": [*kept, step]}
    if source.done:
        return _patched(due, fields, {source.done[0]: {"edtf": today}})
    name, code = source.states[0]
    return _patched(due, fields, {name: {"term": code}})


def moved(due: Due, fields: Fields, date: Fields) -> Fields:
    """Return the patch that gives it another date; of a request, puts the deadline off and keeps the first."""
    if due.source.type == "request":
        return _put_off(due, fields, date)
    return _patched(due, fields, {due.source.date: date})


def _put_off(due: Due, fields: Fields, date: Fields) -> Fields:
    """Return the patch that puts a request's deadline off; one that is sooner takes the place of the one that holds."""
    given = fields.get("extensions")
    listed = given if isinstance(given, list) else []
    new, held = reading.date(date), due.date
    if new is not None and held is not None and (new.latest or 0) < (held.latest or 0):
        dates = [reading.date(one.get("until")) if isinstance(one, dict) else None for one in listed]
        if held in dates:
            place = dates.index(held)
            return {"extensions": [*listed[:place], listed[place] | {"until": date}, *listed[place + 1 :]]}
        if reading.date(fields.get("due")) == held:
            return {"due": _whole(fields.get("due"), date)}
    return {"extensions": [*listed, {"until": date}]}


def restored(patch: Fields, before: Fields, after: Fields) -> Fields:
    """Return the patch that takes one back, given the fields before it and after it."""
    return {name: _whole(after.get(name), before.get(name)) for name in patch}


def _whole(old: Any, new: Any) -> Any:
    """Return what replaces a value in a merge patch, nothing of the old one left."""
    return {**dict.fromkeys(old), **new} if isinstance(old, dict) and isinstance(new, dict) else new


def _patched(due: Due, fields: Fields, change: Fields) -> Fields:
    if not due.source.many:
        return {name: _whole(fields.get(name), value) for name, value in change.items()}
    listed = fields.get(due.source.many)
    return {
        due.source.many: [
            one | change if isinstance(one, dict) and str(one.get("id") or "") == due.item else one
            for one in (listed if isinstance(listed, list) else [])
        ]
    }
