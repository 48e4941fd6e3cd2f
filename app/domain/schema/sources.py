"""Testimony and document: where what we know comes from, and how it was kept."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import (
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
    sensitive,
)
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Sensitivity, Term, Text

GRADING = (
    Field("source_grade", Term("source-grade"), N_("Reliability of the source"), section=SOURCING),
    Field(
        "information_grade", Term("information-grade"), N_("Credibility of the information"), section=SOURCING
    ),
    Field("grading_reason", Text(long=True), N_("Why graded so"), section=SOURCING),
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
    "testimony", N_("Testimony"), N_("A statement or interview."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field(
        "witness", Link(("by",), ("person",)), N_("Who speaks"), many=True, section=WHO,
        sensitivity=Sensitivity.IDENTIFYING,
    ),
    Field("knowledge", Term("knowledge"), N_("How the witness knows"), N_("Lived through it, saw it, heard of it."), section=WHO),
    Field("about", Link(("about",)), N_("About"), many=True, section=LINKS),
    Field("given", Date(), N_("Given on"), section=WHEN_WHERE),
    sensitive("place", Place(), N_("Given where"), section=WHEN_WHERE),
    Field("manner", Term("manner"), N_("How"), N_("In person, by telephone, in writing."), section=WHEN_WHERE),
    Field("interviewer", Link(("interviewer",), ("person", "organisation")), N_("To whom"), many=True, section=WHO),
    Field("present", Link(("present",), ("person",)), N_("Others present"), many=True, section=WHO),
    Field("interpreter", Link(("interpreter",), ("person",)), N_("Interpreter"), section=WHO),
    Field("language", Text(), N_("Language"), section=WHAT),
    Field("narrative", Text(long=True), N_("In the witness's words"), N_("The original, with translations beside it."), section=WHAT),
    Field("summary", Text(long=True), N_("Summary"), section=WHAT),
    Field("words_for_dates", Text(long=True), N_("The witness's own words for dates"), section=WHAT),
    Field("words_for_places", Text(long=True), N_("The witness's own words for places"), section=WHAT),
    Field("minutes", Number(), N_("Length in minutes"), section=WHEN_WHERE),
    Field("moments", NOTES, N_("Notes while listening"), N_("Pauses, distress, gestures."), many=True, section=HANDLING),
    sensitive("wellbeing", Text(long=True), N_("How the witness was"), section=HANDLING),
    Field("referrals", REFERRALS, N_("Referrals"), many=True, section=HANDLING, sensitivity=Sensitivity.SENSITIVE),
    Field("recorded", Flag(), N_("Recorded"), section=FILES),
    *GRADING,
)  # fmt: skip

DOCUMENT = record_type(
    "document", N_("Document"), N_("Something kept as evidence."),
    Field("title", Text(), N_("Title"), section=WHAT),
    Field("kind", Term("document"), N_("Kind"), section=WHAT),
    Field("author", Link(("author",), ("person", "organisation")), N_("Author"), many=True, section=WHO),
    Field(
        "publisher", Link(("publisher",), ("person", "organisation")), N_("Publisher"), N_("If other than the author."),
        many=True, section=WHO,
    ),
    Field("date", Date(), N_("Date"), section=WHEN_WHERE),
    Field("language", Text(), N_("Language"), many=True, section=WHAT),
    Field("summary", Text(long=True), N_("Summary"), section=WHAT),
    Field("text", Text(long=True), N_("Text"), section=WHAT),
    Field("how_obtained", Text(long=True), N_("How obtained"), section=SOURCING),
    Field(
        "obtained_from", Link(("obtained-from",), ("person", "organisation")), N_("Obtained from"), section=SOURCING,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    Field("obtained", Date(), N_("Obtained on"), section=SOURCING),
    Field("url", Text(), N_("Web address"), section=SOURCING),
    Field("captured", Date(), N_("Captured on"), section=SOURCING),
    Field("capture_method", Text(), N_("How captured"), section=SOURCING),
    Field("published", Flag(), N_("Published"), section=SOURCING),
    Field("custody", CUSTODY_ENTRIES, N_("Chain of custody"), many=True, section=FILES, sensitivity=Sensitivity.SENSITIVE),
    Field("of", Link(("text-of",), ("request", "reply", "intervention", "testimony")), N_("Text of"), many=True, section=LINKS),
    Field("evidences", Link(("evidences",)), N_("Evidence of"), many=True, section=LINKS),
    Field("translation_of", Link(("translation-of",), ("document",)), N_("Translation of"), section=LINKS),
    Field("derived_from", Link(("derived-from",), ("document", "testimony")), N_("Derived from"), many=True, section=LINKS),
    Field("cited_by", Link(("cited-by",), ("document",)), N_("Cited by"), many=True, section=LINKS),
    *GRADING,
)  # fmt: skip
