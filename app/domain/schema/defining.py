"""The record types by which an office defines fields, lists of terms and forms of its own: records as all others.

They are no casework: lists show them only when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.base.i18n import N_
from app.domain.schema.common import section
from app.domain.schema.kinds import Field, Flag, Group, Number, RecordType, Term, Text

WHAT = N_("What")
WHERE = N_("Where it stands")

_TRASHED = Field("trashed", Flag(), N_("In the trash"))
_RETIRED = Field("retired", Flag(), N_("No longer in use"))
_WANTED = Field("wanted_for", Term("output"), N_("Wanted for"), N_("Outputs that miss it when it is empty."), many=True)
_POSITION = Field("position", Number(), N_("Place in the order"))


def _record_type(name: str, label: str, help_text: str, title: str, *sections: tuple[Field, ...]) -> RecordType:
    fields = {field.name: field for part in sections for field in part}
    return RecordType(name, label, help_text, MappingProxyType(fields), (title,), ("of_type",))


FIELD = _record_type(
    "field",
    N_("Form field"),
    N_("A field of the office's own."),
    "label",
    section(
        WHAT,
        Field("label", Text(), N_("Label"), N_("What it is called, in as many languages as you like.")),
        Field("help", Text(long=True), N_("Help"), N_("One sentence below the label.")),
        Field("of_type", Term("record-type"), N_("Type of record"), N_("The records that have it.")),
        Field("kind", Term("field-kind"), N_("Kind"), N_("It stays: for another kind, make another field.")),
        Field("many", Flag(), N_("Several values")),
        Field("vocabulary", Text(), N_("List"), N_("Of a field whose values are terms.")),
        Field("targets", Term("record-type"), N_("Leads to"), N_("Types of record a link may lead to."), many=True),
        Field("sensitivity", Term("sensitivity"), N_("Sensitivity")),
        _RETIRED,
        _TRASHED,
    ),
    section(WHERE, Field("section", Text(), N_("Section")), _POSITION, _WANTED),
)

VOCABULARY = _record_type(
    "vocabulary",
    N_("List of terms"),
    N_("A list of terms of the office's own, or terms added to one of ours."),
    "label",
    section(
        WHAT,
        Field("label", Text(), N_("Label"), N_("What it is called, in as many languages as you like.")),
        Field("extends", Text(), N_("Adds to"), N_("The name of the list of ours that it adds terms to.")),
        Field("version", Number(), N_("Version")),
        Field(
            "terms",
            Group(
                (
                    Field("label", Text(), N_("Label")),
                    Field("code", Text(), N_("Code"), N_("The office's own; importing a list again goes by it.")),
                    Field("broader", Text(), N_("Wider term")),
                    Field("huridocs", Text(), N_("HURIDOCS code")),
                    _POSITION,
                    _RETIRED,
                )
            ),
            N_("Terms"),
            many=True,
        ),
        _RETIRED,
        _TRASHED,
    ),
)

FORM = _record_type(
    "form",
    N_("Form"),
    N_("In which order a form shows its fields, and which of them an output wants."),
    "title",
    section(
        WHAT,
        Field("of_type", Term("record-type"), N_("Type of record")),
        Field(
            "sections",
            Group((Field("section", Text(), N_("Section")), _POSITION)),
            N_("Sections"),
            many=True,
        ),
        Field(
            "entries",
            Group(
                (
                    Field("field", Text(), N_("Form field")),
                    Field("section", Text(), N_("Section")),
                    _POSITION,
                    Field("shown", Flag(), N_("Shown at once")),
                    _WANTED,
                )
            ),
            N_("Fields"),
            many=True,
        ),
        _TRASHED,
    ),
)

DEFINITIONS: Mapping[str, RecordType] = MappingProxyType({one.name: one for one in (FIELD, VOCABULARY, FORM)})
"""The types of definitions by name."""
