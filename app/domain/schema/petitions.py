"""Request, reply, intervention and process: what was asked of authorities, what came back."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import (
    FILES,
    HANDLING,
    LINKS,
    SOURCING,
    WHAT,
    WHEN_WHERE,
    WHO,
    record_type,
    section,
)
from app.domain.schema.kinds import Date, Field, Group, Link, Number, Place, Term, Text

PARTIES = ("person", "organisation")

ASKS = Group(
    (
        Field("text", Text(long=True), N_("What is asked")),
        Field("outcome", Term("outcome"), N_("Outcome")),
    )
)

REQUEST = record_type(
    "request",
    N_("Request"),
    N_("An application, petition, complaint or information request to an authority."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("kind", Term("request"), N_("Kind")),
        Field("languages", Term("language"), N_("Languages"), many=True),
        Field("number", Number(), N_("How many"), N_("When it stands for several requests.")),
        Field("text", Text(long=True), N_("Text or summary")),
        Field("legal_ground", Text(), N_("Legal ground")),
        Field("asks", ASKS, N_("What is asked"), many=True),
    ),
    section(
        WHO,
        Field("filed_by", Link(("filed-by",), PARTIES), N_("Filed by"), many=True),
        Field("to", Link(("to-authority",), ("organisation", "person")), N_("To"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("filing", Term("filing"), N_("Attempted or filed")),
        Field("manner", Term("manner"), N_("How")),
        Field("date", Date(), N_("Date")),
        Field("place", Place(), N_("Where")),
    ),
    section(
        HANDLING,
        Field("due", Date(), N_("Answer due")),
    ),
    section(
        LINKS,
        Field("about", Link(("about",)), N_("About"), many=True),
        Field("follows", Link(("follows",), ("request", "reply")), N_("Follows"), many=True),
        Field("within", Link(("in",), ("process",)), N_("Within"), many=True),
    ),
    section(
        FILES,
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
    ),
    titles=("title", "text"),
    parts=("kind", "date"),
)

REPLY = record_type(
    "reply",
    N_("Reply"),
    N_("What an authority answered; it may answer requests nobody named."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("languages", Term("language"), N_("Languages"), many=True),
        Field("outcome", Term("outcome"), N_("Outcome")),
        Field("stated_ground", Text(long=True), N_("Stated ground")),
        Field("text", Text(long=True), N_("Text or summary")),
    ),
    section(
        WHO,
        Field("sender", Link(("from",), ("organisation", "person")), N_("From"), many=True),
    ),
    section(
        LINKS,
        Field("answers", Link(("answers",), ("request",)), N_("Answers"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("date", Date(), N_("Date")),
        Field("received", Date(), N_("Received on")),
    ),
    section(
        SOURCING,
        Field("how_obtained", Text(long=True), N_("How obtained")),
        Field("obtained_by", Link(("obtained-by",), PARTIES), N_("Obtained by")),
    ),
    section(
        FILES,
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
    ),
    titles=("title", "text"),
    parts=("date",),
)

INTERVENTION = record_type(
    "intervention",
    N_("Intervention"),
    N_("An appeal, urgent action, submission or press release."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("kind", Term("intervention"), N_("Kind")),
        Field("asks", ASKS, N_("What is asked"), many=True),
        Field("text", Text(long=True), N_("Text or summary")),
        Field("response", Text(long=True), N_("Response")),
        Field("response_outcome", Term("outcome"), N_("Outcome")),
        Field("impact", Text(long=True), N_("Impact")),
    ),
    section(
        WHO,
        Field("by", Link(("by",), PARTIES), N_("By"), many=True),
        Field("spokesperson", Link(("spokesperson",), ("person",)), N_("Spokesperson"), many=True),
        Field("addressees", Link(("addressee",), ("organisation", "person")), N_("Addressees"), many=True),
        Field("on_behalf_of", Link(("on-behalf-of",), ("person",)), N_("On behalf of"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("date", Date(), N_("Date")),
    ),
    section(
        HANDLING,
        Field("follow_up", Date(), N_("Follow up on")),
    ),
    section(
        LINKS,
        Field("within", Link(("in",), ("process",)), N_("Within"), many=True),
        Field("about", Link(("about",)), N_("About"), many=True),
        Field("uses", Link(("uses-evidence",)), N_("Uses as evidence"), many=True),
    ),
    section(
        FILES,
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
    ),
    titles=("title", "text"),
    parts=("kind", "date"),
)

SESSIONS = Group(
    (
        Field("title", Text(), N_("Session")),
        Field("date", Date(), N_("When")),
        Field("place", Text(), N_("Where")),
        Field("result", Text(long=True), N_("Result")),
    )
)

DEADLINES = Group(
    (
        Field("title", Text(), N_("For what")),
        Field("date", Date(), N_("Deadline")),
        Field("met", Term("filing"), N_("State")),
    )
)

RECOMMENDATIONS = Group(
    (
        Field("number", Text(), N_("Number")),
        Field("text", Text(long=True), N_("Recommendation")),
        Field("by", Text(), N_("By")),
        Field("position", Text(), N_("Position of the State")),
        Field("implementation", Text(long=True), N_("What was done")),
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
