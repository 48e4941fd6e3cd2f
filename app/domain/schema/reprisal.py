"""Supplements of reprisal for cooperation with the UN, and of the refusal to receive a petition."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import AUTHORITY, section
from app.domain.schema.kinds import Field, Flag, Link, Place, Term, Text

REPRISAL = N_("Reprisal")
REFUSAL = N_("Refusal to receive")

REPRISAL_FIELDS = section(
    REPRISAL,
    Field(
        "reprisal_for",
        Link(("reprisal-for",)),
        N_("Reprisal for"),
        N_("A request, testimony or intervention."),
        many=True,
    ),
    Field("cooperation", Term("cooperation"), N_("Cooperation it answers")),
    Field("un_bodies", Link(("un-body",), ("organisation", "process")), N_("UN body or meeting"), many=True),
    Field("reprisal_target", Term("target"), N_("Who was hit")),
    Field("reprisal_forms", Term("reprisal"), N_("Forms of reprisal"), many=True),
    Field("reprisal_signs", Text(long=True), N_("Why it seems a reprisal"), N_("Timing, words said, others hit too.")),
    Field("raised_in", Link(("raised-in",), ("intervention", "document", "process")), N_("Raised in"), many=True),
    Field("state_answer", Text(long=True), N_("What the State answered")),
)

REFUSAL_FIELDS = section(
    REFUSAL,
    Field("refused", Link(("refused",), ("request", "document")), N_("What was refused"), many=True),
    Field("refusal_forms", Term("refusal"), N_("Forms of refusal"), many=True),
    Field("refused_by", Link(("refused-by",), AUTHORITY), N_("Refused by"), many=True),
    Field("refused_where", Place(), N_("Counter or office")),
    Field("refusal_words", Text(long=True), N_("What was said")),
    Field("told_to", Text(), N_("Where the person was sent instead")),
    Field("receipt_asked", Flag(), N_("Receipt asked for")),
    Field("receipt_given", Flag(), N_("Receipt given")),
    Field("duty_to_receive", Text(), N_("Law that obliges it to receive")),
    Field("attempt_proof", Link(("evidence",), ("document",)), N_("Proof of the attempt"), many=True),
)
