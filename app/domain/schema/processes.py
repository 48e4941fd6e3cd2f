"""Process: something with a calendar, such as a trial, a review by the United Nations, a national action plan."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import FILES, HANDLING, LINKS, WHAT, WHEN_WHERE, WHO, record_type, section
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Term, Text

COURT = N_("Trial")
REVIEW = N_("Review")
PARTIES = ("person", "organisation")

SESSIONS = Group(
    (
        Field("title", Text(), N_("Session")),
        Field("date", Date(), N_("When")),
        Field("place", Text(), N_("Where")),
        Field("result", Text(long=True), N_("Result")),
        Field("kind", Term("session"), N_("Kind of session")),
        Field("state", Term("process-status"), N_("Status")),
        Field("present", Text(long=True), N_("Who was there"), N_("Judges, delegations, observers, the public.")),
        Field("observed", Flag(), N_("One of us was there")),
        Field("records", Link(("record",)), N_("Records of it"), many=True),
    )
)

DEADLINES = Group(
    (
        Field("title", Text(), N_("For what")),
        Field("date", Date(), N_("Deadline")),
        Field("met", Term("filing"), N_("State")),
        Field("kind", Term("deadline"), N_("Kind of deadline")),
        Field("ground", Text(), N_("Legal ground")),
        Field("done", Date(), N_("Done on")),
        Field("handed_in", Link(("handed-in",)), N_("What was handed in"), many=True),
    )
)

RECOMMENDATIONS = Group(
    (
        Field("number", Text(), N_("Number")),
        Field("text", Text(long=True), N_("Recommendation")),
        Field("by", Text(), N_("By, in words")),
        Field("position", Text(), N_("Position, in words")),
        Field("implementation", Text(long=True), N_("What was done")),
        Field("by_state", Term("country"), N_("By which State"), many=True),
        Field("stance", Term("position"), N_("Position")),
        Field("themes", Term("right"), N_("Rights it is about"), many=True),
        Field("level", Term("implementation"), N_("How far it is carried out")),
        Field("level_date", Date(), N_("As of")),
        Field("shown_by", Link(("shown-by",)), N_("Records that show it"), many=True),
        Field("follow_up", Date(), N_("Look at it again on")),
        Field("followed_up", Date(), N_("Looked at, done on")),
    )
)

VERDICTS = Group(
    (
        Field("who", Link(("accused",), PARTIES), N_("On whom")),
        Field("date", Date(), N_("When")),
        Field("text", Text(long=True), N_("What was decided")),
        Field("sentence", Text(), N_("Sentence")),
        Field("law", Text(), N_("Law and article")),
        Field("final", Flag(), N_("It is final")),
        Field("appeal_until", Date(), N_("Appeal possible until")),
        Field("appeal_done", Date(), N_("Appealed, or let pass, on")),
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
    )
)

PROCESS = record_type(
    "process",
    N_("Procedure or mechanism"),
    N_("Something with a calendar: a review, an action plan, a trial."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("kind", Term("process"), N_("Kind")),
        Field("recommendations", RECOMMENDATIONS, N_("Recommendations"), many=True),
        Field("participation", Text(long=True), N_("Who took part")),
        Field("description", Text(long=True), N_("Description")),
    ),
    section(
        WHEN_WHERE,
        Field("date", Date(), N_("When")),
        Field("place", Place(), N_("Where")),
        Field("status", Term("process-status"), N_("Status")),
        Field("sessions", SESSIONS, N_("Sessions"), many=True),
        Field("deadlines", DEADLINES, N_("Deadlines"), many=True),
    ),
    section(
        WHO,
        Field("body", Link(("body",), ("organisation",)), N_("Body in charge"), many=True),
        Field("state", Term("country"), N_("State concerned")),
        Field("people", Link(("about",), PARTIES), N_("People concerned"), many=True),
    ),
    section(
        REVIEW,
        Field("cycle", Number(), N_("Cycle"), N_("The second round of reviews is cycle 2.")),
        Field("session", Text(), N_("Session of the body"), N_("Such as 17th session of the working group.")),
        Field("rapporteurs", Term("country"), N_("States that report"), N_("The troika."), many=True),
        Field("treaty", Text(), N_("Treaty or plan")),
        Field("outcome_documents", Link(("outcome",), ("document",)), N_("Outcome documents"), many=True),
    ),
    section(
        COURT,
        Field("accused", Link(("accused",), PARTIES), N_("Accused or sued"), many=True),
        Field("complainant", Link(("complainant",), PARTIES), N_("Complainant or prosecutor"), many=True),
        Field("counsel", Link(("lawyer",), PARTIES), N_("Lawyers"), many=True),
        Field("judges", Link(("judge",), ("person",)), N_("Judges"), many=True),
        Field("case_number", Text(), N_("Court's case number")),
        Field("charges", Text(long=True), N_("Charges or claim")),
        Field("open_court", Flag(), N_("Open to the public")),
        Field("interpretation", Flag(), N_("Interpretation was given")),
        Field("fairness", Text(long=True), N_("Whether it was fair"), N_("Defence, time, language, pressure.")),
        Field("decisions", VERDICTS, N_("Decisions"), many=True),
    ),
    section(
        HANDLING,
        Field("handled_by", Link(("handler",), PARTIES), N_("Handled by"), many=True),
    ),
    section(
        LINKS,
        Field("part_of", Link(("part-of",), ("process",)), N_("Part of")),
    ),
    section(
        FILES,
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
    ),
    titles=("title", "description"),
    parts=("kind", "date"),
)
