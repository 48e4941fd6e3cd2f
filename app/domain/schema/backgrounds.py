"""What a life is asked for: civil status, schooling, work over time, what makes a person known by sight or at risk."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import section, sensitive
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Sensitivity, Term, Text

BACKGROUND = N_("Life and background")

CAREER = Group(
    (
        Field("kind", Term("career"), N_("Kind")),
        Field("what", Text(), N_("What")),
        Field("at", Link(("at",), ("organisation",)), N_("Where")),
        Field("position", Text(), N_("Post")),
        Field("period", Date(), N_("From and until")),
        Field("place", Place(), N_("Place")),
    )
)

BACKGROUND_FIELDS = section(
    BACKGROUND,
    Field("life_status", Term("life-status"), N_("Alive or dead")),
    Field("residence", Place(), N_("Lives at"), sensitivity=Sensitivity.IDENTIFYING),
    Field("civil_status", Term("civil-status"), N_("Civil status")),
    Field("dependants", Number(), N_("People who depend on the person")),
    Field("education", Term("education"), N_("Schooling")),
    Field("training", Text(), N_("Other training"), many=True),
    Field("career", CAREER, N_("Schools, work and activities"), many=True, sensitivity=Sensitivity.IDENTIFYING),
    Field("address_as", Text(), N_("How to address the person"), N_("Form of address, pronoun, title.")),
    sensitive("legal_status", Term("legal-status"), N_("Citizen, migrant or refugee")),
    sensitive("religions", Term("religion"), N_("Religion or belief, by list"), many=True),
    sensitive("political", Text(long=True), N_("Political views and activity")),
    sensitive("orientation", Term("orientation"), N_("Sexual orientation and gender identity"), many=True),
    sensitive("disabilities", Term("disability"), N_("Disability"), many=True),
    sensitive("characteristic_kinds", Term("characteristic"), N_("Characteristics that matter"), many=True),
    sensitive("appearance", Text(long=True), N_("Appearance"), N_("Height, build, scars, tattoos, teeth, glasses.")),
    Field(
        "medical_records",
        Link(("medical-document",), ("document",)),
        N_("Medical records"),
        many=True,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    Field("group_description", Text(long=True), N_("What makes the group"), N_("For a group: who belongs to it.")),
    Field("public_figure", Flag(), N_("Known in public for this work")),
    Field("source_grade", Term("source-grade"), N_("Reliability as a source")),
    Field("grading_reason", Text(long=True), N_("Why graded so")),
)
