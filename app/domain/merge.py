"""Merging of fields: what several versions of a record say together, path by path.

A path is a field, or an item of a list whose items have ids (`field/item`). Each revision is seen as having
written the paths it changed and as having inherited the others, with their writers. Where versions meet,
what one writer said gives way to what another said who built on it. One value left is the merged value,
several are a conflict. For two versions on one base this is the three-way merge; for more, and for histories
that cross, no base need be made up, nothing depends on the order of arrival, and no edit gives way to one
made without it. A value that several changed is looked into: where they changed different parts of it, or
different sentences of a text, it is merged too (`deep`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeAlias

from app.domain.body import Fields
from app.domain.canonical import Json, JsonObject, encode_decoded
from app.domain.deep import History, in_order, items_of, join, merge_value
from app.domain.parts import ids_of

Writers: TypeAlias = int
"""A set of revisions as a bit mask; bit n is the revision numbered n."""

Entry: TypeAlias = tuple[bytes | None, Writers]
"""A value as canonical bytes (None: not there; of a list with ids: LIST) and who wrote it."""

Written: TypeAlias = dict[str, Entry]
"""What one revision says: path to entry. A path is missing if nothing in its history ever had it."""

Survivors: TypeAlias = dict[str, list[Entry]]
"""What several revisions say together: path to the entries that gave way to none."""

LIST = b"[]"
"""Stands for a list whose items have paths of their own."""

MOST_SIDES = 50
"""Versions beyond this number are not merged: no person decides among so many, and it would take for ever."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the versions to merge."""

    fields: Fields
    written: Written


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge."""

    fields: Fields
    """A conflicting path shows the value of the first side that has one there."""
    conflicts: dict[str, dict[int, Json]]
    """Path to the values in conflict by number of the side, from 0; None where that side removed it."""


def merge(base: Fields, sides: Sequence[Fields]) -> Merged:
    """Merge versions made from `base`, each without knowledge of the others.

    A field changed by none stays, changed by one or by several to the same value is theirs, changed
    differently is merged part by part (`deep`) or a conflict; lists whose items have ids are merged item by item in
    the same way. A removal
    against an edit is a conflict that shows the edit. If several sides changed one list, the order of its
    items is that of the first of them, and items new on others follow in the order of the sides. Values are
    compared as canonical bytes.
    """
    first = write(0, base, {}, None)
    before = {path: [entry] for path, entry in first.items()}
    numbered = enumerate(sides, start=1)
    ancestors = [0] + [1] * len(sides)
    parents = [(), *[(0,)] * len(sides)]
    return combine(
        [Side(fields, write(number, fields, before, base)) for number, fields in numbered],
        ancestors,
        History([base, *sides], parents, ancestors, range(1, len(sides) + 1)),
    )


def compare(sides: Sequence[Fields]) -> Merged:
    """Return the fields of the first of very many sides, and each field in which any differs as a conflict.

    Nothing is merged. A conflict lists the first side of each value, at most `MOST_SIDES` of them.
    """
    values: dict[str, dict[bytes | None, int]] = {name: {} for side in sides for name in side}
    for number, fields in enumerate(sides):
        for name, found in values.items():
            found.setdefault(encode_decoded(fields[name]) if name in fields else None, number)
    conflicts: dict[str, dict[int, Json]] = {
        name: {number: sides[number].get(name) for number in sorted(found.values())[:MOST_SIDES]}
        for name, found in sorted(values.items())
        if len(found) > 1
    }
    return Merged(sides[0], conflicts)


def write(number: int, fields: Fields, before: Survivors, parent: Fields | None) -> Written:
    """Return what revision `number` with these fields has written or inherited.

    `before` is what its parents say together, `parent` the fields of its parent if it has exactly one.
    """
    said = _flatten(fields)
    own = 1 << number
    written: Written = {}
    touched = set()
    for path in before.keys() | said.keys():
        value = said.get(path)
        settled = _settled(path, before)
        if settled and settled[0] == value:
            written[path] = settled
        else:
            written[path] = (value, own)
            touched.add(path.partition("/")[0])
    for name, value in said.items():
        if value == LIST and (name in touched or _reordered(fields[name], parent, name)):
            # so that an edit of an item meets the replacement of the whole field elsewhere
            written[name] = (LIST, own)
    return written


def _settled(path: str, survivors: Survivors) -> Entry | None:
    """Return what survivors say of a path if it is one thing; of a list removed here and kept there, what is left."""
    entries = survivors.get(path, [])
    if len(entries) == 1:
        return entries[0]
    if {value for value, _writers in entries} != {LIST, None}:
        return None
    items = (told for other, told in survivors.items() if other.startswith(f"{path}/"))
    kept = any(value is not None for told in items for value, _writers in told)
    return LIST if kept else None, reduce(or_, (writers for _value, writers in entries))


def combine(sides: Sequence[Side], ancestors: Sequence[Writers], history: History) -> Merged:
    """Merge `sides`; see `merge` for the rules and `join` for `ancestors`."""
    survivors: Survivors = join([side.written for side in sides], ancestors)
    fields: Fields = {}
    conflicts: dict[str, dict[int, Json]] = {}
    items: dict[str, list[str]] = {}
    for path in sorted(survivors):
        name, slash, _item = path.partition("/")
        if slash:
            items.setdefault(name, []).append(path)
    for name in sorted(path for path in survivors if "/" not in path):
        kinds = {value for value, _writers in survivors[name]}
        if LIST in kinds and kinds <= {LIST, None}:
            merged = _merge_list(name, items.get(name, []), sides, survivors, conflicts, history)
            if merged or None not in kinds:
                fields[name] = merged
            continue
        values = {side: sides[side].fields.get(name) for side in _holders(name, survivors[name], sides)}
        raws = [one.get(name) for one in history.fields] if len(kinds) > 1 else []
        if len(kinds) > 1 and (within := merge_value(history, raws)) is not None:
            if within.sides:
                conflicts[name] = within.sides
            if within.value is not None:
                fields[name] = within.value
            continue
        if len(kinds) > 1:
            conflicts[name] = values
        if kinds != {None}:
            fields[name] = _shown(values)
    return Merged(fields, conflicts)


def _merge_list(
    name: str,
    paths: Sequence[str],
    sides: Sequence[Side],
    survivors: Survivors,
    conflicts: dict[str, dict[int, Json]],
    history: History,
) -> list[JsonObject]:
    ids = [ids_of(side.fields.get(name)) for side in sides]
    items = [
        dict(zip(known, side.fields[name], strict=True)) if known else {}
        for known, side in zip(ids, sides, strict=True)
    ]
    kept: dict[str, JsonObject] = {}
    whole: list[JsonObject] = []
    for path in paths:
        entries = survivors[path]
        if [value for value, _writers in entries] == [None]:
            continue
        one = path[len(name) + 1 :]
        values = {side: items[side].get(one) for side in _holders(path, entries, sides)}
        if len(entries) > 1 and not whole:
            whole = items_of(history, name)
        if len(entries) > 1 and (within := merge_value(history, [each.get(one) for each in whole])) is not None:
            if within.sides:
                conflicts[path] = within.sides
            if within.value is not None:
                kept[one] = within.value
            continue
        if len(entries) > 1:
            conflicts[path] = values
        kept[one] = _shown(values)
    lead = _holders(name, [entry for entry in survivors[name] if entry[0] == LIST], sides)[0]
    return [kept[one] for one in in_order([ids[lead], *ids], kept)]


def _holders(path: str, entries: Sequence[Entry], sides: Sequence[Side]) -> list[int]:
    """Return the numbers of the sides that wrote or inherited one of `entries`."""
    numbers = []
    for number, side in enumerate(sides):
        value, writers = side.written.get(path, (None, 0))
        if any(value == one and writers & left for one, left in entries):
            numbers.append(number)
    return numbers


def _reordered(value: Json, parent: Fields | None, name: str) -> bool:
    """Tell whether the list `value` has its ids in another order than the field `name` of the only parent."""
    return parent is not None and ids_of(value) != ids_of(parent.get(name))


def _shown(values: Mapping[int, Json]) -> Json:
    return next((value for value in values.values() if value is not None), None)


def _flatten(fields: Fields) -> dict[str, bytes]:
    said: dict[str, bytes] = {}
    for name, value in fields.items():
        ids = ids_of(value)
        if ids or value == []:
            said[name] = LIST
            said.update((f"{name}/{item['id']}", encode_decoded(item)) for item in value)
        else:
            said[name] = encode_decoded(value)
    return said
