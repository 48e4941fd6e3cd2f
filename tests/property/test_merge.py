"""Merging versions of one base: the order of sides changes nothing but what is shown of a conflict."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain import canonical
from app.domain.merge import Merged, merge

Fields = dict[str, Any]
items = st.fixed_dictionaries({"id": st.sampled_from("klm"), "n": st.integers(0, 2)})
lists = st.lists(items, max_size=3, unique_by=lambda one: one["id"])
values = st.one_of(st.integers(0, 2), st.booleans(), st.none(), lists, lists, st.just({"answer": "declined"}))
versions = st.dictionaries(st.sampled_from("abcd"), values, max_size=4)
sides = st.lists(versions, min_size=1, max_size=4)


def same(one: Any, other: Any) -> bool:
    return canonical.encode(one) == canonical.encode(other)


def listed(merged: Merged) -> dict[str, set[bytes]]:
    return {path: {canonical.encode(one) for one in told.values()} for path, told in merged.conflicts.items()}


def parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def by_id(fields: Fields) -> Fields:
    """Return fields with the items of lists in the order of their ids."""
    return {
        name: sorted(value, key=lambda item: str(item["id"])) if isinstance(value, list) else value
        for name, value in fields.items()
    }


@given(versions, sides, st.randoms())
def test_the_order_of_sides_changes_only_what_is_shown_first(base: Fields, made: list[Fields], random: Any) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    one, other = merge(base, made), merge(base, shuffled)
    assert listed(one) == listed(other)
    in_conflict = {path.partition("/")[0] for path in one.conflicts}
    left = {name: value for name, value in by_id(one.fields).items() if name not in in_conflict}
    right = {name: value for name, value in by_id(other.fields).items() if name not in in_conflict}
    assert same(left, right)


@given(versions, versions)
def test_what_only_one_changed_is_theirs(base: Fields, side: Fields) -> None:
    for made in ([side], [side, side], [base, side], [side, base], [base, side, base, side]):
        merged = merge(base, made)
        assert same(merged.fields, side)
        assert not merged.conflicts


@given(versions, sides)
def test_merging_again_changes_nothing(base: Fields, made: list[Fields]) -> None:
    once = merge(base, made)
    twice = merge(base, [*made, *made])
    assert same(once.fields, twice.fields)
    assert listed(once) == listed(twice)


@given(versions, sides)
def test_fields_merge_as_the_plain_rule_says(base: Fields, made: list[Fields]) -> None:
    """The rule, in as few words as possible, for what is no list of items."""
    missing = object()
    merged = merge(base, made)
    for name in "abcd":
        told = [side.get(name, missing) for side in made]
        before = base.get(name, missing)
        if any(isinstance(one, list) for one in [before, *told]):
            continue
        changed = {repr(one): one for one in told if repr(one) != repr(before)}
        if len(changed) > 1:
            values = [None if one is missing else one for one in changed.values()]
            assert listed(merged)[name] == {canonical.encode(one) for one in values}
            assert repr(merged.fields.get(name)) in {repr(one) for one in changed.values()} | {"None"}
        else:
            assert name not in merged.conflicts
            expected = next(iter(changed.values()), before)
            assert repr(merged.fields.get(name, missing)) == repr(expected)


@given(st.lists(items, max_size=3, unique_by=lambda one: one["id"]), st.lists(lists, min_size=1, max_size=3))
def test_items_merge_as_the_plain_rule_says(base: list[Fields], made: list[list[Fields]]) -> None:
    merged = merge({"a": base}, [{"a": side} for side in made])
    shown = {item["id"]: item for item in merged.fields["a"]}
    assert len(shown) == len(merged.fields["a"])
    for id_ in "klm":
        before = next((item for item in base if item["id"] == id_), None)
        told = [next((item for item in side if item["id"] == id_), None) for side in made]
        changed = [one for one in told if one != before]
        if all(one == changed[0] for one in changed):
            assert shown.get(id_) == (changed[0] if changed else before)
            assert f"a/{id_}" not in merged.conflicts
        else:
            assert shown[id_] == next(one for one in changed if one is not None)
            assert merged.conflicts[f"a/{id_}"] == {n: one for n, one in enumerate(told) if one != before}


@given(versions, sides)
def test_nothing_is_made_up(base: Fields, made: list[Fields]) -> None:
    merged = merge(base, made)
    said = {canonical.encode(part) for side in made for value in side.values() for part in parts(value)}
    for value in merged.fields.values():
        for part in parts(value):
            assert canonical.encode(part) in said
