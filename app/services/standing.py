"""Where requests stand, in words: on a request's page, in lists, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import N_, _
from app.domain import ids, reading, saying, standing
from app.domain.body import Fields
from app.domain.schema import Schema
from app.domain.standing import Standing, State
from app.services import drafting, titles, wording
from app.services.session import Session
from app.storage import records, revisions, standings

LABELS = {
    State.OVERDUE: N_("Overdue"),
    State.MAY_BE_OVERDUE: N_("May be overdue"),
    State.REFUSED_TO_RECEIVE: N_("Refused even to receive"),
    State.ATTEMPTED: N_("Attempted, not received"),
    State.WAITING: N_("Filed, waiting"),
    State.PARTLY_ANSWERED: N_("Answered in part"),
    State.TRANSFERRED: N_("Handed on to another authority"),
    State.REFUSED: N_("Refused"),
    State.ANSWERED: N_("Answered"),
    State.PREPARED: N_("Prepared"),
    State.LET_GO: N_("No longer waited for"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.UNSAID: N_("Not said whether filed"),
}

KINDS = {
    State.OVERDUE: "danger",
    State.MAY_BE_OVERDUE: "warning",
    State.REFUSED_TO_RECEIVE: "warning",
    State.PARTLY_ANSWERED: "warning",
    State.REFUSED: "warning",
    State.ANSWERED: "good",
}
"""What stands out, and how: chips of the style sheet."""

MOST_UNNAMED = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A record that says something about where a request stands, and what."""

    record: str
    type: str
    title: str = field(repr=False)
    note: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Told:
    """Where a request stands, with what says so."""

    standing: Standing
    words: str = field(repr=False)
    kind: str
    lines: tuple[str, ...] = field(repr=False)
    replies: tuple[Named, ...] = field(repr=False)
    acts: tuple[Named, ...] = field(repr=False)
    """Acts of refusing to receive it."""
    appeals: tuple[Named, ...] = field(repr=False)
    unnamed: tuple[Named, ...] = field(repr=False)
    """Replies that name no request, and may concern this one."""


def label(state: State) -> str:
    """Return the words for a state."""
    return _(LABELS[state])


def label_of(code: str) -> str:
    """Return the words for the code of a state; one of a newer version as it is."""
    return label(State(code)) if code in tuple(State) else code


def words(found: Standing, schema: Schema, language: str = "en") -> str:
    """Return in one line where a request stands."""
    state, due = found.shown, saying.in_words(found.due.text, language) if found.due else ""
    if state is State.OVERDUE:
        return _("Overdue: an answer was due {date}").format(date=due)
    if state is State.MAY_BE_OVERDUE:
        return _("May be overdue: an answer is due {date}").format(date=due)
    if state is State.WAITING and due:
        return _("Filed, waiting; an answer is due {date}").format(date=due)
    if state is State.PARTLY_ANSWERED:
        return _("Answered in part: {n} of {all}").format(n=found.answered, all=found.asks)
    if state is State.ANSWERED and found.outcome:
        return _("Answered: {outcome}").format(outcome=schema.label(found.outcome, language))
    return label(state)


def of_records(session: Session, record_ids: Sequence[str]) -> dict[str, Standing]:
    """Return where those of the records stand that are requests."""
    return standings.of_records(session.vault, record_ids)


def counts(session: Session, *, trashed: bool = False) -> dict[str, int]:
    """Return how many requests stand how."""
    return standings.count(session.vault, trashed=trashed)


def tell(session: Session, record: str, language: str = "en", fields: Fields | None = None) -> Told:
    """Return where a request stands, as it is saved or as `fields` say; raise UnknownRecord."""
    if fields is None:
        fields = drafting.open_record(session, record, language).fields
    found = standings.one(session.vault, record, fields)
    unnamed = _unnamed(session, record, fields) if _open(found) else []
    appeals = [one for one, _type, _field in records.naming(session.vault, record, 100, "appeals")]
    named = titles.titles(session, [*found.replies, *found.acts, *unnamed, *appeals], language)

    def several(ids_: Sequence[str], type_: str) -> tuple[Named, ...]:
        return tuple(Named(one, type_, named.get(one, ""), _note(session, one, type_, language)) for one in ids_)

    return Told(
        standing=found,
        words=words(found, session.schema, language),
        kind=KINDS.get(found.shown, ""),
        lines=tuple(_lines(session, fields, found, language)),
        replies=several(found.replies, "reply"),
        acts=several(found.acts, "act"),
        appeals=several(appeals, "request"),
        unnamed=several(unnamed, "reply"),
    )


def as_object(told: Told) -> dict[str, Any]:
    """Return a standing as JSON."""
    found = told.standing
    return {
        "state": found.shown.value,
        "words": told.words,
        "due": found.due.text if found.due else None,
        "late": found.late.value if found.late else None,
        "asks": found.asks,
        "answered": found.answered,
        "replies": list(found.replies),
        "may_concern": [one.record for one in told.unnamed],
        "refusals": list(found.acts),
        "appeals": [one.record for one in told.appeals],
    }


def plain(told: Told) -> Iterator[str]:
    """Yield a standing as lines for a terminal."""
    yield _("Where it stands: {words}").format(words=told.words)
    yield from (f"  {line}" for line in told.lines)
    for found, said in (
        (told.replies, _("Reply {id}: {title}")),
        (told.acts, _("Refusal to receive {id}: {title}")),
        (told.appeals, _("Appeal {id}: {title}")),
        (told.unnamed, _("May concern it, names no request: {id}: {title}")),
    ):
        for one in found:
            title = f"{one.title}, {one.note}" if one.note else one.title
            yield f"  {said.format(id=one.record[:8], title=title)}"


def _open(found: Standing) -> bool:
    return found.state not in (State.ANSWERED, State.REFUSED, State.WITHDRAWN, State.LET_GO)


def _lines(session: Session, fields: Fields, found: Standing, language: str) -> Iterator[str]:
    """Yield what else decides: the deadline where the state does not say it, attempts, asks without an answer."""
    if found.late and found.state in (State.PARTLY_ANSWERED, State.TRANSFERRED) and found.due:
        date = saying.in_words(found.due.text, language)
        yield (
            _("Overdue: an answer was due {date}")
            if found.late is State.OVERDUE
            else _("May be overdue: an answer is due {date}")
        ).format(date=date)
    first = reading.date(fields.get("due"))
    if found.due and first and first.text != found.due.text:
        before = saying.in_words(first.text, language)
        yield _("Put off: it was first due {date}").format(date=before)
    attempts = fields.get("attempts")
    for one in attempts if isinstance(attempts, list) else ():
        if isinstance(one, dict) and (told := _attempt(session, one, language)):
            yield told
    if 0 < found.answered < found.asks:
        asks = fields.get("asks")
        for place, ask in enumerate(asks if isinstance(asks, list) else (), 1):
            if isinstance(ask, dict) and not _answered(session, ask, place, found):
                text = ask.get("text")
                said = str(text.get("text", "")) if isinstance(text, dict) else ""
                yield _("No answer yet to {n}: {ask}").format(n=place, ask=said[:200])


def _attempt(session: Session, one: Fields, language: str) -> str:
    """Return an attempt to hand it in: when, what came of it, in what words."""
    date, result, said = one.get("date"), one.get("result"), one.get("said")
    words = str(said.get("text", "")).strip() if isinstance(said, dict) else ""
    told = (
        wording.date_words(date, language) if isinstance(date, dict) else "",
        session.schema.said(result, language) if isinstance(result, dict) and "term" in result else "",
        _("“{words}”").format(words=words[:300]) if words else "",
    )
    return " · ".join(filter(None, told))


def _answered(session: Session, ask: Fields, place: int, found: Standing) -> bool:
    own = ask.get("outcome")
    if isinstance(own, dict) and own.get("term") and own["term"] not in standing.NO_ANSWER:
        return True
    for state in revisions.states_of(session.vault, list(found.replies)[:500]).values():
        responses = state.fields.get("responses")
        for one in responses if isinstance(responses, list) else ():
            said = one.get("ask") if isinstance(one, dict) else None
            text = str(said.get("text", "")).strip() if isinstance(said, dict) else ""
            if text in (ask.get("id"), str(place)):
                return True
    return False


def _unnamed(session: Session, record: str, fields: Fields) -> list[str]:
    """Return replies that name no request and may answer this one: from its authority, and not before it."""
    listed = fields.get("to")
    authorities = [
        one["to"]
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and ids.is_record_id(str(one.get("to")))
    ]
    found = standings.unnamed(session.vault, authorities, 50)
    asked = reading.date(fields.get("date"))
    likely = []
    for one, state in revisions.states_of(session.vault, found).items():
        when = reading.date(state.fields.get("date"))
        before = asked and when and asked.earliest is not None and when.latest is not None
        if one != record and not (before and asked and when and (when.latest or 0) < (asked.earliest or 0)):
            likely.append(one)
    return likely[:MOST_UNNAMED]


def _note(session: Session, record: str, type_: str, language: str) -> str:
    if type_ != "reply":
        return ""
    state = revisions.state(session.vault, record)
    known = session.schema.fields_of("reply").get("outcome")
    if state is None or known is None:
        return ""
    return wording.words_of(known, state.fields.get("outcome"), language, {}, session.schema)
