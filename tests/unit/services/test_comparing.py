"""Differences between versions in words, and earlier versions brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import Undecided
from app.domain import schema
from app.services import casework, comparing
from app.services.comparing import Mark
from app.services.session import Session
from app.storage import revisions
from tests.unit.services import making


def test_nothing_differs_from_itself() -> None:
    fields = schema.OURS.check_fields("act", {"act_type": "act/detention", "tags": ["x"]})
    assert comparing.differences("act", fields, fields) == []


def test_a_term_is_told_by_its_label_in_the_language() -> None:
    before = schema.OURS.check_fields("act", {"act_type": "act/detention"})
    [found] = comparing.differences("act", before, {"act_type": {"term": "act/torture"}}, language="en")
    assert (found.field, found.label_source, found.before, found.after) == (
        "act_type",
        "Type of act",
        "Detention",
        "Torture",
    )


def test_items_of_a_list_are_told_one_by_one() -> None:
    before = {"tags": [{"id": "t1", "text": "one"}, {"id": "t2", "text": "two"}]}
    after = {"tags": [{"id": "t2", "text": "2"}, {"id": "t3", "text": "three"}]}
    found = comparing.differences("note", before, after)
    assert [(one.item, one.before, one.after) for one in found] == [
        ("t1", "one", ""),
        ("t2", "two", "2"),
        ("t3", "", "three"),
    ]


def test_links_are_told_by_title_answers_flags_and_groups_in_words() -> None:
    person = "0" * 31 + "1"
    after = schema.OURS.check_fields(
        "act",
        {
            "victim": {"to": person},
            "alleged": True,
            "age": {"answer": "unknown"},
            "proof": {"value": {"term": "proof/none"}},
            "occurrences": {"min": 13},
            "place": {"words": "Beijing"},
            "period": {"edtf": "2012-08/..", "words": "since August"},
        },
    )
    told = {one.field: one.after for one in comparing.differences("act", {}, after, titles={person: "曹顺利"})}
    assert told["victim"] == "曹顺利"
    assert told["alleged"] == "Yes"
    assert told["age"] == "Unknown"
    assert told["proof"].startswith("Standard of proof: ")
    assert told["occurrences"] == "at least 13"
    assert told["place"] == "Beijing"
    assert told["period"].startswith("since August (")


def test_a_field_of_a_newer_version_and_strange_shapes_are_told_too() -> None:
    assert comparing.differences("note", {}, {"aura": {"x": 1}})[0].after == '{"x": 1}'
    assert comparing.differences("note", {"text": "bare"}, {"text": ["a", {"text": "b"}]})[0].after == "a\nb"
    assert comparing.differences("note", {"tags": "no list"}, {"tags": [{"no": "id"}]})[0].before == "no list"


def test_long_texts_are_compared_word_by_word_and_chinese_by_characters() -> None:
    assert comparing.pieces("he was taken", "she was taken away") == [
        (Mark.GONE, "he"),
        (Mark.NEW, "she"),
        (Mark.SAME, " was taken"),
        (Mark.NEW, " away"),
    ]
    assert (Mark.NEW, "不") in comparing.pieces("他来了", "他不来了")
    long = "word " * 5000
    assert comparing.pieces(long, long + "more") == [(Mark.SAME, long), (Mark.NEW, "more")]
    assert comparing.pieces(long, long.upper()) == [
        (Mark.GONE, long.strip()),
        (Mark.NEW, long.upper().strip()),
        (Mark.SAME, " "),
    ]
    assert comparing.pieces("a a", "a a a") == [(Mark.SAME, "a a"), (Mark.NEW, " a")]
    assert comparing.pieces("", "") == []


def test_what_stayed_is_cut_down_to_its_edges() -> None:
    before = "a " * 400 + "here it was " + "z " * 400
    found = comparing.shortened(comparing.pieces(before, before.replace("was", "is")))
    assert [mark for mark, _text in found] == [Mark.SAME, Mark.GONE, Mark.NEW, Mark.SAME]
    assert sum(len(text) for _mark, text in found) < 600
    assert found[0][1].endswith("here it ")
    assert found[3][1].startswith(" z ")


def test_versions_are_told_the_latest_first_and_an_earlier_one_comes_back_as_a_new_one(vault: Session) -> None:
    note = casework.add(vault, "note", {"text": {"text": "first"}})
    first = casework.state_of(vault, note).heads[0]
    casework.edit(vault, note, {"text": {"text": "second"}})
    told = comparing.versions(vault, note)
    assert [one.first for one in told] == [False, True]
    assert {one.by for one in told} == {"Lark"}
    assert {one.trust for one in told} == {"own"}
    [(changed, pieces)] = comparing.what_changed(vault, told[0].revision)
    assert pieces == [(Mark.GONE, "first"), (Mark.NEW, "second")]
    assert (changed.before, changed.after, changed.long) == ("first", "second", True)
    saved = comparing.bring_back(vault, note, first)
    assert casework.state_of(vault, note).fields["text"]["text"] == "first"
    assert len(comparing.versions(vault, note)) == 3
    assert comparing.bring_back(vault, note, first).revision == saved.revision  # it says so already


def test_a_version_is_not_brought_back_over_an_open_conflict(vault: Session) -> None:
    note = casework.add(vault, "note", {"text": {"text": "first"}})
    [head] = casework.state_of(vault, note).heads
    base = revisions.get(vault.vault, head)
    assert base is not None
    sides = [making.revise(vault.keys, {"text": {"text": words}}, [base]) for words in ("ours", "theirs")]
    revisions.save_all(vault.vault, sides)
    with pytest.raises(Undecided):
        comparing.bring_back(vault, note, head)


def test_it_tells_who_has_received_a_version(vault: Session, office: Session, tmp_path: Path) -> None:
    note = casework.add(vault, "note", {"text": {"text": "for the office"}})
    making.carry(vault, office, tmp_path)
    casework.add(office, "note", {"text": {"text": "thanks"}})
    making.carry(office, vault, tmp_path)  # brings the receipt
    [told] = comparing.versions(vault, note)
    assert [name for name, _at in told.received] == ["HQ"]
