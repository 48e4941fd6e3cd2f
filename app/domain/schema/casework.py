"""Case, incident and note: the frame around acts and people."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import HANDLING, LINKS, WHAT, WHEN_WHERE, record_type, section, sensitive
from app.domain.schema.kinds import Date, Field, Link, Place, Term, Text

CASE = record_type(
    "case",
    N_("Case"),
    N_("A file of work."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("reference", Text(), N_("Reference"), N_("Your office's number for it.")),
        Field("summary", Text(long=True), N_("Summary")),
        Field("status", Term("case-status"), N_("Status")),
        Field("priority", Term("priority"), N_("Priority")),
        Field("opened", Date(), N_("Opened")),
        Field("notes", Text(long=True), N_("Notes")),
    ),
    section(
        HANDLING,
        Field("handled_by", Link(("handler",), ("person", "organisation")), N_("Handled by"), many=True),
        Field("next_step", Text(), N_("Next step")),
        Field("next_date", Date(), N_("Date of the next step")),
        sensitive("risks", Text(long=True), N_("Risks"), N_("To whom, from what, and what lessens them.")),
    ),
    section(
        LINKS,
        Field(
            "contains",
            Link(("contains",)),
            N_("Contains"),
            N_("Every record this case is made of."),
            many=True,
        ),
    ),
    titles=("title", "reference", "summary"),
)

INCIDENT = record_type(
    "incident",
    N_("Incident"),
    N_("Something that happened, with a beginning and an end; its acts say who did what to whom."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("narrative", Text(long=True), N_("What happened")),
        Field("rights", Term("right"), N_("Rights affected"), many=True),
        Field("affected", Text(), N_("Groups affected"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("period", Date(), N_("When")),
        Field("place", Place(), N_("Where")),
    ),
    section(
        HANDLING,
        Field("monitoring", Term("monitoring"), N_("Monitoring status")),
    ),
    section(
        LINKS,
        Field("part_of", Link(("part-of",), ("incident",)), N_("Part of")),
        Field("leads", Link(("precedes", "leads-to"), ("incident",)), N_("Precedes or leads to"), many=True),
    ),
    titles=("title", "narrative"),
    parts=("period", "place"),
)

NOTE = record_type(
    "note",
    N_("Note"),
    N_("Written in a hurry; coded records are made from it later."),
    section(
        WHAT,
        Field("text", Text(long=True), N_("Note")),
    ),
    section(
        WHEN_WHERE,
        Field("when", Date(), N_("When, as said")),
        Field("place", Place(), N_("Where, as said")),
    ),
    section(
        LINKS,
        Field("became", Link(("became",)), N_("Became"), N_("The records made from it."), many=True),
    ),
    titles=("text",),
    parts=("when", "place"),
)
