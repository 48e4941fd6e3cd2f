"""When a person was held: in order, with ends unknown and ends open kept apart, allegations marked, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import casework, custody, practice, trashing
from app.services.custody import Held
from app.services.session import Session
from tests.unit.services import making

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("sample") / "vault"
    with making.create(folder, "Lark") as opened:
        practice.fill(opened)
        yield opened


def one(**fields: Any) -> Held:
    [found] = custody.held("a" * 32, {"act_type": {"term": "act/detention"}, **fields}, "en", {})
    return found


def test_an_unknown_end_is_not_an_open_one_and_reported_times_are_marked(sample: Session) -> None:
    found = custody.of_person(sample, SAMPLE["P1"])
    assert [one.act for one in found] == [SAMPLE["A7"], SAMPLE["A1a"], SAMPLE["A2a"]]
    reported, arrest, detention = found
    assert reported.reported
    assert reported.marks == ("reported, not counted",)
    assert (reported.began, reported.ended) == ("2008", "until 2 April 2013")
    assert (arrest.kind, arrest.began, arrest.ended) == (
        "Arrest or taking into custody",
        "February 2009",
        "no end given",
    )
    assert not arrest.marks
    assert arrest.said == ""  # "in February 2009" says no more
    assert (detention.began, detention.ended) == ("9 December 2011", "end not known")
    assert detention.said == "briefly taken into custody"
    assert detention.where == "Beijing"
    assert detention.as_of == "2 April 2013"  # the date of the statement it cites


def test_an_open_end_stands_as_of_the_source_and_torture_is_no_custody(sample: Session) -> None:
    [found] = custody.of_person(sample, SAMPLE["P2"])
    assert found.act == SAMPLE["A5"]
    assert (found.began, found.ended) == ("August 2012", "still, as of 2 April 2013")
    assert found.how == "Police custody"
    assert not found.alleged


def test_a_group_has_the_custody_of_the_group_and_nobody_else(sample: Session) -> None:
    assert [one.act for one in custody.of_person(sample, SAMPLE["G1"])] == [SAMPLE["A3"]]
    assert custody.of_person(sample, SAMPLE["P5"]) == ()


def test_an_allegation_stays_marked() -> None:
    assert one(alleged=True, period={"edtf": "2012-08/.."}).marks == ("alleged",)


def test_how_it_ended_is_told_as_far_as_it_is_said() -> None:
    assert one(period={"edtf": "2012-08/.."}).ended == "still, when last told"
    assert one(period={"edtf": "/2013-01"}).began == "beginning not known"
    assert one(period={"edtf": "2012-08/"}, released={"edtf": "2012-09-01"}).ended == "released 1 September 2012"
    assert one(period={"words": "one winter"}).began == "one winter"
    assert one(period={"answer": "unknown"}).ended == "no end given"
    assert one().began == "not told when"
    assert one(period={"edtf": "2012~"}).began != "2012"
    assert one(period={"edtf": 7}, spans="strange", place=[1]).ended == "no end given"


def test_each_time_held_is_a_row_of_its_own_with_its_place() -> None:
    spans = [
        {"id": "s1", "period": {"edtf": "2012-08/2012-09"}, "kind": {"term": "detention/police-custody"}},
        {"id": "s2", "period": {"edtf": "2012-09/.."}, "place": {"words": "Beijing No. 1"}},
    ]
    fields = {"act_type": {"term": "act/imprisonment"}, "spans": spans, "released": {"edtf": "2014"}}
    first, second = custody.held("a" * 32, fields, "en", {})
    assert (first.how, first.ended) == ("Police custody", "until September 2012")
    assert (second.where, second.ended) == ("Beijing No. 1", "released 2014")


def test_narrower_acts_count_and_those_in_the_trash_do_not(sample: Session) -> None:
    person = casework.add(sample, "person", {"names": [{"text": "Somebody"}]})
    victim = {"role": "victim", "to": person}
    acts = [
        casework.add(sample, "act", {"act_type": {"term": term}, "victim": victim, "period": {"edtf": when}})
        for term, when in (("act/house-arrest", "2015"), ("act/disappearance", "2011"), ("act/threat", "2010"))
    ]
    assert [one.act for one in custody.of_person(sample, person)] == [acts[1], acts[0]]
    trashing.put(sample, [acts[1]])
    assert [one.act for one in custody.of_person(sample, person)] == [acts[0]]
