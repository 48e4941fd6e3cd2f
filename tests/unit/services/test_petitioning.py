"""What one adds from a request's page, and what a reply says to each thing asked."""

from __future__ import annotations

from typing import Any

from app.services import casework, petitioning
from app.services.petitioning import Ask
from app.services.session import Session


def link(role: str, to: str | None, **more: Any) -> dict[str, Any]:
    return {"role": role, "to": to, **more}


def test_a_reply_comes_from_the_authority_when_there_is_one(vault: Session) -> None:
    office = casework.add(vault, "organisation", {"names": [{"text": "Office"}]})
    asked = casework.add(vault, "request", {"to": [link("to-authority", office)]})
    reply = casework.state_of(vault, petitioning.add_reply(vault, asked)).fields
    assert ([one["to"] for one in reply["answers"]], [one["to"] for one in reply["sender"]]) == ([asked], [office])
    two = casework.add(vault, "request", {"to": [link("to-authority", office), link("to-authority", None, words="x")]})
    assert "sender" not in casework.state_of(vault, petitioning.add_reply(vault, two)).fields


def test_a_refusal_takes_what_the_request_says(vault: Session) -> None:
    wren = casework.add(vault, "person", {"names": [{"text": "Wren"}]})
    club = casework.add(vault, "organisation", {"names": [{"text": "Club"}]})
    fields = {
        "filed_by": [link("filed-by", wren)],
        "to": [link("to-authority", None, words="the office of petitions")],
        "date": {"edtf": "2013-05", "words": "in May"},
        "place": {"words": "window 4"},
    }
    act = casework.state_of(vault, petitioning.add_refusal(vault, casework.add(vault, "request", fields))).fields
    assert act["victim"]["to"] == wren
    assert act["perpetrators"][0]["words"] == "the office of petitions"
    assert (act["period"], act["refused_where"]) == ({"edtf": "2013-05", "words": "in May"}, {"words": "window 4"})
    other = casework.add(vault, "request", {"filed_by": [link("filed-by", club)], "date": {"answer": "unknown"}})
    act = casework.state_of(vault, petitioning.add_refusal(vault, other)).fields
    assert act.keys() == {"act_type", "refused"}


def test_a_reply_is_said_to_answer_once_and_that_is_taken_back(vault: Session) -> None:
    asked = casework.add(vault, "request", {})
    reply = casework.add(vault, "reply", {"title": {"text": "Letter"}})
    for _n in range(2):
        petitioning.answered_by(vault, asked, reply)
        assert [one["to"] for one in casework.state_of(vault, reply).fields["answers"]] == [asked]
    petitioning.not_answered_by(vault, asked, reply)
    assert not casework.state_of(vault, reply).fields.get("answers")


def test_an_outcome_is_kept_by_the_item_it_answers_and_loses_nothing_typed() -> None:
    ask = Ask("q", "a", 2, "The reasons", "")
    made = petitioning.with_outcome(None, ask, "outcome/granted", alone=True)
    assert made is not None
    assert petitioning.outcome_of(made, ask, alone=True) == "outcome/granted"
    assert petitioning.with_outcome(made, ask, "", alone=True) is None
    said = [{"id": "r", "ask": {"text": "2"}, "text": {"text": "Because."}, "outcome": {"term": "outcome/refused"}}]
    assert petitioning.outcome_of(said, ask, alone=True) == "outcome/refused"
    assert petitioning.outcome_of(said, ask, alone=False) == ""
    left = petitioning.with_outcome(said, ask, "", alone=True)
    assert left == [{"id": "r", "ask": {"text": "2"}, "text": {"text": "Because."}}]
