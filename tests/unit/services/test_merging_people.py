"""Two records of one person: merged so that nothing is lost, and separated again as if nothing had been."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import BadInput
from app.services import casework, linked, merging_people, practice, trashing, withholding
from app.services.session import Session
from app.storage import records, revisions
from tests.unit.services import making
from tests.unit.services.making import revise

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}
KEPT, OTHER = SAMPLE["P1"], SAMPLE["P2"]


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as opened:
        practice.fill(opened)
        yield opened


def everything(session: Session) -> dict[str, dict[str, Any]]:
    rows = records.rows(session.vault, include_trashed=True)
    return {row.id: deepcopy(dict(casework.state_of(session, row.id).fields)) for row in rows}


def fields(session: Session, record: str) -> dict[str, Any]:
    return dict(casework.state_of(session, record).fields)


def person(session: Session, name: str, **more: Any) -> str:
    return casework.add(session, "person", {"names": [{"text": name}], **more})


def act(session: Session, victim: str) -> str:
    link = {"role": "victim", "to": victim}
    return casework.add(session, "act", {"act_type": {"term": "act/detention"}, "victim": link})


def fork(session: Session, record: str, **differently: Any) -> None:
    """Let two people change the same fields of a record at once."""
    state = casework.state_of(session, record)
    ground = [one for one in revisions.of_record(session.vault, record) if one.id in state.heads]
    casework.edit(session, record, {name: values[0] for name, values in differently.items()})
    other = {**state.fields, **{name: values[1] for name, values in differently.items()}}
    revisions.save(session.vault, revise(session.keys, other, ground, type_=state.type))
    assert casework.state_of(session, record).conflicts


def test_every_link_leads_to_the_kept_one_and_separating_gives_back_all_fields_of_all_records(field: Session) -> None:
    before = everything(field)
    naming = {one.record for one in linked.named_by(field, OTHER)}
    versions = {one: len(revisions.of_record(field.vault, one)) for one in naming}
    made = merging_people.merge(field, KEPT, OTHER)
    assert naming
    assert set(made.changed) == {KEPT, OTHER, *naming}
    assert not made.skipped
    assert {one: len(revisions.of_record(field.vault, one)) - 1 for one in naming} == versions  # one version each
    assert fields(field, SAMPLE["A5"])["victim"]["to"] == KEPT
    assert {one.record for one in linked.named_by(field, OTHER)} == {KEPT}  # the source of what it says otherwise
    gone = fields(field, OTHER)
    assert gone["trashed"] is True
    assert gone["same_as"]["to"] == KEPT
    moved = [row for row in gone["merged_links"] if row["record"]["role"] == "moved"]
    assert len(moved) == made.links
    told, theirs = merging_people.standing(field, KEPT), merging_people.standing(field, OTHER)
    assert (told.into, [one.id for one in told.merged], told.moved) == (None, [OTHER], ())
    assert theirs.into is not None
    assert (theirs.into.id, theirs.merged, theirs.left) == (KEPT, (), 0)
    assert any(one.endswith("· Victim") for one in theirs.moved)
    back = merging_people.separate(field, OTHER)
    assert back.links == made.links
    assert everything(field) == before


def test_the_kept_one_has_all_names_and_what_it_lacked_and_rival_accounts_of_what_differs(field: Session) -> None:
    kept = person(field, "Wang Wei", birth={"edtf": "1961"})
    other = person(
        field,
        "王伟",
        birth={"edtf": "1962-03"},
        sex={"term": "sex/male"},
        occupations=[{"term": "occupation/petitioner"}],
        cites=[{"field": "birth", "source": SAMPLE["D1"], "quote": "born in March"}],
    )
    casework.edit(field, other, {"names": [{"text": "王伟", "preferred": True}, {"text": "Wang Wei"}]})
    before = everything(field)
    made = merging_people.merge(field, kept, other)
    found = fields(field, kept)
    assert [(one["text"], one.get("preferred")) for one in found["names"]] == [("Wang Wei", None), ("王伟", None)]
    assert found["birth"] == {"edtf": "1961"}
    assert found["sex"] == {"term": "sex/male"}
    assert [one["term"] for one in found["occupations"]] == ["occupation/petitioner"]
    [account] = found["accounts"]
    assert (account["field"], account["value"]) == ("birth", {"edtf": "1962-03"})
    assert [cite["source"] for cite in account["cites"]] == [other, SAMPLE["D1"]]
    assert made.rivals == 1
    casework.edit(field, kept, {"remarks": {"text": "Still here."}})
    merging_people.separate(field, other)
    after = everything(field)
    assert after[kept].pop("remarks") == {"text": "Still here."}
    assert after == before


def test_what_was_changed_after_merging_stays_when_separated(field: Session) -> None:
    kept, other = person(field, "Kept"), person(field, "Other", sex={"term": "sex/male"})
    mine, theirs, third = act(field, kept), act(field, other), person(field, "Third")
    merging_people.merge(field, kept, other)
    names = fields(field, kept)["names"]
    names[1] = {**names[1], "text": "Other, corrected"}
    casework.edit(field, kept, {"names": names, "sex": {"term": "sex/female"}})
    casework.edit(field, theirs, {"victim": {"to": third}})
    later = act(field, kept)
    merging_people.separate(field, other)
    assert [one["text"] for one in fields(field, kept)["names"]] == ["Kept", "Other, corrected"]
    assert fields(field, kept)["sex"] == {"term": "sex/female"}
    assert [fields(field, one)["victim"]["to"] for one in (mine, theirs, later)] == [kept, third, kept]


def test_records_that_wait_for_a_decision_are_skipped_told_and_moved_later(field: Session) -> None:
    kept, other = person(field, "Kept"), person(field, "Other")
    waiting, plain = act(field, other), act(field, other)
    fork(field, waiting, description=({"text": "one"}, {"text": "two"}))
    made = merging_people.merge(field, kept, other)
    assert made.skipped == (waiting,)
    assert made.links == 1
    assert fields(field, plain)["victim"]["to"] == kept
    assert merging_people.left_behind(field, other) == (waiting,)
    casework.edit(field, waiting, {"description": {"text": "decided"}})
    later = act(field, other)  # as a colleague's bundle would bring it
    assert merging_people.merge(field, kept, other).links == 2
    assert merging_people.left_behind(field, other) == ()
    merging_people.separate(field, other)
    assert {fields(field, one)["victim"]["to"] for one in (waiting, plain, later)} == {other}


def test_what_a_newer_version_wrote_is_left_as_it_is(field: Session) -> None:
    kept, other = person(field, "Kept"), person(field, "Other")
    record = act(field, other)
    ground = revisions.of_record(field.vault, record)
    newer = revise(
        field.keys, fields(field, record), ground, type_="act", header=lambda header: header.update(crit=["by-aura"])
    )
    revisions.save(field.vault, newer)
    made = merging_people.merge(field, kept, other)
    assert (made.skipped, made.links) == ((record,), 0)
    assert {one.id for one in revisions.of_record(field.vault, record)} == {ground[0].id, newer.id}


def test_people_who_wait_for_a_decision_or_are_merged_already_are_not_merged(field: Session) -> None:
    kept, other, third = person(field, "Kept"), person(field, "Other"), person(field, "Third")
    fork(field, third, sex=({"term": "sex/male"}, {"term": "sex/female"}))
    before = everything(field)
    for pair in ((kept, third), (third, kept), (kept, kept), (kept, SAMPLE["D1"])):
        with pytest.raises(BadInput):
            merging_people.merge(field, *pair)
    with pytest.raises(BadInput):
        merging_people.separate(field, other)
    assert everything(field) == before
    merging_people.merge(field, kept, other)
    with pytest.raises(BadInput):
        merging_people.merge(field, third, other)


def test_a_refusal_and_a_protected_source_bind_the_kept_one_too(field: Session) -> None:
    protected = {"term": "confidentiality/source-protected"}
    kept = person(field, "Kept", confidentiality={"term": "confidentiality/public"})
    other = person(field, "Other", confidentiality=protected)
    third = person(field, "Third")
    refused = [{"purpose": {"term": "purpose/internal"}, "decision": {"term": "decision/refused"}}]
    casework.add(field, "consent", {"records": [{"to": third}], "person": [{"to": third}], "purposes": refused})
    before = everything(field)
    merging_people.merge(field, kept, other)
    assert fields(field, kept)["confidentiality"] == protected
    merging_people.merge(field, SAMPLE["P5"], third)
    assert {kept, other, third, SAMPLE["P5"]} <= withholding.withheld(field)
    merging_people.separate(field, third)
    merging_people.separate(field, other)
    assert everything(field) == before
    assert SAMPLE["P5"] not in withholding.withheld(field)


def test_a_weaker_confidentiality_never_replaces_a_stricter_one(field: Session) -> None:
    protected = {"term": "confidentiality/source-protected"}
    kept = person(field, "Kept", confidentiality=protected)
    other = person(field, "Other", confidentiality={"term": "confidentiality/public"})
    merging_people.merge(field, kept, other)
    assert fields(field, kept)["confidentiality"] == protected
    merging_people.separate(field, other)
    assert fields(field, kept)["confidentiality"] == protected


def test_links_deep_in_groups_sources_and_lists_are_moved_and_come_back(field: Session) -> None:
    kept, other = person(field, "Kept"), person(field, "Other")
    charges = [{"text": "a", "by": {"to": other}}, {"text": "b", "by": {"to": kept}}]
    deep = casework.add(
        field, "act", {"charges": charges, "cites": [{"field": "charges", "source": other}], "victim": {"to": kept}}
    )
    both = casework.add(field, "case", {"title": "Both", "contains": [{"to": other}, {"to": kept}]})
    trashed = act(field, other)
    trashing.put(field, [trashed])
    relative = person(field, "Relative", relatives=[{"to": other}])
    casework.edit(field, other, {"relatives": [{"to": relative}, {"to": kept}]})
    before = everything(field)
    made = merging_people.merge(field, kept, other)
    assert made.links == 5
    assert [one["to"] for one in fields(field, kept)["relatives"]] == [relative]  # nobody is their own relative
    assert [one["by"]["to"] for one in fields(field, deep)["charges"]] == [kept, kept]
    assert {one["to"] for one in fields(field, both)["contains"]} == {kept}
    merging_people.separate(field, other)
    assert everything(field) == before


def test_three_in_a_row_are_separated_in_turn(field: Session) -> None:
    first, second, third = person(field, "First"), person(field, "Second"), person(field, "Third")
    held = act(field, third)
    before = everything(field)
    merging_people.merge(field, second, third)
    merging_people.merge(field, first, second)
    assert [one["text"] for one in fields(field, first)["names"]] == ["First", "Second", "Third"]
    assert fields(field, third)["same_as"]["to"] == first
    assert fields(field, held)["victim"]["to"] == first
    merging_people.separate(field, second)
    merging_people.separate(field, third)
    assert everything(field) == before


def test_merging_travels_in_a_bundle_and_can_be_undone_there(field: Session, tmp_path: Path) -> None:
    with making.create(tmp_path / "office", "HQ", "headquarters") as office:
        making.introduce(tmp_path, field, office)
        kept, other = person(field, "Kept", sex={"term": "sex/male"}), person(field, "Other", birth={"edtf": "1961"})
        held = act(field, other)
        making.carry(field, office, tmp_path)
        before = everything(office)
        merging_people.merge(field, kept, other)
        making.carry(field, office, tmp_path)
        assert everything(office) == everything(field)
        assert fields(office, held)["victim"]["to"] == kept
        merging_people.separate(office, other)
        assert everything(office) == before
