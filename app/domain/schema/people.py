"""Person and organisation: who was harmed, who did it, who spoke, who answers."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.backgrounds import BACKGROUND_FIELDS
from app.domain.schema.common import (
    BY_WHOM,
    LINKS,
    WHAT,
    WHO,
    record_type,
    section,
    sensitive,
)
from app.domain.schema.kinds import (
    Date,
    Field,
    Flag,
    Group,
    Link,
    Names,
    Number,
    Place,
    Sensitivity,
    Term,
    Text,
)

IDENTITY = N_("Identity")
CONTACT = N_("Contact")
HOLDING = N_("Place of detention")

MEMBERSHIP = (
    Field("rank", Text(), N_("Rank or post")),
    Field("unit", Text(), N_("Unit")),
    Field("period", Date(), N_("From and until")),
)

HEAD = (
    Field("post", Text(), N_("Rank or post")),
    Field("period", Date(), N_("From and until")),
)

KNOWN_MEMBER = (Field("period", Date(), N_("From and until")),)

IDENTITY_DOCUMENTS = Group(
    (
        Field("kind", Term("identity"), N_("Kind")),
        Field("number", Text(), N_("Number"), sensitivity=Sensitivity.NEVER),
        Field("issuer", Text(), N_("Issued by")),
        Field("valid", Date(), N_("Valid")),
    )
)

CONTACTS = Group(
    (
        Field("kind", Term("contact"), N_("Kind")),
        Field("value", Text(), N_("Number or address"), sensitivity=Sensitivity.NEVER),
        Field("whose", Text(), N_("Whose it is")),
        Field("safe_times", Text(), N_("Safe times"), N_("When and how it is safe to use.")),
        Field("how", Text(long=True), N_("How to begin"), N_("What to say first, and as whom.")),
        Field("via", Link(("contact",), ("person", "organisation")), N_("Through whom")),
        Field("language", Term("language"), N_("Language")),
        Field(
            "code_word",
            Text(),
            N_("Code word"),
            N_("What both sides say to know each other, or that somebody listens."),
            sensitivity=Sensitivity.NEVER,
        ),
        Field("avoid", Text(long=True), N_("What not to do"), N_("Leave no message, never name the organisation.")),
        Field("safe", Flag(), N_("Safe to use")),
        Field("confidentiality", Term("confidentiality"), N_("Confidentiality")),
    )
)

NO_CONTACT = Group(
    (
        Field("since", Date(), N_("Since")),
        Field("by", BY_WHOM, N_("By whom")),
        Field("by_words", Text(), N_("By whom, in words"), N_("The person, a relative, a colleague's code name.")),
        Field("why", Text(long=True), N_("Why")),
        Field("until", Date(), N_("Until")),
    )
)

REPRESENTING = (
    Field("capacity", Text(), N_("In which capacity"), N_("Lawyer, guardian, spokesperson.")),
    Field("authority", Text(), N_("By what authority"), N_("A power of attorney, a court's order, the person's word.")),
    Field("period", Date(), N_("From and until")),
)

MOVED = Group(
    (
        Field("record", Link(("moved", "added")), N_("Record")),
        Field("field", Text(), N_("Form field")),
        Field("item", Text(), N_("Item")),
        Field("version", Text(), N_("Version")),
    )
)
"""What merging changed, so that it can be undone: links moved to the kept record, and what was added to records."""

PERSON = record_type(
    "person",
    N_("Person"),
    N_("One person, or a group whose members may not be known."),
    section(
        WHO,
        Field("names", Names(), N_("Names"), many=True, sensitivity=Sensitivity.IDENTIFYING),
        Field("code_name", Text(), N_("Code name"), N_("Shown instead of the name where that is safer.")),
        Field("unit", Term("unit"), N_("Counted as"), N_("One person, a family, a group.")),
        Field("number", Number(), N_("How many"), N_("For a group; members known later never add to it.")),
        Field(
            "members",
            Link(("member",), ("person",), KNOWN_MEMBER),
            N_("Known members"),
            N_("A person, or a group within it. They are in its number already: nothing is added for them."),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field("biography", Text(long=True), N_("Life and work"), sensitivity=Sensitivity.IDENTIFYING),
    ),
    section(
        IDENTITY,
        Field("birth", Date(), N_("Born"), sensitivity=Sensitivity.IDENTIFYING),
        Field("birth_place", Place(), N_("Birthplace"), sensitivity=Sensitivity.IDENTIFYING),
        Field("death", Date(), N_("Died")),
        Field("sex", Term("sex"), N_("Sex")),
        Field("occupations", Term("occupation"), N_("Occupations and roles"), many=True),
        Field(
            "positions",
            Text(),
            N_("Occupations in words"),
            N_("Post, employer, anything the list does not say."),
            many=True,
        ),
        Field("origin", Place(), N_("Origin"), sensitivity=Sensitivity.IDENTIFYING),
        Field("nationality", Term("country"), N_("Nationality"), many=True),
        sensitive("ethnicity", Text(), N_("Ethnicity"), N_("As the person says it."), many=True),
        sensitive("religion", Text(), N_("Religion or belief"), N_("As the person says it.")),
        sensitive("health", Text(long=True), N_("Health and needs")),
        Field("languages", Term("language"), N_("Languages"), many=True),
        Field(
            "identity_documents",
            IDENTITY_DOCUMENTS,
            N_("Identity documents"),
            many=True,
            sensitivity=Sensitivity.NEVER,
        ),
    ),
    BACKGROUND_FIELDS,
    section(
        CONTACT,
        Field("contacts", CONTACTS, N_("Contact"), many=True, sensitivity=Sensitivity.NEVER),
        Field("do_not_contact", Flag(), N_("Do not contact")),
        sensitive("no_contact", NO_CONTACT, N_("Why not to contact"), N_("Since when, by whose word, and why.")),
        sensitive("safety", Text(long=True), N_("Safety"), N_("Threats against the person and what was agreed.")),
    ),
    section(
        LINKS,
        Field(
            "relatives",
            Link(("relative",), ("person",), (Field("relation", Term("relation"), N_("Relation")),)),
            N_("Relatives"),
            N_("What they are to this person; their own page shows it the other way round."),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field(
            "memberships",
            Link(("member-of",), ("organisation", "person"), MEMBERSHIP),
            N_("Member of"),
            N_("An organisation, unit or group, with rank and dates."),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field(
            "represents",
            Link(("represents",), ("person", "organisation"), REPRESENTING),
            N_("Represents"),
            many=True,
        ),
        Field(
            "not_same",
            Link(("not-same-as",), ("person",)),
            N_("Not the same as"),
            N_("People who look alike in the records and are not the same: nobody asks again."),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field(
            "same_as",
            Link(("same-as",), ("person",)),
            N_("Merged into"),
            N_("The record of the same person that is kept; this one can be separated again."),
            sensitivity=Sensitivity.IDENTIFYING,
        ),
        Field(
            "merged_links",
            MOVED,
            N_("Links that were moved"),
            N_("What merging changed, so that it can be undone at any time."),
            many=True,
            sensitivity=Sensitivity.IDENTIFYING,
        ),
    ),
    titles=("names", "code_name", "positions"),
    parts=("unit",),
)

ORGANISATION = record_type(
    "organisation",
    N_("Organisation"),
    N_("An authority, police unit, court, place of detention, NGO or company."),
    section(
        WHO,
        Field("names", Names(), N_("Names"), many=True),
        Field("kind", Term("organisation"), N_("Kind")),
        Field("place", Place(), N_("Place")),
        Field("country", Term("country"), N_("Country")),
        Field("active", Date(), N_("Existed")),
        Field("level", Term("level"), N_("Level"), N_("National, of a province, a town.")),
        Field("registration", Term("registration"), N_("Registration")),
        Field("registration_number", Text(), N_("Registration number")),
        Field("size", Number(), N_("How many people")),
        Field("headed_by", Link(("head",), ("person",), HEAD), N_("Headed by"), many=True),
    ),
    section(
        WHAT,
        Field("description", Text(long=True), N_("Description")),
        Field("mandate", Text(long=True), N_("Powers and area")),
        Field("command", Text(long=True), N_("Chain of command")),
        Field("marks", Text(long=True), N_("Uniforms, vehicles and marks")),
        Field("source_grade", Term("source-grade"), N_("Reliability as a source")),
        Field("grading_reason", Text(long=True), N_("Why graded so")),
    ),
    section(
        HOLDING,
        Field("acknowledged", Term("facility-status"), N_("Official or not")),
        Field("capacity", Number(), N_("Built for how many")),
        Field("held", Number(), N_("How many are held")),
        Field("holds", Term("detainee"), N_("Whom it holds"), many=True),
        Field("access", Text(long=True), N_("Who may visit"), N_("Monitors, lawyers, families; what was refused.")),
    ),
    section(
        CONTACT,
        Field("contacts", CONTACTS, N_("Contact"), many=True, sensitivity=Sensitivity.NEVER),
        sensitive("safety", Text(long=True), N_("Safety"), N_("Risks to the organisation and its people.")),
    ),
    section(
        LINKS,
        Field("part_of", Link(("part-of",), ("organisation",)), N_("Part of"), many=True),
        Field("member_of", Link(("member-of",), ("organisation",)), N_("Member of"), many=True),
        Field("successor_of", Link(("successor-of",), ("organisation",)), N_("Successor of"), many=True),
    ),
    titles=("names", "description"),
    parts=("kind", "place"),
)
