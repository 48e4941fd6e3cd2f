"""The schema: thirteen record types, their fields, and what derives from them.

A field is one line in one module of this package. Checks, derived rows, titles and forms go by its kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.base import errors, resources
from app.base.i18n import _
from app.domain import search, vocabulary
from app.domain.schema import acts, casework, consents, people, petitions, sources
from app.domain.schema.check import check_value
from app.domain.schema.extract import EXTRACTION, Extract, extract_fields
from app.domain.schema.kinds import Field, Group, Kind, Link, RecordType
from app.domain.schema.title import title_from

_types: dict[str, RecordType] = {
    declared.name: declared
    for declared in (
        casework.CASE,
        casework.INCIDENT,
        acts.ACT,
        people.PERSON,
        people.ORGANISATION,
        sources.TESTIMONY,
        sources.DOCUMENT,
        petitions.REQUEST,
        petitions.REPLY,
        petitions.INTERVENTION,
        petitions.PROCESS,
        consents.CONSENT,
        casework.NOTE,
    )
}
TYPES: Mapping[str, RecordType] = MappingProxyType(_types)
"""Every record type by name; `extended` is the one thing that changes it."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def record_type(name: str) -> RecordType | None:
    """Return the record type `name`, or None when this version does not know it."""
    return _types.get(name)


def fields_of(name: str) -> Mapping[str, Field]:
    """Return the fields of the type `name` in the order of forms; empty for an unknown type."""
    declared = _types.get(name)
    return declared.fields if declared else MappingProxyType({})


@contextmanager
def extended(name: str, *fields: Field) -> Iterator[None]:
    """Add or replace fields of the type `name` while the block runs, in every thread of this process.

    Raises errors.UnknownType.
    """
    before = _known_type(name)
    _types[name] = replace(before, fields=MappingProxyType({**before.fields, **{f.name: f for f in fields}}))
    try:
        yield
    finally:
        _types[name] = before


def check_fields(name: str, fields: Mapping[str, Any], before: Mapping[str, Any] = _NOTHING) -> dict[str, Any]:
    """Return `fields` in full form: known values checked, item ids filled in, unknown fields untouched.

    A value equal to that of `before`, the fields as they stood, passes unchecked: what came from elsewhere or
    from newer software stays as it is while something else is edited. Raises errors.UnknownType, and
    errors.BadField, which names the field and never the value.
    """
    known = _known_type(name).fields
    return {
        key: value
        if key not in known or (key in before and before[key] == value)
        else check_value(known[key], value, key, known)
        for key, value in fields.items()
    }


def extract(name: str, fields: Mapping[str, Any]) -> Extract:
    """Return the derived rows of a body of type `name`; empty for an unknown type. Never fails."""
    declared = _types.get(name)
    return extract_fields(declared.fields, fields) if declared else Extract()


def title_of(name: str, fields: Mapping[str, Any], language: str = "en") -> str:
    """Return a short title for lists, never empty. Never fails."""
    return title_from(_types.get(name), name, fields, language)


def attachments(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the attachments a body of any type names, those of a newer version without a hash left out."""
    listed = fields.get("attachments")
    if not isinstance(listed, list):
        return []
    return [item for item in listed if isinstance(item, dict) and isinstance(item.get("sha256"), str)]


def fingerprint() -> str:
    """Return a hash of everything derived rows depend on; another value means rebuild. Lowercase hex."""
    digest = hashlib.sha256(f"{EXTRACTION} {search.NORMALISER}\n".encode())
    for declared in _types.values():
        shape = (declared.name, declared.titles, declared.parts, _shape(declared.fields.values()))
        digest.update(f"{shape}\n".encode())
    for name in vocabulary.names():
        digest.update(resources.read_bytes("vocabularies", f"{name}.json"))
    return digest.hexdigest()


def _shape(fields: Any) -> list[Any]:
    return [(field.name, field.many, _kind_shape(field.kind)) for field in fields]


def _kind_shape(kind: Kind) -> Any:
    if isinstance(kind, Group):
        return ("Group", _shape(kind.fields))
    if isinstance(kind, Link):
        return ("Link", kind.roles, _shape(kind.attributes))
    return repr(kind)


def _known_type(name: str) -> RecordType:
    declared = _types.get(name)
    if declared is None:
        message = _("There is no record type {name}. The types are: {types}.")
        raise errors.UnknownType(message.format(name=name, types=", ".join(_types)))
    return declared


__all__ = [
    "TYPES",
    "Extract",
    "Field",
    "RecordType",
    "attachments",
    "check_fields",
    "extended",
    "extract",
    "fields_of",
    "fingerprint",
    "record_type",
    "title_of",
]
