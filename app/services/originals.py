"""Originals and what was made from them: which file comes from which, and how a list of files is laid out as a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.body import Fields

ORIGINAL = "original"
KEPT = frozenset({ORIGINAL, "screenshot", "page", "web-archive"})
"""Roles of files that are made from no other file: they are what was taken or captured."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file in its place: how deep it stands below its original, and whether what it is made from is said."""

    item: Fields = field(repr=False)
    depth: int
    stray: bool
    """Made from another one, and nobody said which, or it is not listed."""


def tree(items: Sequence[Fields]) -> tuple[Placed, ...]:
    """Return the files in order: each original with all that was made from it below it; each file once."""
    by_id = {str(one.get("id")): one for one in items}
    children: dict[str, list[Fields]] = {}
    roots: list[Fields] = []
    for one in items:
        parent = one.get("of")
        if isinstance(parent, str) and parent in by_id and not _circular(one, by_id):
            children.setdefault(parent, []).append(one)
        else:
            roots.append(one)

    found: list[Placed] = []
    ahead = [(one, 0) for one in reversed(roots)]
    while ahead:
        one, depth = ahead.pop()
        found.append(Placed(one, depth, depth == 0 and one.get("role", ORIGINAL) not in KEPT))
        below = children.pop(str(one.get("id")), [])
        ahead += [(child, depth + 1) for child in reversed(below)]
    return tuple(found)


def _circular(one: Fields, by_id: Mapping[str, Any]) -> bool:
    seen = {str(one.get("id"))}
    at: Any = one
    while isinstance(of := at.get("of"), str) and of in by_id:
        if of in seen:
            return True
        seen.add(of)
        at = by_id[of]
    return False


def made_from(items: Sequence[Fields], attachment: str) -> tuple[Fields, ...]:
    """Return the files that were made from one, directly or by steps."""
    found: list[Fields] = []
    wanted = {attachment}
    others = [one for one in items if one.get("id") != attachment]
    while new := [one for one in others if one.get("of") in wanted and one not in found]:
        found += new
        wanted = {str(one.get("id")) for one in new}
    return tuple(found)
