from __future__ import annotations

import hashlib
import time
from typing import Any

import pytest

from app.base.errors import NewerVersion
from app.domain.body import Body, encode_body, parse_body
from app.domain.merge import MOST_SIDES
from app.domain.revision import ERASED, SEALED
from app.domain.state import Conflict, Node, State, fields_of_head, view

KNOWN = "note"


class History:
    """Revisions of one record, by short names; ids sort as the names do."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}

    def add(self, name: str, parents: str = "", /, **fields: Any) -> History:
        body = parse_body(encode_body(KNOWN, fields))
        return self.put(Node(self.id(name), tuple(self.id(one) for one in parents.split()), body))

    def put(self, node: Node) -> History:
        self.nodes[node.id] = node
        return self

    def lose(self, name: str, state: str = ERASED) -> History:
        old = self.nodes[self.id(name)]
        return self.put(Node(old.id, old.parents, None, old.readable, KNOWN, state))

    def view(self) -> State:
        state = view(self.nodes)
        assert view(dict(reversed(self.nodes.items()))) == state
        return state

    @staticmethod
    def id(name: str) -> str:
        return name + hashlib.sha256(name.encode()).hexdigest()[len(name) :]


def heads(state: State) -> str:
    return " ".join(one[0] for one in state.heads)


def told(state: State) -> dict[str, dict[str, Any]]:
    return {path: {one.head[0]: one.value for one in sides} for path, sides in state.conflicts.items()}


def test_nothing() -> None:
    assert view({}) == State("", {}, ())


def test_one_revision() -> None:
    history = History().add("a", title="x")
    assert history.view() == State(KNOWN, {"title": "x"}, (History.id("a"),), states={"present": 1})


def test_a_line_of_revisions_shows_the_last() -> None:
    state = History().add("a", title="x", notes="y").add("b", "a", title="z").add("c", "b", title="w").view()
    assert (state.fields, heads(state), state.conflicts) == ({"title": "w"}, "c", {})
    assert state.states == {"present": 3}
    assert not state.incomplete
    assert not state.newer


def test_edits_of_different_fields_merge() -> None:
    history = History().add("a", title="x", notes="x")
    state = history.add("b", "a", title="b", notes="x").add("c", "a", title="x", notes="c").view()
    assert (state.fields, heads(state), state.conflicts) == ({"title": "b", "notes": "c"}, "b c", {})


def test_edits_of_one_field_are_a_conflict_with_every_head_named() -> None:
    history = History().add("a", title="x", notes="x")
    state = history.add("b", "a", title="b", notes="x").add("c", "a", title="c", notes="c").view()
    assert state.fields == {"title": "b", "notes": "c"}
    assert state.conflicts == {
        "title": (Conflict(History.id("b"), "b"), Conflict(History.id("c"), "c")),
    }


def test_heads_with_equal_bodies_are_one_and_both_are_parents_of_an_edit() -> None:
    history = History().add("a", title="x").add("b", "a", title="y").add("c", "a", title="y")
    state = history.view()
    assert (state.fields, heads(state), state.conflicts) == ({"title": "y"}, "b c", {})
    after = history.add("d", "b c", title="z").view()
    assert (after.fields, heads(after)) == ({"title": "z"}, "d")


def test_an_edit_on_one_head_leaves_the_conflict_open() -> None:
    history = History().add("a", title="x", notes="x").add("b", "a", title="b", notes="x")
    history.add("c", "a", title="c", notes="x").add("d", "b", title="b", notes="new")
    state = history.view()
    assert state.fields == {"title": "c", "notes": "new"}
    assert told(state) == {"title": {"c": "c", "d": "b"}}


def test_a_decision_on_all_heads_closes_it() -> None:
    history = History().add("a", title="x").add("b", "a", title="b").add("c", "a", title="c")
    state = history.add("d", "b c", title="both").view()
    assert (state.fields, heads(state), state.conflicts) == ({"title": "both"}, "d", {})


def test_criss_cross_with_the_same_decision_is_no_conflict() -> None:
    history = History().add("a", title="x").add("b", "a", title="b").add("c", "a", title="c")
    state = history.add("d", "b c", title="b").add("e", "b c", title="b", notes="e").view()
    assert (state.fields, heads(state), state.conflicts) == ({"title": "b", "notes": "e"}, "d e", {})


def test_criss_cross_with_opposite_decisions_is_a_conflict_again() -> None:
    history = History().add("a", title="x").add("b", "a", title="b").add("c", "a", title="c")
    state = history.add("d", "b c", title="b").add("e", "b c", title="c").view()
    assert told(state) == {"title": {"d": "b", "e": "c"}}


def test_a_merge_without_a_conflict_decides_nothing() -> None:
    history = History().add("a", title="x", notes="x").add("b", "a", title="b", notes="x")
    history.add("c", "a", title="x", notes="c").add("d", "b c", title="b", notes="c", by="d")
    state = history.add("e", "b", title="e", notes="x").view()
    assert (state.fields, told(state)) == ({"title": "e", "notes": "c", "by": "d"}, {})


def test_a_third_head_from_before_does_not_bring_back_what_was_undone() -> None:
    history = History().add("a", title="x").add("b", "a", title="wrong")
    history.add("c", "b", title="wrong", notes="c").add("d", "b", title="x")
    assert history.view().fields == {"title": "x", "notes": "c"}
    state = history.add("e", "a", title="x", by="e").view()
    assert (state.fields, told(state)) == ({"title": "x", "notes": "c", "by": "e"}, {})


def test_a_third_head_from_before_makes_no_conflict_of_what_was_settled() -> None:
    history = History().add("a", title="x").add("b", "a", title="y")
    history.add("c", "b", title="y", notes="c").add("d", "b", title="z").add("e", "a", title="x", by="e")
    state = history.view()
    assert (state.fields, told(state)) == ({"title": "z", "notes": "c", "by": "e"}, {})


def test_only_heads_with_a_say_are_named() -> None:
    history = History().add("a", title="x").add("b", "a", title="b").add("c", "a", title="c")
    state = history.add("d", "a", title="x", notes="d").view()
    assert told(state) == {"title": {"b": "b", "c": "c"}}
    assert heads(state) == "b c d"


def test_undoing_counts_as_an_edit() -> None:
    history = History().add("a", title="x").add("b", "a", title="y").add("c", "b", title="x")
    state = history.add("d", "a", title="z").view()
    assert told(state) == {"title": {"c": "x", "d": "z"}}


def test_items_of_lists() -> None:
    def item(id_: str, text: str = "") -> dict[str, str]:
        return {"id": id_, "text": text}

    history = History().add("a", names=[item("n1"), item("n2"), item("n3")])
    history.add("b", "a", names=[item("n1", "b"), item("n2"), item("n3", "b"), item("b1")])
    history.add("c", "a", names=[item("n2"), item("n3", "c"), item("c1")])
    state = history.view()
    assert state.fields == {"names": [item("n1", "b"), item("n2"), item("n3", "b"), item("b1"), item("c1")]}
    assert told(state) == {
        "names/n1": {"b": item("n1", "b"), "c": None},
        "names/n3": {"b": item("n3", "b"), "c": item("n3", "c")},
    }


def test_an_unknown_parent_makes_the_history_incomplete() -> None:
    state = History().add("b", "a", title="b").view()
    assert (state.fields, heads(state), state.incomplete) == ({"title": "b"}, "b", True)
    state = History().add("b", "a", title="b").add("c", "a", title="b", notes="c").view()
    assert (state.fields, told(state), state.incomplete) == ({"title": "b", "notes": "c"}, {}, True)
    state = History().add("b", "a", title="b").add("c", "a", title="c").view()
    assert (told(state), state.incomplete) == ({"title": {"b": "b", "c": "c"}}, True)


@pytest.mark.parametrize("lost", [ERASED, SEALED, "absent"])
def test_a_head_without_a_body_takes_no_part_but_is_counted(lost: str) -> None:
    history = History().add("a", title="a").add("b", "a", title="b").lose("b", lost)
    state = history.view()
    assert (state.fields, heads(state)) == ({"title": "a"}, "a")
    assert state.states == {"present": 1, lost: 1}
    assert not state.newer


def test_a_revision_without_a_body_in_between_is_passed_through() -> None:
    history = History().add("a", title="a", notes="a").add("b", "a", title="b", notes="a").lose("b")
    history.add("c", "b", title="b", notes="c").add("d", "a", title="a", notes="a", by="d")
    state = history.view()
    assert (state.fields, heads(state)) == ({"title": "b", "notes": "c", "by": "d"}, "c d")


def test_without_any_body_type_heads_and_counts_are_left() -> None:
    history = History().add("a", title="a").add("b", "a", title="b").lose("a").lose("b", SEALED)
    state = history.view()
    assert (state.type, state.fields, heads(state)) == (KNOWN, {}, "b")
    assert state.states == {ERASED: 1, SEALED: 1}
    assert not state.newer


def test_a_newer_head_is_never_merged() -> None:
    history = History().add("a", title="a", notes="a").add("b", "a", title="b", notes="a")
    newer = Node(History.id("c"), (History.id("a"),), Body(1, KNOWN, {"title": "c"}), readable=False)
    state = history.put(newer).view()
    assert (state.fields, heads(state), state.newer) == ({"title": "b", "notes": "a"}, "b c", True)
    assert state.conflicts == {}


@pytest.mark.parametrize(("body", "readable"), [(Body(2, KNOWN, None), True), (Body(1, KNOWN, {"title": "c"}), False)])
def test_on_top_of_ours_a_newer_head_leaves_showing_what_we_can_read(body: Body, readable: bool) -> None:
    history = History().add("a", title="a")
    state = history.put(Node(History.id("b"), (History.id("a"),), body, readable)).view()
    assert (state.type, state.fields, heads(state), state.newer) == (KNOWN, {"title": "a"}, "b", True)
    settled = history.add("c", "b", title="c").view()
    assert (settled.fields, heads(settled), settled.newer) == ({"title": "c"}, "c", False)


def test_only_newer_heads_show_nothing() -> None:
    node = Node(History.id("a"), (), Body(2, "", None), True, "note")
    assert History().put(node).view() == State("note", {}, (node.id,), newer=True, states={"present": 1})


def test_an_unknown_type_is_shown_as_it_stands_and_never_merged() -> None:
    def node(name: str, parents: tuple[str, ...] = (), **fields: Any) -> Node:
        return Node(History.id(name), parents, Body(1, "from_2031", fields))

    history = History().put(node("a", new=1))
    state = history.view()
    assert (state.type, state.fields, state.newer) == ("from_2031", {"new": 1}, True)
    history.put(node("b", (History.id("a"),), new=2)).put(node("c", (History.id("a"),), new=1, other=2))
    state = history.view()
    assert (state.fields, heads(state), state.newer, state.conflicts) == ({}, "b c", True, {})


def test_a_head_of_another_type_is_not_merged() -> None:
    history = History().add("a", title="a").add("b", "a", title="b")
    odd = Node(History.id("c"), (History.id("a"),), Body(1, "act", {"title": "c"}))
    state = history.put(odd).view()
    assert (state.type, state.fields, heads(state), state.newer) == (KNOWN, {"title": "b"}, "b c", True)


def test_the_fields_of_one_head() -> None:
    history = History().add("a", title="a").add("b", "a", title="b").add("c", "a", title="c")
    assert fields_of_head(history.nodes, History.id("c")) == {"title": "c"}
    history.put(Node(History.id("d"), (), Body(2, "", None)))
    with pytest.raises(NewerVersion):
        fields_of_head(history.nodes, History.id("d"))
    with pytest.raises(ValueError, match="not here"):
        fields_of_head(history.lose("c").nodes, History.id("c"))


def test_long_histories_do_not_exhaust_the_stack() -> None:
    history = History().add("a0", title="a")
    for n in range(1, 3000):
        history.add(f"a{n}", f"a{n - 1}", title="a", n=n)
    history.add("x", "a0", title="x")
    state = history.view()
    assert (state.fields, told(state)) == ({"title": "x", "n": 2999}, {})


def test_very_many_heads_are_listed_and_not_merged() -> None:
    history = History().add("base", title="base", kept="same")
    for number in range(2000):
        extra = {"rare": "odd"} if number == 1999 else {}
        history.add(f"h{number:04}", "base", title=f"title {number}", kept="same", two=number % 2, **extra)
    begun = time.perf_counter()
    state = view(history.nodes)
    print(f"2,000 heads: {time.perf_counter() - begun:.2f} s")
    assert len(state.heads) == 2000
    assert state.heads[0] == history.id("h0000")
    assert state.fields == {"title": "title 0", "kept": "same", "two": 0}
    assert set(state.conflicts) == {"title", "two", "rare"}
    assert [one.value for one in state.conflicts["title"]] == [f"title {number}" for number in range(MOST_SIDES)]
    assert state.conflicts["rare"] == (
        Conflict(history.id("h0000"), None),
        Conflict(history.id("h1999"), "odd"),
    )
    assert not state.newer
    assert view(dict(reversed(history.nodes.items()))) == state
