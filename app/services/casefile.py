"""The file of a case: everybody in it with their roles, what happened in order, documents, requests, steps, risks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as calendar_date
from typing import Any

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain import ids, reading, references, standing
from app.domain.body import Fields
from app.services import casework, cast, chronology, deadlines, titles, wording
from app.services import standing as stands
from app.services.cast import Held, Player
from app.services.chronology import Event
from app.services.deadlines import Step
from app.services.session import Session
from app.storage import casefiles, revisions, standings

SOME = 500

MANY_CASES = 500
"""Cases looked at for the way an office numbers them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document or a request of a case, with what is to know at a glance; `kind` is a chip's."""

    record: str
    type: str
    title: str = field(repr=False)
    note: str = field(repr=False)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk in words."""

    whom: str = field(repr=False)
    what: str = field(repr=False)
    likelihood: str
    severity: str
    lessens: str = field(repr=False)
    judged: str = field(repr=False)
    over: bool
    order: int = 0


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All of a case. `members` are how many records belong to it, those under its incidents among them."""

    case: str
    title: str = field(repr=False)
    members: int
    cast: tuple[Player, ...] = field(repr=False)
    chronology: tuple[Event, ...] = field(repr=False)
    documents: tuple[Item, ...] = field(repr=False)
    requests: tuple[Item, ...] = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    risks: tuple[Risk, ...] = field(repr=False)
    risk_words: str = field(repr=False, default="")
    suggested: str = ""
    """The office's next number, where the case has none."""


GRAVE = {"severity/life": 4, "severity/high": 3, "severity/medium": 2, "severity/low": 1}


def gather(session: Session, case: str, language: str = "en") -> CaseFile:
    """Return the file of a case; raise UnknownRecord, and BadInput for a record that is no case."""
    state = casework.state_of(session, case)
    if state.type != "case":
        raise BadInput(_("This record is no case. A case is a record of the type case."))
    inside = casefiles.inside(session.vault, case)
    held = _states(session, inside)
    known = {record: cast.links_of(session, type_, fields) for record, (type_, fields) in held.items()}
    wanted = {to for links in known.values() for _name, _role, to, _link in links if to}
    linked = _documents(held)
    outer = {**casefiles.types_of(session.vault, sorted((wanted | linked) - held.keys()))}
    cast_ids = {one for one in wanted if outer.get(one) in cast.TYPES or inside.get(one) in cast.TYPES}
    people = _states(session, [one for one in cast_ids if one not in held]) | {
        one: held[one] for one in held if held[one][0] in cast.TYPES
    }
    documents = [one for one in (*held, *sorted(linked - held.keys())) if inside.get(one, outer.get(one)) == "document"]
    named = titles.titles(session, [*held, *people, *documents, *_risk_people(state.fields)], language)
    return CaseFile(
        case=case,
        title=titles.title("case", state.fields, named, language, session.schema),
        members=len(inside),
        cast=tuple(cast.players(session, held, known, people, named, language)),
        chronology=chronology.events(session, held, named, language),
        documents=tuple(_document_items(session, documents, held, named, language)),
        requests=tuple(_request_items(session, held, named, language)),
        steps=deadlines.gather(session, language, records={case, *inside}),
        risks=tuple(sorted(_risks(session, state.fields, named, language), key=lambda one: (one.over, -one.order))),
        risk_words=reading.text(state.fields.get("risks")),
        suggested="" if reading.text(state.fields.get("reference")) else next_reference(session),
    )


def next_reference(session: Session) -> str:
    """Return the number the office would give its next case, by the way it numbered the last ones."""
    latest = casefiles.latest_cases(session.vault, MANY_CASES)
    states = revisions.states_of(session.vault, latest)
    given = [text for one in latest if one in states and (text := reading.text(states[one].fields.get("reference")))]
    return references.following(given, calendar_date.today().year)  # noqa: DTZ011 - the person's own year


def add_to(session: Session, case: str, records: Sequence[str]) -> list[str]:
    """Put records into a case, once each; return those that were not in it by name before."""
    with session.vault.transaction():
        casework.save_draft(session, case)
        contains = casework.state_of(session, case).fields.get("contains")
        listed = list(contains) if isinstance(contains, list) else []
        have = {one.get("to") for one in listed if isinstance(one, dict)}
        new = [one for one in dict.fromkeys(records) if one not in have and one != case]
        if new:
            added = [{"role": "contains", "to": one} for one in new]
            casework.edit(session, case, {"contains": [*listed, *added]})
    return new


def take_out(session: Session, case: str, records: Sequence[str]) -> None:
    """Take records out of a case again: they stay, and so does what is under its incidents."""
    with session.vault.transaction():
        casework.save_draft(session, case)
        contains = casework.state_of(session, case).fields.get("contains")
        listed = contains if isinstance(contains, list) else []
        left = [one for one in listed if not isinstance(one, dict) or one.get("to") not in records]
        casework.edit(session, case, {"contains": left})


def _states(session: Session, records: Iterable[str]) -> dict[str, tuple[str, Fields]]:
    wanted: list[str] = list(records)
    found: dict[str, tuple[str, Fields]] = {}
    for start in range(0, len(wanted), SOME):
        states = revisions.states_of(session.vault, wanted[start : start + SOME])
        found |= {record: (state.type, state.fields) for record, state in states.items() if not state.closed}
    return found


def _documents(held: Held) -> set[str]:
    """Return the documents that records of the case name as theirs."""
    return {
        one["to"]
        for _type, fields in held.values()
        for one in (fields.get("documents") if isinstance(fields.get("documents"), list) else ()) or ()
        if isinstance(one, dict) and ids.is_record_id(str(one.get("to")))
    }


def _document_items(
    session: Session, documents: Sequence[str], held: Held, named: Mapping[str, str], language: str
) -> Iterator[Item]:
    states = _states(session, [one for one in documents if one not in held])
    told = []
    for record in documents:
        _type, fields = held.get(record) or states.get(record) or ("document", {})
        value, kind = fields.get("date"), fields.get("kind")
        words = [
            session.schema.said(kind, language) if isinstance(kind, dict) and "answer" not in kind else "",
            wording.date_words(value, language) if isinstance(value, dict) else "",
        ]
        when = reading.date(value)
        item = Item(record, "document", named.get(record, ""), " · ".join(filter(None, words)))
        told.append((((0, when.sort_key) if when else (1,), record), item))
    yield from (item for _order, item in sorted(told, key=lambda one: one[0]))


def _request_items(session: Session, held: Held, named: Mapping[str, str], language: str) -> Iterator[Item]:
    wanted = [record for record, (type_, _fields) in held.items() if type_ == "request"]
    found = standings.of_records(session.vault, wanted)
    order = {state: place for place, state in enumerate(standing.State)}
    for record in sorted(found, key=lambda one: (order[found[one].shown], named.get(one, ""), one)):
        stand = found[record]
        yield Item(
            record,
            "request",
            named.get(record, ""),
            stands.words(stand, session.schema, language),
            stands.KINDS.get(stand.shown, ""),
        )


def _risk_people(fields: Fields) -> list[str]:
    listed = fields.get("risk_assessments")
    links = [link for one in (listed if isinstance(listed, list) else ()) for link in _risk_links(one)]
    return [str(link.get("to")) for link in links if link.get("to")]


def _risk_links(one: Any) -> list[Mapping[str, Any]]:
    whom = one.get("whom") if isinstance(one, dict) else None
    return [link for link in whom if isinstance(link, dict)] if isinstance(whom, list) else []


def _risks(session: Session, fields: Fields, named: Mapping[str, str], language: str) -> Iterator[Risk]:
    listed = fields.get("risk_assessments")
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict):
            continue
        whom = [wording.link_words(link, named) for link in _risk_links(one)]
        code = one.get("severity")
        grave = str(code.get("term")) if isinstance(code, dict) else ""
        yield Risk(
            whom=", ".join(filter(None, (*whom, reading.text(one.get("whom_words"))))),
            what=reading.text(one.get("what")),
            likelihood=_label(session, one.get("likelihood"), language),
            severity=_label(session, code, language),
            lessens=reading.text(one.get("lessens")),
            judged=wording.date_words(one["date"], language) if isinstance(one.get("date"), dict) else "",
            over=bool(one.get("over")),
            order=GRAVE.get(grave, 0),
        )


def _label(session: Session, value: Any, language: str) -> str:
    return session.schema.said(value, language) if isinstance(value, dict) and "term" in value else ""
