"""Case, incident and note: the frame around acts and people."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import HANDLING, LINKS, WHAT, WHEN_WHERE, WHO, record_type, section, sensitive
from app.domain.schema.kinds import Date, Field, Group, Link, Place, Sensitivity, Term, Text

PARTIES = ("person", "organisation")

STATUSES = Group(
    (
        Field("status", Term("case-status"), N_("Status")),
        Field("date", Date(), N_("Since")),
        Field("by", Link(("by",), PARTIES), N_("By whom")),
        Field("by_words", Text(), N_("By whom, in words"), N_("A colleague's code name or an office.")),
        Field("why", Text(long=True), N_("Why")),
    )
)

STEPS = Group(
    (
        Field("what", Text(), N_("What is to be done")),
        Field("date", Date(), N_("Until when")),
        Field("who", Link(("handler",), PARTIES), N_("Who does it")),
        Field("who_words", Text(), N_("Who does it, in words")),
        Field("done", Date(), N_("Done on")),
        Field("result", Text(long=True), N_("What came of it")),
    )
)

RISKS = Group(
    (
        Field("whom", Link(("at-risk",), PARTIES), N_("To whom"), many=True),
        Field("whom_words", Text(), N_("To whom, in words")),
        Field("what", Text(long=True), N_("What may happen")),
        Field("from_whom", Text(), N_("From whom")),
        Field("likelihood", Term("likelihood"), N_("How likely")),
        Field("severity", Term("severity"), N_("How grave")),
        Field("lessens", Text(long=True), N_("What lessens it")),
        Field("by", Link(("by",), PARTIES), N_("Judged by")),
        Field("by_words", Text(), N_("Judged by, in words")),
        Field("date", Date(), N_("Judged on")),
        Field("review_on", Date(), N_("Look at it again on")),
        Field("over", Date(), N_("Over since")),
    )
)

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
        Field("status_history", STATUSES, N_("Status before, and why"), many=True),
        Field("closed", Date(), N_("Closed")),
        Field("outcome", Term("case-outcome"), N_("How it ended")),
        Field("closed_why", Text(long=True), N_("Why it was closed")),
        Field("notes", Text(long=True), N_("Notes")),
    ),
    section(
        HANDLING,
        Field("handled_by", Link(("handler",), ("person", "organisation")), N_("Handled by"), many=True),
        Field("next_step", Text(), N_("Next step")),
        Field("next_date", Date(), N_("Date of the next step")),
        Field("steps", STEPS, N_("Next steps"), N_("What, who, until when; what is done stays listed."), many=True),
        sensitive("risks", Text(long=True), N_("Risks"), N_("To whom, from what, and what lessens them.")),
        sensitive("risk_assessments", RISKS, N_("Risks, one by one"), N_("Each judged on its own."), many=True),
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
        Field("affected_kinds", Term("characteristic"), N_("Groups affected, by list"), many=True),
        Field("contexts", Term("context"), N_("Context"), many=True),
        Field("background", Text(long=True), N_("Background"), N_("What led up to it.")),
        Field("authorities_say", Text(long=True), N_("What the authorities say happened")),
        Field("impact", Text(long=True), N_("Impact"), N_("On people, the community, the work of others.")),
        Field("pattern", Term("pattern"), N_("Single, or part of a pattern")),
        Field("pattern_why", Text(long=True), N_("What points to a pattern")),
    ),
    section(
        WHEN_WHERE,
        Field("period", Date(), N_("When")),
        Field("place", Place(), N_("Where")),
        Field("location_kind", Term("location"), N_("Kind of location")),
    ),
    section(
        HANDLING,
        Field("monitoring", Term("monitoring"), N_("Monitoring status")),
        Field("violation_status", Term("violation-status"), N_("Likely a violation")),
        Field("received", Date(), N_("First heard of on")),
        Field("received_how", Text(), N_("First heard of, how")),
        Field("to_find_out", Text(long=True), N_("Still to be found out")),
    ),
    section(
        LINKS,
        Field("part_of", Link(("part-of",), ("incident",)), N_("Part of")),
        Field("leads", Link(("precedes", "leads-to"), ("incident",)), N_("Precedes or leads to"), many=True),
        Field("alongside", Link(("alongside",), ("incident",)), N_("At the same time as"), many=True),
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
        Field("urgency", Term("priority"), N_("Urgency")),
        Field("to_do", Text(), N_("To do")),
    ),
    section(
        WHO,
        Field(
            "from_whom",
            Link(("from",), ("person", "organisation")),
            N_("From whom"),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field("manner", Term("manner"), N_("How it came")),
        Field("language", Term("language"), N_("Language")),
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
