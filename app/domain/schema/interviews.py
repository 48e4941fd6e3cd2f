"""What a testimony says of its interview: before, while listening, and after it."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import section, sensitive
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Sensitivity, Term, Text

EARLIER = Group(
    (
        Field("by_words", Text(), N_("By whom, in words"), N_("A colleague's code name or an office.")),
        Field("when", Date(), N_("When")),
        Field("by", Link(("interviewer",), ("person", "organisation")), N_("By whom")),
        Field("for_what", Text(), N_("For what")),
        Field("where_kept", Text(), N_("Where it is now")),
    )
)

BEFORE = section(
    N_("Before the interview"),
    Field("steps", Term("interview-step"), N_("Said, asked and agreed"), many=True),
    Field("told_before", Flag(), N_("Told before to somebody else")),
    Field("previous", Link(("previous",), ("testimony",)), N_("Earlier testimonies kept here"), many=True),
    Field("earlier", EARLIER, N_("Earlier interviews elsewhere"), many=True, sensitivity=Sensitivity.SENSITIVE),
    Field("why_again", Text(long=True), N_("Why it is told again"), N_("Each telling costs the person something.")),
    sensitive(
        "needs", Text(long=True), N_("What the person needs"), N_("Breaks, somebody with them, someone to listen.")
    ),
    sensitive("setting", Text(long=True), N_("How private and safe the place was")),
)

AFTER = section(
    N_("After the interview"),
    sensitive("agreed_next", Text(long=True), N_("What was agreed"), N_("What happens next, and what does not.")),
    Field("next_contact", Date(), N_("When we speak again")),
    Field("contacted", Date(), N_("Spoken again, done on")),
    Field(
        "safe_contact",
        Text(long=True),
        N_("How to reach the person safely"),
        N_("By which way, when, and what to say if somebody else answers."),
        sensitivity=Sensitivity.NEVER,
    ),
    Field("to_code", Text(long=True), N_("What to make records of"), N_("Names, acts and dates to follow up.")),
    sensitive("own_state", Text(long=True), N_("How the interviewer was"), N_("Hearing it costs something too.")),
)

TRANSCRIPT = Field(
    "transcript",
    Text(long=True),
    N_("Transcript"),
    N_("Word for word; times of a recording as [12:34]. Translations beside it."),
)
