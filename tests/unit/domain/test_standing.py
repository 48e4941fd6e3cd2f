"""Where a request stands: what its replies, attempts and deadlines make of it, on a given day."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import edtf, standing
from app.domain.standing import Facts, Part, Reply, State

DAY = edtf.ordinal(2013, 5, 15)


def day(text: str) -> edtf.Edtf:
    return edtf.parse(text)


def stands(**facts: Any) -> State:
    return standing.decide(Facts(**facts), DAY).shown


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2013-05-14", State.OVERDUE),
        ("2013-05-15", State.WAITING),
        ("2013-04", State.OVERDUE),
        ("2013-05", State.MAY_BE_OVERDUE),
        ("2013-06", State.WAITING),
        ("2013-04~", State.MAY_BE_OVERDUE),
        ("2013-04-02?", State.MAY_BE_OVERDUE),
        ("[2013-05-10..2013-05-20]", State.MAY_BE_OVERDUE),
        ("[..2013-05-14]", State.OVERDUE),
        ("2013-05-01/", State.MAY_BE_OVERDUE),
        ("2013-05-01/..", State.WAITING),
    ],
)
def test_overdue_only_when_it_is_certain(due: str, expected: State) -> None:
    assert stands(filing="filing/filed", due=day(due)) is expected


def test_a_deadline_put_off_holds_instead_of_the_first() -> None:
    filed = {"filing": "filing/filed", "due": day("2013-05-01")}
    assert stands(**filed) is State.OVERDUE
    assert stands(**filed, put_off=(day("2013-05-31"),)) is State.WAITING
    assert stands(**filed, replies=(Reply("r", "outcome/deferred", deferred=day("2013-06-01")),)) is State.WAITING
    assert stands(**filed, put_off=(day("2013-05-10"), day("2013-05-05"))) is State.OVERDUE


def test_how_it_was_handed_in_when_nobody_replied() -> None:
    assert stands() is State.UNSAID
    assert stands(due=day("2013-06")) is State.WAITING
    assert stands(filing="filing/prepared") is State.PREPARED
    assert stands(filing="filing/attempted") is State.ATTEMPTED
    assert stands(attempts=("attempt/nobody-there",)) is State.ATTEMPTED
    assert stands(filing="filing/refused-at-counter") is State.REFUSED_TO_RECEIVE
    assert stands(filing="filing/attempted", acts=("a",)) is State.REFUSED_TO_RECEIVE
    assert stands(attempts=("attempt/turned-away",), due=day("2013-01")) is State.REFUSED_TO_RECEIVE
    assert stands(attempts=("attempt/refused", "attempt/received")) is State.WAITING
    assert stands(filing="filing/filed", acts=("a",)) is State.WAITING
    assert stands(filing="filing/filed", let_go=True) is State.LET_GO
    assert stands(filing="filing/filed", withdrawn=True, due=day("2013-01")) is State.WITHDRAWN
    assert stands(filing="filing/filed", transferred=True) is State.TRANSFERRED


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("outcome/granted", State.ANSWERED),
        ("outcome/partly-granted", State.ANSWERED),
        ("outcome/refused", State.REFUSED),
        ("outcome/not-accepted", State.REFUSED),
        ("outcome/referred", State.TRANSFERRED),
        ("outcome/acknowledged", State.WAITING),
        ("outcome/ignored", State.WAITING),
        ("", State.ANSWERED),
    ],
)
def test_a_reply_to_the_whole(outcome: str, expected: State) -> None:
    assert stands(replies=(Reply("r", outcome),)) is expected


def test_the_last_reply_decides() -> None:
    refused = Reply("a", "outcome/refused", day("2013-01"))
    granted = Reply("b", "outcome/granted", day("2013-02"))
    assert stands(replies=(granted, refused)) is State.ANSWERED
    found = standing.decide(Facts(replies=(refused, granted)), DAY)
    assert (found.outcome, found.replies) == ("outcome/granted", ("a", "b"))


def test_each_thing_asked_has_its_own_answer() -> None:
    asks = (Part("x", ""), Part("y", ""), Part("z", ""))
    first = Reply("r", "", day("2013-02"), parts=(Part("1", "outcome/granted"), Part("y", "outcome/refused")))
    found = standing.decide(Facts(asks=asks, replies=(first,), due=day("2013-03")), DAY)
    assert (found.state, found.answered, found.asks, found.late) == (State.PARTLY_ANSWERED, 2, 3, State.OVERDUE)
    rest = Reply("s", "", day("2013-03"), parts=(Part("z", "outcome/granted"),))
    assert stands(asks=asks, replies=(first, rest)) is State.ANSWERED
    no = Reply("r", parts=tuple(Part(one, "outcome/refused") for one in "xyz"))
    assert stands(asks=asks, replies=(no,)) is State.REFUSED
    nothing = Reply("r", parts=(Part("x", "outcome/deferred"), Part("9", "outcome/granted")))
    assert stands(filing="filing/filed", asks=asks, replies=(nothing,)) is State.WAITING
    assert stands(asks=(Part("x", "outcome/granted"), Part("y", ""))) is State.PARTLY_ANSWERED


def test_strange_shapes_are_no_answers() -> None:
    assert standing.asks_of("x") == standing.asks_of(None) == ()
    assert standing.asks_of([{"id": "a", "outcome": 3}, 7, {}]) == (Part("a", ""), Part("3", ""))
    assert standing.parts_of([{"request": {"to": "q"}, "ask": 4}, None], "q", alone=False) == (Part("", ""),)
    assert standing.parts_of([{"ask": {"text": "1"}}], "q", alone=False) is None
