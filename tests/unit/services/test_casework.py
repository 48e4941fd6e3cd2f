"""Adding, editing, deciding conflicts, showing: what a person does with records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.services import casework
from app.services.session import Session
from app.storage import drafts
from app.storage import revisions as stored
from tests.unit.services import making

MANY_TYPES = 13


def _add(vault: Session, **fields: Any) -> str:
    return casework.add(vault, "note", fields)


def _fields(vault: Session, record: str) -> dict[str, Any]:
    fields = casework.show(vault, record)["fields"]
    assert isinstance(fields, dict)
    return fields


def _count(vault: Session, record: str) -> int:
    return len(stored.of_record(vault.vault, record))


def _branch(vault: Session, record: str, *sides: dict[str, Any]) -> list[str]:
    """Let others write these fields on the first version of a record, at the same time; return the ids, sorted."""
    base = stored.of_record(vault.vault, record)[0]
    made = [making.revise(vault.keys, side, [base]) for side in sides]
    for one in made:
        stored.save(vault.vault, one)
    return sorted(one.id for one in made)


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": 1}, {"b": None}, {"a": 1}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": 3}}, {"a": {"x": 3, "y": 2}}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": None}}, {"a": {"y": 2}}),
        ({"a": {"x": {"y": 1, "z": 2}}}, {"a": {"x": {"y": None}}}, {"a": {"x": {"z": 2}}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": [1, None]}, {"a": [None]}, {"a": [None]}),
        ({"a": 1}, {"a": {"x": 1}}, {"a": {"x": 1}}),
        ({"a": {"x": 1}}, {"a": 1}, {"a": 1}),
        ({}, {"a": {"b": {"c": None}}}, {"a": {"b": {}}}),  # the example of RFC 7396
        ({"a": [1]}, {"a": {"x": 1, "y": None}}, {"a": {"x": 1}}),
        ({"a": {"text": "t", "note": "n"}}, {"a": {"answer": "declined"}}, {"a": {"answer": "declined"}}),
        ({"a": {"answer": "declined", "note": "n"}}, {"a": {"text": "t"}}, {"a": {"text": "t"}}),
        (
            {"a": {"answer": "declined", "note": "n"}},
            {"a": {"answer": "unknown"}},
            {"a": {"answer": "unknown", "note": "n"}},
        ),
    ],
)
def test_merge_patch(before: dict[str, Any], patch: dict[str, Any], after: dict[str, Any]) -> None:
    kept = repr(before)
    assert casework.merge_patch(before, patch) == after
    assert repr(before) == kept


def test_an_edit_is_a_version_and_no_change_is_none(vault: Session) -> None:
    record = _add(vault, text={"text": "first", "language": "en"}, title={"text": "t"})
    (first,) = stored.of_record(vault.vault, record)
    saved = casework.edit(vault, record[:10], {"text": {"text": "second"}, "title": None})
    assert saved.record == record
    assert _fields(vault, record) == {"text": {"text": "second", "language": "en"}}
    second = stored.get(vault.vault, saved.revision)
    assert second
    assert second.header.parents == (first.id,)
    for same in ({}, {"text": {"text": "second"}}, {"nothing": None}, {"text": {"language": "en"}}):
        assert casework.edit(vault, record, same).revision == saved.revision
    assert _count(vault, record) == 2
    with pytest.raises(errors.BadField):
        casework.edit(vault, record, {"text": {"text": 5}})
    with pytest.raises(errors.BadInput):
        casework.edit(vault, record, {"unknown": {"text": "\ud800"}})
    assert _count(vault, record) == 2


def test_unknown_fields_and_true_is_not_one(vault: Session) -> None:
    record = _add(vault, aura=1)
    assert casework.unknown_fields(vault, "note", {"aura": 1, "text": {"text": "x"}}) == ["aura"]
    casework.edit(vault, record, {"aura": True})
    assert _fields(vault, record)["aura"] is True


def test_an_answer_takes_the_place_of_a_value(vault: Session) -> None:
    record = _add(vault, text={"text": "said", "language": "en"})
    casework.edit(vault, record, {"text": {"answer": "declined"}})
    shown = _fields(vault, record)["text"]
    assert shown == {"answer": "declined"}
    casework.edit(vault, record, {"text": {"text": "said after all"}})
    assert _fields(vault, record) == {"text": {"text": "said after all"}}


def test_what_does_not_exist(vault: Session) -> None:
    record = _add(vault, text={"text": "here"})
    for wrong in ("", "0" * 32, "zz", record + "0", "../x", record[:4].upper() + "x", "%", "\ud800"):
        for call in (lambda id_: casework.edit(vault, id_, {}), lambda id_: casework.show(vault, id_)):
            with pytest.raises(errors.UnknownRecord):
                call(wrong)
    assert casework.find(vault, f"  {record.upper()} ") == record
    with pytest.raises(errors.UnknownType) as caught:
        casework.add(vault, "nonsense", {})
    assert str(caught.value).count(",") == MANY_TYPES - 1
    with pytest.raises(errors.UnknownType):
        casework.listing(vault, "nonsense")


def _conflicted(vault: Session) -> tuple[str, list[str]]:
    """Return a record in which two fields were changed differently in two places, and its heads."""
    record = _add(vault, text={"text": "t"}, title={"text": "t"}, remarks={"text": "r"})
    sides = [{"text": {"text": f"text {n}"}, "title": {"text": f"title {n}"}, "remarks": {"text": "r"}} for n in (1, 2)]
    return record, _branch(vault, record, *sides)


def test_deciding_only_some_conflicts_is_refused_with_the_names_of_the_others(vault: Session) -> None:
    record, heads = _conflicted(vault)
    with pytest.raises(errors.Undecided) as caught:
        casework.edit(vault, record, {"title": {"text": "decided"}, "remarks": None})
    assert "text" in str(caught.value)
    assert "title" not in str(caught.value)
    assert _count(vault, record) == 3
    assert casework.show(vault, record)["heads"] == heads


@pytest.mark.parametrize("as_shown", [False, True])
def test_deciding_all_conflicts_joins_the_heads(vault: Session, as_shown: bool) -> None:
    record, heads = _conflicted(vault)
    shown = _fields(vault, record)
    patch: dict[str, Any] = {"text": {"text": "decided"}, "title": None}
    if as_shown:  # what is shown already is a decision, too
        patch = {name: shown[name] for name in ("text", "title")}
    saved = casework.edit(vault, record, patch)
    made = stored.get(vault.vault, saved.revision)
    assert made
    assert list(made.header.parents) == heads
    after = casework.show(vault, record)
    assert (after["conflict"], after["heads"]) == ([], [saved.revision])
    assert after["fields"] == casework.merge_patch(shown, patch)


def test_an_edit_beside_the_conflicts_leaves_them_open(vault: Session) -> None:
    record, heads = _conflicted(vault)
    before = casework.show(vault, record)["conflict"]
    saved = casework.edit(vault, record, {"remarks": {"text": "seen"}})
    after = casework.show(vault, record)
    assert [one["path"] for one in after["conflict"]] == [one["path"] for one in before] == ["text", "title"]
    assert [[side["value"] for side in one["sides"]] for one in after["conflict"]] != []
    values = {side["value"]["text"] for one in after["conflict"] for side in one["sides"]}
    assert values == {"text 1", "text 2", "title 1", "title 2"}
    assert after["fields"]["remarks"] == {"text": "seen"}
    made = stored.get(vault.vault, saved.revision)
    assert made
    assert len(made.header.parents) == 1
    assert made.header.parents[0] in heads
    assert casework.edit(vault, record, {}).revision == after["heads"][0]
    assert record in {one["id"] for one in casework.conflicts(vault)}


def test_what_merges_by_itself_is_not_joined_until_something_is_changed(vault: Session) -> None:
    record = _add(vault, text={"text": "t"})
    heads = _branch(vault, record, {"text": {"text": "other"}}, {"text": {"text": "t"}, "title": {"text": "new"}})
    merged = {"text": {"text": "other"}, "title": {"text": "new"}}
    assert casework.show(vault, record)["fields"] == merged
    assert casework.edit(vault, record, {"title": {"text": "new"}}).revision in heads
    assert _count(vault, record) == 3
    saved = casework.edit(vault, record, {"title": {"text": "newer"}})
    made = stored.get(vault.vault, saved.revision)
    assert made
    assert list(made.header.parents) == heads
    assert _fields(vault, record) == {**merged, "title": {"text": "newer"}}


def test_the_shapes_shown(vault: Session) -> None:
    record, heads = _conflicted(vault)
    shown = casework.show(vault, record, history=True)
    assert set(shown) >= {"id", "type", "fields", "heads", "conflict", "history", "incomplete", "newer"}
    assert (shown["id"], shown["type"], shown["heads"]) == (record, "note", heads)
    for one in shown["conflict"]:
        assert set(one) == {"path", "sides"}
        assert [side["revision"] for side in one["sides"]] == heads
        for side in one["sides"]:
            assert set(side) == {"revision", "by", "at", "value"}
            assert side["by"] == "Lark"
    assert len(shown["history"]) == 3
    for entry in shown["history"]:
        assert set(entry) >= {"revision", "parents", "author", "by", "trust", "at", "zone", "state"}
        assert (entry["by"], entry["trust"], entry["state"]) == ("Lark", "own", "present")
    assert [entry["at"] for entry in shown["history"]] == sorted(entry["at"] for entry in shown["history"])
    assert casework.show(vault, record)["history"] == []
    (row,) = [one for one in casework.conflicts(vault) if one["id"] == record]
    assert set(row) == {"id", "type", "title", "conflict"}
    assert row["conflict"] == shown["conflict"]
    (row,) = [one for one in casework.listing(vault) if one["id"] == record]
    assert set(row) == {"id", "type", "title", "updated"}
    updated = [one["updated"] for one in casework.listing(vault)]
    assert updated == sorted(updated, reverse=True)


def test_the_trash_is_a_field(vault: Session) -> None:
    record = _add(vault, text={"text": "waste of paper"})
    casework.edit(vault, record, {"trashed": True})
    assert record not in {row["id"] for row in casework.listing(vault)}
    assert record in {row["id"] for row in casework.listing(vault, trash=True)}
    casework.edit(vault, record, {"trashed": None})
    assert record in {row["id"] for row in casework.listing(vault, "note")}
    assert [row["id"] for row in casework.search(vault, "waste paper")] == [record]


def test_drafts_become_versions(vault: Session) -> None:
    assert casework.save_draft(vault, "ab" * 16) is None
    record = _add(vault, text={"text": "first"})
    drafts.put(vault.vault, record, "note", {"text": {"text": "first"}})
    saved = casework.save_draft(vault, record)
    assert saved
    assert saved.revision == stored.of_record(vault.vault, record)[0].id
    assert drafts.get(vault.vault, record) is None
    drafts.put(vault.vault, record, "note", {"text": {"text": "typed on"}})
    assert casework.save_draft(vault, record)
    assert _count(vault, record) == 2
    assert _fields(vault, record) == {"text": {"text": "typed on"}}
    drafts.put(vault.vault, record, "note", {"text": {"text": 5}})
    with pytest.raises(errors.BadField):
        casework.save_draft(vault, record)
    assert drafts.get(vault.vault, record)
    drafts.discard(vault.vault, record)


def test_an_erased_record_can_be_shown(vault: Session) -> None:
    record = _add(vault, text={"text": "to be erased"})
    stored.erase(vault.vault, [one.id for one in stored.of_record(vault.vault, record)])
    shown = casework.show(vault, record, history=True)
    assert (shown["type"], shown["fields"]) == ("note", {})
    assert [entry["state"] for entry in shown["history"]] == ["erased"]
    casework.edit(vault, record, {"text": {"text": "written anew"}})
    assert _fields(vault, record) == {"text": {"text": "written anew"}}
    making.standing(vault)


def test_a_part_of_a_field_decides_no_conflict(vault: Session) -> None:
    record = casework.add(vault, "note", {"text": {"text": "base", "language": "language/en"}})
    (base,) = stored.of_record(vault.vault, record)
    for word in ("one", "two"):
        side = {"text": {"text": word, "note": f"by {word}"}}
        stored.save(vault.vault, making.revise(vault.keys, side, [base]))
    with pytest.raises(errors.Undecided, match="text"):
        casework.edit(vault, record, {"text": {"note": "changed"}})
    with pytest.raises(errors.BadField):
        casework.edit(vault, record, {"text": {"text": 7}})
    assert len(casework.show(vault, record)["heads"]) == 2
    casework.edit(vault, record, {"text": {"text": "three"}})
    shown = casework.show(vault, record)
    assert (shown["fields"], shown["conflict"]) == ({"text": {"text": "three"}}, [])


def test_the_acts_and_testimonies_of_a_person_are_found_by_any_of_their_names(tmp_path: Path) -> None:
    with making.create(tmp_path / "named", "Field") as opened:
        names = [{"text": "文华", "script": "Hans"}, {"text": "Wen Hua", "script": "Latn"}]
        person = casework.add(opened, "person", {"names": names})
        act = casework.add(opened, "act", {"act_type": "act/detention", "victim": {"to": person}})
        told = casework.add(opened, "testimony", {"witness": [{"to": person}], "narrative": "(invented) I saw it."})
        other = casework.add(opened, "act", {"act_type": "act/detention", "description": "(invented) of somebody else"})
        for words in ("文华", "wen hua", "wenhua", "Hua"):
            assert {row["id"] for row in casework.search(opened, words)} == {person, act, told}, words
        assert {row["id"] for row in casework.search(opened, "detention")} == {act, other}
