"""A petition officer by the command: refused at the counter, filed, overdue, answered in part, all in one case."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Keepsake


def test_a_request_its_deadlines_and_its_case(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    heron = field.add("person", names=[{"text": "Heron (invented)"}], do_not_contact=True)
    request = field.add(
        "request",
        title={"text": "Application"},
        filing={"term": "filing/attempted"},
        filed_by=[{"role": "filed-by", "to": heron}],
        date={"edtf": "2012-08-13"},
        asks=[{"id": "a", "text": {"text": "The list"}}, {"id": "b", "text": {"text": "The reasons"}}],
    )
    act = field.add("act", act_type={"term": "act/refusal-to-receive"}, refused=[{"role": "refused", "to": request}])
    shown = field.json("show", request)["standing"]
    assert (shown["state"], shown["refusals"]) == ("refused-to-receive", [act])
    field.run("edit", request, given={"filing": {"term": "filing/filed"}, "due": {"edtf": "2012-09"}})
    case = field.add(
        "case",
        title={"text": "The mill"},
        reference={"text": "2012-003"},
        contains=[{"role": "contains", "to": request}],
        steps=[{"what": {"text": "Ask again"}, "date": {"edtf": "2999"}}],
    )
    assert "Overdue: an answer was due September 2012" in field.run("show", request).stdout
    steps = field.json("calendar")["steps"]
    assert [(one["record"], one["group"]) for one in steps] == [(request, "overdue"), (case, "later")]
    assert [one["record"] for one in field.json("calendar", "--until", "2013", "--case", case)["steps"]] == [request]
    assert [one["id"] for one in field.json("list", "--standing", "overdue")["records"]] == [request]
    field.add(
        "reply",
        answers=[{"role": "answers", "to": request}],
        responses=[{"ask": {"text": "1"}, "outcome": {"term": "outcome/granted"}}],
    )
    told = field.run("case", case).stdout
    assert "Answered in part: 1 of 2" in told
    assert "Heron (invented): filed by [do not contact]" in told
    field.run("send", "--to", "Headquarters", "--out", tmp_path)
    (bundle,) = tmp_path.glob("*.age")
    office.run("receive", bundle)
    there = office.json("case", case)
    assert there["members"] == 2
    assert [one["roles"] for one in there["cast"]] == [["filed by"]]
    assert office.json("case")["next_reference"].endswith("-001")
    field.run("calendar", "--until", "soon", code=2)
    said = field.json("calendar", "--until", "2013", "--case", case)["steps"]
    assert field.json("calendar", "--until", "December 2013", "--case", case)["steps"] == said
