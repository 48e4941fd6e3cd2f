"""Where a request stands: it follows from how it was handed in and from its replies, and is never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain import edtf, reading
from app.domain.edtf import Edtf
from app.domain.vocabulary import OURS


class State(StrEnum):
    """How a request stands, in the order in which it asks for attention."""

    OVERDUE = "overdue"
    """The last day on which an answer was due is certainly over."""
    MAY_BE_OVERDUE = "may-be-overdue"
    REFUSED_TO_RECEIVE = "refused-to-receive"
    ATTEMPTED = "attempted"
    WAITING = "waiting"
    PARTLY_ANSWERED = "partly-answered"
    TRANSFERRED = "transferred"
    REFUSED = "refused"
    ANSWERED = "answered"
    PREPARED = "prepared"
    LET_GO = "let-go"
    WITHDRAWN = "withdrawn"
    UNSAID = "unsaid"
    """Nobody said whether it was handed in at all."""


OPEN = frozenset({State.OVERDUE, State.MAY_BE_OVERDUE, State.WAITING, State.PARTLY_ANSWERED, State.TRANSFERRED})
"""States in which an answer is still waited for."""

NO_ANSWER = frozenset(
    OURS.widened(
        ("outcome/acknowledged", "outcome/deferred", "outcome/ignored", "outcome/referred", "outcome/more-information")
    )
)
"""What a reply may say without answering."""

NO = frozenset(OURS.widened(("outcome/refused", "outcome/not-accepted")))

RECEIVED = frozenset({"attempt/received", "attempt/received-no-receipt"})
NOT_RECEIVED = frozenset({"attempt/refused", "attempt/turned-away", "attempt/sent-elsewhere", "attempt/returned"})


@dataclass(frozen=True, slots=True)
class Part:
    """What a reply says to one of the things asked: an item id, or a place in the list, `1` being the first."""

    ask: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that names the request."""

    record: str
    outcome: str = ""
    """Empty where nobody knows what it says."""
    date: Edtf | None = None
    deferred: Edtf | None = None
    transfers: bool = False
    parts: tuple[Part, ...] | None = None
    """None: it speaks of the request as a whole."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides where a request stands."""

    filing: str = ""
    attempts: tuple[str, ...] = ()
    """What came of each."""
    due: Edtf | None = None
    put_off: tuple[Edtf, ...] = ()
    delivered: bool = False
    withdrawn: bool = False
    let_go: bool = False
    transferred: bool = False
    asks: tuple[Part, ...] = ()
    """The things asked, by item id, with what a person wrote of their outcome."""
    replies: tuple[Reply, ...] = ()
    acts: tuple[str, ...] = ()
    """Acts of refusing to receive it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands. `due` is the last day that holds, put off or not; `late` how far that is over."""

    state: State
    due: Edtf | None = None
    late: State | None = None
    """Overdue, perhaps overdue, or None; also of what was handed on, or answered in part."""
    outcome: str = ""
    asks: int = 0
    answered: int = 0
    """Of so many things asked, so many have an answer."""
    replies: tuple[str, ...] = field(default=())
    acts: tuple[str, ...] = field(default=())

    @property
    def shown(self) -> State:
        """The one state a list shows: what is late before that it waits."""
        return self.late if self.state is State.WAITING and self.late else self.state


def decide(facts: Facts, today: int) -> Standing:
    """Return where a request stands on a day, given as an ordinal."""
    due = _due(facts)
    late = lateness(due, today)
    made = Standing(State.UNSAID, due, late, replies=tuple(one.record for one in facts.replies), acts=facts.acts)
    asks, answered, outcomes = _answered(facts)
    made = replace(made, asks=asks, answered=answered)
    if facts.withdrawn or facts.filing == "filing/withdrawn":
        return replace(made, state=State.WITHDRAWN, late=None)
    if outcomes is not None and answered >= asks:
        no = bool(outcomes) and all(one in NO for one in outcomes)
        same = set(outcomes)
        state = State.REFUSED if no else State.ANSWERED
        return replace(made, state=state, late=None, outcome=same.pop() if len(same) == 1 else "")
    if facts.let_go:
        return replace(made, state=State.LET_GO, late=None)
    if answered:
        return replace(made, state=State.PARTLY_ANSWERED)
    if facts.transferred or any(one.transfers or one.outcome == "outcome/referred" for one in facts.replies):
        return replace(made, state=State.TRANSFERRED)
    return _unanswered(facts, made)


def _unanswered(facts: Facts, made: Standing) -> Standing:
    received = facts.filing == "filing/filed" or facts.delivered or bool(facts.replies)
    if received or any(one in RECEIVED for one in facts.attempts):
        return replace(made, state=State.WAITING)
    if facts.filing == "filing/refused-at-counter" or facts.acts or any(one in NOT_RECEIVED for one in facts.attempts):
        return replace(made, state=State.REFUSED_TO_RECEIVE, late=None)
    if facts.filing == "filing/attempted" or facts.attempts:
        return replace(made, state=State.ATTEMPTED, late=None)
    if facts.filing == "filing/prepared":
        return replace(made, state=State.PREPARED, late=None)
    return replace(made, state=State.WAITING) if made.due else replace(made, late=None)


def lateness(due: Edtf | None, today: int) -> State | None:
    """Return whether a day is over: certainly only when every day it may be is, and nobody doubts it."""
    if due is None:
        return None
    if due.latest is not None and due.latest < today:
        return State.MAY_BE_OVERDUE if due.uncertain or due.approximate else State.OVERDUE
    if due.open_end and not due.one_of:
        return None
    return State.MAY_BE_OVERDUE if due.earliest is not None and due.earliest < today else None


def _due(facts: Facts) -> Edtf | None:
    put_off = [*facts.put_off, *(one.deferred for one in facts.replies if one.deferred is not None)]
    return max(put_off, key=_last) if put_off else facts.due


def _last(day: Edtf) -> tuple[float, str]:
    return (float("inf") if day.latest is None else day.latest, day.text)


def _answered(facts: Facts) -> tuple[int, int, Sequence[str] | None]:
    """Return how many things were asked, how many have an answer, and the outcomes; None where nothing answers."""
    ordered = sorted(facts.replies, key=lambda one: (one.date is not None, one.date.sort_key if one.date else ()))
    whole = [one for one in ordered if one.parts is None and one.outcome not in NO_ANSWER and not one.transfers]
    told = {ask.ask: ask.outcome for ask in facts.asks if ask.outcome and ask.outcome not in NO_ANSWER}
    loose: list[str] = []
    for reply in ordered:
        for part in reply.parts or ():
            if part.outcome in NO_ANSWER:
                continue
            at = _asked(part.ask, facts.asks)
            if at:
                told[at] = part.outcome
            else:
                loose.append(part.outcome)
    if whole and (not told or whole[-1].outcome):
        return len(facts.asks), len(facts.asks), [whole[-1].outcome]
    if whole:
        return len(facts.asks), len(facts.asks), list(told.values())
    if not facts.asks and loose:
        return 0, 0, loose
    if not told:
        return len(facts.asks), 0, None
    return len(facts.asks), len(told), list(told.values())


def _asked(ask: str, asks: Sequence[Part]) -> str:
    """Return the item a part speaks of, by its id or by its place; empty for none."""
    if any(one.ask == ask for one in asks):
        return ask
    place = int(ask) if ask.isascii() and ask.isdecimal() and len(ask) < 4 else 0
    return asks[place - 1].ask if 0 < place <= len(asks) else ""


Rows = Iterable[tuple[str, str]]


def facts_from(
    terms: Rows, spans: Rows, links: Rows, *, replies: Iterable[Reply] = (), acts: Iterable[str] = ()
) -> Facts:
    """Return facts from what is derived of a request: (field, code), (field, EDTF), (field, target)."""
    said: dict[str, list[str]] = {}
    for name, code in terms:
        said.setdefault(name, []).append(code)
    days: dict[str, list[Edtf]] = {}
    for name, text in spans:
        if (day := edtf.read(text)) is not None:
            days.setdefault(name, []).append(day)
    filing = said.get("filing", [""])[0]
    return Facts(
        filing=filing,
        attempts=tuple(said.get("attempts.result", ())),
        due=next(iter(days.get("due", ())), None),
        put_off=tuple(days.get("extensions.until", ())),
        delivered="delivered" in days or "receipt_date" in days,
        withdrawn="withdrawn" in days,
        let_go="let_go" in days,
        transferred="transfers.date" in days or any(name == "transfers.to_authority" for name, _to in links),
        replies=tuple(replies),
        acts=tuple(acts),
    )


def asks_of(fields: object) -> tuple[Part, ...]:
    """Return the things a request asks, from its field `asks`."""
    return tuple(
        Part(str(one.get("id") or place), reading.term(one.get("outcome")))
        for place, one in enumerate(fields if isinstance(fields, list) else (), 1)
        if isinstance(one, dict)
    )


def parts_of(responses: object, request: str, *, alone: bool) -> tuple[Part, ...] | None:
    """Return what a reply says to each thing asked in `request`, from its field `responses`; None where to none.

    `alone`: it answers no other request, so what names none is meant for this one.
    """
    found = []
    for one in responses if isinstance(responses, list) else ():
        if not isinstance(one, dict):
            continue
        link, ask = one.get("request"), one.get("ask")
        to = link.get("to") if isinstance(link, dict) else ""
        if to == request or (not to and alone):
            text = ask.get("text") if isinstance(ask, dict) else ""
            found.append(Part(str(text or "").strip(), reading.term(one.get("outcome"))))
    return tuple(found) or None
