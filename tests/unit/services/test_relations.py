"""Who somebody is to others, told both ways and once."""

from __future__ import annotations

from typing import Any

from app.services import casework, relations, trashing
from app.services.session import Session


def person(session: Session, name: str, **fields: Any) -> str:
    return casework.add(session, "person", {"names": [{"text": f"{name} (invented)"}], **fields})


def told(session: Session, record: str) -> list[tuple[str, str, bool]]:
    return [(one.words, one.detail, one.theirs) for one in relations.of_record(session, record)]


def relative(to: str, relation: str = "", **more: Any) -> dict[str, Any]:
    return {"to": to, **({"attributes": {"relation": f"relation/{relation}"}} if relation else {}), **more}


def test_a_mother_is_the_mother_of_who_names_her_as_parent(vault: Session) -> None:
    mother = person(vault, "Heron", sex="sex/female")
    child = person(vault, "Egret", relatives=[relative(mother, "parent")])
    assert told(vault, child) == [("Parent: Heron (invented)", "", False)]
    assert told(vault, mother) == [("mother of Egret (invented)", "", True)]
    casework.edit(vault, mother, {"relatives": [relative(child, "child")]})
    assert told(vault, mother) == [("Child: Egret (invented)", "", False)]  # both say it: told once
    casework.edit(vault, mother, {"sex": None, "relatives": None})
    assert told(vault, mother) == [("parent of Egret (invented)", "", True)]
    trashing.put(vault, [child])
    assert told(vault, mother) == []


def test_what_is_not_said_of_a_relation_is_not_made_up(vault: Session) -> None:
    one = person(vault, "Stork", sex="sex/male")
    person(vault, "Crane", relatives=[relative(one)])
    assert told(vault, one) == [("relative of Crane (invented)", "", True)]


def test_members_lawyers_and_ways_are_told_on_the_other_page_with_rank_and_dates(vault: Session) -> None:
    unit = casework.add(vault, "organisation", {"names": [{"text": "Second Bureau (invented)"}]})
    rank = {"rank": "captain", "period": {"edtf": "2010/2012"}}
    officer = person(vault, "Kite", memberships=[{"to": unit, "attributes": rank}])
    client = person(vault, "Wren")
    person(
        vault,
        "Plover",
        represents=[{"to": client, "attributes": {"capacity": "lawyer"}}],
        contacts=[{"kind": "contact/through-person", "via": {"to": client}}],
    )
    assert told(vault, unit) == [("has as a member: Kite (invented)", "captain, from 2010 until 2012", True)]
    assert told(vault, officer)[0][0] == "member of Second Bureau (invented)"
    assert told(vault, client) == [
        ("represented by Plover (invented)", "lawyer", True),
        ("contact with Plover (invented) goes through them", "", True),
    ]
    crowd = person(vault, "Crowd", unit="unit/group", members=[{"to": client}])
    assert ("known member of Crowd (invented)", "", True) in told(vault, client)
    assert told(vault, crowd) == [("known member: Wren (invented)", "", False)]


def test_a_code_name_is_told_instead_of_the_name(vault: Session) -> None:
    one = person(vault, "Stilt")
    person(vault, "Real", code_name={"text": "Kestrel"}, relatives=[relative(one, "friend")])
    [found] = relations.of_record(vault, one)
    assert (found.words, found.coded) == ("friend of Kestrel", True)
