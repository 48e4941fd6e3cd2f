"""Counting people, whatever is linked with whatever: nobody is counted twice, and nothing said later adds anybody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import ONE, Bounds, Party, inside_of, people

KEYS = [f"p{n}" for n in range(5)] + [f"g{n}" for n in range(4)]


@st.composite
def casts(draw: st.DrawFn) -> dict[str, Party]:
    """Return people and groups, some of which are in others, in circles too."""
    found = {}
    for key in KEYS:
        if key.startswith("p"):
            found[key] = Party(ONE, named=draw(st.booleans()))
            continue
        least = draw(st.none() | st.integers(0, 9))
        more = draw(st.none() | st.integers(0, 9))
        number = None if least is None else Bounds(least, None if more is None else least + more)
        found[key] = Party(number, single=False, members=frozenset(draw(st.sets(st.sampled_from(KEYS), max_size=4))))
    return found


victims = st.lists(st.sampled_from(KEYS), max_size=9)


def without_members(cast: dict[str, Party]) -> dict[str, Party]:
    return {key: Party(one.number, one.single, one.named) for key, one in cast.items()}


def no_more(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)


@given(casts(), victims, st.randoms())
def test_the_order_in_which_victims_come_does_not_matter(
    cast: dict[str, Party], asked: list[str], chance: object
) -> None:
    shuffled = list(asked) + asked[:2]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    turned = dict(reversed(cast.items()))
    assert people(shuffled, turned) == people(asked, cast)


@given(casts(), victims)
def test_knowing_members_never_counts_more_than_not_knowing_any(cast: dict[str, Party], asked: list[str]) -> None:
    known, unknown = people(asked, cast), people(asked, without_members(cast))
    assert known.least <= unknown.least or known.exceeded
    assert no_more(known.most, unknown.most) or known.exceeded
    assert known.most is None or known.least <= known.most


@given(casts(), victims, st.sampled_from([key for key in KEYS if key.startswith("g")]), st.integers(1, 20))
def test_members_found_later_change_no_number(cast: dict[str, Party], asked: list[str], at: str, new: int) -> None:
    group, found = cast[at], {f"new{n}": Party(ONE, named=True) for n in range(new)}
    later = cast | found | {at: Party(group.number, False, False, group.members | found.keys())}
    before, after = people(asked, cast), people(asked, later)
    if _circles(cast) or _times(asked, cast, at) > 1:
        assert after.least <= before.least
        assert no_more(after.most, before.most)
    else:
        assert (after.least, after.most) == (before.least, before.most)
    assert after.named >= before.named


@given(casts(), victims, st.sampled_from(KEYS))
def test_one_more_victim_never_lessens_who_is_counted(cast: dict[str, Party], asked: list[str], more: str) -> None:
    plain = without_members(cast)
    assert people([*asked, more], plain).least >= people(asked, plain).least
    assert people([*asked, more], cast).identified >= people(asked, cast).identified


def _circles(cast: dict[str, Party]) -> bool:
    return any(key in inside_of(one, cast) for key, party in cast.items() for one in party.members)


def _times(asked: list[str], cast: dict[str, Party], at: str) -> int:
    """Return how many of the victims the group is, or is in: one member of it is one of all of them."""
    return sum(1 for one in set(asked) if one == at or at in inside_of(one, cast))
