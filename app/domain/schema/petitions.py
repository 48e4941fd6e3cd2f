"""Request, reply, intervention and process: what was asked of authorities and mechanisms, and what came back."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import FILES, HANDLING, LINKS, SOURCING, WHAT, WHEN_WHERE, WHO, record_type
from app.domain.schema.kinds import Date, Field, Group, Link, Place, Term, Text

PARTIES = ("person", "organisation")

ASKS = Group(
    (
        Field("text", Text(long=True), N_("What is asked")),
        Field("outcome", Term("outcome"), N_("Outcome")),
    )
)

REQUEST = record_type(
    "request", N_("Request"), N_("An application, petition, complaint or information request to an authority."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("kind", Term("request"), N_("Kind"), section=WHAT),
    Field("filed_by", Link(("filed-by",), PARTIES), N_("Filed by"), many=True, section=WHO),
    Field("to", Link(("to-authority",), ("organisation", "person")), N_("To"), many=True, section=WHO),
    Field("filing", Term("filing"), N_("Attempted or filed"), section=WHEN_WHERE),
    Field("manner", Term("manner"), N_("How"), section=WHEN_WHERE),
    Field("date", Date(), N_("Date"), section=WHEN_WHERE),
    Field("place", Place(), N_("Where"), section=WHEN_WHERE),
    Field("language", Text(), N_("Language"), many=True, section=WHAT),
    Field("number_of_requests", Text(), N_("If several: how many, in words"), section=WHAT),
    Field("text", Text(long=True), N_("Text or summary"), section=WHAT),
    Field("legal_ground", Text(), N_("Legal ground"), section=WHAT),
    Field("asks", ASKS, N_("What is asked"), many=True, section=WHAT),
    Field("due", Date(), N_("Answer due"), section=HANDLING),
    Field("about", Link(("about",)), N_("About"), many=True, section=LINKS),
    Field("follows", Link(("follows",), ("request", "reply")), N_("Follows"), many=True, section=LINKS),
    Field("within", Link(("in",), ("process",)), N_("Within"), many=True, section=LINKS),
    Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True, section=FILES),
)  # fmt: skip

REPLY = record_type(
    "reply", N_("Reply"), N_("What an authority answered; it may answer requests nobody named."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("sender", Link(("from",), ("organisation", "person")), N_("From"), many=True, section=WHO),
    Field("answers", Link(("answers",), ("request",)), N_("Answers"), many=True, section=LINKS),
    Field("date", Date(), N_("Date"), section=WHEN_WHERE),
    Field("received", Date(), N_("Received on"), section=WHEN_WHERE),
    Field("languages", Text(), N_("Languages"), many=True, section=WHAT),
    Field("outcome", Term("outcome"), N_("Outcome"), section=WHAT),
    Field("stated_ground", Text(long=True), N_("Stated ground"), section=WHAT),
    Field("text", Text(long=True), N_("Text or summary"), section=WHAT),
    Field("how_obtained", Text(long=True), N_("How obtained"), section=SOURCING),
    Field("obtained_by", Link(("obtained-by",), PARTIES), N_("Obtained by"), section=SOURCING),
    Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True, section=FILES),
)  # fmt: skip

INTERVENTION = record_type(
    "intervention", N_("Intervention"), N_("An appeal, urgent action, submission or press release."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("kind", Term("intervention"), N_("Kind"), section=WHAT),
    Field("by", Link(("by",), PARTIES), N_("By"), many=True, section=WHO),
    Field("spokesperson", Link(("spokesperson",), ("person",)), N_("Spokesperson"), many=True, section=WHO),
    Field("addressees", Link(("addressee",), ("organisation", "person")), N_("Addressees"), many=True, section=WHO),
    Field("on_behalf_of", Link(("on-behalf-of",), ("person",)), N_("On behalf of"), many=True, section=WHO),
    Field("date", Date(), N_("Date"), section=WHEN_WHERE),
    Field("asks", ASKS, N_("What is asked"), many=True, section=WHAT),
    Field("text", Text(long=True), N_("Text or summary"), section=WHAT),
    Field("response", Text(long=True), N_("Response"), section=WHAT),
    Field("response_outcome", Term("outcome"), N_("Outcome"), section=WHAT),
    Field("impact", Text(long=True), N_("Impact"), section=WHAT),
    Field("follow_up", Date(), N_("Follow up on"), section=HANDLING),
    Field("within", Link(("in",), ("process",)), N_("Within"), many=True, section=LINKS),
    Field("about", Link(("about",)), N_("About"), many=True, section=LINKS),
    Field("uses", Link(("uses-evidence",)), N_("Uses as evidence"), many=True, section=LINKS),
    Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True, section=FILES),
)  # fmt: skip

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
    "process", N_("Procedure or mechanism"), N_("Something with a calendar: a review, an action plan, a trial."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("kind", Term("process"), N_("Kind"), section=WHAT),
    Field("date", Date(), N_("When"), section=WHEN_WHERE),
    Field("place", Place(), N_("Where"), section=WHEN_WHERE),
    Field("status", Term("process-status"), N_("Status"), section=WHEN_WHERE),
    Field("body", Link(("body",), ("organisation",)), N_("Body in charge"), many=True, section=WHO),
    Field("state", Text(), N_("State concerned"), section=WHO),
    Field("sessions", SESSIONS, N_("Sessions"), many=True, section=WHEN_WHERE),
    Field("deadlines", DEADLINES, N_("Deadlines"), many=True, section=WHEN_WHERE),
    Field("recommendations", RECOMMENDATIONS, N_("Recommendations"), many=True, section=WHAT),
    Field("participation", Text(long=True), N_("Who took part"), section=WHAT),
    Field("description", Text(long=True), N_("Description"), section=WHAT),
    Field("part_of", Link(("part-of",), ("process",)), N_("Part of"), section=LINKS),
    Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True, section=FILES),
)  # fmt: skip
