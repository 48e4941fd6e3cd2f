"""Supplement of acts that a law was used for: charges, legal stages, lawyers, court and sentence."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import AUTHORITY, section
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Term, Text

PROCEEDINGS = N_("Charge and trial")

CHARGES = Group(
    (
        Field("text", Text(), N_("Charge")),
        Field("law", Text(), N_("Law and article")),
        Field("date", Date(), N_("When")),
        Field("by", Link(("charged-by",), AUTHORITY), N_("By")),
        Field("outcome", Text(), N_("Outcome")),
        Field("kind", Term("charge"), N_("Kind of charge")),
        Field("verdict", Term("verdict"), N_("What became of it")),
    )
)

STAGES = Group(
    (
        Field("stage", Term("stage"), N_("Stage")),
        Field("date", Date(), N_("When")),
        Field("by", Link(("authority",), AUTHORITY), N_("By")),
        Field("result", Text(long=True), N_("Result")),
        Field("due", Date(), N_("Legal deadline")),
        Field("number", Text(), N_("Number of the decision")),
        Field("document", Link(("document",), ("document",)), N_("Document")),
    )
)

COUNSEL = (
    Field("chosen", Flag(), N_("Of the person's choice")),
    Field("access", Term("access"), N_("Access")),
    Field("period", Date(), N_("From and until")),
    Field("kind", Term("counsel"), N_("Who chose the lawyer")),
    Field("pressure", Text(), N_("Pressure on the lawyer")),
)

PROCEEDINGS_FIELDS = section(
    PROCEEDINGS,
    Field("charges", CHARGES, N_("Charges"), many=True),
    Field("stages", STAGES, N_("Legal stages"), many=True),
    Field("counsel", Link(("lawyer",), AUTHORITY, COUNSEL), N_("Lawyer"), many=True),
    Field("counsel_access", Term("counsel-access"), N_("Access to a lawyer"), many=True),
    Field("court", Link(("court",), ("organisation",)), N_("Court"), many=True),
    Field("court_kind", Term("court"), N_("Kind of court")),
    Field("case_number", Text(), N_("Court's case number")),
    Field("case_name", Text(), N_("Name of the court case")),
    Field("judges", Link(("judge",), ("person",)), N_("Judges"), many=True),
    Field("prosecutors", Link(("prosecutor",), AUTHORITY), N_("Prosecutors"), many=True),
    Field("openness", Term("openness"), N_("Who could attend")),
    Field("observers", Text(long=True), N_("Observers"), N_("Who came, and who was kept out.")),
    Field("court_language", Term("court-language"), N_("Language of the court")),
    Field("fair_trial", Term("fair-trial"), N_("What the trial lacked"), many=True),
    Field("evidence_used", Text(long=True), N_("Evidence the court relied on")),
    Field("confession_used", Flag(), N_("A confession was used")),
    Field("sentence", Text(), N_("Sentence")),
    Field("sentence_kind", Term("sentence"), N_("Kind of sentence"), many=True),
    Field("sentence_months", Number(), N_("Length in months")),
    Field("fine", Number(), N_("Fine")),
    Field("fine_currency", Text(), N_("Currency of the fine")),
    Field("sentence_ends", Date(), N_("Sentence ends on")),
)
