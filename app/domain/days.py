"""How many days some stretches of time cover together, at least and at most, each day once.

Days are counted as `edtf` does, from bounds: what began in a month and ended in another covers at least the days
between, and at most all of both months.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain import edtf
from app.domain.edtf import Edtf

Ends = tuple[int | None, int | None]
"""First and last day on which something may have begun, or ended; None where nothing says."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time that began once and ended once; it lasted a day at least."""

    begins: Ends
    ends: Ends

    @property
    def sure(self) -> tuple[int, int] | None:
        """First and last day it covers whatever is true of its ends; None where there is no such day."""
        first, last = self.begins[1], self.ends[0]
        return (first, last) if first is not None and last is not None and first <= last else None

    @property
    def possible(self) -> Ends:
        """First and last day it may cover."""
        return self.begins[0], self.ends[1]


@dataclass(frozen=True, slots=True)
class Days:
    """At least and at most how many days; `most` is None where nothing says."""

    least: int
    most: int | None


def stretch(when: Edtf, *, moment: bool = False, until: Edtf | None = None) -> Stretch:
    """Return the stretch a date or period tells of.

    `moment`: it says when something began, and not how long it lasted. `until` is what is known otherwise of the end,
    as a release, or the date of the source that says it goes on.
    """
    known = (until.earliest, until.latest) if until is not None else (None, None)
    if "/" not in when.text:
        return Stretch((when.earliest, when.latest), known if moment or until else (when.earliest, when.latest))
    start, _slash, end = when.text.partition("/")
    began, ended = _end(start), _end(end)
    if ended == (None, None) or until is not None:
        ended = known
    return Stretch(began, ended)


def covered(stretches: Iterable[Stretch]) -> Days:
    """Return how many days some stretches cover, each day once; nothing is 0 days."""
    listed = list(stretches)
    sure = _joined([one.sure for one in listed if one.sure is not None])
    unsure = [one.possible for one in listed if one.sure is None]
    least = sum(last - first + 1 for first, last in sure) + _fewest(unsure, sure)
    possible = [one.possible for one in listed]
    if any(first is None or last is None for first, last in possible):
        return Days(least, None)
    whole = _joined([(first, last) for first, last in possible if first is not None and last is not None])
    return Days(least, max(least, sum(last - first + 1 for first, last in whole)))


def _end(text: str) -> Ends:
    if text in ("", ".."):
        return None, None
    found = edtf.parse(text)
    return found.earliest, found.latest


def _joined(some: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what stretches of whole days cover, in order and apart from each other."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(one for one in some if one[0] <= one[1]):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _fewest(unsure: list[Ends], sure: list[tuple[int, int]]) -> int:
    """Return the fewest days beyond the sure ones on which all the others can have been: each needs one."""
    low, high = float("-inf"), float("inf")
    windows = [(low if first is None else first, high if last is None else last) for first, last in unsure]
    days, chosen = 0, low
    for first, last in sorted(windows, key=lambda one: (one[1], one[0])):
        if any(begin <= last and first <= end for begin, end in sure):
            continue
        if days == 0 or first > chosen:
            days, chosen = days + 1, last
    return days
