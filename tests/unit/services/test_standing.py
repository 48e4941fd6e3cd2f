"""Where requests stand in a vault: the same on their page, in lists, in filters and counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.domain.query import Order, Query
from app.services import browsing, casework, practice, standing, trashing
from app.services.session import Session
from tests.unit.services import making

FILED = {"filing": {"term": "filing/filed"}}


def request(vault: Session, **fields: Any) -> str:
    return casework.add(vault, "request", {"title": {"text": "Application"}, **fields})


def reply(vault: Session, *answers: str, **fields: Any) -> str:
    named = [{"role": "answers", "to": one} for one in answers]
    return casework.add(vault, "reply", {"title": {"text": "Reply"}, "answers": named, **fields})


def state(vault: Session, record: str) -> str:
    """Return how it stands, which its page, the lists and the filter have to agree on."""
    told = standing.tell(vault, record)
    listed = standing.of_records(vault, [record])[record]
    assert listed == told.standing
    found = browsing.listing(
        vault, Query(standing=(told.standing.shown.value,)), Order("", descending=False), browsing.Orders()
    )
    ids = browsing.record_ids(vault, found)
    assert record in ids
    [row] = browsing.rows(vault, [number for number, one in zip(found, ids, strict=True) if one == record]).values()
    assert standing.label(listed.shown) in row.cells[-1]
    assert standing.counts(vault)[listed.shown.value] == len(found)
    return listed.shown.value


def test_it_follows_from_what_is_recorded(vault: Session) -> None:
    asked = request(vault, **FILED, due={"edtf": "2013-05-03"})
    assert state(vault, asked) == "overdue"
    assert "3 May 2013" in standing.tell(vault, asked).words
    first = reply(vault, asked, outcome={"term": "outcome/acknowledged"}, date={"edtf": "2013-04"})
    assert state(vault, asked) == "overdue"
    casework.edit(vault, first, {"outcome": {"term": "outcome/refused"}})
    assert state(vault, asked) == "refused"
    trashing.put(vault, [first])
    assert state(vault, asked) == "overdue"
    casework.edit(vault, asked, {"extensions": [{"until": {"edtf": "2999-01"}}]})
    assert state(vault, asked) == "waiting"
    assert "3 May 2013" in standing.tell(vault, asked).lines[0]


def test_a_reply_answers_this_and_not_that(vault: Session) -> None:
    asked = request(vault, **FILED, asks=[{"id": "p", "text": {"text": "The list"}}, {"text": {"text": "The reasons"}}])
    part = {"request": {"to": asked, "role": "answers"}, "ask": {"text": "p"}, "outcome": {"term": "outcome/granted"}}
    given = reply(vault, asked, responses=[part])
    assert state(vault, asked) == "partly-answered"
    told = standing.tell(vault, asked)
    assert (told.standing.answered, told.standing.asks) == (1, 2)
    assert told.lines == ("No answer yet to 2: The reasons",)
    casework.edit(vault, given, {"responses": [part, {"ask": {"text": "2"}, "outcome": {"term": "outcome/granted"}}]})
    assert state(vault, asked) == "answered"


def test_an_act_of_refusing_it_says_that_it_was_not_received(vault: Session) -> None:
    asked = request(vault, filing={"term": "filing/attempted"})
    assert state(vault, asked) == "attempted"
    act = casework.add(
        vault,
        "act",
        {"act_type": {"term": "act/refusal-to-receive"}, "refused": [{"role": "refused", "to": asked}]},
    )
    assert state(vault, asked) == "refused-to-receive"
    assert [one.record for one in standing.tell(vault, asked).acts] == [act]
    other = request(vault, filing={"term": "filing/attempted"})
    casework.add(vault, "act", {"triggered_by": [{"role": "triggered-by", "to": other}]})
    assert state(vault, other) == "attempted"
    casework.edit(vault, other, {"attempts": [{"result": {"term": "attempt/turned-away"}, "said": {"text": "No."}}]})
    assert state(vault, other) == "refused-to-receive"
    assert "No." in standing.tell(vault, other).lines[0]


@pytest.mark.parametrize("when", ["2012-11", "2013"])
def test_a_reply_that_names_no_request_answers_none_and_may_concern_some(vault: Session, when: str) -> None:
    office = casework.add(vault, "organisation", {"names": [{"text": f"Office {when}"}]})
    to = [{"role": "to-authority", "to": office}]
    asked = request(vault, **FILED, to=to, date={"edtf": "2012-10"})
    later = request(vault, **FILED, to=to, date={"edtf": "2014"})
    loose = reply(
        vault, sender=[{"role": "from", "to": office}], date={"edtf": when}, outcome={"term": "outcome/refused"}
    )
    assert state(vault, asked) == "waiting"
    assert [(one.record, one.note) for one in standing.tell(vault, asked).unnamed] == [(loose, "Refused")]
    assert standing.tell(vault, later).unnamed == ()
    casework.edit(vault, loose, {"answers": [{"role": "answers", "to": asked}]})
    assert state(vault, asked) == "refused"
    assert standing.tell(vault, asked).unnamed == ()


def test_the_sample_stands_as_its_source_says(tmp_path: Path) -> None:
    """The traps of the sample: a reply to requests nobody named, one of unknown outcome, what was not received."""
    sample = {row["label"]: row["id"] for row in practice.sample_records()}
    with making.create(tmp_path / "vault", "Lark") as opened:
        practice.fill(opened)
        told = {label: standing.tell(opened, sample[label]) for label in ("R1", "R3", "R5", "R6", "R7", "R8")}
        assert {label: one.standing.shown.value for label, one in told.items()} == {
            "R1": "answered",
            "R3": "unsaid",
            "R5": "unsaid",
            "R6": "attempted",
            "R7": "refused-to-receive",
            "R8": "unsaid",
        }
        assert [one.record for one in told["R1"].replies] == [sample["R2"]]
        assert [one.record for one in told["R7"].acts] == [sample["A4"]]
        for label in ("R3", "R5", "R8"):
            assert [one.record for one in told[label].unnamed] == [sample["R4"]], label
        for label in ("R1", "R6", "R7"):  # answered, or to another authority
            assert told[label].unnamed == (), label
