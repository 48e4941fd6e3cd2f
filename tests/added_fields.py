"""A schema with a field more, to follow it through everything that derives from the schema."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from app.domain.schema import Field, Schema


def with_fields(known: Schema, name: str, *fields: Field) -> Schema:
    """Return a schema in which the type `name` has these fields too, or in the place of its own."""
    before = known.types[name]
    after = replace(before, fields=MappingProxyType({**before.fields, **{f.name: f for f in fields}}))
    return replace(known, types=MappingProxyType({**known.types, name: after}))
