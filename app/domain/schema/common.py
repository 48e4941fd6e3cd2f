"""Fields and groups that several record types share, and the ones every type has."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from app.base.i18n import N_
from app.domain.schema.kinds import (
    Accounts,
    Attachment,
    Cites,
    Date,
    Field,
    Flag,
    Group,
    Kind,
    Link,
    Number,
    RecordType,
    Sensitivity,
    Term,
    Text,
)

WHAT = N_("What")
WHEN_WHERE = N_("When and where")
WHO = N_("Who")
LINKS = N_("Connections")
FILES = N_("Files")
HANDLING = N_("Handling")
SOURCING = N_("Sourcing")

AUTHORITY = ("organisation", "person")
"""Who may stand as perpetrator, holder, judge: an authority, or one of its people."""

BY_WHOM = Link(("by",), ("person", "organisation"))
BASIS_SOURCE = Link(("basis",), ("document", "consent", "testimony", "person"))


def assessment(name: str, vocabulary: str, label: str, help_text: str) -> Field:
    """Return a field for something judged: the value, by whom, when and why."""
    parts = (
        Field("value", Term(vocabulary), label),
        Field("by", BY_WHOM, N_("By whom")),
        Field("by_words", Text(), N_("By whom, in words"), N_("A colleague's code name or an office.")),
        Field("when", Date(), N_("When")),
        Field("why", Text(long=True), N_("Why")),
    )
    return Field(name, Group(parts), label, help_text)


REVIEWED = Group(
    (
        Field("state", Term("review"), N_("Review state"), N_("The state it was given.")),
        Field("by", BY_WHOM, N_("By whom")),
        Field("by_words", Text(), N_("By whom, in words"), N_("A colleague's code name or an office.")),
        Field("when", Date(), N_("When")),
        Field("why", Text(long=True), N_("Why")),
    )
)
"""One step of reviewing: the form adds it when the state is changed."""

NOTES = Group(
    (
        Field("when", Date(), N_("When")),
        Field("minutes", Number(), N_("Minutes from the start")),
        Field("seconds", Number(), N_("Seconds past the minute")),
        Field("clock", Text(), N_("Time of day"), N_("By the clock of the device, where it was.")),
        Field("kind", Term("moment"), N_("Kind of moment"), N_("A pause, distress, an interruption.")),
        Field("text", Text(long=True), N_("Note")),
    )
)

CUSTODY_ENTRIES = Group(
    (
        Field("event", Term("custody"), N_("What happened to it")),
        Field("when", Date(), N_("When")),
        Field("place", Text(), N_("Where")),
        Field("by", Link(("holder",), ("person", "organisation")), N_("By whom")),
        Field("from_whom", Link(("giver",), ("person", "organisation")), N_("From whom")),
        Field("to_whom", Link(("receiver",), ("person", "organisation")), N_("To whom")),
        Field("how", Text(long=True), N_("How")),
        Field("why", Text(), N_("For what")),
        Field("container", Text(), N_("Bag, seal or medium"), N_("Its number, if it has one.")),
        Field("condition", Text(), N_("In what state"), N_("Sealed, opened, damaged, complete.")),
        Field("sha256", Text(), N_("SHA-256 at that time")),
    )
)


MADE_FROM = (
    Field("made_how", Text(), N_("How it was made"), N_("Cropped, enlarged, names covered, typed from the recording.")),
    Field("made_by", Text(), N_("Made by"), N_("A colleague's code name or an office.")),
    Field("made_on", Date(), N_("Made on")),
    Field("made_with", Text(), N_("Made with"), N_("The program or device, and its version.")),
)
"""What is said of a file made from another one that is kept too."""


def section(label: str, *fields: Field) -> tuple[Field, ...]:
    """Return `fields` as one section of a form."""
    return tuple(replace(field, section=label) for field in fields)


def sensitive(name: str, kind: Kind, label: str, help_text: str = "", *, many: bool = False) -> Field:
    """Return a field whose value harms when it leaks."""
    return Field(name, kind, label, help_text, many=many, sensitivity=Sensitivity.SENSITIVE)


COMMON = (
    section(
        FILES,
        Field("attachments", Attachment(MADE_FROM), N_("Attachments"), many=True),
    ),
    section(
        HANDLING,
        Field("tags", Text(), N_("Tags"), N_("Your own words to find it by."), many=True),
        Field("remarks", Text(long=True), N_("Remarks"), N_("For colleagues; part of no output.")),
        Field("confidentiality", Term("confidentiality"), N_("Confidentiality"), N_("Who may see it at most.")),
        Field("basis", Term("basis"), N_("Basis"), N_("On what ground we keep and use it.")),
        Field("basis_source", BASIS_SOURCE, N_("Source of the basis"), N_("Publication or consent."), many=True),
        Field("review", Term("review"), N_("Review state")),
        Field("reviewed", REVIEWED, N_("Reviewed"), N_("Who gave it which state, when and why."), many=True),
        Field("trashed", Flag(), N_("In the trash")),
    ),
    section(
        SOURCING,
        Field(
            "cites",
            Cites(),
            N_("Sources"),
            N_("Beside a field or item: the source and the passage."),
            many=True,
        ),
        Field(
            "accounts",
            Accounts(),
            N_("Rival accounts"),
            N_("Side by side until somebody decides."),
            many=True,
        ),
    ),
)


def record_type(
    name: str,
    label: str,
    help_text: str,
    *sections: tuple[Field, ...],
    titles: tuple[str, ...] = ("title",),
    parts: tuple[str, ...] = (),
) -> RecordType:
    """Return a record type of the fields of `sections` and the common ones."""
    fields = {field.name: field for part in sections + COMMON for field in part}
    return RecordType(name, label, help_text, MappingProxyType(fields), titles, parts)
