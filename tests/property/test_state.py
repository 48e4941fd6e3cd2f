"""Histories of any shape: every vault that has the same revisions shows the same, and no edit is lost in silence."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain import canonical
from app.domain.merge import merge
from app.domain.state import Node, State, view
from tests.property.histories import ancestry, histories, node

Fields = dict[str, Any]
items = st.fixed_dictionaries({"id": st.sampled_from("klm"), "n": st.integers(0, 2)})
lists = st.lists(items, max_size=3, unique_by=lambda one: one["id"])
values = st.one_of(st.integers(0, 2), lists, st.just({"answer": "unknown"}))
versions = st.dictionaries(st.sampled_from("abc"), values, max_size=3)
plain = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), max_size=3)


def listed(state: State) -> dict[str, set[bytes]]:
    return {path: {canonical.encode(one.value) for one in told} for path, told in state.conflicts.items()}


@given(histories(versions), st.randoms())
def test_the_order_of_arrival_means_nothing(nodes: dict[str, Node], random: Any) -> None:
    arrived = list(nodes.items())
    random.shuffle(arrived)
    assert view(dict(arrived)) == view(nodes)


@given(histories(versions))
def test_heads_are_what_nobody_builds_on(nodes: dict[str, Node]) -> None:
    parents = {parent for one in nodes.values() for parent in one.parents}
    state = view(nodes)
    assert state.heads == tuple(sorted(nodes.keys() - parents))
    assert not state.incomplete
    assert not state.newer
    assert state.states == {"present": len(nodes)}
    if len(state.heads) == 1:
        body = nodes[state.heads[0]].body
        assert body is not None
        assert (state.fields, state.conflicts) == (body.fields, {})


def writers(nodes: dict[str, Node], one: str, name: str) -> tuple[Any, frozenset[str]]:
    """Return what a revision says of a field and who wrote it: the rule in as few words as possible."""
    body = nodes[one].body
    assert body is not None
    value = body.fields.get(name)
    left = survivors(nodes, nodes[one].parents, name)
    if {value} == {told for told, _who in left} or (value is None and not left):
        return value, frozenset[str]().union(*(who for _told, who in left))
    return value, frozenset((one,))


def survivors(nodes: dict[str, Node], ids: tuple[str, ...], name: str) -> list[tuple[Any, frozenset[str]]]:
    told = [writers(nodes, one, name) for one in ids]
    everyone = {who for _value, some in told for who in some}
    overruled = {old for who in everyone for old in ancestry(nodes, nodes[who].parents)}
    return [(value, some - overruled) for value, some in told if some - overruled]


@given(histories(plain, most=7))
def test_plain_fields_show_what_the_plain_rule_says(nodes: dict[str, Node]) -> None:
    state = view(nodes)
    if len(state.heads) == 1:
        return
    for name in "abc":
        left = {value for value, _who in survivors(nodes, state.heads, name)}
        if len(left) > 1:
            assert {one.value for one in state.conflicts[name]} == left
            assert state.fields[name] in left
        else:
            assert name not in state.conflicts
            assert state.fields.get(name) == next(iter(left), None)


@given(versions, versions, versions)
def test_two_edits_of_one_version_are_a_three_way_merge(base: Fields, one: Fields, other: Fields) -> None:
    root = node((), base, 0)
    left, right = node((root.id,), one, 1), node((root.id,), other, 2)
    first, second = sorted([left, right], key=lambda made: made.id)
    state = view({root.id: root, left.id: left, right.id: right})
    assert first.body is not None
    assert second.body is not None
    merged = merge(base, [first.body.fields, second.body.fields])
    assert state.fields == merged.fields
    assert {path: [one.value for one in told] for path, told in state.conflicts.items()} == {
        path: list(told.values()) for path, told in merged.conflicts.items()
    }


@given(histories(versions))
def test_writing_down_what_is_shown_changes_nothing(nodes: dict[str, Node]) -> None:
    """As when a person saves something else while no conflict is open, here and in another vault at once."""
    state = view(nodes)
    if state.conflicts:
        return
    here, there = node(state.heads, state.fields, 100), node(state.heads, state.fields, 101)
    for added in ({here.id: here}, {here.id: here, there.id: there}):
        after = view({**nodes, **added})
        assert after.fields == state.fields
        assert not after.conflicts
    edited = node(state.heads, {**state.fields, "a": 99}, 102)
    after = view({**nodes, here.id: here, edited.id: edited})
    assert after.fields == {**state.fields, "a": 99}
    assert not after.conflicts


@given(histories(versions), versions)
def test_a_decision_on_all_heads_is_what_is_shown(nodes: dict[str, Node], decided: Fields) -> None:
    made = node(view(nodes).heads, decided, 100)
    state = view({**nodes, made.id: made})
    assert (state.fields, state.conflicts, state.heads) == (parse(made), {}, (made.id,))


def parse(made: Node) -> Fields:
    assert made.body is not None
    return made.body.fields


@given(histories(versions), versions)
def test_an_edit_on_one_head_shows_or_is_in_conflict(nodes: dict[str, Node], wanted: Fields) -> None:
    """No edit gives way to one that was made without knowledge of it."""
    head = view(nodes).heads[0]
    made = node((head,), wanted, 100)
    state = view({**nodes, made.id: made})
    for name, value in wanted.items():
        if isinstance(value, list) or value == parse(nodes[head]).get(name):
            continue
        shown = state.fields.get(name) == value
        told = canonical.encode(value) in listed(state).get(name, set())
        assert shown or told


@given(histories(versions), st.data())
def test_any_revisions_may_be_missing_or_without_a_body(nodes: dict[str, Node], data: st.DataObject) -> None:
    names = st.sets(st.sampled_from(sorted(nodes)))
    missing, bare, newer = data.draw(names), data.draw(names), data.draw(names)
    left = {}
    for id_, one in nodes.items():
        if id_ in bare:
            left[id_] = Node(id_, one.parents, None, True, "note", "erased")
        elif id_ not in missing:
            left[id_] = Node(id_, one.parents, one.body, id_ not in newer)
    state = view(left)
    assert view(dict(reversed(left.items()))) == state
    assert sum(state.states.values()) == len(left)
    assert state.incomplete == any(p not in left for one in left.values() for p in one.parents)
    with_body = {id_ for id_, one in left.items() if one.body is not None}
    assert set(state.heads) <= with_body or not with_body
    assert bool(state.heads) == bool(left)
    assert state.newer == any(id_ in newer and id_ in with_body for id_ in state.heads)
    readable = with_body - newer
    if not readable:
        assert (state.fields, state.conflicts) == ({}, {})
    for told in state.conflicts.values():
        assert {one.head for one in told} <= readable
        assert len(told) > 1
