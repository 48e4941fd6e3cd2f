from __future__ import annotations

import time
from typing import Any

import pytest

from app.domain.merge import merge


def item(id_: str, text: str = "") -> dict[str, Any]:
    return {"id": id_, "text": text}


def names(*ids: str) -> dict[str, Any]:
    return {"names": [item(one) for one in ids]}


def test_nothing_changed() -> None:
    merged = merge({"a": 1}, [{"a": 1}, {"a": 1}])
    assert (merged.fields, merged.conflicts) == ({"a": 1}, {})
    assert merge({"a": 1}, []).fields == {}


def test_different_fields_merge() -> None:
    base = {"a": 1, "b": 1, "c": 1}
    merged = merge(base, [{"a": 2, "b": 1, "c": 1}, {"a": 1, "b": 1, "d": 4}])
    assert (merged.fields, merged.conflicts) == ({"a": 2, "b": 1, "d": 4}, {})


def test_the_same_change_twice_is_one() -> None:
    merged = merge({"a": 1}, [{"a": 2}, {"a": 2}, {"a": 1}])
    assert (merged.fields, merged.conflicts) == ({"a": 2}, {})
    assert merge({"a": 1}, [{}, {}]).fields == {}


def test_one_field_changed_in_two_ways_is_a_conflict_that_shows_the_first() -> None:
    merged = merge({"a": 1, "b": 1}, [{"a": 1, "b": 2}, {"a": 3, "b": 1}, {"a": 4, "b": 1}])
    assert merged.fields == {"a": 3, "b": 2}
    assert merged.conflicts == {"a": {1: 3, 2: 4}}


def test_all_sides_with_a_say_are_named() -> None:
    merged = merge({"a": 1}, [{"a": 2}, {"a": 3}, {"a": 2}])
    assert merged.conflicts == {"a": {0: 2, 1: 3, 2: 2}}


def test_a_removal_against_an_edit_keeps_the_edit() -> None:
    merged = merge({"a": 1}, [{}, {"a": 2}])
    assert (merged.fields, merged.conflicts) == ({"a": 2}, {"a": {0: None, 1: 2}})


def test_a_removal_against_the_untouched_removes() -> None:
    assert merge({"a": 1, "b": 1}, [{"b": 1}, {"a": 1, "b": 2}]).fields == {"b": 2}


def test_without_a_base_only_what_differs_is_a_conflict() -> None:
    merged = merge({}, [{"a": 1, "b": 1}, {"a": 1, "b": 2, "c": 3}])
    assert (merged.fields, merged.conflicts) == ({"a": 1, "b": 1, "c": 3}, {"b": {0: 1, 1: 2}})


@pytest.mark.parametrize(("one", "other"), [(True, 1), (False, 0), ([True], [1]), ({"x": 0}, {"x": False})])
def test_values_python_takes_for_equal_are_not(one: Any, other: Any) -> None:
    assert merge({}, [{"a": one}, {"a": other}]).conflicts == {"a": {0: one, 1: other}}


def test_the_order_of_keys_means_nothing() -> None:
    merged = merge({}, [{"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}])
    assert merged.conflicts == {}


def test_items_added_on_both_sides_are_both_there_in_the_order_of_the_sides() -> None:
    base = names("n1", "n2")
    merged = merge(base, [names("n1", "a", "b", "n2", "z"), names("n1", "c", "n2", "d", "e")])
    assert merged.fields == names("n1", "a", "b", "c", "n2", "z", "d", "e")
    assert merged.conflicts == {}
    assert merge({}, [names("a"), names("b")]).fields == names("a", "b")


def test_different_items_edited() -> None:
    base = {"names": [item("n1"), item("n2")]}
    sides = [{"names": [item("n1", "new"), item("n2")]}, {"names": [item("n1"), item("n2", "newer")]}]
    assert merge(base, sides).fields == {"names": [item("n1", "new"), item("n2", "newer")]}


def test_one_item_edited_in_two_ways() -> None:
    base = names("n1", "n2")
    sides = [{"names": [item("n1", "x"), item("n2")]}, {"names": [item("n1", "y"), item("n2"), item("n3")]}]
    merged = merge(base, sides)
    assert merged.fields == {"names": [item("n1", "x"), item("n2"), item("n3")]}
    assert merged.conflicts == {"names/n1": {0: item("n1", "x"), 1: item("n1", "y")}}


def test_an_item_removed_here_and_untouched_there_is_removed() -> None:
    merged = merge(names("n1", "n2"), [names("n2"), names("n1", "n2", "n3")])
    assert (merged.fields, merged.conflicts) == (names("n2", "n3"), {})


def test_an_item_removed_here_and_edited_there_is_kept_as_edited() -> None:
    edited = {"names": [item("n1", "edited"), item("n2")]}
    for sides, values in (
        ([names("n2"), edited], {0: None, 1: item("n1", "edited")}),
        ([edited, names("n2")], {0: item("n1", "edited"), 1: None}),
        ([edited, {}], {0: item("n1", "edited"), 1: None}),
    ):
        merged = merge(names("n1", "n2"), sides)
        assert merged.fields["names"][0] == item("n1", "edited")
        assert merged.conflicts == {"names/n1": values}


def test_a_list_removed_here_and_added_to_there_keeps_what_was_added() -> None:
    merged = merge(names("n1"), [{}, names("n1", "n2")])
    assert (merged.fields, merged.conflicts) == (names("n2"), {})


def test_a_list_removed_or_emptied() -> None:
    assert merge(names("n1"), [{}, names("n1")]).fields == {}
    assert merge(names("n1"), [{"names": []}, names("n1")]).fields == {"names": []}
    assert merge(names("n1", "n2"), [names("n1"), names("n2")]).fields == {"names": []}
    assert merge(names("n1", "n2"), [names("n1"), {}]).fields == {}


def test_a_list_that_becomes_an_answer_while_an_item_is_edited_is_one_conflict() -> None:
    answer = {"names": {"answer": "declined"}}
    edited = {"names": [item("n1", "edited")]}
    merged = merge(names("n1"), [answer, edited])
    assert merged.conflicts == {"names": {0: answer["names"], 1: edited["names"]}}
    assert merged.fields == answer
    assert merge(names("n1"), [answer, names("n1")]).fields == answer
    assert merge(names("n1"), [answer, names("n1", "n2")]).conflicts.keys() == {"names"}
    assert merge(answer, [names("n1"), answer]).fields == names("n1")
    assert merge(answer, [names("n1"), names("n2")]).fields == names("n1", "n2")


def test_a_reordered_list_stays_reordered() -> None:
    merged = merge(names("a", "b", "c"), [names("a", "b", "c"), names("c", "a", "b")])
    assert merged.fields == names("c", "a", "b")
    merged = merge(names("a", "b", "c"), [names("c", "a", "b"), names("b", "a", "c", "d")])
    assert merged.fields == names("c", "d", "a", "b")
    assert merged.conflicts == {}


@pytest.mark.parametrize(
    "plain",
    [
        ["x"],
        [1],
        [None],
        [{"text": "no id"}],
        [{"id": ""}],
        [{"id": 1}],
        [item("a"), item("a")],
        [item("a"), "x"],
        [[]],
    ],
)
def test_lists_without_ids_are_values_as_a_whole(plain: Any) -> None:
    assert merge({"a": ["old"]}, [{"a": plain}, {"a": ["old"]}]).fields == {"a": plain}
    merged = merge({"a": ["old"]}, [{"a": plain}, {"a": ["new"]}])
    assert merged.conflicts == {"a": {0: plain, 1: ["new"]}}


def test_a_null_is_a_value() -> None:
    assert merge({"a": 1}, [{"a": None}, {"a": 1}]).fields == {"a": None}
    assert merge({"a": None}, [{"a": None}, {}]).fields == {}


def test_an_id_with_a_slash_is_only_an_id() -> None:
    base = names("x/y", "x")
    edited = {"names": [item("x/y", "1"), item("x")]}
    other = {"names": [item("x/y", "2"), item("x", "3")]}
    merged = merge(base, [edited, other])
    assert merged.conflicts == {"names/x/y": {0: item("x/y", "1"), 1: item("x/y", "2")}}
    assert merged.fields == {"names": [item("x/y", "1"), item("x", "3")]}


def test_inputs_are_left_alone() -> None:
    base, one, other = names("a"), names("a", "b"), names("c", "a")
    merge(base, [one, other])
    assert (base, one, other) == (names("a"), names("a", "b"), names("c", "a"))


def test_long_lists_take_no_more_than_a_moment() -> None:
    base = names(*(f"b{n}" for n in range(8_000)))
    one = names(*(f"b{n}" for n in range(8_000)), *(f"c{n}" for n in range(4_000)))
    other = {"names": [part for n, old in enumerate(base["names"]) for part in (old, item(f"d{n}"))]}
    started = time.process_time()
    merged = merge(base, [one, other])
    assert time.process_time() - started < 5  # quadratic would be minutes
    assert len(merged.fields["names"]) == 20_000
    assert merged.conflicts == {}
