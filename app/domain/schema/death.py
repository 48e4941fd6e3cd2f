"""Supplements of killing (Minnesota Protocol) and of disappearance (form of the UN working group)."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import section, sensitive
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Term, Text

KILLING = N_("Killing")
DISAPPEARANCE = N_("Disappearance")

SIGHTINGS = Group(
    (
        Field("date", Date(), N_("When")),
        Field("place", Place(), N_("Where")),
        Field("by", Link(("seen-by",), ("person",)), N_("Seen by")),
        Field("details", Text(long=True), N_("What was seen or heard")),
    )
)

KILLING_FIELDS = section(
    KILLING,
    Field("death_context", Term("death-context"), N_("Circumstances of the death")),
    Field("manner_of_death", Term("manner-of-death"), N_("Manner of death")),
    Field("weapons", Term("weapon"), N_("Weapons and means"), many=True),
    Field("official_cause", Text(), N_("Official cause of death")),
    Field("cause_of_death", Text(), N_("Cause of death as found")),
    Field("warnings_before", Text(long=True), N_("Threats and signs before")),
    sensitive("wounds", Text(long=True), N_("Wounds and state of the body")),
    Field("others_hit", Number(), N_("Others killed or wounded")),
    Field("body_found", Date(), N_("Body found on")),
    Field("body_found_place", Place(), N_("Body found at")),
    Field("scene", Text(long=True), N_("The scene"), N_("What was seen, kept, taken away or cleaned.")),
    Field("identification", Term("identification"), N_("How the body was identified"), many=True),
    Field("autopsy_kind", Term("autopsy"), N_("Autopsy done")),
    Field("autopsy", Text(long=True), N_("Autopsy")),
    Field("autopsy_date", Date(), N_("Autopsy on")),
    Field("autopsy_by", Link(("examiner",), ("person", "organisation")), N_("Autopsy by"), many=True),
    Field("autopsy_family", Flag(), N_("The family's expert was present")),
    Field("death_certificate", Term("death-certificate"), N_("Death certificate")),
    Field("death_documents", Link(("medical-document",), ("document",)), N_("Documents of the death"), many=True),
    Field("body_fate", Term("body-fate"), N_("Fate of the body")),
    Field("body", Text(long=True), N_("What became of the body")),
    Field("burial", Date(), N_("Buried on")),
    Field("burial_place", Place(), N_("Buried at")),
    Field("family_heard", Text(long=True), N_("How the family was told and heard")),
)

DISAPPEARANCE_FIELDS = section(
    DISAPPEARANCE,
    Field("last_seen", Date(), N_("Last seen on")),
    Field("last_seen_place", Place(), N_("Last seen at")),
    Field("last_seen_with", Text(), N_("Last seen with")),
    sensitive("appearance", Text(long=True), N_("Clothes, belongings and marks then")),
    Field("last_contact", Date(), N_("Last contact")),
    Field("last_contact_how", Term("manner"), N_("Last contact, how")),
    Field("sightings", SIGHTINGS, N_("Seen or heard of since"), many=True),
    Field("acknowledged", Term("acknowledgement"), N_("Acknowledged by the authorities")),
    Field("search_efforts", Text(long=True), N_("Search by family and others")),
    Field("search_requests", Link(("search-request",), ("request",)), N_("Requests to find the person"), many=True),
    Field("search_replies", Link(("search-reply",), ("reply",)), N_("What the authorities answered"), many=True),
    Field("un_case", Text(), N_("Number of the UN working group's case")),
    sensitive("dna_given", Flag(), N_("Relatives gave DNA samples")),
    Field("absence", Term("absence"), N_("Legal status of the absent person")),
    Field("person_fate", Term("person-fate"), N_("Fate")),
    Field("reappeared", Date(), N_("Reappeared on")),
    Field("reappeared_place", Place(), N_("Reappeared at")),
    Field("held_meanwhile", Text(long=True), N_("Where the person was meanwhile")),
    Field("family_effects", Text(long=True), N_("Effects on the family")),
)
