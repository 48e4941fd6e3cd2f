"""Testimony and document: where what we know comes from, and how it was kept."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema import common
from app.domain.schema.common import (
    BY_WHOM,
    CUSTODY_ENTRIES,
    FILES,
    HANDLING,
    LINKS,
    NOTES,
    SOURCING,
    WHAT,
    WHEN_WHERE,
    WHO,
    record_type,
    section,
    sensitive,
)
from app.domain.schema.interviews import AFTER, BEFORE, TRANSCRIPT
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Sensitivity, Term, Text

GRADING = (
    Field("source_grade", Term("source-grade"), N_("Reliability of the source")),
    Field("information_grade", Term("information-grade"), N_("Credibility of the information"), section=SOURCING),
    Field("grading_reason", Text(long=True), N_("Why graded so")),
)

REFERRALS = Group(
    (
        Field("to", Link(("referred-to",), ("organisation", "person")), N_("Referred to")),
        Field("for_what", Text(), N_("For what")),
        Field("when", Date(), N_("When")),
        Field("outcome", Text(), N_("Outcome")),
    )
)

TESTIMONY = record_type(
    "testimony",
    N_("Testimony"),
    N_("A statement or interview."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("languages", Term("language"), N_("Languages"), many=True),
        Field(
            "narrative",
            Text(long=True),
            N_("In the witness's words"),
            N_("The original, with translations beside it."),
        ),
        TRANSCRIPT,
        Field("summary", Text(long=True), N_("Summary")),
        Field("words_for_dates", Text(long=True), N_("The witness's own words for dates")),
        Field("words_for_places", Text(long=True), N_("The witness's own words for places")),
    ),
    section(
        WHO,
        Field(
            "witness",
            Link(("by",), ("person",)),
            N_("Who speaks"),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field(
            "knowledge",
            Term("knowledge"),
            N_("How the witness knows"),
            N_("Lived through it, saw it, heard of it."),
        ),
        Field("interviewer", Link(("interviewer",), ("person", "organisation")), N_("To whom"), many=True),
        Field("present", Link(("present",), ("person",)), N_("Others present"), many=True),
        Field("interpreter", Link(("interpreter",), ("person",)), N_("Interpreter")),
    ),
    section(
        LINKS,
        Field("about", Link(("about",)), N_("About"), many=True),
    ),
    section(
        WHEN_WHERE,
        Field("given", Date(), N_("Given on")),
        sensitive("place", Place(), N_("Given where")),
        Field("manner", Term("manner"), N_("How"), N_("In person, by telephone, in writing.")),
        Field("minutes", Number(), N_("Length in minutes")),
    ),
    section(
        HANDLING,
        Field("moments", NOTES, N_("Notes while listening"), N_("Pauses, distress, gestures."), many=True),
        sensitive("wellbeing", Text(long=True), N_("How the witness was")),
        Field("referrals", REFERRALS, N_("Referrals"), many=True, sensitivity=Sensitivity.SENSITIVE),
    ),
    BEFORE,
    AFTER,
    section(
        FILES,
        Field("recorded", Flag(), N_("Recorded")),
        Field("custody", CUSTODY_ENTRIES, N_("Chain of custody"), many=True, sensitivity=Sensitivity.SENSITIVE),
    ),
    section(
        SOURCING,
        *GRADING,
    ),
    titles=("title", "summary", "narrative"),
    parts=("witness", "given"),
)

CAPTURE = N_("Kept from the web")
"""The section for what was on the web, after the Berkeley Protocol; nothing here ever uses a network."""

CAPTURED = (
    Field("url", Text(), N_("Web address"), N_("The whole address of the page or post itself.")),
    Field("led_to", Text(), N_("Address it led to"), N_("If the page opened under another one.")),
    Field("archived_url", Text(), N_("Archived address"), N_("Of a copy that an archive of the web keeps.")),
    Field("captured", Date(), N_("Captured on"), N_("With time and zone: 2012-03-01T14:02:00+08:00.")),
    sensitive("captured_by", BY_WHOM, N_("Captured by"), N_("A colleague's code name or an office.")),
    Field("capture_method", Text(), N_("How captured"), N_("By hand, by a browser's own saving, by a program.")),
    Field("capture_tool", Text(), N_("Captured with"), N_("The program and its version.")),
    Field("http_status", Text(), N_("The server's answer"), N_("200 when the page was there, 404 when it was not.")),
    Field("platform", Text(), N_("Platform"), N_("The site or service it stood on.")),
    Field(
        "account",
        Text(),
        N_("Account or handle"),
        N_("As the platform writes it, with the number it keeps when its name changes."),
        sensitivity=Sensitivity.IDENTIFYING,
    ),
    Field("post_id", Text(), N_("Number of the post")),
    Field("posted", Date(), N_("Posted on"), N_("As the platform says it, with the zone it shows times in.")),
    Field("seen", Text(long=True), N_("What was seen"), N_("Who, what and where; answers below it; how many saw it.")),
    Field("found_by", Text(long=True), N_("How it was found"), N_("Words searched for, the page that led to it.")),
    Field(
        "signed_in",
        Flag(),
        N_("Seen only when signed in"),
        N_("Name no account of yours here."),
    ),
    Field("online", Term("availability"), N_("Whether it is still there")),
    Field("looked_again", Date(), N_("Last looked on")),
)

DOCUMENT = record_type(
    "document",
    N_("Document"),
    N_("Something kept as evidence."),
    section(
        WHAT,
        Field("title", Text(), N_("Title")),
        Field("kind", Term("document"), N_("Kind")),
        Field("languages", Term("language"), N_("Languages"), many=True),
        Field("summary", Text(long=True), N_("Summary")),
        Field("text", Text(long=True), N_("Text")),
    ),
    section(
        WHO,
        Field("author", Link(("author",), ("person", "organisation")), N_("Author"), many=True),
        Field(
            "publisher",
            Link(("publisher",), ("person", "organisation")),
            N_("Publisher"),
            N_("If other than the author."),
            many=True,
        ),
    ),
    section(
        WHEN_WHERE,
        Field("date", Date(), N_("Date")),
    ),
    section(
        WHEN_WHERE,
        sensitive("place", Place(), N_("Where it was made"), N_("Where a photo was taken, a letter written.")),
    ),
    section(
        SOURCING,
        Field("how_obtained", Text(long=True), N_("How obtained")),
        Field(
            "obtained_from",
            Link(("obtained-from",), ("person", "organisation")),
            N_("Obtained from"),
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Field("obtained", Date(), N_("Obtained on")),
        Field("published", Flag(), N_("Published")),
        sensitive("original_at", Text(), N_("Where the original is"), N_("The paper, the medium, the device.")),
        common.assessment(
            "authenticity",
            "authenticity",
            N_("Whether it is genuine"),
            N_("What was compared, and with what: place, weather, shadows, other pictures, the author's other posts."),
        ),
        *GRADING,
    ),
    section(CAPTURE, *CAPTURED),
    section(
        FILES,
        Field("custody", CUSTODY_ENTRIES, N_("Chain of custody"), many=True, sensitivity=Sensitivity.SENSITIVE),
    ),
    section(
        LINKS,
        Field(
            "of",
            Link(("text-of",), ("request", "reply", "intervention", "testimony")),
            N_("Text of"),
            many=True,
        ),
        Field("evidences", Link(("evidences",)), N_("Evidence of"), many=True),
        Field("translation_of", Link(("translation-of",), ("document",)), N_("Translation of")),
        Field("derived_from", Link(("derived-from",), ("document", "testimony")), N_("Derived from"), many=True),
        Field(
            "reprint_of",
            Link(("reprint-of",), ("document",)),
            N_("Reprint of"),
            N_("The first publication: both are one source, however often it is printed."),
            many=True,
        ),
        Field("cited_by", Link(("cited-by",), ("document",)), N_("Cited by"), many=True),
    ),
    titles=("title", "summary", "text"),
    parts=("kind", "date"),
)
