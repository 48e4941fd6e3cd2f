"""Consent: what a person agreed to, each purpose on its own, how they were told, and how they can take it back."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import FILES, HANDLING, LINKS, SOURCING, WHAT, WHO, record_type, section, sensitive
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Sensitivity, Term, Text

EXPLAINED = N_("What was explained")
CHILD = N_("Children, and who decides for another")
AFTERWARDS = N_("Afterwards")

PURPOSES = Group(
    (
        Field("purpose", Term("purpose"), N_("Purpose")),
        Field("decision", Term("decision"), N_("Decision")),
        Field(
            "mechanism",
            Text(),
            N_("Mechanism, court or medium"),
            N_("Which one, when the purpose names one."),
        ),
        Field("conditions", Text(long=True), N_("Conditions")),
        Field("identity", Term("disclosure"), N_("Disclosure of identity"), N_("For this purpose, when it differs.")),
        Field("until", Date(), N_("Holds until"), N_("For this purpose, when it ends sooner.")),
        Field("said", Text(long=True), N_("In the person's words")),
    )
)

DISCLOSURES = Group(
    (
        Field("audience", Term("audience"), N_("Audience")),
        Field("identity", Term("disclosure"), N_("Disclosure of identity")),
        Field("shown_as", Text(), N_("Shown as"), N_("The other name, the initials or the role to use.")),
        Field("leave_out", Text(long=True), N_("To be left out"), N_("Places, dates, voice or face that would tell.")),
    )
)

RECONTACT = Group(
    (
        Field("how", Text(), N_("How"), N_("By which way it is safe."), sensitivity=Sensitivity.NEVER),
        Field("when", Text(), N_("When it is safe")),
        Field("by", Link(("contact",), ("person", "organisation")), N_("By whom")),
        Field("what_for", Text(), N_("For what")),
    )
)

FAMILY_CONTACT = Group(
    (
        Field("who", Link(("family",), ("person",)), N_("Who"), sensitivity=Sensitivity.IDENTIFYING),
        Field("decision", Term("decision"), N_("Decision")),
        Field("how", Text(), N_("How"), N_("By which way it is safe."), sensitivity=Sensitivity.NEVER),
        Field("may_be_told", Text(long=True), N_("What they may be told")),
    )
)

CONSENT = record_type(
    "consent",
    N_("Consent"),
    N_("What a person agreed to; a withdrawal is a new consent record."),
    section(
        WHO,
        Field("person", Link(("by",), ("person",)), N_("Whose consent"), many=True),
        Field("giver", Term("giver"), N_("Who decided"), N_("The person, or who may decide for them.")),
    ),
    section(
        WHAT,
        Field("date", Date(), N_("Given on")),
        Field("records", Link(("on",)), N_("For which records"), many=True),
        Field(
            "coverage",
            Term("coverage"),
            N_("How far it reaches"),
            N_("The records named, what rests on them too, or all that the person told us."),
        ),
        Field("preset", Term("consent-preset"), N_("Taken as"), N_("The choice that filled it in.")),
        Field("purposes", PURPOSES, N_("Purposes"), N_("Each decided on its own."), many=True),
        Field("otherwise", Term("decision"), N_("Every other purpose"), N_("What holds for purposes not listed.")),
        Field("audience", Term("audience"), N_("Audience"), many=True),
        Field("identity", Term("disclosure"), N_("Disclosure of identity")),
        Field(
            "disclosures",
            DISCLOSURES,
            N_("Disclosure by audience"),
            N_("Where one audience may know more than another."),
            many=True,
        ),
        Field("expires", Date(), N_("Expires")),
        Field("after_expiry", Term("after-expiry"), N_("What happens then")),
    ),
    section(
        EXPLAINED,
        Field("mandate_explained", Flag(), N_("Who we are and why we ask was explained")),
        Field("use_explained", Flag(), N_("Where it is kept and who sees it was explained")),
        Field("risks_explained", Flag(), N_("Risks explained")),
        sensitive("risks", Text(long=True), N_("Risks spoken of")),
        Field("refusal_explained", Flag(), N_("That one may say no, or stop, was explained")),
        Field("withdrawal_explained", Flag(), N_("The right to withdraw was explained"), N_("With its limits.")),
        sensitive("reach_us", Text(long=True), N_("How the person can reach us"), N_("To withdraw, or to ask.")),
        Field("questions", Text(long=True), N_("What the person asked")),
        Field("free", Flag(), N_("Free of pressure and promises")),
        Field("language", Term("language"), N_("Language")),
        Field("interpreter", Link(("interpreter",), ("person",)), N_("Interpreter")),
        Field("interpreter_bound", Flag(), N_("The interpreter promised to keep silent")),
    ),
    section(
        CHILD,
        Field("capacity", Term("capacity"), N_("Able to decide")),
        sensitive("capacity_reason", Text(long=True), N_("How that was judged")),
        Field("age", Number(), N_("Age then")),
        Field("guardian", Link(("guardian",), ("person",)), N_("Guardian")),
        Field("guardian_ground", Text(), N_("Why the guardian may decide"), N_("Parent, court, next of kin.")),
        Field("assent", Flag(), N_("The child assents")),
        Field("assent_words", Text(long=True), N_("How the child said so")),
    ),
    section(
        AFTERWARDS,
        Field("recontact", RECONTACT, N_("Being contacted again")),
        Field("family_contact", FAMILY_CONTACT, N_("Contact with the family"), many=True),
        Field("on_withdrawal", Term("on-withdrawal"), N_("If it is withdrawn")),
        Field("delete", Text(long=True), N_("What must then be deleted")),
        Field("keep", Text(long=True), N_("What may still be kept")),
    ),
    section(
        LINKS,
        Field("withdraws", Link(("withdraws",), ("consent",)), N_("Withdraws"), many=True),
        Field("replaces", Link(("replaces",), ("consent",)), N_("Replaces"), many=True),
        sensitive("reason", Text(long=True), N_("Why it was changed or withdrawn"), N_("Nobody has to give a reason.")),
    ),
    section(
        HANDLING,
        Field("taken_by", Link(("taker",), ("person", "organisation")), N_("Taken by")),
        Field("taken_by_words", Text(), N_("Taken by, in words"), N_("A colleague's code name or an office.")),
        sensitive("place", Place(), N_("Taken where")),
        Field("manner", Term("manner"), N_("How"), N_("In person, by telephone, in writing.")),
        Field("present", Link(("present",), ("person",)), N_("Others present"), many=True),
    ),
    section(
        FILES,
        Field("form", Term("form"), N_("Form"), N_("Signed, spoken, recorded.")),
        Field("signature", Term("signature"), N_("Signature")),
        Field("no_signature", Text(), N_("Why there is no signature"), N_("A paper may endanger the person.")),
        Field("evidence", Link(("evidence",), ("document", "testimony")), N_("Evidence of it"), many=True),
        Field("evidence_at", Text(), N_("Where in it"), N_("The page, or the time in the recording.")),
        Field("copy_left", Flag(), N_("The person has a copy")),
    ),
    section(
        SOURCING,
        Field("text", Text(long=True), N_("What was agreed, in words")),
    ),
    titles=(),
    parts=("person", "date"),
)
