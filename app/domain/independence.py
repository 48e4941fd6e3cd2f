"""Which sources are independent of each other: only those of which nothing recorded says that they are one.

Sources are one when one is derived from the other, a translation or a reprint of it; when both are derived from a
third; when the same person spoke, the same office wrote, or, where nobody is named as the author, the same one
published; or when they are the same file. A source derived from others that are all cited adds nothing and joins
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum


class Reason(IntEnum):
    """Why two sources are one, the plainest first."""

    DERIVED = 0
    SAME_FILE = 1
    SAME_VOICE = 2
    """The same person speaks, or the same person or office is the author."""
    SAME_PUBLISHER = 3


@dataclass(frozen=True, slots=True)
class Source:
    """What is recorded of where a source comes from."""

    origins: frozenset[str] = frozenset()
    """The sources it is derived from: original, text translated, first print."""
    voices: frozenset[str] = frozenset()
    """Who speaks in it, or wrote it."""
    publishers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    """Hashes of what is attached to it as an original."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that are one, and why; a single one without reasons is independent of all others."""

    sources: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()


UNKNOWN = Source()


def groups(cited: Iterable[str], sources: Mapping[str, Source]) -> tuple[Group, ...]:
    """Return the sources cited, in groups that are one each; how many groups is how many independent sources.

    `sources` holds those cited and all they are derived from, as far as anything is known of them.
    """
    asked = sorted(set(cited))
    kept = _adding(asked, sources)
    heaps = _joined(sorted(kept.union(*(_behind(one, sources) for one in kept))), sources)
    found: dict[str, list[str]] = {}
    for one in sorted(kept):
        found.setdefault(heaps.top(one), []).append(one)
    for one in asked:
        if one not in kept:  # shown with what it is derived from
            top = heaps.top(next(other for other in _behind(one, sources) if other in kept))
            found[top].append(one)
            heaps.reasons.setdefault(top, set()).add(Reason.DERIVED)
    return tuple(
        Group(tuple(sorted(some)), tuple(sorted(heaps.reasons.get(top, ()))) if len(some) > 1 else ())
        for top, some in sorted(found.items(), key=lambda one: min(one[1]))
    )


class _Heaps:
    """Sources put together, each heap under the first of its sources."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self.reasons: dict[str, set[Reason]] = {}

    def top(self, one: str) -> str:
        """Return the first source of the heap one is in."""
        while (up := self._above.get(one, one)) != one:
            one = up
        return one

    def join(self, one: str, other: str, reason: Reason) -> None:
        """Put two heaps together."""
        first, second = sorted((self.top(one), self.top(other)))
        if first != second:
            self._above[second] = first
        self.reasons.setdefault(first, set()).update(
            self.reasons.pop(second, set()) if first != second else (), [reason]
        )


def _joined(known: list[str], sources: Mapping[str, Source]) -> _Heaps:
    heaps = _Heaps()
    for one in known:
        for origin in sorted(sources.get(one, UNKNOWN).origins - {one}):
            heaps.join(one, origin, Reason.DERIVED)
    for reason, marks in _marks(known, sources):
        first: dict[str, str] = {}
        for one, mark in marks:
            if first.setdefault(mark, one) != one:
                heaps.join(first[mark], one, reason)
    return heaps


def _adding(asked: list[str], sources: Mapping[str, Source]) -> set[str]:
    """Return the sources that add something: those derived from others that are all cited are left out."""
    kept = set(asked)
    for one in asked:
        origins = sources.get(one, UNKNOWN).origins - {one}
        others = kept - {one}
        roots = [other for other in _behind(one, sources) if not sources.get(other, UNKNOWN).origins - {other}]
        if len(roots) > 1 and all(_covered(origin, others, sources, one) for origin in origins):
            kept = others
    return kept


def _covered(one: str, cited: set[str], sources: Mapping[str, Source], asked: str) -> bool:
    """Tell whether all that a source is derived from leads up to what is cited, and never round in a circle."""
    left: dict[str, frozenset[str]] = {}
    ahead = [one]
    while ahead:
        at = ahead.pop()
        if at in cited or at in left:
            continue
        origins = sources.get(at, UNKNOWN).origins - {at}
        if at == asked or not origins:
            return False
        left[at] = origins
        ahead += origins
    waits = {at: len(origins & left.keys()) for at, origins in left.items()}
    from_: dict[str, list[str]] = {}
    for at, origins in left.items():
        for origin in origins & left.keys():
            from_.setdefault(origin, []).append(at)
    ready = [at for at, many in waits.items() if not many]
    for at in ready:  # grows as it goes
        for below in from_.get(at, ()):
            waits[below] -= 1
            if not waits[below]:
                ready.append(below)
    return len(ready) == len(left)


def _behind(one: str, sources: Mapping[str, Source]) -> list[str]:
    """Return what a source is derived from, the nearest first."""
    found, ahead = dict[str, None](), [one]
    while ahead:
        new = [origin for near in ahead for origin in sorted(sources.get(near, UNKNOWN).origins) if origin not in found]
        found.update(dict.fromkeys(new))
        ahead = list(dict.fromkeys(new))
    found.pop(one, None)
    return list(found)


def _marks(known: list[str], sources: Mapping[str, Source]) -> list[tuple[Reason, list[tuple[str, str]]]]:
    """Return, for each reason beyond derivation, what two sources must share to be one."""
    voices, published, files = [], [], []
    for one in known:
        source = sources.get(one, UNKNOWN)
        voices += [(one, mark) for mark in sorted(source.voices)]
        files += [(one, mark) for mark in sorted(source.files)]
        if not source.voices:  # a publisher that is not the author speaks for nobody
            published += [(one, mark) for mark in sorted(source.publishers)]
    return [(Reason.SAME_FILE, files), (Reason.SAME_VOICE, voices), (Reason.SAME_PUBLISHER, published)]
