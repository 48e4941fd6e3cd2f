"""What has to be done by when: which group a date falls into, and what marking and moving makes of a record."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import deadlines, edtf, schema
from app.domain.deadlines import LATER, MAYBE, NEXT, OVERDUE, SOON, UNDATED, Due
from app.domain.schema.kinds import Date, Group

DAY = edtf.ordinal(2013, 5, 15)


def test_every_source_is_a_date_of_the_schema() -> None:
    for source in deadlines.SOURCES:
        fields = schema.OURS.fields_of(source.type)
        if source.many:
            kind = fields[source.many].kind
            assert isinstance(kind, Group), source
            assert fields[source.many].many, source
            fields = {one.name: one for one in kind.fields}
        assert isinstance(fields[source.date].kind, Date), source
        assert {*source.what, *source.done, *(name for name, _code in source.states)} <= set(fields), source
        assert all(schema.OURS.entry(code) for _name, code in source.states), source
        assert source.fixed or source.done or source.states or source.path == "next_date", source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013-05-14", OVERDUE),
        ("2013-05", MAYBE),
        ("2013-05-10?", MAYBE),
        ("2013-05-15", SOON),
        ("2013-05-21", SOON),
        ("2013-05-22", NEXT),
        ("2013-06", NEXT),
        ("2013-06-14", LATER),
        ("2014", LATER),
        ("2013-05-20/", SOON),
        ("[..2013-07]", UNDATED),
    ],
)
def test_what_is_pressing_goes_by_the_first_day_it_may_be(text: str, expected: str) -> None:
    assert deadlines.group(edtf.parse(text), DAY) == expected


def test_without_a_date_nothing_is_late() -> None:
    assert deadlines.group(None, DAY) == UNDATED


def only(type_: str, fields: dict[str, Any]) -> Due:
    [due] = deadlines.dues(type_, fields)
    return due


def test_a_cases_next_step_becomes_a_step_that_is_done() -> None:
    fields = {"next_step": {"text": "Call"}, "next_date": {"edtf": "2013-06"}, "steps": [{"id": "a", "done": {}}]}
    due = next(one for one in deadlines.dues("case", fields) if one.source.path == "next_date")
    patch = deadlines.closed(due, fields, "2013-05-15")
    assert patch["next_step"] is patch["next_date"] is None
    assert patch["steps"] == [
        {"id": "a", "done": {}},
        {"done": {"edtf": "2013-05-15"}, "what": {"text": "Call"}, "date": {"edtf": "2013-06"}},
    ]
    assert only("case", {"next_step": {"text": "Call"}}).date is None
    assert list(deadlines.dues("case", {"title": {"text": "Case"}})) == []


def test_an_item_of_a_list_is_marked_by_its_id_and_no_other() -> None:
    listed = [{"id": "a", "date": {"edtf": "2013"}}, {"id": "b", "date": {"edtf": "2014"}, "title": {"text": "Report"}}]
    fields = {"deadlines": listed}
    first, second = deadlines.dues("process", fields)
    assert (first.key, second.key) == (("deadlines.date", "a"), ("deadlines.date", "b"))
    patch = deadlines.closed(second, fields, "2013-05-15")
    assert patch["deadlines"] == [listed[0], {**listed[1], "done": {"edtf": "2013-05-15"}}]
    assert [one.done for one in deadlines.dues("process", patch)] == [False, True]
    moved = deadlines.moved(first, fields, {"edtf": "2015"})
    assert moved["deadlines"][0]["date"] == {"edtf": "2015"}
    assert deadlines.restored(moved, fields, moved) == {"deadlines": listed}


def test_moving_leaves_nothing_of_the_date_before() -> None:
    fields = {"follow_up": {"edtf": "2013-06", "words": "in June"}}
    patch = deadlines.moved(only("intervention", fields), fields, {"edtf": "2013-07"})
    assert patch == {"follow_up": {"edtf": "2013-07", "words": None}}
    back = deadlines.restored(patch, fields, {"follow_up": {"edtf": "2013-07"}})
    assert back == {"follow_up": {"edtf": "2013-06", "words": "in June"}}


def test_a_request_put_off_keeps_its_first_deadline() -> None:
    due = only("request", {"due": {"edtf": "2013-05"}})
    assert deadlines.moved(due, {}, {"edtf": "2013-07"}) == {"extensions": [{"until": {"edtf": "2013-07"}}]}


def test_a_request_that_is_due_sooner_than_was_thought_is_mended_in_its_place() -> None:
    fields = {"due": {"edtf": "2013-05", "words": "in May"}}
    due = only("request", fields)
    assert deadlines.moved(due, fields, {"edtf": "2013-04"}) == {"due": {"edtf": "2013-04", "words": None}}
    fields["extensions"] = [{"id": "x", "until": {"edtf": "2013-08"}}]  # type: ignore[assignment]
    later = Due(due.source, "", fields, edtf.parse("2013-08"), done=False)
    assert deadlines.moved(later, fields, {"edtf": "2013-07"}) == {
        "extensions": [{"id": "x", "until": {"edtf": "2013-07"}}]
    }


def test_when_a_procedure_took_place_is_no_deadline() -> None:
    assert list(deadlines.dues("process", {"date": {"edtf": "2009-02"}})) == []
    due = only("process", {"date": {"edtf": "2013-10-22"}, "status": {"term": "process-status/scheduled"}})
    assert deadlines.closed(due, dict(due.value), "2013-10-22")["status"]["term"] == "process-status/closed"
    held = {"sessions": [{"id": "s", "date": {"edtf": "2013-03"}, "result": {"text": "Put off"}}]}
    assert only("process", held).done
