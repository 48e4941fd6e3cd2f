"""What a record stands on: the sample's one source, reprints, witnesses, grades, and the warning of too little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import casework, corroborating, merging_people, practice
from app.services.corroborating import Standing
from app.services.session import Session
from tests.unit.services import making

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("sample") / "vault"
    with making.create(folder, "Lark") as opened:
        practice.fill(opened)
        yield opened


def standing(session: Session, **fields: Any) -> Standing:
    return corroborating.of_record(session, "act", fields)


def cite(source: str, field: str = "act_type", **more: Any) -> dict[str, Any]:
    return {"id": f"c{source[:6]}", "field": field, "source": source, **more}


def document(session: Session, title: str, **fields: Any) -> str:
    return casework.add(session, "document", {"title": {"text": f"{title} (invented)"}, **fields})


def org(session: Session, name: str) -> str:
    return casework.add(session, "organisation", {"names": [{"text": f"{name} (invented)"}]})


def test_what_the_sample_says_of_a_detention_stands_on_one_source_cited_often(sample: Session) -> None:
    fields = casework.state_of(sample, SAMPLE["A5"]).fields
    found = corroborating.of_record(sample, "act", fields)
    assert (found.whole.sources, found.whole.independent) == (1, 1)
    assert corroborating.sentence(found.whole) == "1 source"
    assert {one.name for one in found.claims} >= {"act_type", "victim", "period", "charges"}
    assert found.warning == ""  # a credible allegation is all it claims
    raised = {**fields, "proof": {"value": {"term": "proof/reasonable-grounds"}}}
    assert corroborating.of_record(sample, "act", raised).warning == (
        "“Reasonable grounds to believe” stands on one source only."
    )


def test_a_publisher_that_is_not_the_author_is_no_second_source_and_a_translation_neither(sample: Session) -> None:
    first = casework.state_of(sample, SAMPLE["D1"]).fields
    ours = casework.add(
        sample, "document", {"title": {"text": "On the authors' own page (invented)"}, "author": first["author"]}
    )
    found = standing(
        sample,
        proof={"value": {"term": "proof/established"}},
        cites=[cite(SAMPLE["D1"]), cite(ours), cite(SAMPLE["D6"], "period"), cite(SAMPLE["D7"], "period")],
    )
    what, when = found.claims
    assert (what.sources, what.independent) == (2, 1)
    assert (when.sources, when.independent) == (2, 1)
    assert corroborating.sentence(what) == "2 sources, but 1 independent one only"
    assert corroborating.sentence(found.whole) == "4 sources, 2 of them independent"
    told = "\n".join(corroborating.same_words(found.whole))
    assert "the same author or witness" in told
    assert "one is made from the other, or both from the same" in told
    assert found.warning == ""
    alone = standing(sample, proof={"value": {"term": "proof/established"}}, cites=[cite(SAMPLE["D1"]), cite(ours)])
    assert "the same one, told more than once" in alone.warning


def test_a_reprint_adds_nothing_and_another_author_of_the_same_paper_does(vault: Session) -> None:
    one, two, paper = org(vault, "Office"), org(vault, "Bureau"), org(vault, "Paper")
    first = document(vault, "First", author=[{"to": one}], publisher=[{"to": paper}])
    reprint = document(vault, "Reprint", reprint_of=[{"to": first}])
    other = document(vault, "Other", author=[{"to": two}], publisher=[{"to": paper}])
    assert standing(vault, cites=[cite(first), cite(reprint)]).whole.independent == 1
    found = standing(vault, cites=[cite(first), cite(reprint), cite(other)]).whole
    assert (found.sources, found.independent) == (3, 2)
    assert standing(vault, cites=[cite(reprint)]).whole.independent == 1


def test_a_witness_who_speaks_twice_is_one_source_and_a_note_made_a_testimony_too(vault: Session) -> None:
    witness = casework.add(vault, "person", {"names": [{"text": "Wren (invented)"}]})
    said = [
        casework.add(vault, "testimony", {"title": {"text": title}, "witness": [{"to": witness}]})
        for title in ("First (invented)", "Second (invented)")
    ]
    note = casework.add(vault, "note", {"text": {"text": "(Invented)"}, "became": [{"to": said[0]}]})
    assert standing(vault, cites=[cite(said[0]), cite(said[1]), cite(witness), cite(note)]).whole.independent == 1


def test_a_witness_of_whom_there_were_two_records_is_one(vault: Session) -> None:
    kept, other = (
        casework.add(vault, "person", {"names": [{"text": f"{name} (invented)"}]}) for name in ("Wren", "W.")
    )
    merging_people.merge(vault, kept, other)
    said = [  # the second came in later, from where nobody had merged them
        casework.add(vault, "testimony", {"title": {"text": "(Invented)"}, "witness": [{"to": one}]})
        for one in (kept, other)
    ]
    assert standing(vault, cites=[cite(one) for one in said]).whole.independent == 1
    merging_people.separate(vault, other)
    assert standing(vault, cites=[cite(one) for one in said]).whole.independent == 2


def test_grades_passages_and_sources_in_words_stand_beside_the_citation(vault: Session) -> None:
    graded = document(vault, "Graded", source_grade="source-grade/b", information_grade="information-grade/2")
    found = standing(
        vault,
        cites=[
            cite(graded, "charges", locator="p. 2", at={"start": 754, "end": 3661}, quote="three men"),
            {"id": "c2", "field": "charges", "source": None, "words": "a  neighbour"},
            {"id": "c3", "field": "charges", "source": None, "words": "a neighbour"},
        ],
    )
    [claim] = found.claims
    assert (claim.sources, claim.independent) == (2, 2)
    assert claim.cites[0].where == "p. 2, [12:34]–[1:01:01]"
    assert claim.cites[0].grades == "source B: usually reliable; information 2: probably true"
    assert claim.cites[1].title == "a neighbour"
    assert corroborating.as_object(found)["claims"][0]["independent"] == 2
    assert corroborating.sentence(standing(vault).whole) == "No source"
    nothing = standing(vault, proof={"value": {"term": "proof/established"}})
    assert nothing.warning == "“Established by a court or body” stands on no source that is cited."
