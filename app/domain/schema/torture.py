"""Supplements of acts against body and mind, as the Istanbul Protocol asks: torture, ill-treatment, sexual violence."""

from __future__ import annotations

from dataclasses import replace

from app.base.i18n import N_
from app.domain.schema.common import section, sensitive
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Sensitivity, Term, Text

TORTURE = N_("Torture and ill-treatment")
SEXUAL = N_("Sexual violence")

TREATMENTS = Group(
    (
        Field("method", Term("method"), N_("Method")),
        Field("period", Date(), N_("When")),
        Field("times", Number(), N_("How often")),
        Field("how_long", Text(), N_("How long each time")),
        Field("instrument", Text(), N_("With what")),
        Field("by_whom", Text(), N_("By whom"), N_("As the person describes or calls them.")),
        Field("how", Text(long=True), N_("How it was done")),
        Field("effects", Text(long=True), N_("What was felt then and afterwards")),
    )
)

INJURIES = Group(
    (
        Field("part", Text(), N_("Part of the body")),
        Field("description", Text(long=True), N_("Description")),
        Field("lasting", Flag(), N_("Lasting")),
        Field("kind", Term("injury"), N_("Kind of injury")),
        Field("region", Term("body-region"), N_("Region of the body")),
        Field("cause", Text(), N_("Cause as told")),
        Field("seen", Date(), N_("Seen on")),
        Field("size", Text(), N_("Size and shape")),
        Field("photographed", Flag(), N_("Photographed")),
        Field("consistency", Term("consistency"), N_("Consistent with what is told")),
    )
)

SYMPTOMS = Group(
    (
        Field("symptom", Text(), N_("Complaint or sign")),
        Field("period", Date(), N_("From and until")),
        Field("today", Flag(), N_("Still felt")),
        Field("treatment", Text(), N_("Treatment")),
    )
)

EXAMINATIONS = Group(
    (
        Field("kind", Term("examination"), N_("Kind of examination")),
        Field("date", Date(), N_("When")),
        Field("place", Text(), N_("Where")),
        Field("by", Link(("examiner",), ("person", "organisation")), N_("By whom")),
        Field("independent", Flag(), N_("Independent of the authorities")),
        Field("agreed", Flag(), N_("The person agreed")),
        Field("in_private", Flag(), N_("In private")),
        Field("findings", Text(long=True), N_("Findings")),
        Field("consistency", Term("consistency"), N_("Consistent with what is told")),
        Field("conclusion", Text(long=True), N_("Conclusion")),
        Field("document", Link(("medical-document",), ("document",)), N_("Report")),
    )
)

TORTURE_FIELDS = section(
    TORTURE,
    Field("intent", Term("intent"), N_("Apparent purposes"), many=True),
    Field("purpose", Text(), N_("Apparent purposes, in words"), N_("Confession, punishment, intimidation.")),
    Field("capacity", Term("acting-capacity"), N_("In what capacity they acted")),
    Field("treatments", TREATMENTS, N_("What was done"), N_("One row for each method."), many=True),
    Field("statements", Text(long=True), N_("What the perpetrators said")),
    sensitive("injuries", INJURIES, N_("Injuries"), many=True),
    sensitive("symptoms", SYMPTOMS, N_("Complaints and signs in the body"), many=True),
    sensitive("mental_symptoms", Term("mental-symptom"), N_("Signs in the mind"), many=True),
    sensitive("psychological_effects", Text(long=True), N_("Effects on the mind")),
    sensitive("functioning", Text(long=True), N_("Life since"), N_("Sleep, work, family, what has changed.")),
    Field("signing", Term("signing"), N_("Statement signed")),
    Field("statement_content", Text(long=True), N_("What was to be signed or said")),
    Field("medical_officers", Term("medical-officer"), N_("Part of medical staff"), many=True),
    Field("medical_care", Term("medical-care"), N_("Medical care given")),
    Field("medical_attention", Text(long=True), N_("Medical attention")),
    sensitive("examinations", EXAMINATIONS, N_("Examinations"), many=True),
    Field("medical_documents", Link(("medical-document",), ("document",)), N_("Medical documents"), many=True),
    Field("complaint", Link(("complaint",), ("request",)), N_("Complaint made"), many=True),
)

SEXUAL_FIELDS = tuple(
    replace(field, sensitivity=Sensitivity.SENSITIVE)
    for field in section(
        SEXUAL,
        Field("sexual_kinds", Term("sexual-violence"), N_("Kinds of sexual violence"), many=True),
        Field("coercion", Text(long=True), N_("Force, threat or coercive circumstances")),
        Field("sexual_effects", Text(long=True), N_("Consequences"), N_("Injury, infection, pregnancy, exclusion.")),
        Field("sexual_care", Term("promptness"), N_("Medical care reached"), N_("Some care helps within 72 hours.")),
        Field("told_before", Text(long=True), N_("Whom the person told before")),
    )
)
