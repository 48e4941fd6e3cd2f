"""What one adds from a request's page: its reply, that nobody would receive it; and what a reply says to each ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import ids, reading
from app.domain.body import Fields
from app.services import casework, titles
from app.services.session import Session
from app.storage import revisions

MOST = 100
"""Requests of one reply whose asks are told."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked in a request that a reply answers. `outcome` is what the reply says to it, a code or nothing."""

    request: str
    item: str
    place: int
    text: str = field(repr=False)
    outcome: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a reply answers, and all it asks."""

    request: str
    title: str = field(repr=False)
    asks: tuple[Ask, ...]


def add_reply(session: Session, request: str) -> str:
    """Add a reply to a request, from the authority it was sent to; return its id."""
    fields: Fields = {"answers": [{"role": "answers", "to": request}]}
    to = casework.state_of(session, request).fields.get("to")
    senders = [
        {"role": "from", **{name: one[name] for name in ("to", "words") if name in one}}
        for one in (to if isinstance(to, list) else ())
        if isinstance(one, dict) and (one.get("to") or one.get("words"))
    ]
    if len(senders) == 1:
        fields["sender"] = senders
    return casework.add(session, "reply", fields)


def add_refusal(session: Session, request: str) -> str:
    """Add an act of refusing to receive a request, against whoever filed it when that is one; return its id."""
    asked = casework.state_of(session, request).fields
    fields: Fields = {
        "act_type": {"term": "act/refusal-to-receive"},
        "refused": [{"role": "refused", "to": request}],
    }
    filed_by, to = asked.get("filed_by"), asked.get("to")
    people = [one for one in filed_by if isinstance(one, dict)] if isinstance(filed_by, list) else []
    if len(people) == 1 and _is_person(session, people[0]):
        fields["victim"] = _link(people[0], "victim")
    authorities = [one for one in to if isinstance(one, dict)] if isinstance(to, list) else []
    if authorities:
        fields["perpetrators"] = [_link(one, "perpetrator") for one in authorities]
    for name, period in (("date", "period"), ("place", "refused_where")):
        value = asked.get(name)
        if isinstance(value, dict) and "answer" not in value:
            fields[period] = {key: inner for key, inner in value.items() if key != "id"}
    return casework.add(session, "act", fields)


def answered_by(session: Session, request: str, reply: str) -> casework.Saved:
    """Say of a reply that named no request, or others, that it answers this one."""
    with session.vault.transaction():
        casework.save_draft(session, reply)
        answers = casework.state_of(session, reply).fields.get("answers")
        listed = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
        if not any(one.get("to") == request for one in listed):
            listed.append({"role": "answers", "to": request})
        return casework.edit(session, reply, {"answers": listed})


def not_answered_by(session: Session, request: str, reply: str) -> None:
    """Take back that a reply answers a request."""
    answers = casework.state_of(session, reply).fields.get("answers")
    listed = answers if isinstance(answers, list) else []
    left = [one for one in listed if not isinstance(one, dict) or one.get("to") != request]
    casework.edit(session, reply, {"answers": left})


def asks_of(session: Session, fields: Fields, language: str = "en") -> tuple[Asked, ...]:
    """Return what is asked in the requests that a reply with these fields answers, and what it says to each."""
    answers = fields.get("answers")
    wanted = [
        one["to"]
        for one in (answers if isinstance(answers, list) else ())
        if isinstance(one, dict) and ids.is_record_id(str(one.get("to")))
    ][:MOST]
    states = revisions.states_of(session.vault, wanted)
    named = titles.titles(session, wanted, language)
    found = []
    for request in dict.fromkeys(wanted):
        state = states.get(request)
        listed = state.fields.get("asks") if state is not None else None
        asks = [
            Ask(request, str(one.get("id") or place), place, reading.text(one.get("text")), "")
            for place, one in enumerate(listed if isinstance(listed, list) else (), 1)
            if isinstance(one, dict)
        ]
        found.append(Asked(request, named.get(request, ""), tuple(asks)))
    return tuple(found)


def outcome_of(responses: Any, ask: Ask, *, alone: bool) -> str:
    """Return what a reply's responses say to an ask: a code, or nothing. `alone`: it answers no other request."""
    found = next((one for one in reading.items(responses) if _meant(one, ask, alone=alone)), None)
    outcome = found.get("outcome") if found is not None else None
    return str(outcome.get("term") or "") if isinstance(outcome, dict) else ""


def with_outcome(responses: Any, ask: Ask, code: str, *, alone: bool) -> list[Any] | None:
    """Return a reply's responses with this one to an ask; without a code it goes, when it says nothing else."""
    made: list[Any] = []
    seen = False
    for one in reading.items(responses):
        if seen or not _meant(one, ask, alone=alone):
            made.append(one)
            continue
        seen = True
        changed = {key: value for key, value in one.items() if key != "outcome"}
        if code:
            made.append(changed | {"outcome": {"term": code}})
        elif changed.keys() - {"id", "request", "ask"}:
            made.append(changed)
    if code and not seen:
        link = {"role": "answers", "to": ask.request}
        made.append({"request": link, "ask": {"text": ask.item}, "outcome": {"term": code}})
    return made or None


def _meant(one: Any, ask: Ask, *, alone: bool) -> bool:
    if not isinstance(one, dict):
        return False
    link = one.get("request")
    to = link.get("to") if isinstance(link, dict) else None
    return (to == ask.request or (not to and alone)) and reading.text(one.get("ask")) in (ask.item, str(ask.place))


def _link(link: Mapping[str, Any], role: str) -> Fields:
    return {"role": role, **{name: link[name] for name in ("to", "words", "number") if name in link}}


def _is_person(session: Session, link: Mapping[str, Any]) -> bool:
    to = link.get("to")
    if not isinstance(to, str) or not ids.is_record_id(to):
        return bool(link.get("words"))
    state = revisions.states_of(session.vault, [to]).get(to)
    return state is not None and state.type == "person"
