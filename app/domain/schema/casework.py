"""Case, incident and note: the frame around acts and people."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import HANDLING, LINKS, WHAT, WHEN_WHERE, record_type, sensitive
from app.domain.schema.kinds import Date, Field, Link, Place, Term, Text

CASE = record_type(
    "case", N_("Case"), N_("A file of work."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("reference", Text(), N_("Reference"), N_("Your office's number for it."), section=WHAT),
    Field("summary", Text(long=True), N_("Summary"), section=WHAT),
    Field("status", Term("case-status"), N_("Status"), section=WHAT),
    Field("priority", Term("priority"), N_("Priority"), section=WHAT),
    Field("opened", Date(), N_("Opened"), section=WHAT),
    Field("handled_by", Link(("handler",), ("person", "organisation")), N_("Handled by"), many=True, section=HANDLING),
    Field("next_step", Text(), N_("Next step"), section=HANDLING),
    Field("next_date", Date(), N_("Date of the next step"), section=HANDLING),
    sensitive("risks", Text(long=True), N_("Risks"), N_("To whom, from what, and what lessens them."), section=HANDLING),
    Field("notes", Text(long=True), N_("Notes"), section=WHAT),
    Field("contains", Link(("contains",)), N_("Contains"), N_("Every record this case is made of."), many=True, section=LINKS),
)  # fmt: skip

INCIDENT = record_type(
    "incident", N_("Incident"), N_("Something that happened, with a beginning and an end; its acts say who did what to whom."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("period", Date(), N_("When"), section=WHEN_WHERE),
    Field("place", Place(), N_("Where"), section=WHEN_WHERE),
    Field("narrative", Text(long=True), N_("What happened"), section=WHAT),
    Field("rights", Term("right"), N_("Rights affected"), many=True, section=WHAT),
    Field("affected", Text(), N_("Groups affected"), many=True, section=WHAT),
    Field("monitoring", Term("monitoring"), N_("Monitoring status"), section=HANDLING),
    Field("part_of", Link(("part-of",), ("incident",)), N_("Part of"), section=LINKS),
    Field(
        "leads", Link(("precedes", "leads-to"), ("incident",)), N_("Precedes or leads to"), many=True, section=LINKS,
    ),
)  # fmt: skip

NOTE = record_type(
    "note", N_("Note"), N_("Written in a hurry; coded records are made from it later."),
    Field("text", Text(long=True), N_("Note"), section=WHAT),
    Field("when", Date(), N_("When, as said"), section=WHEN_WHERE),
    Field("place", Place(), N_("Where, as said"), section=WHEN_WHERE),
    Field("became", Link(("became",)), N_("Became"), N_("The records made from it."), many=True, section=LINKS),
)  # fmt: skip
