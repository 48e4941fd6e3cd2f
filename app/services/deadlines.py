"""Everything that is to be done by a date, of all cases: told in order, marked as done, moved, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.base.errors import BadInput
from app.base.i18n import N_, _
from app.domain import deadlines, reading, saying
from app.domain.body import Fields
from app.domain.deadlines import Due
from app.domain.edtf import Edtf
from app.domain.schema.kinds import Group
from app.domain.standing import OPEN, Standing
from app.services import casework, titles, wording
from app.services.session import Session
from app.storage import deadlines as stored
from app.storage import revisions, standings

SOME = 500

GROUPS = {
    deadlines.OVERDUE: N_("Overdue"),
    deadlines.MAYBE: N_("May be overdue"),
    deadlines.SOON: N_("In the next 7 days"),
    deadlines.NEXT: N_("In the next 30 days"),
    deadlines.LATER: N_("Later"),
    deadlines.UNDATED: N_("No certain date"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `cases` and `handlers` are ids, or words for what is no record, with what they are called."""

    record: str
    type: str
    path: str
    item: str
    title: str = field(repr=False)
    kind: str
    what: str = field(repr=False)
    when: str = field(repr=False)
    """Its date in words."""
    edtf: str
    group: str
    done: bool
    fixed: bool
    """It cannot be moved or marked in place."""
    cases: tuple[tuple[str, str], ...] = field(repr=False, default=())
    handlers: tuple[tuple[str, str], ...] = field(repr=False, default=())
    order: tuple[Any, ...] = field(repr=False, default=())

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is called among all."""
        return self.record, self.path, self.item


@dataclass(frozen=True, slots=True)
class Changed:
    """A step that was marked or moved, and the patch that takes it back."""

    record: str
    before: Fields = field(repr=False)
    after: Fields = field(repr=False)


def gather(
    session: Session,
    language: str = "en",
    *,
    done: bool = False,
    records: Collection[str] | None = None,
    today: int | None = None,
) -> tuple[Step, ...]:
    """Return everything to be done, the most pressing first, and with `done` what is done: of all records, or these."""
    types = tuple({source.type: None for source in deadlines.SOURCES})
    found = stored.candidates(session.vault, deadlines.PATHS, types, records)
    stands = standings.of_records(session.vault, [one for one, type_ in found if type_ == "request"])
    ended = stored.ended_consents(session.vault)
    ended |= stored.withdrawals(session.vault, [one for one, type_ in found if type_ == "consent"])
    over = ended | {one for one, stand in stands.items() if stand.state not in OPEN}
    states = dict(_states(session, [one for one, _type in found if done or one not in over]))
    day = standings.today() if today is None else today
    due = [
        (record, type_, fields, one, when, is_done)
        for record, (type_, fields) in states.items()
        for one, when, is_done in _dues(record, type_, fields, stands, ended)
        if done or not is_done
    ]
    telling = _telling(session, [(record, type_, fields, one) for record, type_, fields, one, _w, _d in due], language)
    steps = [
        _step(telling, record, type_, fields, one, when, day, done=is_done)
        for record, type_, fields, one, when, is_done in due
    ]
    return tuple(sorted(steps, key=lambda step: step.order))


def close(session: Session, step: Step) -> Changed:
    """Mark a step as done today; raise BadInput when it is gone or ends only by another record."""
    today = date.today().isoformat()  # noqa: DTZ011 - the person's own day
    return _change(session, step, lambda due, fields: deadlines.closed(due, fields, today))


def move(session: Session, step: Step, day: Fields) -> Changed:
    """Give a step another date, a value of a date field; of a request the deadline is put off, and the first kept."""
    return _change(session, step, lambda due, fields: deadlines.moved(due, fields, day))


def take_back(session: Session, changed: Changed) -> None:
    """Undo `close` or `move`, unless what they changed was changed again since: raise BadInput then."""
    fields = casework.state_of(session, changed.record).fields
    if any(fields.get(name) != value for name, value in changed.after.items()):
        raise BadInput(_("This was changed again meanwhile. Open the record to change it. Nothing was saved."))
    casework.edit(session, changed.record, changed.before)


def chosen(
    steps: Iterable[Step],
    *,
    case: str = "",
    type_: str = "",
    handler: str = "",
    until: Edtf | None = None,
) -> list[Step]:
    """Return the steps asked for; `until` keeps what may be due by the last day of a date, and what has no date."""
    last = until.latest if until else None
    return [
        one
        for one in steps
        if (not case or any(case == id_ for id_, _title in one.cases) or (one.record == case))
        and (not type_ or one.type == type_)
        and (not handler or any(handler == id_ for id_, _title in one.handlers))
        and (last is None or one.order[1] <= last)
    ]


def as_object(step: Step) -> dict[str, Any]:
    """Return a step as JSON."""
    return {
        "record": step.record,
        "type": step.type,
        "title": step.title,
        "kind": step.kind,
        "what": step.what,
        "date": step.edtf or None,
        "group": step.group,
        "done": step.done,
        "cases": [id_ for id_, _title in step.cases],
        "handlers": [title for _id, title in step.handlers],
    }


def _states(session: Session, records: Sequence[str]) -> Iterator[tuple[str, tuple[str, Fields]]]:
    for start in range(0, len(records), SOME):
        for record, state in revisions.states_of(session.vault, records[start : start + SOME]).items():
            if not state.closed:
                yield record, (state.type, state.fields)


def _dues(
    record: str, type_: str, fields: Fields, stands: Mapping[str, Standing], ended: Collection[str]
) -> Iterator[tuple[Due, Edtf | None, bool]]:
    """Yield what a record says is to be done, by when, and whether it is: a request by where it stands."""
    if type_ == "request":
        source = next(one for one in deadlines.SOURCES if one.type == "request")
        stand = stands.get(record)
        if stand is not None and stand.due is not None:
            yield Due(source, "", fields, stand.due, False), stand.due, stand.state not in OPEN
        return
    for one in deadlines.dues(type_, fields):
        if type_ == "consent":
            refused = one.source.many and one.value.get("decision") == {"term": "decision/refused"}
            yield one, one.date, record in ended or bool(refused)
        else:
            shut = type_ == "case" and fields.get("status") in _SHUT
            yield one, one.date, one.done or shut


_SHUT = ({"term": "case-status/closed"}, {"term": "case-status/archived"})


@dataclass(frozen=True, slots=True)
class _Telling:
    session: Session
    language: str
    named: Mapping[str, str]
    """What linked records are called."""
    cases: Mapping[str, tuple[str, ...]]
    handling: Mapping[str, Sequence[Any]]
    """Of cases: who handles them, as links."""


def _telling(session: Session, found: Sequence[tuple[str, str, Fields, Due]], language: str) -> _Telling:
    cases = stored.cases(session.vault, list({record for record, type_, _f, _d in found if type_ != "case"}))
    cases |= {record: (record,) for record, type_, _f, _d in found if type_ == "case"}
    involved = sorted({one for some in cases.values() for one in some})
    held = {one: fields for one, (_type, fields) in _states(session, involved)}
    handling = {one: reading.items(fields.get("handled_by")) for one, fields in held.items()}
    own = {one: titles.title("case", fields, {}, language, session.schema) for one, fields in held.items()}
    linked = set[str]()
    for _record, type_, fields, due in found:
        linked |= set(titles.titling(type_, fields))
        linked |= {to for link in _handlers(due, fields, ()) if (to := reading.target(link))}
        linked |= {to for name in due.source.what if (to := reading.target(due.value.get(name)))}
    linked |= {to for links in handling.values() for link in links if (to := reading.target(link))}
    named = titles.titles(session, sorted(linked - own.keys()), language)
    return _Telling(session, language, named | own, cases, handling)


def _step(
    telling: _Telling, record: str, type_: str, fields: Fields, due: Due, when: Edtf | None, today: int, *, done: bool
) -> Step:
    session, language = telling.session, telling.language
    group = deadlines.group(when, today)
    cases = telling.cases.get(record, ())
    inherited = [link for case in cases for link in telling.handling.get(case, ())]
    handlers = {}
    for link in _handlers(due, fields, inherited):
        if words := wording.link_words(link, telling.named):
            handlers[reading.target(link) or words] = words
    value = due.value.get(due.source.date)
    told = wording.date_words(value, language) if isinstance(value, dict) else ""
    if type_ == "request":
        told = saying.in_words(when.text, language) if when else ""
    return Step(
        record=record,
        type=type_,
        path=due.source.path,
        item=due.item,
        title=" ".join(titles.title(type_, fields, telling.named, language, session.schema).split()),
        kind=_(due.source.label),
        what=_what(telling, due),
        when=told,
        edtf=when.text if when else "",
        group=group,
        done=done,
        fixed=due.source.fixed,
        cases=tuple((one, telling.named.get(one, "")) for one in cases),
        handlers=tuple(handlers.items()),
        order=(deadlines.GROUPS.index(group), _first(when), when.text if when else "", record, *due.key),
    )


def _first(when: Edtf | None) -> float:
    if when is None:
        return float("-inf")
    return float("inf") if when.earliest is None and when.latest is None else when.earliest or when.latest or 0


def _what(telling: _Telling, due: Due) -> str:
    declared = telling.session.schema.fields_of(due.source.type)
    if due.source.many:
        kind = declared[due.source.many].kind
        declared = {one.name: one for one in kind.fields} if isinstance(kind, Group) else {}
    for name in due.source.what:
        if name in declared and (value := due.value.get(name)):
            schema = telling.session.schema
            words = wording.words_of(declared[name], value, telling.language, telling.named, schema)
            if words := " ".join(words.split()):
                return words[:300]
    return ""


def _handlers(due: Due, fields: Fields, inherited: Sequence[Any]) -> list[Any]:
    """Return who is to do it, as links: the step's own, else the record's, else those of its cases."""
    own = [due.value["who"]] if isinstance(due.value.get("who"), dict) else []
    if not own and isinstance(words := due.value.get("who_words"), dict) and words.get("text"):
        own = [{"words": words["text"]}]
    return own or reading.items(fields.get("handled_by")) or list(inherited)


def _change(session: Session, step: Step, patched: Callable[[Due, Fields], Fields]) -> Changed:
    if step.fixed:
        raise BadInput(_("This ends by another record: open the record, and add what happened. Nothing was changed."))
    with session.vault.transaction():
        casework.save_draft(session, step.record)
        state = casework.state_of(session, step.record)
        due = _found(session, step, state.type, state.fields)
        patch = patched(due, state.fields)
        casework.edit(session, step.record, patch)
        after = casework.state_of(session, step.record).fields
    return Changed(
        step.record, deadlines.restored(patch, state.fields, after), {name: after.get(name) for name in patch}
    )


def _found(session: Session, step: Step, type_: str, fields: Fields) -> Due:
    stands = standings.of_records(session.vault, [step.record])
    for due, _when, _done in _dues(step.record, type_, fields, stands, ()):
        if due.key == (step.path, step.item):
            return due
    raise BadInput(_("This step is not there any more. Nothing was changed."))


def label(group: str) -> str:
    """Return the words for a group."""
    return _(GROUPS[group])
