"""Request, reply and intervention: what was asked of authorities, how it reached them, what came back."""

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
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Term, Text

PARTIES = ("person", "organisation")
AUTHORITY = ("organisation", "person")
HANDLERS = Link(("handler",), PARTIES)

ASKS = Group(
    (
        Field("text", Text(long=True), N_("What is asked")),
        Field("outcome", Term("outcome"), N_("Outcome")),
        Field("legal_ground", Text(), N_("Legal ground")),
    )
)

ATTEMPTS = Group(
    (
        Field("date", Date(), N_("When")),
        Field("result", Term("attempt"), N_("What came of it")),
        Field("manner", Term("manner"), N_("How")),
        Field("place", Place(), N_("Counter or office")),
        Field("official", Link(("official",), AUTHORITY), N_("Who refused or received it"), many=True),
        Field("said", Text(long=True), N_("In what words"), N_("As they were said, as nearly as anybody remembers.")),
        Field("ground", Text(), N_("Legal ground named")),
        Field("in_writing", Flag(), N_("Said in writing")),
        Field("witnesses", Link(("witness",), ("person",)), N_("Witnesses"), many=True),
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
    )
)

EXTENSIONS = Group(
    (
        Field("until", Date(), N_("Answer due then")),
        Field("told", Date(), N_("Told on")),
        Field("by", Link(("by",), AUTHORITY), N_("By")),
        Field("ground", Text(), N_("Legal ground")),
    )
)

TRANSFERS = Group(
    (
        Field("date", Date(), N_("When")),
        Field("to_authority", Link(("transferred-to",), AUTHORITY), N_("To")),
        Field("told", Date(), N_("Told on")),
        Field("reference", Text(), N_("Number there")),
        Field("ground", Text(), N_("Reason given")),
    )
)

RESPONSES = Group(
    (
        Field("request", Link(("answers",), ("request",)), N_("Request")),
        Field("ask", Text(), N_("Which of the things asked"), N_("Its place in the list: 1 is the first.")),
        Field("outcome", Term("outcome"), N_("Outcome")),
        Field("ground", Text(), N_("Stated ground")),
        Field("text", Text(long=True), N_("What it says to that")),
    )
)

ANSWERS = Group(
    (
        Field("addressee", Link(("addressee",), AUTHORITY), N_("Addressee")),
        Field("outcome", Term("outcome"), N_("Outcome")),
        Field("date", Date(), N_("When")),
        Field("text", Text(long=True), N_("Response")),
        Field("documents", Link(("document",), ("document",)), N_("Documents"), many=True),
        Field("follow_up", Date(), N_("Follow up on")),
        Field("followed_up", Date(), N_("Followed up, done on")),
        Field("next", Text(), N_("What to do then")),
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
        Field("to", Link(("to-authority",), AUTHORITY), N_("To"), many=True),
        Field("on_behalf_of", Link(("on-behalf-of",), ("person",)), N_("On behalf of"), many=True),
        Field("through", Link(("representative",), PARTIES), N_("Through"), N_("A lawyer or another."), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("filing", Term("filing"), N_("Attempted or filed")),
        Field("manner", Term("manner"), N_("How")),
        Field("date", Date(), N_("Date")),
        Field("place", Place(), N_("Where")),
        Field("receipt_number", Text(), N_("Number of the receipt"), N_("Or under which it was registered there.")),
        Field("receipt_date", Date(), N_("Receipt given on")),
        Field("tracking_number", Text(), N_("Number of the posting")),
        Field("delivered", Date(), N_("Delivered on"), N_("What the post, the portal or a stamp says.")),
        Field("proof_of_delivery", Link(("proof",), ("document",)), N_("Proof of delivery"), many=True),
        Field(
            "attempts",
            ATTEMPTS,
            N_("Attempts to hand it in"),
            N_("Also those where nobody would receive it."),
            many=True,
        ),
    ),
    section(
        HANDLING,
        Field("due", Date(), N_("Answer due")),
        Field("due_ground", Text(), N_("Legal ground of the deadline")),
        Field("extensions", EXTENSIONS, N_("Deadline put off"), many=True),
        Field("transfers", TRANSFERS, N_("Handed on to another authority"), many=True),
        Field("withdrawn", Date(), N_("Withdrawn on")),
        Field("withdrawn_why", Text(long=True), N_("Why it was withdrawn"), N_("And under what pressure, if any.")),
        Field("let_go", Date(), N_("No longer waited for since")),
        Field("let_go_why", Text(), N_("Why it is no longer waited for")),
        Field("handled_by", HANDLERS, N_("Handled by"), many=True),
    ),
    section(
        LINKS,
        Field("about", Link(("about",)), N_("About"), many=True),
        Field("follows", Link(("follows",), ("request", "reply")), N_("Follows"), many=True),
        Field("appeals", Link(("appeals",), ("request", "reply")), N_("Appeals against"), many=True),
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
        Field("reference", Text(), N_("Number on it")),
        Field(
            "responses",
            RESPONSES,
            N_("Response to each thing asked"),
            N_("When one reply grants this and refuses that."),
            many=True,
        ),
    ),
    section(
        WHO,
        Field("sender", Link(("from",), AUTHORITY), N_("From"), many=True),
        Field("signed_by", Link(("signatory",), ("person",)), N_("Signed by"), many=True),
        Field("transferred_to", Link(("transferred-to",), AUTHORITY), N_("Hands it on to"), many=True),
    ),
    section(
        LINKS,
        Field("answers", Link(("answers",), ("request",)), N_("Answers"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("date", Date(), N_("Date")),
        Field("received", Date(), N_("Received on")),
        Field("manner", Term("manner"), N_("How")),
        Field("deferred_until", Date(), N_("Puts the answer off until")),
    ),
    section(
        HANDLING,
        Field("remedy", Text(), N_("Way of appeal it names")),
        Field("remedy_due", Date(), N_("Appeal possible until")),
        Field("remedy_done", Date(), N_("Appealed, or let pass, on")),
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
        Field("responses", ANSWERS, N_("Response of each addressee"), many=True),
        Field("impact_kind", Term("impact"), N_("Impact on the situation")),
        Field("impact", Text(long=True), N_("Impact")),
        Field("state", Term("intervention-status"), N_("State of the intervention")),
        Field("priority", Term("priority"), N_("Priority")),
        Field("languages", Term("language"), N_("Languages"), many=True),
        Field("reference", Text(), N_("Reference number"), N_("Theirs or ours.")),
    ),
    section(
        WHO,
        Field("by", Link(("by",), PARTIES), N_("By"), many=True),
        Field("spokesperson", Link(("spokesperson",), ("person",)), N_("Spokesperson"), many=True),
        Field("addressees", Link(("addressee",), AUTHORITY), N_("Addressees"), many=True),
        Field("on_behalf_of", Link(("on-behalf-of",), ("person",)), N_("On behalf of"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("date", Date(), N_("Date")),
        Field("manner", Term("manner"), N_("How")),
    ),
    section(
        HANDLING,
        Field("follow_up", Date(), N_("Follow up on")),
        Field("follow_up_what", Text(), N_("What to do then")),
        Field("followed_up", Date(), N_("Followed up, done on")),
        Field("handled_by", HANDLERS, N_("Handled by"), many=True),
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
