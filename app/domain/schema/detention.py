"""Supplement of acts by which somebody is held: where, by whom, how, with what contact, and why it is arbitrary."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import AUTHORITY, section, sensitive
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Term, Text

DETENTION = N_("Detention")

SPANS = Group(
    (
        Field("period", Date(), N_("From and until")),
        Field("kind", Term("detention"), N_("Kind of detention")),
        Field("place", Place(), N_("Place")),
        Field("facility", Link(("facility",), ("organisation",)), N_("Place of detention")),
        Field("conditions", Text(long=True), N_("Conditions")),
        Field("held_by", Link(("custodian",), AUTHORITY), N_("Held by")),
        Field("legal_ground", Text(), N_("Legal ground stated")),
        Field("cell", Text(), N_("Cell or ward")),
        Field("people_in_cell", Number(), N_("People in the cell")),
        Field("ended", Term("span-end"), N_("How it ended")),
    )
)

TRANSFERS = Group(
    (
        Field("date", Date(), N_("When")),
        Field("from_place", Link(("transferred-from",), ("organisation",)), N_("From")),
        Field("to_place", Link(("transferred-to",), ("organisation",)), N_("To")),
        Field("reason", Text(), N_("Reason given")),
        Field("by", Link(("transferred-by",), AUTHORITY), N_("By whom")),
        Field("manner", Text(), N_("In what manner"), N_("Vehicle, blindfold, shackles, hours on the way.")),
        Field("family_told", Flag(), N_("Family told")),
    )
)

CONTACTS_HELD = Group(
    (
        Field("with_whom", Term("outsider"), N_("With whom")),
        Field("access", Term("access"), N_("Access")),
        Field("period", Date(), N_("From and until")),
        Field("times", Number(), N_("How often")),
        Field("details", Text(long=True), N_("Details"), N_("Who was present, how long, what could be said.")),
    )
)

DETENTION_FIELDS = section(
    DETENTION,
    Field("detention_kind", Term("detention"), N_("Kind of detention")),
    Field("facility", Link(("facility",), ("organisation",)), N_("Place of detention")),
    Field("held_by", Link(("custodian",), AUTHORITY), N_("Forces that hold the person"), many=True),
    Field("ordered_by", Link(("ordered-by",), AUTHORITY), N_("Authority that ordered it"), many=True),
    Field("spans", SPANS, N_("Times held"), N_("One row for each place or kind."), many=True),
    Field("transfers", TRANSFERS, N_("Transfers"), many=True),
    Field("warrant", Term("warrant"), N_("Warrant or order")),
    Field("warrant_shown", Flag(), N_("Warrant shown")),
    Field("warrant_by", Link(("warrant-issuer",), AUTHORITY), N_("Warrant issued by")),
    Field("reasons_told", Term("promptness"), N_("Reasons told")),
    Field("rights_told", Term("promptness"), N_("Rights explained")),
    Field("family_informed", Date(), N_("Family informed on")),
    Field("family_notice", Term("notice"), N_("How the family was informed")),
    Field("before_judge", Date(), N_("First brought before a judge")),
    Field("conditions", Text(long=True), N_("Conditions")),
    Field("condition_kinds", Term("condition"), N_("Conditions, by kind"), many=True),
    Field("solitary", Date(), N_("In solitary confinement"), N_("From and until.")),
    Field("incommunicado", Flag(), N_("Held incommunicado")),
    Field("incommunicado_period", Date(), N_("Incommunicado from and until")),
    Field("whereabouts", Term("whereabouts"), N_("Whereabouts and outside contact")),
    Field("outside_contact", CONTACTS_HELD, N_("Contact with the outside"), many=True),
    Field("visits", Text(long=True), N_("Visits and contact")),
    sensitive("health_care", Text(long=True), N_("Health and medical care")),
    Field(
        "arbitrary",
        Term("arbitrary"),
        N_("Why it is arbitrary"),
        N_("Categories of the Working Group on Arbitrary Detention."),
        many=True,
    ),
    Field("arbitrary_why", Text(long=True), N_("Why these categories")),
    Field("released", Date(), N_("Released on")),
    Field("release_kind", Term("release"), N_("Kind of release")),
    Field("release_conditions", Text(long=True), N_("Conditions of release")),
)
