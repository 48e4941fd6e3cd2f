"""Supplement of acts that keep somebody in sight or in place: soft detention, watch, interception, travel bans."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import AUTHORITY, section
from app.domain.schema.kinds import Date, Field, Link, Number, Place, Term, Text

WATCH = N_("Watch and interception")

WATCH_FIELDS = section(
    WATCH,
    Field("destination", Place(), N_("Where the person was going")),
    Field("journey_purpose", Text(), N_("Why")),
    Field("journey_records", Link(("journey-to",)), N_("What the person was going to"), many=True),
    Field("stopped_how", Term("interception"), N_("How the person was stopped"), many=True),
    Field("held_on_way", Place(), N_("Held on the way at")),
    Field("escorted_to", Place(), N_("Taken back to")),
    Field("escorted_by", Link(("escort",), AUTHORITY), N_("Escorted by"), many=True),
    Field("papers_taken", Text(), N_("Papers and things taken")),
    Field("restrictions", Term("restriction"), N_("Watch and restrictions"), many=True),
    Field("watchers", Number(), N_("How many watched")),
    Field("watch_hours", Text(), N_("Hours and shifts")),
    Field("occasion", Text(), N_("Occasion"), N_("An anniversary, a summit, a session of the UN.")),
    Field("communications", Text(long=True), N_("Telephone and internet")),
    Field("forced_travel", Place(), N_("Taken on a journey to")),
    Field("ban_until", Date(), N_("Restriction until")),
    Field("ban_notice", Term("notice"), N_("How the restriction was told")),
)
