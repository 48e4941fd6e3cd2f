"""Supplement of acts against property: what was lost, by what order, what became of it and of those who lost it."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import AUTHORITY, section
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Term, Text

PROPERTY = N_("Property")

LOSSES = Group(
    (
        Field("kind", Term("property"), N_("Kind of property")),
        Field("description", Text(), N_("Description")),
        Field("number", Number(), N_("How many")),
        Field("value", Number(), N_("Value")),
        Field("currency", Text(), N_("Currency")),
        Field("fate", Term("fate"), N_("What became of it")),
        Field("receipt", Flag(), N_("Receipt given")),
        Field("owner", Link(("owner",), ("person", "organisation")), N_("Owner")),
        Field("list_number", Text(), N_("Number on the list of seizure")),
    )
)

PROPERTY_FIELDS = section(
    PROPERTY,
    Field("losses", LOSSES, N_("Property"), many=True),
    Field("property_order", Term("warrant"), N_("Order or search warrant")),
    Field("property_order_by", Link(("warrant-issuer",), AUTHORITY), N_("Order issued by")),
    Field("property_notice", Date(), N_("Notice given on")),
    Field("people_affected", Number(), N_("People or households affected")),
    Field("rehousing", Text(long=True), N_("Where people went and what they were offered")),
    Field("redress_kind", Term("redress"), N_("Compensation given")),
    Field("compensation", Text(), N_("Compensation")),
)
