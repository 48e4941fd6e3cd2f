"""The calendar: everything to be done of all cases, told once, marked, moved and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import BadInput
from app.domain import edtf
from app.services import casework, deadlines, trashing
from app.services.deadlines import Step
from app.services.session import Session
from tests.unit.services import making

DAY = edtf.ordinal(2013, 5, 15)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Session]:
    """A vault of its own for each test: the calendar tells of all there is."""
    with making.create(tmp_path / "vault", "Lark") as opened:
        yield opened


def gather(vault: Session, *, done: bool = False, **how: Any) -> list[Step]:
    return deadlines.chosen(deadlines.gather(vault, done=done, today=DAY), **how)


def link(role: str, to: str) -> dict[str, str]:
    return {"role": role, "to": to}


def test_everything_to_be_done_stands_in_one_list(vault: Session) -> None:
    heron = casework.add(vault, "person", {"names": [{"text": "Real"}], "code_name": {"text": "Heron"}})
    incident = casework.add(vault, "incident", {"title": {"text": "In the square"}})
    act = casework.add(
        vault,
        "act",
        {
            "act_type": {"term": "act/detention"},
            "incident": link("in", incident),
            "victim": link("victim", heron),
            "stages": [
                {"stage": {"term": "stage/hearing"}, "due": {"edtf": "2013-05-20"}},
                {"stage": {"term": "stage/taken"}, "date": {"edtf": "2013-01"}, "due": {"edtf": "2013-02"}},
            ],
        },
    )
    case = casework.add(
        vault,
        "case",
        {
            "title": {"text": "The square"},
            "contains": [link("contains", incident)],
            "handled_by": [{"role": "handler", "to": None, "words": "Desk 2"}],
            "next_step": {"text": "Ask for the minutes"},
            "steps": [
                {"what": {"text": "Call the lawyer"}, "date": {"edtf": "2013-05"}, "who_words": {"text": "Wren"}},
                {"what": {"text": "Photograph it"}, "date": {"edtf": "2013-04"}, "done": {"edtf": "2013-04-01"}},
            ],
        },
    )
    asked = casework.add(
        vault,
        "request",
        {"title": {"text": "Application"}, "filing": {"term": "filing/filed"}, "due": {"edtf": "2013-05-03"}},
    )
    casework.add(vault, "note", {"text": {"text": "no date to keep"}, "when": {"edtf": "2013-05-16"}})
    steps = gather(vault)
    assert [(one.record, one.group, one.kind, one.what, one.when) for one in steps] == [
        (asked, "overdue", "Answer due", "", "3 May 2013"),
        (case, "maybe", "Next step", "Call the lawyer", "May 2013"),
        (act, "week", "Legal deadline", "Hearing", "20 May 2013"),
        (case, "undated", "Next step", "Ask for the minutes", ""),
    ]
    assert [[title for _id, title in one.handlers] for one in steps] == [[], ["Wren"], ["Desk 2"], ["Desk 2"]]
    assert steps[2].cases == ((case, "The square"),)
    assert steps[2].title == "Detention · Heron"
    assert len(gather(vault, done=True)) == 6
    assert [one.record for one in gather(vault, case=case)] == [case, act, case]
    assert [one.record for one in gather(vault, type_="act")] == [act]
    assert [one.record for one in gather(vault, handler="Desk 2")] == [act, case]
    assert [one.record for one in gather(vault, until=edtf.parse("2013-05-16"))] == [asked, case, case]
    trashing.put(vault, [case, act])
    assert [one.record for one in gather(vault)] == [asked]


def test_a_step_is_marked_done_and_that_is_taken_back(vault: Session) -> None:
    case = casework.add(vault, "case", {"next_step": {"text": "Call"}, "next_date": {"edtf": "2013-06"}})
    before = casework.state_of(vault, case).fields
    [step] = gather(vault)
    changed = deadlines.close(vault, step)
    assert gather(vault) == []
    [done] = gather(vault, done=True)
    assert (done.what, done.done) == ("Call", True)
    deadlines.take_back(vault, changed)
    assert casework.state_of(vault, case).fields == before
    with pytest.raises(BadInput):
        deadlines.close(vault, done)


def test_a_step_is_moved_and_never_over_what_somebody_changed_since(vault: Session) -> None:
    case = casework.add(vault, "case", {"steps": [{"what": {"text": "Call"}, "date": {"edtf": "2013-06"}}]})
    [step] = gather(vault)
    changed = deadlines.move(vault, step, {"edtf": "2013-07", "words": "in July"})
    assert [one.edtf for one in gather(vault)] == ["2013-07"]
    casework.edit(vault, case, {"steps": None})
    with pytest.raises(BadInput):
        deadlines.take_back(vault, changed)


def test_a_request_is_done_when_it_is_answered(vault: Session) -> None:
    asked = casework.add(vault, "request", {"filing": {"term": "filing/filed"}, "due": {"edtf": "2013-05-20"}})
    [step] = gather(vault)
    deadlines.move(vault, step, {"edtf": "2013-08"})
    assert casework.state_of(vault, asked).fields["due"] == {"edtf": "2013-05-20"}
    [step] = gather(vault)
    assert (step.edtf, step.group) == ("2013-08", "later")
    changed = deadlines.close(vault, step)
    assert gather(vault) == []
    deadlines.take_back(vault, changed)
    casework.add(vault, "reply", {"answers": [link("answers", asked)], "outcome": {"term": "outcome/refused"}})
    assert gather(vault) == []


def test_a_consent_ends_by_another_one_and_not_in_place(vault: Session) -> None:
    consent = casework.add(vault, "consent", {"expires": {"edtf": "2013-05-18"}})
    [step] = gather(vault)
    assert (step.kind, step.group, step.fixed) == ("Consent expires", "week", True)
    with pytest.raises(BadInput):
        deadlines.close(vault, step)
    casework.add(vault, "consent", {"replaces": [link("replaces", consent)]})
    assert gather(vault) == []


def test_what_a_closed_case_left_open_is_done(vault: Session) -> None:
    case = casework.add(vault, "case", {"next_date": {"edtf": "2013"}, "status": {"term": "case-status/open"}})
    assert [one.record for one in gather(vault)] == [case]
    casework.edit(vault, case, {"status": {"term": "case-status/closed"}})
    assert gather(vault) == []
