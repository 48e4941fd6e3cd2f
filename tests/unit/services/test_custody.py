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


def person_held(session: Session, *acts: dict[str, Any]) -> str:
    person = casework.add(session, "person", {"names": [{"text": "Wren (invented)"}]})
    for fields in acts:
        casework.add(session, "act", {"victim": {"to": person}, **fields})
    return person


ARREST, DETENTION = {"act_type": "act/arrest"}, {"act_type": "act/detention"}


def test_an_arrest_that_runs_into_a_detention_is_its_beginning_and_no_time_of_its_own(vault: Session) -> None:
    person = person_held(
        vault,
        ARREST | {"period": "2012-08-13"},
        DETENTION | {"period": "2012-08-14/2012-08-20"},
        ARREST | {"period": "2013-01-05"},
    )
    found = custody.of_person(vault, person)
    assert [one.ended for one in found] == [
        "runs into: Detention, 14 August 2012",
        "until 20 August 2012",
        "no end given",
    ]
    assert custody.total_words(found) == "In all, as far as told: at least 9 days"
    assert custody.total_words(found[:2]) == "In all, as far as told: 8 days"


def test_a_time_told_by_two_acts_is_counted_once_and_says_so(vault: Session) -> None:
    person = person_held(
        vault,
        DETENTION | {"period": "2012-08-01/2012-08-20"},
        {"act_type": "act/house-arrest", "period": "2012-08-15/2012-08-31", "alleged": True},
        {"act_type": "act/psychiatric-detention", "period": "2013-01-01/2013-01-02"},
        DETENTION | {"period": "2008/2010", "counting": "counting/reported"},
    )
    found = custody.of_person(vault, person)
    assert [bool(one.notes) for one in found] == [False, True, True, False]
    assert custody.total_words(found) == (
        "In all, as far as told: 33 days; alleged times among them; reported times not counted"
    )


def test_who_is_held_still_is_counted_to_the_date_of_the_source(sample: Session, vault: Session) -> None:
    found = custody.of_person(sample, SAMPLE["P2"])
    assert custody.total_words(found) == ("In all, as far as told: between 215 and 245 days; as of 2 April 2013")
    assert custody.total_words(custody.of_person(sample, SAMPLE["P5"])) == ""
    gone = person_held(vault, {"act_type": "act/disappearance", "last_seen": "2012-08-01", "reappeared": "2012-08-05"})
    [missing] = custody.of_person(vault, gone)
    assert (missing.began, missing.ended) == ("last seen 1 August 2012", "came back 5 August 2012")
    assert custody.total_words([missing]) == "In all, as far as told: 5 days"


def test_transfers_and_another_account_of_the_time_stand_beside_it(vault: Session) -> None:
    first = casework.add(vault, "organisation", {"names": [{"text": "First House (invented)"}]})
    moved = {"date": "2012-08-10", "from_place": {"to": first}, "reason": "the trial"}
    person = person_held(
        vault,
        DETENTION
        | {
            "period": "2012-08-01/2012-09-01",
            "transfers": [moved],
            "accounts": [{"field": "period", "value": {"edtf": "2012-07/2012-09"}, "reason": "the family"}],
        },
    )
    before, found = custody.of_person(vault, person)
    assert (before.where, found.where) == ("First House (invented)", "")
    assert found.notes == (
        "transferred 10 August 2012, from First House (invented), the trial",
        "another account: from July until September 2012",
    )


def test_transfers_make_dated_times_of_their_own_each_where_the_person_was_brought(vault: Session) -> None:
    house, prison = (
        casework.add(vault, "organisation", {"names": [{"text": f"{name} (invented)"}]}) for name in ("House", "Prison")
    )
    moves = [
        {"date": "2012-09", "from_place": {"to": prison}, "to_place": {"words": "a place nobody named"}},
        {"date": "2012-08-10", "from_place": {"to": house}, "to_place": {"to": prison}},
    ]
    person = person_held(vault, DETENTION | {"period": "2012-08-01/..", "transfers": moves, "as_of": "2012-12-31"})
    found = custody.of_person(vault, person)
    assert [(one.where, one.began, one.ended) for one in found] == [
        ("House (invented)", "1 August 2012", "until 10 August 2012"),
        ("Prison (invented)", "10 August 2012", "until September 2012"),
        ("a place nobody named", "September 2012", "still, as of 31 December 2012"),
    ]
    assert custody.total_words(found) == "In all, as far as told: 153 days; as of 31 December 2012"
    assert not any(words for one in found for words in one.notes if "another act" in words)


def test_transfers_whose_dates_contradict_the_time_are_told_beside_it(vault: Session) -> None:
    person = person_held(
        vault, DETENTION | {"period": "2012-08-01/2012-08-05", "transfers": [{"date": "2013", "reason": "moved"}]}
    )
    [found] = custody.of_person(vault, person)
    assert found.notes == ("transferred 2013, moved",)


def test_the_day_somebody_disappeared_is_not_how_long_they_were_gone(vault: Session) -> None:
    person = person_held(vault, {"act_type": "act/disappearance", "period": "[2019-03-23..2019-03-25]"})
    [found] = custody.of_person(vault, person)
    assert found.ended == "no end given"
    assert custody.total_words([found]) == "In all, as far as told: at least 1 day"


def test_a_place_of_the_whole_act_is_none_of_its_parts_that_have_their_own(vault: Session) -> None:
    spans = [
        {"period": "2021-03", "place": {"words": "a cell (invented)"}},
        {"period": "2021-04", "kind": "detention/prison"},
    ]
    told = one(spans=vault.schema.check_fields("act", {"spans": spans})["spans"][:1], place={"words": "the town"})
    assert told.where == "a cell (invented)"
    person = person_held(vault, DETENTION | {"spans": spans, "place": {"words": "the town"}})
    assert [held.where for held in custody.of_person(vault, person)] == ["a cell (invented)", ""]
