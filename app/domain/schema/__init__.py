"""The schema: thirteen record types, their fields, and what derives from them.

A field is one line in one module of this package. Checks, derived rows, titles and forms go by its kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.base import errors, resources
from app.base.i18n import _
from app.domain import search, vocabulary
from app.domain.schema import acts, casework, consents, office, people, petitions, processes, sources
from app.domain.schema.check import check_value
from app.domain.schema.contents import refuse_other_contents
from app.domain.schema.defining import DEFINITIONS
from app.domain.schema.extract import EXTRACTION, Extract, extract_fields
from app.domain.schema.kinds import OWN, Field, Group, Kind, Link, RecordType
from app.domain.schema.office import Definition
from app.domain.schema.title import title_from
from app.domain.vocabulary import Entry, Lists, Vocabulary

_TYPES = {
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
        processes.PROCESS,
        consents.CONSENT,
        casework.NOTE,
    )
}
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NO_FIELDS: Mapping[str, Field] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """All record types with their fields, and the vocabularies: `OURS` ships, an open vault has its own.

    `types` are those of casework; definitions are known beside them.
    """

    types: Mapping[str, RecordType]
    lists: Lists = vocabulary.OURS

    def record_type(self, name: str) -> RecordType | None:
        """Return the record type `name`, definitions among them, or None when this version does not know it."""
        return self.types.get(name) or DEFINITIONS.get(name)

    def fields_of(self, name: str) -> Mapping[str, Field]:
        """Return the fields of the type `name` in the order of forms; empty for an unknown type."""
        declared = self.record_type(name)
        return declared.fields if declared else _NO_FIELDS

    def with_definitions(self, given: Iterable[Definition]) -> Schema:
        """Return this schema with what an office defined, as far as it is as it should be. Never fails."""
        defined = office.read(given)
        if not (defined.fields or defined.forms or defined.lists):
            return self
        return Schema(*office.applied(self.types, defined))

    def check_fields(
        self, name: str, fields: Mapping[str, Any], before: Mapping[str, Any] = _NOTHING
    ) -> dict[str, Any]:
        """Return `fields` in full form: known values checked, item ids filled in, unknown fields untouched.

        A value equal to that of `before`, the fields as they stood, passes unchecked: what came from elsewhere or
        from newer software stays as it is while something else is edited. Raises errors.UnknownType, and
        errors.BadField, which names the field and never the value.
        """
        known = self._known_type(name).fields
        refuse_other_contents(fields, before)
        return {
            key: value
            if key not in known or (key in before and before[key] == value)
            else check_value(known[key], value, key, known, self.lists)
            for key, value in fields.items()
        }

    def extract(self, name: str, fields: Mapping[str, Any]) -> Extract:
        """Return the derived rows of a body of type `name`; empty for an unknown type. Never fails."""
        declared = self.record_type(name)
        if declared is None:
            return Extract()
        drawn = Extract(lists=self.lists)
        if name in DEFINITIONS:
            drawn.terms.append(("defines", f"{DEFINES}{name}"))
        drawn.terms.extend((field, KEPT) for field in fields if field.startswith(OWN))
        return extract_fields(declared.fields, fields, out=drawn)

    def title_of(self, name: str, fields: Mapping[str, Any], language: str = "en") -> str:
        """Return a short title for lists, never empty. Never fails."""
        return title_from(self.record_type(name), name, fields, language, self.lists)

    def fingerprint(self) -> str:
        """Return a hash of everything derived rows depend on; another value means rebuild. Lowercase hex."""
        digest = hashlib.sha256(f"{EXTRACTION} {search.NORMALISER}\n".encode())
        for declared in (*self.types.values(), *DEFINITIONS.values()):
            form = (declared.name, declared.titles, declared.parts, _shape(declared.fields.values()))
            digest.update(f"{form}\n".encode())
        for name in vocabulary.OURS.names():
            digest.update(resources.read_bytes("vocabularies", f"{name}.json"))
        for name, own in sorted(self.lists.own.items()):
            digest.update(
                f"{name} {[(term.code, sorted(term.labels.items())) for term in own.terms.values()]}".encode()
            )
        return digest.hexdigest()

    def vocabulary(self, name: str) -> Vocabulary:
        """Return the vocabulary `name`; raise FileNotFoundError when there is none."""
        return self.lists.load(name)

    def entry(self, code: str) -> Entry | None:
        """Return the term `code`, or None when it is not known here."""
        return self.lists.entry(code)

    def label(self, code: str, language: str = "en") -> str:
        """Return the label of a term in `language`, else in English, else the code itself."""
        return self.lists.label(code, language)

    def said(self, value: Mapping[str, Any], language: str = "en") -> str:
        """Return what a term chosen in a record says: its label, else the words kept beside it, else its code."""
        return self.lists.said(value, language)

    def broader(self, code: str) -> str | None:
        """Return the wider term of `code`, if it has one."""
        return self.lists.broader(code)

    def find(self, words: str, name: str | None = None) -> list[str]:
        """Return the codes whose label in any language holds every one of `words`, as whole or begun words."""
        return self.lists.find(words, name)

    def _known_type(self, name: str) -> RecordType:
        declared = self.record_type(name)
        if declared is None:
            message = _("There is no record type {name}. The types are: {types}.")
            raise errors.UnknownType(message.format(name=name, types=", ".join(self.types)))
        return declared


KEPT = "kept/value"
"""Stands in the rows of terms for every value of an office's field, defined here or not: by it they are found."""

DEFINES = "defines/"
"""Begins, in the rows of terms, what type of definition a record is."""

OURS = Schema(MappingProxyType(_TYPES))
"""The schema that ships."""


def attachments(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the attachments a body of any type names, those of a newer version without a hash left out."""
    listed = fields.get("attachments")
    if not isinstance(listed, list):
        return []
    return [item for item in listed if isinstance(item, dict) and isinstance(item.get("sha256"), str)]


def shape(field: Field) -> Any:
    """Return what of a field its derived rows depend on."""
    return (field.name, field.many, _kind_shape(field.kind))


def _shape(fields: Any) -> list[Any]:
    return [shape(field) for field in fields]


def _kind_shape(kind: Kind) -> Any:
    if isinstance(kind, Group):
        return ("Group", _shape(kind.fields))
    if isinstance(kind, Link):
        return ("Link", kind.roles, _shape(kind.attributes))
    return repr(kind)


__all__ = [
    "DEFINES",
    "DEFINITIONS",
    "KEPT",
    "OURS",
    "OWN",
    "Extract",
    "Field",
    "RecordType",
    "Schema",
    "attachments",
    "shape",
]
