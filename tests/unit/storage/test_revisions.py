"""Revisions are the truth; states, lists and search follow them."""

from __future__ import annotations

import pytest

from app.base import errors
from app.domain import canonical, ids, schema
from app.domain.schema.kinds import Field, Text
from app.storage import check, drafts, log, records, revisions
from app.storage.truth import ForeignParent
from app.storage.vault import Vault
from tests.added_fields import with_fields
from tests.unit.storage import making
from tests.unit.storage.making import note, person, reopen, revise


def test_a_saved_revision_is_there_byte_for_byte_after_opening_again(vault: Vault) -> None:
    saved = person("曹顺利")
    revisions.save(vault, saved)
    vault = reopen(vault)
    assert revisions.get(vault, saved.id) == saved
    assert revisions.of_record(vault, saved.header.record) == [saved]
    assert list(revisions.each(vault)) == [saved]
    assert list(revisions.all_ids(vault)) == [saved.id]
    assert revisions.known(vault, [saved.id, "00" * 32]) == {saved.id}
    assert revisions.get(vault, "00" * 32) is None
    assert revisions.state(vault, ids.new_record_id()) is None
    assert [entry.detail for entry in log.entries(vault, ("saved",))] == [{"revision": saved.id}]
    vault.close()


def test_the_state_and_the_list_show_the_latest_version(vault: Vault) -> None:
    first = note("first words", at="2026-01-01T00:00:00Z")
    second = note("second words", [first], at="2026-02-01T00:00:00Z")
    revisions.save_all(vault, [first, second])
    record = first.header.record
    state = revisions.state(vault, record)
    assert state is not None
    assert (state.fields["text"]["text"], state.heads) == ("second words", (second.id,))
    (row,) = records.rows(vault)
    assert (row.id, row.type, row.updated, row.conflict) == (record, "note", "2026-02-01T00:00:00Z", False)
    assert records.get(vault, record) == row
    assert records.get(vault, ids.new_record_id()) is None
    assert [one.id for one in records.search(vault, "second")] == [record]
    assert records.search(vault, "first") == []


def test_two_versions_of_one_field_are_a_conflict_until_someone_decides(vault: Vault) -> None:
    first = note("base")
    left, right = note("left", [first]), note("right", [first])
    revisions.save_all(vault, [first, left, right])
    record = first.header.record
    assert records.conflicts(vault) == [record]
    assert records.rows(vault)[0].conflict
    revisions.save(vault, note("both", [left, right]))
    assert records.conflicts(vault) == []


def test_versions_of_different_fields_merge_by_themselves(vault: Vault) -> None:
    first = revise("note", {"text": {"text": "one"}})
    left = revise("note", {"text": {"text": "left"}}, [first])
    right = revise("note", {"text": {"text": "one"}, "remarks": {"text": "right"}}, [first])
    revisions.save_all(vault, [first, left, right])
    (row,) = records.search(vault, "left right")
    assert not row.conflict
    state = revisions.state(vault, row.id)
    assert state is not None
    assert state.heads == tuple(sorted((left.id, right.id)))


def test_saving_again_changes_nothing(vault: Vault) -> None:
    saved = note("words")
    revisions.save(vault, saved)
    revisions.save(vault, saved)
    revisions.save_all(vault, [saved, saved])
    assert len(list(revisions.each(vault))) == 1
    assert len(list(log.entries(vault, ("saved",)))) == 1
    revisions.save_all(vault, [])


def test_a_parent_of_another_record_is_refused_and_nothing_is_saved(vault: Vault) -> None:
    other = note("other")
    revisions.save(vault, other)
    with pytest.raises(ForeignParent):
        revisions.save_all(vault, [note("fine"), note("wrong", [other], record=ids.new_record_id())])
    assert len(records.rows(vault)) == 1
    assert check.verify(vault).problems == ()


def test_a_parent_that_is_not_here_is_allowed(vault: Vault) -> None:
    revisions.save(vault, note("words", ["ab" * 32]))
    (row,) = records.rows(vault)
    state = revisions.state(vault, row.id)
    assert state is not None
    assert state.incomplete


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("曹顺利", "顺利"),
        ("曹顺利", "曹顺"),
        ("曹顺利", "利"),
        ("曹顺利", "Cao"),
        ("曹顺利", "shunli"),
        ("张明", "张明"),
        ("مُحَمَّد", "محمد"),
        ("محمد", "مُحَمَّد"),
        ("Ёлкин Пётр", "елкин петр"),
        ("José Ángel", "jose angel"),
    ],
)
def test_search_finds_names_in_any_script(vault: Vault, name: str, words: str) -> None:
    revisions.save_all(vault, [person(name), person("someone else")])
    assert [row.title for row in records.search(vault, words)] == [name]


def test_search_asks_for_all_words_and_for_nothing_when_there_are_none(vault: Vault) -> None:
    revisions.save_all(vault, [note("red green"), note("green blue"), note('quote " AND OR NOT ( * NEAR')])
    assert len(records.search(vault, "green")) == 2
    assert len(records.search(vault, "green", limit=1)) == 1
    assert len(records.search(vault, "green red")) == 1
    assert len(records.search(vault, 'quote" OR (NEAR*')) == 1
    assert records.search(vault, "") == records.search(vault, '"*()') == []


def test_the_trash_is_a_field(vault: Vault) -> None:
    first = note("words")
    thrown = revise("note", {"text": {"text": "words"}, "trashed": True}, [first])
    revisions.save_all(vault, [first, thrown, note("other words")])
    record = first.header.record
    assert record not in [row.id for row in records.rows(vault)]
    assert [row.id for row in records.rows(vault, include_trashed=True) if row.trashed] == [record]
    assert len(records.search(vault, "words")) == 1
    assert len(records.search(vault, "words", include_trashed=True)) == 2


def test_rows_by_type_and_ids_by_their_beginning(vault: Vault) -> None:
    one = note("a", record="aa" * 16)
    two = person("b", record="aab" + "0" * 29)
    revisions.save_all(vault, [one, two])
    assert [row.id for row in records.rows(vault, type="person")] == [two.header.record]
    assert records.rows(vault, type="no_such_type") == []
    assert records.find(vault, "aa") == sorted([one.header.record, two.header.record])
    assert records.find(vault, "aab") == [two.header.record]
    assert records.find(vault, one.header.record) == [one.header.record]
    assert records.find(vault, "b") == records.find(vault, "") == records.find(vault, "x") == []


def test_links_lead_back(vault: Vault) -> None:
    victim = person("P")
    act = revise("act", {"victim": [{"id": "l1", "role": "victim", "to": victim.header.record, "words": "her"}]})
    revisions.save_all(vault, [victim, act])
    assert records.links_to(vault, victim.header.record) == [records.Link(act.header.record, "victim", "l1", "victim")]


def test_a_draft_is_overwritten_and_goes_when_the_record_is_saved(vault: Vault) -> None:
    first = note("saved")
    record, other = first.header.record, ids.new_record_id()
    drafts.put(vault, record, "note", {"text": {"text": "typ"}})
    drafts.put(vault, record, "note", {"text": {"text": "typing"}})
    drafts.put(vault, other, "person", {})
    vault = reopen(vault)
    found = drafts.get(vault, record)
    assert found is not None
    assert (found.type, found.fields) == ("note", {"text": {"text": "typing"}})
    assert {one.record for one in drafts.all(vault)} == {record, other}
    revisions.save(vault, first)
    assert drafts.get(vault, record) is None
    drafts.discard(vault, other)
    assert drafts.all(vault) == []
    with pytest.raises(errors.NotCanonical):
        drafts.put(vault, record, "note", {"text": 1.5})
    vault.close()


def test_what_a_newer_version_wrote_is_kept_and_shown_as_newer(vault: Vault) -> None:
    unknown_type = revise("drone_sighting", {"height": 7})
    body = canonical.encode({"format": 2, "kind": "other", "type": "note"})
    newer_body = revise("note", {}, body=body)
    critical = revise("note", {"text": {"text": "unreadable"}}, crit=("sealed2",))
    revisions.save_all(vault, [unknown_type, newer_body, critical])
    vault = reopen(vault)
    assert [revisions.get(vault, one.id) for one in (unknown_type, newer_body, critical)] == [
        unknown_type,
        newer_body,
        critical,
    ]
    for one in (unknown_type, newer_body, critical):
        state = revisions.state(vault, one.header.record)
        assert state is not None
        assert state.newer
    assert records.search(vault, "unreadable") == []
    assert len(records.rows(vault)) == 3
    with pytest.raises(errors.NewerVersion):
        revisions.fields_of(vault, newer_body.id)
    assert check.verify(vault).problems == ()
    vault.close()


def test_unknown_fields_survive_saving(vault: Vault) -> None:
    saved = revise("note", {"text": {"text": "words"}, "field_of_tomorrow": {"x": [1, {"y": "z"}]}})
    revisions.save(vault, saved)
    assert revisions.fields_of(vault, saved.id)["field_of_tomorrow"] == {"x": [1, {"y": "z"}]}
    with pytest.raises(errors.UnknownRecord):
        revisions.fields_of(vault, "00" * 32)


def test_a_field_added_to_the_schema_is_found_after_opening_again(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = revise("note", {"text": {"text": "words"}, "weather": {"text": "thunderstorm"}})
    revisions.save(vault, saved)
    assert records.search(vault, "thunderstorm") == []
    folder = vault.folder
    vault.close()
    with monkeypatch.context() as patched:
        patched.setattr(schema, "OURS", with_fields(schema.OURS, "note", Field("weather", Text(), "Weather")))
        vault = making.vaults.open_vault(folder, making.PASSPHRASE)
        assert len(records.search(vault, "thunderstorm")) == 1
        assert check.verify(vault).problems == ()
        vault.close()
    vault = making.vaults.open_vault(folder, making.PASSPHRASE)
    assert records.search(vault, "thunderstorm") == []
    vault.close()


def test_revisions_are_given_in_the_order_in_which_they_came(vault: Vault) -> None:
    first = note("a")
    chain = [first]
    for n in range(600):
        chain.append(note(f"version {n}", [chain[-1]]))
    revisions.save_all(vault, chain)
    assert [one.id for one in revisions.get_all(vault, {one.id for one in chain})] == [one.id for one in chain]
    assert list(revisions.get_all(vault, ["00" * 32])) == []
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert state.fields["text"]["text"] == "version 599"
    assert state.states == {"present": 601}


def test_a_body_that_is_absent_is_passed_through(vault: Vault) -> None:
    first = note("the words")
    second = making.without_body(note("gone", [first]))
    revisions.save_all(vault, [first, second])
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert state.fields["text"]["text"] == "the words"
    assert len(records.search(vault, "words")) == 1
    with pytest.raises(errors.UnknownRecord):
        revisions.fields_of(vault, second.id)
