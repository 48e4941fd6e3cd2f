"""How a form is laid out: its sections, the fields shown at once, and the sections that wait to be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.schema import OWN, Field, Schema
from app.domain.schema.supplements import SUPPLEMENTS

FIRST = 3
"""Fields of the first section that are shown without asking."""

HIDDEN = frozenset({"trashed", "same_as", "merged_links"})
"""Fields a form never shows: the trash and merging are actions, not entries."""

BESIDE = ("cites", "accounts")
"""Fields whose items are shown beside the field each speaks of; the whole lists are folded."""

DECIDING = frozenset(one.field for one in SUPPLEMENTS.values())
"""Fields whose value decides which sections are shown."""

ESSENTIAL: Mapping[str, tuple[str, ...]] = {
    "act": (
        *("incident", "perpetrators", "place", "detention_kind", "facility", "injuries", "manner_of_death"),
        *("last_seen", "losses", "reprisal_for", "cooperation", "refused", "told_to", "charges", "treatments"),
        *("restrictions", "stopped_how", "sexual_kinds"),
    ),
    "case": ("contains",),
    "consent": ("records", "purposes"),
    "document": ("author", "url", "captured", "attachments"),
    "intervention": ("attachments",),
    "note": ("when", "place", "attachments"),
    "organisation": ("kind", "place"),
    "person": ("sex", "birth"),
    "reply": ("attachments",),
    "request": ("attachments",),
    "testimony": ("attachments",),
}
"""Fields shown at once beyond the first ones and those a title is made of."""


def sections(schema: Schema, type_: str) -> dict[str, list[Field]]:
    """Return the fields of a type by the label of their section, in the order of the form."""
    found: dict[str, list[Field]] = {}
    for field in schema.fields_of(type_).values():
        if field.name not in HIDDEN and not field.retired:
            found.setdefault(field.section, []).append(field)
    return found


def essential(schema: Schema, type_: str) -> frozenset[str]:
    """Return the names of the fields of a type that are shown without asking."""
    declared = schema.record_type(type_)
    if declared is None:
        return frozenset()
    first = next(iter(sections(schema, type_).values()), [])
    names = [field.name for field in first[:FIRST]]
    own = [name for name in declared.fields if name.startswith(OWN)]  # an office adds what it wants to be asked
    at_once = {*names, *declared.titles, *declared.parts, *ESSENTIAL.get(type_, ()), *own}
    said = declared.shown
    return frozenset([*(name for name in at_once if said.get(name, True)), *(name for name in said if said[name])])


def waits(schema: Schema, label: str, fields: list[Field], values: Mapping[str, Any]) -> bool:
    """Tell whether a section is for records of another kind than this one and says nothing yet."""
    asked = SUPPLEMENTS.get(label)
    if asked is None or any(field.name in values for field in fields):
        return False
    said = values.get(asked.field)
    code = said.get("term") if isinstance(said, dict) else None
    while isinstance(code, str):
        if code in asked.terms:
            return False
        code = schema.broader(code)
    return True
