"""The file of a case: who is in it, what happened in order, what is asked, to be done and feared."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import BadInput
from app.services import casefile, casework, trashing
from app.services.session import Session


def link(role: str, to: str | None = None, **more: Any) -> dict[str, Any]:
    return {"role": role, "to": to, **more}


def person(vault: Session, name: str, **fields: Any) -> str:
    return casework.add(vault, "person", {"names": [{"text": name}], **fields})


def case_of(vault: Session, *records: str, **fields: Any) -> str:
    return casework.add(
        vault, "case", {"title": {"text": "Case"}, "contains": [link("contains", one) for one in records], **fields}
    )


def test_everybody_stands_in_it_once_with_all_their_roles(vault: Session) -> None:
    wren = person(vault, "Wren", do_not_contact=True)
    lark = person(vault, "Lark")
    police = casework.add(vault, "organisation", {"names": [{"text": "Police of the north"}]})
    incident = casework.add(vault, "incident", {"title": {"text": "At the gate"}})
    blame = link("perpetrator", police, attributes={"alleged": True})
    for victim in (wren, lark):
        casework.add(
            vault,
            "act",
            {
                "incident": link("in", incident),
                "victim": link("victim", victim),
                "perpetrators": [blame, link("perpetrator", words="two men in plain clothes")],
            },
        )
    testimony = casework.add(vault, "testimony", {"witness": [link("by", wren)]})
    source = person(vault, "Only a source")
    asked = casework.add(
        vault, "request", {"filed_by": [link("filed-by", lark)], "basis_source": [link("basis", source)]}
    )
    case = case_of(vault, incident, testimony, asked)
    found = casefile.gather(vault, case)
    assert [(one.title, one.roles, one.marks, one.times) for one in found.cast] == [
        ("Lark", ("victim", "filed by"), (), 2),
        ("Wren", ("victim", "witness"), ("do not contact",), 2),
        ("Police of the north", ("perpetrator",), ("alleged",), 2),
        ("two men in plain clothes", ("perpetrator",), ("not identified",), 2),
    ]
    assert found.members == 5
    act = casework.add(vault, "act", {"incident": link("in", incident), "perpetrators": [link("perpetrator", police)]})
    assert casefile.gather(vault, case).cast[2].marks == ()
    trashing.put(vault, [act])
    assert casefile.gather(vault, case).cast[2].marks == ("alleged",)


def test_what_happened_stands_in_order_and_says_what_is_uncertain(vault: Session) -> None:
    outer = casework.add(vault, "incident", {"title": {"text": "All of it"}, "period": {"edtf": "2008-12/2013-04-02"}})
    inner = casework.add(
        vault, "incident", {"title": {"text": "A part"}, "part_of": link("part-of", outer), "period": {"edtf": "2009~"}}
    )
    casework.add(
        vault,
        "act",
        {
            "act_type": {"term": "act/detention"},
            "incident": link("in", inner),
            "period": {"edtf": "2009-02"},
            "alleged": True,
            "counting": {"term": "counting/reported"},
            "stages": [{"stage": {"term": "stage/hearing"}, "date": {"edtf": "2009-07-01"}}],
        },
    )
    asked = casework.add(vault, "request", {"title": {"text": "Application"}, "date": {"edtf": "2008-12-10"}})
    casework.add(vault, "reply", {"title": {"text": "Their reply"}, "answers": [link("answers", asked)]})
    found = casefile.gather(vault, case_of(vault, outer, asked))
    assert [(one.when, one.title, one.what, one.marks) for one in found.chronology] == [
        ("from December 2008 until 2 April 2013", "All of it", "", ()),
        ("10 December 2008", "Application", "", ()),
        ("about 2009", "A part", "", ("date uncertain",)),
        ("February 2009", "Detention (alleged)", "", ("reported, not counted",)),
        ("1 July 2009", "Detention (alleged)", "Hearing", ("reported, not counted",)),
        ("", "Their reply", "", ()),
    ]
    [request] = found.requests
    assert (request.record, request.note, request.kind) == (asked, "Answered", "good")


def test_documents_are_those_it_contains_and_those_its_records_name(vault: Session) -> None:
    kept = casework.add(vault, "document", {"title": {"text": "Kept"}, "date": {"edtf": "2013"}})
    named = casework.add(
        vault, "document", {"title": {"text": "Named"}, "kind": {"term": "document/report"}, "date": {"edtf": "2012"}}
    )
    asked = casework.add(vault, "request", {"documents": [link("document", named)]})
    found = casefile.gather(vault, case_of(vault, kept, asked))
    assert [(one.title, one.note) for one in found.documents] == [("Named", "Report · 2012"), ("Kept", "2013")]


def test_next_steps_and_risks(vault: Session) -> None:
    heron = person(vault, "Real", code_name={"text": "Heron"})
    asked = casework.add(
        vault, "request", {"filing": {"term": "filing/filed"}, "due": {"edtf": "2013-05"}, "title": {"text": "Q"}}
    )
    other = casework.add(vault, "request", {"filing": {"term": "filing/filed"}, "due": {"edtf": "2013-05"}})
    case = case_of(
        vault,
        asked,
        next_step={"text": "Call"},
        risk_assessments=[
            {"what": {"text": "Slander"}, "severity": {"term": "severity/low"}},
            {
                "whom": [link("at-risk", heron)],
                "what": {"text": "Arrest"},
                "severity": {"term": "severity/high"},
                "likelihood": {"term": "likelihood/likely"},
                "lessens": {"text": "No calls"},
            },
        ],
    )
    found = casefile.gather(vault, case)
    assert [(one.record, one.what) for one in found.steps] == [(asked, ""), (case, "Call")]
    assert other not in {one.record for one in found.steps}
    assert [(one.whom, one.what, one.likelihood, one.severity, one.lessens) for one in found.risks] == [
        ("Heron", "Arrest", "Likely", "Grave", "No calls"),
        ("", "Slander", "", "Slight", ""),
    ]


def test_records_are_put_into_a_case_once_and_taken_out_again(vault: Session) -> None:
    note = casework.add(vault, "note", {"text": {"text": "found later"}})
    case = case_of(vault)
    assert casefile.add_to(vault, case, [note, note, case]) == [note]
    assert casefile.add_to(vault, case, [note]) == []
    assert casefile.gather(vault, case).members == 1
    casefile.take_out(vault, case, [note])
    assert casefile.gather(vault, case).members == 0
    with pytest.raises(BadInput):
        casefile.gather(vault, note)


def test_a_case_without_a_number_is_offered_the_next_one(vault: Session) -> None:
    case_of(vault, reference={"text": "X-0041"})
    case = case_of(vault)
    assert casefile.gather(vault, case).suggested == "X-0042"
    casework.edit(vault, case, {"reference": {"text": "X-0042"}})
    assert casefile.gather(vault, case).suggested == ""
    assert casefile.next_reference(vault) == "X-0043"
