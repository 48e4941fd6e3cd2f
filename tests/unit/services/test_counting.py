"""How many people records tell of: the sample's own figures, groups with members, what is merged, what is not told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import casework, counted, counting, merging_people, practice, trashing
from app.services.session import Session
from tests.unit.services import making

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("sample") / "vault"
    with making.create(folder, "Lark") as opened:
        practice.fill(opened)
        yield opened


def least(session: Session, *chosen: str) -> tuple[int, int | None]:
    people = counting.count(session, chosen).counted.people
    return people.least, people.most


def person(session: Session, name: str = "Wren (invented)", **fields: Any) -> str:
    return casework.add(session, "person", {"names": [{"text": name}], **fields})


def group(session: Session, number: dict[str, Any] | None, *members: str, **fields: Any) -> str:
    said = {"number": number} if number else {}
    links = {"members": [{"to": one} for one in members]} if members else {}
    return casework.add(session, "person", {"unit": {"term": "unit/group"}, **said, **links, **fields})


def act(session: Session, victim: str | dict[str, Any] | None, **fields: Any) -> str:
    link = {"to": victim} if isinstance(victim, str) else victim
    return casework.add(session, "act", {**({"victim": link} if link else {}), **fields})


def test_the_sample_counts_no_reported_act_and_adds_nobody_to_more_than_a_dozen(sample: Session) -> None:
    found = counting.count(sample)
    assert (found.counted.people.least, found.counted.people.most, found.counted.people.named) == (17, None, 4)
    assert (found.counted.acts, found.alleged, found.reported.acts) == (8, 1, 4)
    assert found.reported.times.least == 5
    assert counted.sentence(found) == "At least 17 people, 4 of them named."
    assert least(sample, SAMPLE["C1"]) == (17, None)
    assert least(sample, SAMPLE["E0"]) == (17, None)
    assert counting.count(sample, [SAMPLE["E0"]]).parts == 4
    assert counted.sentence(counting.count(sample, [SAMPLE["E3"]])) == "At least 13 people."
    assert counted.sentence(counting.count(sample, [SAMPLE["E4"]])) == "1 person, named."
    assert least(sample, SAMPLE["P1"]) == (1, 1)
    assert least(sample, SAMPLE["A3"], SAMPLE["A4"], SAMPLE["A3"]) == (13, None)
    assert counted.sentence(counting.count(sample, [SAMPLE["A7"]])) == "Nobody is counted: no act is itemised."


def test_members_known_later_add_nobody_unless_no_record_says_they_are_members(vault: Session) -> None:
    crowd = group(vault, {"min": 13})
    incident = casework.add(vault, "incident", {"title": {"text": "In the square (invented)"}})
    act(vault, crowd, incident={"to": incident})
    assert least(vault, incident) == (13, None)
    one, two = person(vault, "Heron (invented)"), person(vault, "Stork (invented)")
    casework.edit(vault, crowd, {"members": [{"to": one}]})
    casework.edit(vault, two, {"memberships": [{"to": crowd}]})  # said from the other side
    found = counting.count(vault, [incident])
    assert (found.counted.people.least, found.counted.people.named) == (13, 2)
    act(vault, one, incident={"to": incident})
    act(vault, two, incident={"to": incident})
    assert least(vault, incident) == (13, None)
    told = "\n".join(counted.lines(counting.count(vault, [incident])))
    assert "at least 13 people; 2 members known, in that number" in told
    assert "Heron (invented): 1 person; counted with" in told
    act(vault, person(vault), incident={"to": incident})
    assert least(vault, incident) == (14, None)


def test_who_was_a_member_at_another_time_is_another_person(vault: Session) -> None:
    one = person(vault)
    crowd = group(vault, {"best": 5})
    past = {"attributes": {"period": {"edtf": "2001/2003"}}}
    casework.edit(vault, crowd, {"members": [{"to": one, **past}]})
    first = act(vault, crowd, period={"edtf": "2012-08-13"})
    second = act(vault, one)
    assert least(vault, first, second) == (6, 6)
    casework.edit(vault, first, {"period": {"edtf": "2002-05"}})
    assert least(vault, first, second) == (5, 5)


def test_people_who_were_merged_are_one_whoever_still_links_to_the_other(vault: Session) -> None:
    kept, other = person(vault, "Cao Shunli"), person(vault, "曹顺利")
    acts = [act(vault, kept), act(vault, other)]
    assert least(vault, *acts) == (2, 2)
    merging_people.merge(vault, kept, other)
    assert least(vault, *acts) == (1, 1)
    late = act(vault, other)  # received after the merge
    assert least(vault, *acts, late) == (1, 1)
    assert least(vault, late, group_with(vault, other)) == (4, 4)
    merging_people.separate(vault, other)
    assert least(vault, *acts) == (2, 2)


def group_with(vault: Session, member: str) -> str:
    return act(vault, group(vault, {"best": 4}, member))


def test_what_nobody_told_is_said_and_in_no_figure(vault: Session) -> None:
    acts = [act(vault, group(vault, None)), act(vault, None), act(vault, {"answer": "unknown"})]
    found = counting.count(vault, acts)
    assert (found.counted.people.least, found.counted.people.most) == (0, None)
    assert (len(found.counted.people.unallocated), found.counted.unsaid) == (1, 2)
    assert counted.sentence(found) == "Nobody told how many people."
    assert "2 acts do not say to whom they were done: nobody is added for them." in list(counted.lines(found))


def test_victims_in_words_are_the_same_ones_within_an_incident(vault: Session) -> None:
    incident = casework.add(vault, "incident", {"title": {"text": "At the gate (invented)"}})
    three = {"words": "three boys: (invented)", "number": {"best": 3}}
    acts = [act(vault, three, incident={"to": incident}) for _n in range(2)]
    found = counting.count(vault, acts).counted.people
    assert (found.least, found.most, found.named) == (3, 6, 0)
    assert counting.count(vault, acts).victims[0].title == "three boys: (invented)"
    assert counted.sentence(counting.count(vault, acts)) == "3 to 6 people."


def test_an_act_may_say_how_many_of_a_group_it_was_done_to(vault: Session) -> None:
    crowd = group(vault, {"min": 40, "max": 50})
    beaten = act(vault, {"to": crowd, "number": {"best": 6}})
    assert least(vault, beaten) == (6, 6)
    held = act(vault, {"to": crowd, "number": {"min": 10}})
    assert least(vault, beaten, held) == (10, 50)
    assert least(vault, beaten, held, act(vault, crowd)) == (40, 50)


def test_acts_alleged_reported_and_in_the_trash_are_kept_apart(vault: Session) -> None:
    sure, said = person(vault, "Heron (invented)"), person(vault, "Stork (invented)")
    acts = [
        act(vault, sure, occurrences={"min": 2, "max": 4}),
        act(vault, said, alleged=True),
        act(vault, said, counting={"term": "counting/reported"}, occurrences={"min": 3}),
        act(vault, person(vault)),
    ]
    trashing.put(vault, acts[-1:])
    found = counting.count(vault, acts)
    assert (found.counted.people.least, found.firm.people.least, found.alleged) == (2, 1, 1)
    assert (found.counted.times.least, found.counted.times.most) == (3, 5)
    assert (found.reported.acts, found.reported.people.least) == (1, 1)
    told = list(counted.lines(found))
    assert told[0] == "2 acts are counted; how often, as far as told: 3 to 5."
    assert told[1] == "1 of them is alleged; without it: 1 person."
    assert "1 act is only reported, and in no figure: 1 person." in told


def test_a_code_name_stands_in_a_count_instead_of_a_name(vault: Session) -> None:
    one = act(vault, person(vault, "Real Name (invented)", code_name={"text": "Kestrel"}))
    told = counted.as_object(counting.count(vault, [one]))
    assert told["victims"][0]["title"] == "Kestrel"
    assert "Real Name" not in str(told)


def test_a_count_in_short_says_what_is_apart(sample: Session) -> None:
    assert counted.short(counting.count(sample, [SAMPLE["E4"]])) == (
        "1 person, named. 2 acts are counted. 1 of them is alleged; without it: 1 person."
    )
    assert counted.short(counting.count(sample, ["ab" * 16])) == "Nobody is counted: no act is itemised."
