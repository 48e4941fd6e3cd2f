"""However files say they are made from each other: each is shown once, and below the one it names where that can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services import originals

IDS = ["a1", "a2", "a3", "a4", "a5"]
ROLES = st.sampled_from(["original", "redacted", "translation", "screenshot"])
LISTS = st.lists(st.sampled_from(IDS), unique=True, max_size=5).flatmap(
    lambda names: st.tuples(*[st.tuples(st.just(one), ROLES, st.none() | st.sampled_from(IDS)) for one in names])
)


@given(LISTS)
def test_each_file_is_shown_once_and_below_what_it_names(listed: tuple[tuple[str, str, str | None], ...]) -> None:
    items = [{"id": name, "role": role, "of": of} for name, role, of in listed]
    placed = originals.tree(items)
    assert sorted(one.item["id"] for one in placed) == sorted(one["id"] for one in items)
    above: list[str] = []
    for one in placed:
        del above[one.depth :]
        if one.depth:
            assert one.item["of"] == above[-1]
        above.append(one.item["id"])
    for item in items:
        made = originals.made_from(items, item["id"])
        assert item not in made
        assert all(one["of"] is not None for one in made)
