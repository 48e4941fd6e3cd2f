"""The order of a form as an office wants it: its own fields among ours, sections and fields moved, what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from app.domain.schema.common import FILES, HANDLING, SOURCING
from app.domain.schema.kinds import Field, RecordType

Entry: TypeAlias = tuple[str, int | None, bool | None, tuple[str, ...] | None]
"""Of one field: its section or nothing, its place there, whether it is shown at once, the outputs that want it."""
Entries: TypeAlias = dict[str, Entry]

LAST = (FILES, HANDLING, SOURCING)
"""The sections every type has: those of an office's own stand before them."""


@dataclass(frozen=True, slots=True)
class Form:
    """What an office said of the form of one type: by field, and the place of sections."""

    entries: Mapping[str, Entry]
    sections: Mapping[str, int]


def arranged(
    declared: RecordType, own: Sequence[Field], form: Form | None, wanted: Mapping[str, tuple[str, ...]]
) -> RecordType:
    """Return a record type with an office's own fields, in the order of its form."""
    said = form or Form({}, {})
    fields: list[Field] = []
    for one in (*declared.fields.values(), *own):
        section = said.entries.get(one.name, ("",))[0]
        fields.append(replace(one, section=section) if section and section != one.section else one)
    by_section: dict[str, list[Field]] = {}
    for one in fields:
        by_section.setdefault(one.section, []).append(one)
    order = [name for name in by_section if name not in LAST] + [name for name in LAST if name in by_section]
    order = _placed(order, {name: 10**6 + n for n, name in enumerate(LAST)} | dict(said.sections))
    names: dict[str, Field] = {}
    for section in order:
        places = {one.name: place for one in by_section[section] if (place := _place(said, one.name)) is not None}
        in_section = {one.name: one for one in by_section[section]}
        names |= {name: in_section[name] for name in _placed(list(in_section), places)}
    for name, entry in said.entries.items():
        wanted = {**wanted, name: entry[3]} if entry[3] is not None else wanted
    return replace(
        declared,
        fields=MappingProxyType(names),
        shown=MappingProxyType({name: entry[2] for name, entry in said.entries.items() if entry[2] is not None}),
        wanted=MappingProxyType({name: wanted[name] for name in names if wanted.get(name)}),
    )


def _place(form: Form, name: str) -> int | None:
    entry = form.entries.get(name)
    return entry[1] if entry else None


def _placed(names: list[str], places: Mapping[str, int]) -> list[str]:
    """Return names by their places; one without stays behind the one it stood behind."""
    at, keys = -1, {}
    for number, name in enumerate(names):
        at = places.get(name, at)
        keys[name] = (at, name not in places, number)
    return sorted(names, key=lambda name: keys[name])
