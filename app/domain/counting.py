"""How many people were harmed, told honestly: groups with their known members once, and bounds where that is all.

Two records are two people, or two groups without anybody in common, as long as nothing says otherwise. What says so is
a known member, or that two records were merged. Members known later never raise a number: they were in it from the
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from app.domain.schema.kinds import DECIMAL


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least and at most how many; `most` is None where nothing says."""

    least: int
    most: int | None


ONE = Bounds(1, 1)


@dataclass(frozen=True, slots=True)
class Party:
    """One who was harmed: a person, or a group with those of its members that are known, persons or groups."""

    number: Bounds | None
    """How many; None where nobody told."""
    single: bool = True
    named: bool = False
    """Whether it is one person of whom a name is known."""
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class People:
    """How many people some victims are."""

    least: int = 0
    most: int | None = 0
    """None where nothing says."""
    identified: int = 0
    """People who are a record of their own, known members of groups among them."""
    named: int = 0
    """Those of them whose name is known."""
    unallocated: tuple[str, ...] = field(default=(), repr=False)
    """Victims of whom nobody told how many they are: in no figure."""
    within: tuple[str, ...] = field(default=(), repr=False)
    """Victims who are members of a group that is a victim too: counted with it."""
    exceeded: tuple[str, ...] = field(default=(), repr=False)
    """Groups of which more members are known than their number allows."""


def bounds(number: Any) -> Bounds | None:
    """Return what a number in the form of records says of how many people; None when it says nothing."""
    if not isinstance(number, dict):
        return None
    low, best, high = (_whole(number.get(key), up=key == "min") for key in ("min", "best", "max"))
    if low is None and high is None:
        return None if best is None else Bounds(best, best)
    if low is None:
        return Bounds(1 if high else 0, high)  # a victim is somebody
    return Bounds(low, high)


def _whole(value: Any, *, up: bool) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        value = int(Decimal(value).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))
    return max(0, value) if isinstance(value, int) else None


def people(victims: Iterable[str], parties: Mapping[str, Party]) -> People:
    """Count the people these victims are, in whatever order they come; all they consist of are in `parties`."""
    asked = set(victims) & parties.keys()
    inside = {one: inside_of(one, parties) for one in asked}
    within = {one for group in asked for one in inside[group] & asked if _holds(group, one, inside)}
    tops = asked - within
    sizes = {one: _size(one, within & inside[one], parties) for one in tops}
    sums = [_together(some, sizes, within, inside, parties) for some in _connected(tops, inside)]
    persons = {one for one in asked.union(*inside.values()) if one in parties and parties[one].single}
    return People(
        least=sum(one.least for one in sums),
        most=None if any(one.most is None for one in sums) else sum(one.most or 0 for one in sums),
        identified=len(persons),
        named=sum(1 for one in persons if parties[one].named),
        unallocated=tuple(sorted(one for one in tops if parties[one].number is None)),
        within=tuple(sorted(within)),
        exceeded=tuple(sorted(one for one in asked if _exceeded(one, inside[one], parties))),
    )


def _connected(tops: Iterable[str], inside: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Return the victims in heaps: those of one heap have known members in common, or are alone."""
    heaps: dict[str, list[str]] = {}
    of_member: dict[str, str] = {}
    at = dict[str, str]()
    for top in sorted(tops):
        joined = {at[of_member[one]] for one in inside[top] if one in of_member}
        heaps[top] = [top]
        for other in joined:
            heaps[top] += heaps.pop(other)
        at |= dict.fromkeys(heaps[top], top)
        of_member |= dict.fromkeys(inside[top], top)
    return list(heaps.values())


def _together(
    tops: Sequence[str],
    sizes: Mapping[str, Bounds],
    within: set[str],
    inside: Mapping[str, frozenset[str]],
    parties: Mapping[str, Party],
) -> Bounds:
    """Return how many some victims with members in common are, each of those members once."""
    if len(tops) == 1:
        return sizes[tops[0]]
    apart = [
        parties[one].number or Bounds(0, None) for one in {*tops, *(m for top in tops for m in within & inside[top])}
    ]
    least = sum(sizes[one].least for one in tops)
    highs = [sizes[one].most for one in tops]
    most = None if None in highs else sum(one or 0 for one in highs)
    floor = max(sizes[one].least for one in tops)
    at_least, at_most = 0, 0
    boundless = False
    for one, times in _shared(tops, inside, parties).items():
        number = parties[one].number or Bounds(0, None)
        at_least += times * number.least
        at_most += times * (number.most or 0)
        boundless = boundless or number.most is None
    # However they overlap, together they are never more than all of them apart from each other.
    least = min(floor if boundless else max(floor, least - at_most), sum(one.least for one in apart))
    if most is not None and all(one.most is not None for one in apart):
        most = min(most, sum(one.most or 0 for one in apart))
    return Bounds(least, None if most is None else max(floor, most - at_least))


def inside_of(group: str, parties: Mapping[str, Party]) -> frozenset[str]:
    """Return the known members of a group, and theirs; a group that is in itself by some way round is not its own."""
    found, ahead = set[str](), [group]
    while ahead:
        party = parties.get(ahead.pop())
        new = [one for one in (party.members if party is not None else ()) if one not in found]
        found.update(new)
        ahead += new
    return frozenset(found - {group})


def _holds(group: str, one: str, inside: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether `one` is counted with `group`; of two that hold each other, with the first by its id."""
    if group == one or one not in inside[group]:
        return False
    return group not in inside[one] or group < one


def _size(top: str, within: Iterable[str], parties: Mapping[str, Party]) -> Bounds:
    """Return how many a victim is: its number, and never fewer than those of its members who are victims themselves."""
    number = parties[top].number or Bounds(0, None)
    below = people(within, parties).least if within else 0
    least = max(number.least, below)
    return Bounds(least, None if number.most is None else max(number.most, least))


def _shared(tops: Iterable[str], inside: Mapping[str, frozenset[str]], parties: Mapping[str, Party]) -> dict[str, int]:
    """Return who is in several of the victims counted, and how many times too often that would count them."""
    holding: dict[str, int] = {}
    for top in tops:
        for one in inside[top]:
            holding[one] = holding.get(one, 0) + 1
    parents: dict[str, list[str]] = {}
    for group in holding:
        for one in parties[group].members - {group} if group in parties else ():
            parents.setdefault(one, []).append(group)
    found = {}
    for one, times in holding.items():
        by_groups = sum(holding[group] - 1 for group in parents.get(one, ()))
        if one in parties and times - 1 - by_groups > 0:
            found[one] = times - 1 - by_groups
    return found


def _exceeded(group: str, inside: frozenset[str], parties: Mapping[str, Party]) -> bool:
    number = parties[group].number
    persons = sum(1 for one in inside if one in parties and parties[one].single)
    return number is not None and number.most is not None and persons > number.most
