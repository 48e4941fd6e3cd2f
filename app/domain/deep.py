"""Merging within one value that several versions changed: part by part, as fields and items are merged.

Each revision is seen as having written the parts it changed, and as having inherited the others. What is left open is
told as whole values: each side with its own word on the open parts, and with what is settled of all the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TypeAlias, TypeVar

from app.domain.body import Fields
from app.domain.canonical import Json, JsonObject, encode_decoded
from app.domain.parts import CORE, ids_of, joined, split
from app.domain.prose import together

Path: TypeAlias = tuple[str, ...]
"""From the value down to a part: keys and ids of items; () is the value itself."""

Writers: TypeAlias = int
Entry: TypeAlias = tuple[bytes | None, Writers]
Key = TypeVar("Key", str, Path)
Said: TypeAlias = dict[Path, tuple[bytes, Json]]

_LIST = b"[list"
_OBJECT = b"{object "
"""Stand for a list or an object whose parts have paths of their own; no canonical bytes begin so."""


@dataclass(frozen=True, slots=True)
class History:
    """The revisions by number, parents first: their fields, their parents, all older ones, and which are merged."""

    fields: Sequence[Fields]
    parents: Sequence[tuple[int, ...]]
    ancestors: Sequence[Writers]
    sides: Sequence[int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a merge of one value shows, and the values in conflict by number of the side; none if all is settled."""

    value: Json
    """None where nothing is left."""
    sides: dict[int, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Built:
    """A part: what it shows, whether anything is there, and what each side in conflict says (None: not there)."""

    value: Json = None
    there: bool = False
    sides: dict[int, tuple[bool, Json]] = field(default_factory=dict)

    def of(self, side: int | None) -> tuple[bool, Json]:
        """Return whether a side has it and what it says there; what is shown, for a side with no say of its own."""
        shown = (self.there, self.value)
        return shown if side is None else self.sides.get(side, shown)


def merge_value(history: History, raws: Sequence[Json]) -> Outcome | None:
    """Merge one value, a field or an item of its list, as each revision has it; None when no part can be told apart."""
    if all(raw is None or split(raw) is None for raw in raws):
        return None
    merger = _Merger(history, raws)
    built = merger.build(())
    if built.sides:
        return Outcome(built.value, {side: value if there else None for side, (there, value) in built.sides.items()})
    return Outcome(built.value if built.there else None)


def items_of(history: History, name: str) -> list[JsonObject]:
    """Return the items of a list by id, as each revision has it."""
    found: list[JsonObject] = []
    for fields in history.fields:
        value = fields.get(name)
        ids = ids_of(value)
        found.append(dict(zip(ids, value, strict=True)) if ids and isinstance(value, list) else {})
    return found


class _Merger:
    """The paths of one value through a history, and what the sides say of them together."""

    def __init__(self, history: History, raws: Sequence[Json]) -> None:
        self._history = history
        self._raws = raws
        self._said: list[Said] = []
        written: list[dict[Path, Entry]] = []
        flat: dict[bytes, Said] = {}  # many versions say the same
        told = [b"" if raw is None else encode_decoded(raw) for raw in raws]
        for number, raw in enumerate(raws):
            parents = history.parents[number]
            only = parents[0] if len(parents) == 1 else None
            if only is not None and told[number] == told[only]:
                self._said.append(self._said[only])
                written.append(written[only])
                continue
            if told[number] not in flat:
                flat[told[number]] = {} if raw is None else _flat((), raw)
            said = flat[told[number]]
            before = join([written[parent] for parent in parents], history.ancestors)
            self._said.append(said)
            written.append(_write(number, said, before, self._said[only] if only is not None else None))
        self._written = [written[side] for side in history.sides]
        self._survivors = join(self._written, history.ancestors)
        self._below: dict[Path, list[str]] = {}
        for path in sorted(self._survivors):
            if path:
                self._below.setdefault(path[:-1], []).append(path[-1])

    def build(self, path: Path) -> _Built:
        """Return a part as all sides say it together."""
        entries = self._survivors.get(path, [])
        kinds = {value for value, _writers in entries}
        if kinds <= {None}:
            return _Built()
        if len(entries) == 1:
            mark = entries[0][0]
            if mark == _LIST:
                return self._list(path)
            if mark is not None and mark.startswith(_OBJECT):
                return self._object(path)
            return _Built(self._of(self._holders(path)[0], path)[1], there=True)
        if (text := self._prose(path, entries)) is not None:
            return _Built(text, there=True)
        sides = {side: self._of(side, path) for side in self._holders(path)}
        first = next((value for there, value in sides.values() if there), None)
        return _Built(first, there=True, sides=sides)

    def _object(self, path: Path) -> _Built:
        parts = {key: self.build((*path, key)) for key in self._below.get(path, [])}
        sides = sorted({side for part in parts.values() for side in part.sides})

        def made(side: int | None) -> Json:
            told = {key: part.of(side) for key, part in parts.items()}
            own = [key for key, part in parts.items() if side in part.sides]
            return joined({key: value for key, (there, value) in told.items() if there}, own)

        return _Built(made(sides[0] if sides else None), there=True, sides={side: (True, made(side)) for side in sides})

    def _list(self, path: Path) -> _Built:
        items = {one: self.build((*path, one)) for one in self._below.get(path, [])}
        sides = sorted({side for part in items.values() for side in part.sides})
        lead = self._holders(path)[0]
        orders = [self._ids(number, path) for number in (lead, *range(len(self._history.sides)))]
        order = in_order(orders, items)

        def made(side: int | None) -> Json:
            return [value for there, value in (items[one].of(side) for one in order) if there]

        return _Built(made(sides[0] if sides else None), there=True, sides={side: (True, made(side)) for side in sides})

    def _ids(self, side: int, path: Path) -> list[str]:
        there, value = self._of(side, path)
        return ids_of(value) if there else []

    def _of(self, side: int, path: Path) -> tuple[bool, Json]:
        found = self._said[self._history.sides[side]].get(path)
        return (False, None) if found is None else (True, found[1])

    def _holders(self, path: Path) -> list[int]:
        """Return the sides that wrote or inherited what survived of a part."""
        found = []
        for number, written in enumerate(self._written):
            value, writers = written.get(path, (None, 0))
            if any(value == one and writers & left for one, left in self._survivors[path]):
                found.append(number)
        return found

    def _prose(self, path: Path, entries: Sequence[Entry]) -> Json:
        """Return the core of a text to which several made changes that do not meet; None for anything else."""
        if not path or path[-1] != CORE or any(value is None for value, _writers in entries):
            return None
        base = self._common(reduce(or_, (writers for _value, writers in entries)))
        values = [self._of(side, path)[1] for side in self._holders(path)]
        found = self._said[base].get(path) if base is not None else None
        if found is None or not all(_is_prose(one) and _rest(one) == _rest(found[1]) for one in [found[1], *values]):
            return None
        merged = together(_text(found[1]), [_text(one) for one in values])
        return None if merged is None or not isinstance(found[1], dict) else {**found[1], "text": merged}

    def _common(self, writers: Writers) -> int | None:
        """Return the one latest revision that all of `writers` stand on; None when there is none, or several."""
        ancestors = self._history.ancestors
        shared = -1
        left = writers
        while left:
            lowest = left & -left
            shared &= ancestors[lowest.bit_length() - 1]
            left ^= lowest
        latest = shared & ~older(shared, ancestors) if shared > 0 else 0
        return latest.bit_length() - 1 if latest and latest & (latest - 1) == 0 else None


def older(writers: Writers, ancestors: Sequence[Writers]) -> Writers:
    """Return all revisions older than any of `writers`."""
    found = 0
    while writers:
        lowest = writers & -writers
        found |= ancestors[lowest.bit_length() - 1]
        writers ^= lowest
    return found


def join(sides: Sequence[Mapping[Key, Entry]], ancestors: Sequence[Writers]) -> dict[Key, list[Entry]]:
    """Return what several revisions say together; `ancestors[n]` are all revisions older than number n."""
    survivors: dict[Key, list[Entry]] = {}
    for path in {path for side in sides for path in side}:
        entries = {side[path] for side in sides if path in side}
        if len(entries) == 1:
            survivors[path] = list(entries)
            continue
        overruled = older(reduce(or_, (writers for _value, writers in entries)), ancestors)
        found: dict[bytes | None, Writers] = {}
        for side in sides:
            value, writers = side.get(path, (None, 0))
            if left := writers & ~overruled:
                found[value] = found.get(value, 0) | left
        survivors[path] = list(found.items())
    return survivors


def in_order(lists: Sequence[Sequence[str]], kept: Mapping[str, object]) -> list[str]:
    """Return the kept ids in the order of the first list, those of later ones after their predecessors."""
    following = {"": ""}  # a linked list, as lists can be long; "" stands for both ends
    for ids in lists:
        known = set(ids)
        place = ""
        for one in ids:
            if one in kept and one not in following:
                while (after := following[place]) and after not in known:
                    place = after  # behind what earlier sides put at the same place
                following[one] = following[place]
                following[place] = one
            if one in following:
                place = one
    order = []
    one = following[""]
    while one:
        order.append(one)
        one = following[one]
    return order


def _flat(path: Path, value: Json) -> Said:
    """Return a value and all its parts by path."""
    if ids_of(value) and isinstance(value, list):
        said: Said = {path: (_LIST, value)}
        for item in value:
            if isinstance(item, dict):
                said.update(_flat((*path, str(item["id"])), item))
        return said
    if value == [] and path:
        return {path: (_LIST, value)}
    found = split(value)
    if found is None or (path and path[-1] == CORE):
        return {path: (encode_decoded(value), value)}
    said = {path: (_OBJECT + found.shape.encode(), value)}
    for key, part in found.parts.items():
        said.update(_flat((*path, key), part))
    return said


def _write(number: int, said: Said, before: Mapping[Path, list[Entry]], parent: Said | None) -> dict[Path, Entry]:
    own = 1 << number
    written: dict[Path, Entry] = {}
    touched: set[Path] = set()
    for path in before.keys() | said.keys():
        value = said[path][0] if path in said else None
        entries = before.get(path, [])
        if len(entries) == 1 and entries[0][0] == value:
            written[path] = entries[0]
        else:
            written[path] = (value, own)
            touched |= {path[:length] for length in range(len(path))}
    for path, (mark, value) in said.items():
        moved = mark == _LIST and parent is not None and path in parent and ids_of(parent[path][1]) != ids_of(value)
        if (mark == _LIST or mark.startswith(_OBJECT)) and (path in touched or moved):
            written[path] = (mark, own)  # so that an edit of a part meets the replacement of the whole elsewhere
            touched |= {path[:length] for length in range(len(path))} if moved else set()
    return written


def _is_prose(core: Json) -> bool:
    return isinstance(core, dict) and isinstance(core.get("text"), str)


def _text(core: Json) -> str:
    return str(core.get("text")) if isinstance(core, dict) else ""


def _rest(core: Json) -> JsonObject:
    return {key: one for key, one in core.items() if key != "text"} if isinstance(core, dict) else {}
