"""Merging within values: whatever the order, nothing typed is lost in silence, and nothing is made up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain import canonical
from app.domain.merge import Merged, merge
from app.domain.prose import sentences, together
from app.domain.state import Node, State, view
from tests.property.histories import ancestry, histories, node

words = st.sampled_from(["one", "two", "three"])
texts = st.builds(
    lambda text, language, translations, note: {"text": text, "language": language, **translations, **note},
    words,
    st.sampled_from(["en", "zh"]),
    st.one_of(
        st.just({}),
        st.lists(
            st.fixed_dictionaries({"id": st.sampled_from("xy"), "text": words}),
            max_size=2,
            unique_by=lambda one: one["id"],
        ).map(lambda listed: {"translations": listed}),
    ),
    st.one_of(st.just({}), words.map(lambda note: {"note": note})),
)
dates = st.fixed_dictionaries({"edtf": st.sampled_from(["2012", "2013"])}, optional={"words": words, "note": words})
links = st.fixed_dictionaries(
    {"role": st.just("victim"), "to": st.sampled_from([None, "0" * 32, "1" * 32])},
    optional={
        "words": words,
        "number": st.fixed_dictionaries({"min": st.integers(1, 2)}, optional={"words": words}),
        "attributes": st.dictionaries(st.sampled_from(["degree", "alleged"]), st.booleans(), max_size=2),
    },
)
groups = st.fixed_dictionaries({}, optional={"kind": dates, "value": texts, "safe_times": texts, "done": st.booleans()})
single = st.one_of(texts, texts, dates, links, groups, st.just({"answer": "unknown"}))
listed = st.lists(
    st.tuples(st.sampled_from("klm"), single).map(lambda pair: {**pair[1], "id": pair[0]}),
    max_size=3,
    unique_by=lambda one: one["id"],
)
versions = st.dictionaries(st.sampled_from("ab"), st.one_of(single, listed), max_size=2)
sides = st.lists(versions, min_size=1, max_size=3)


def told(merged: Merged) -> dict[str, set[bytes]]:
    return {path: {canonical.encode(one) for one in by.values()} for path, by in merged.conflicts.items()}


def settled(merged: Merged) -> bytes:
    """Return what is shown, but for fields in conflict and the order of items."""
    open_ = {path.partition("/")[0] for path in merged.conflicts}
    return canonical.encode({name: ordered(one) for name, one in merged.fields.items() if name not in open_})


def ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: ordered(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted(map(ordered, value), key=canonical.encode)
    return value


def leaves(value: Any) -> set[str]:
    """Return every word and number said anywhere in a value."""
    if isinstance(value, dict):
        return {f"{key}:{leaf}" for key, one in value.items() for leaf in leaves(one)}
    if isinstance(value, list):
        return {f"{one.get('id') if isinstance(one, dict) else ''}/{leaf}" for one in value for leaf in leaves(one)}
    return {repr(value)}


@given(versions, sides, st.randoms())
def test_the_order_of_sides_changes_only_what_is_shown_first(base: Any, made: list[Any], random: Any) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    one, other = merge(base, made), merge(base, shuffled)
    assert one.conflicts.keys() == other.conflicts.keys()
    assert settled(one) == settled(other)
    if len(made) < 3:  # of three, whose settled word stands beside an open one depends on who is first
        for path, values in one.conflicts.items():
            both = (
                {canonical.encode(ordered(value)) for value in each.values()}
                for each in (values, other.conflicts[path])
            )
            assert next(both) == next(both)


@given(versions, versions)
def test_what_only_one_changed_is_theirs_and_merging_twice_is_merging_once(base: Any, side: Any) -> None:
    for made in ([side], [side, side], [base, side], [side, base], [base, side, base, side]):
        merged = merge(base, made)
        assert canonical.encode(merged.fields) == canonical.encode(side)
        assert not merged.conflicts


@given(versions, sides)
def test_nothing_is_made_up_and_nothing_new_is_lost(base: Any, made: list[Any]) -> None:
    merged = merge(base, made)
    said = set[str]().union(*(leaves(side) for side in [*made, base]))
    seen = leaves(merged.fields)
    for path, values in merged.conflicts.items():
        name, slash, item = path.partition("/")
        for value in values.values():
            if value is not None:
                seen |= {f"{name}:{item}/{leaf}" for leaf in leaves(value)} if slash else leaves({name: value})
    assert seen <= said
    for side in made:  # what a side said anew is shown, or waits
        assert leaves(side) - leaves(base) <= seen
    everywhere = leaves(base)
    for side in made:
        everywhere &= leaves(side)
    assert everywhere <= seen


@given(versions, sides)
def test_every_side_of_a_conflict_has_all_that_is_settled(base: Any, made: list[Any]) -> None:
    merged = merge(base, made)
    for values in merged.conflicts.values():
        assert len({canonical.encode(one) for one in values.values()}) > 1


@given(histories(versions, "a", 7), st.randoms())
def test_the_order_of_arrival_means_nothing(nodes: dict[str, Node], random: Any) -> None:
    arrived = list(nodes.items())
    random.shuffle(arrived)
    assert view(dict(arrived)) == view(nodes)


@given(histories(versions, "a", 7))
def test_writing_down_what_is_shown_changes_nothing(nodes: dict[str, Node]) -> None:
    """Merged here, or merged there first: associative in its outcome."""
    state = view(nodes)
    if state.conflicts:
        return
    here, there = node(state.heads, state.fields, 100), node(state.heads, state.fields, 101)
    for added in ({here.id: here}, {here.id: here, there.id: there}):
        after = view({**nodes, **added})
        assert canonical.encode(after.fields) == canonical.encode(state.fields)
        assert not after.conflicts


@given(versions, versions, versions, versions)
def test_two_merged_first_and_the_third_after_say_the_same(base: Any, one: Any, two: Any, three: Any) -> None:
    root = node((), base, 0)
    made = [node((root.id,), fields, salt) for salt, fields in enumerate((one, two, three), 1)]
    pair = view({each.id: each for each in (root, *made[:2])})
    alone = {each.id: each for each in (root, *made)}
    if pair.conflicts or len(pair.heads) < 2:
        return
    saved = node(pair.heads, pair.fields, 9)
    together_, after = view(alone), view({**alone, saved.id: saved})
    assert after.conflicts.keys() == together_.conflicts.keys()
    for name in {*after.fields, *together_.fields} - {path.partition("/")[0] for path in after.conflicts}:
        assert canonical.encode(ordered(after.fields.get(name))) == canonical.encode(
            ordered(together_.fields.get(name))
        )


@given(histories(versions, "a", 7), versions)
def test_an_edit_on_one_head_shows_or_is_in_conflict(nodes: dict[str, Node], wanted: Any) -> None:
    head = view(nodes).heads[0]
    before = view(ancestry(nodes, (head,))).fields
    made = node((head,), wanted, 100)
    state = view({**nodes, made.id: made})
    seen = leaves(state.fields) | said_in(state)
    assert leaves(wanted) - leaves(before) <= seen


def said_in(state: State) -> set[str]:
    found = set[str]()
    for path, conflict in state.conflicts.items():
        name, slash, item = path.partition("/")
        for side in conflict:
            if side.value is not None:
                found |= (
                    {f"{name}:{item}/{leaf}" for leaf in leaves(side.value)} if slash else leaves({name: side.value})
                )
    return found


prose = st.lists(st.sampled_from(["A. ", "B. ", "C! ", "D\n", "他来。", "E "]), max_size=9).map("".join)


@given(st.text(max_size=80))
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(prose, st.lists(prose, min_size=1, max_size=3), st.randoms())
def test_prose_put_together_loses_and_invents_no_words(base: str, made: list[str], random: Any) -> None:
    merged = together(base, made)
    shuffled = list(made)
    random.shuffle(shuffled)
    assert together(base, shuffled) == merged
    assert together(base, [*made, *made]) == merged
    assert together(base, [*made, base]) == merged
    for one in made:
        assert together(base, [one]) == one
    if merged is None:
        return
    before, after = Counter(sentences(base)), Counter(sentences(merged))
    told = [Counter(sentences(one)) for one in made]
    only_added = all(within(sentences(base), sentences(one)) for one in made)
    only_removed = all(within(sentences(one), sentences(base)) for one in made)
    for sentence in {*after, *before, *(each for one in told for each in one)}:
        changes = [one[sentence] - before[sentence] for one in told]
        assert before[sentence] + sum(c for c in changes if c < 0) <= after[sentence] or not only_removed
        assert after[sentence] > 0 or any(one[sentence] == 0 for one in told)  # what all have is there
        assert after[sentence] == 0 or any(one[sentence] for one in told)  # what none has is not
        if only_added:
            assert after[sentence] >= before[sentence] + max(changes)
        if only_removed:
            assert after[sentence] <= before[sentence] + min(changes)
    for one in made:  # what one added anew stands there as it stood
        new = [sentence for sentence in sentences(one) if sentence not in before]
        assert within(new, sentences(merged))


def within(some: list[str], whole: list[str]) -> bool:
    """Tell whether all of `some` stand in `whole` in their order."""
    left = iter(whole)
    return all(one in left for one in some)
