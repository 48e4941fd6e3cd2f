"""Act: one type of violation against one victim, with a supplement for each main type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.base.i18n import N_
from app.domain.schema.common import (
    AUTHORITY,
    LINKS,
    SOURCING,
    WHAT,
    WHEN_WHERE,
    WHO,
    assessment,
    record_type,
    section,
    sensitive,
)
from app.domain.schema.death import DISAPPEARANCE, DISAPPEARANCE_FIELDS, KILLING, KILLING_FIELDS
from app.domain.schema.detention import DETENTION, DETENTION_FIELDS
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Sensitivity, Term, Text
from app.domain.schema.losses import PROPERTY, PROPERTY_FIELDS
from app.domain.schema.proceedings import PROCEEDINGS, PROCEEDINGS_FIELDS
from app.domain.schema.reprisal import REFUSAL, REFUSAL_FIELDS, REPRISAL, REPRISAL_FIELDS
from app.domain.schema.torture import SEXUAL, SEXUAL_FIELDS, TORTURE, TORTURE_FIELDS
from app.domain.schema.watching import WATCH, WATCH_FIELDS

RESPONSE = N_("Authorities' answer")

IDENTIFICATION = Group(
    (
        Field("by", Link(("by",), AUTHORITY), N_("By whom")),
        Field("by_words", Text(), N_("By whom, in words"), N_("A colleague's code name or an office.")),
        Field("when", Date(), N_("When")),
        Field("why", Text(long=True), N_("Why"), N_("What it stands on: a name badge, a photograph, a document.")),
    )
)

PERPETRATOR = (
    Field("degree", Term("degree"), N_("Degree of involvement")),
    Field("alleged", Flag(), N_("Alleged")),
    Field("kind", Term("perpetrator"), N_("Kind of perpetrator")),
    Field("affiliation", Text(), N_("Apparent affiliation"), N_("Uniform, vehicle, what they said.")),
    Field("inference", Text(), N_("Our inference"), N_("What we conclude and the source does not say.")),
    Field(
        "identified",
        IDENTIFICATION,
        N_("Identified"),
        N_("Who identified them later, when and why; the source's first words stay."),
    ),
    Field("appearance", Text(long=True), N_("Appearance"), N_("Clothes, voice, marks; vehicle and plates.")),
    Field("recognisable", Flag(), N_("The witness would know them again")),
    Field("superior", Text(), N_("Who commanded them")),
    Field("status", Term("perpetrator-status"), N_("What became of them")),
)

RESPONSE_FIELDS = section(
    RESPONSE,
    Field("attribution", Term("attribution"), N_("What the authorities say of it")),
    Field("investigation", Term("investigation"), N_("Official investigation")),
    Field("investigated_by", Link(("investigator",), AUTHORITY), N_("Investigated by"), many=True),
    Field("investigation_period", Date(), N_("Investigated from and until")),
    Field("investigation_result", Text(long=True), N_("Result of the investigation")),
    Field("remedies", Link(("remedy",), ("request",)), N_("Remedies tried"), many=True),
    Field("remedies_not_tried", Text(long=True), N_("Why no remedy was tried or worked")),
    Field("redress", Term("redress"), N_("Redress"), many=True),
)

ACT = record_type(
    "act",
    N_("Act"),
    N_("One type of violation against one victim."),
    section(
        WHAT,
        Field("act_type", Term("act"), N_("Type of act")),
        Field("alleged", Flag(), N_("Alleged"), N_("Stays marked wherever it is shown.")),
        Field("method", Term("method"), N_("Method"), many=True),
        Field("description", Text(long=True), N_("Description")),
        Field("counting", Term("counting"), N_("Counting"), N_("Reported acts are shown, never counted.")),
        Field("occurrences", Number(), N_("How often")),
        Field("stated_reason", Text(long=True), N_("Reason or legal ground stated")),
        Field("motive", Text(long=True), N_("Apparent motive")),
        sensitive("grounds", Term("ground"), N_("Apparent grounds of discrimination"), many=True),
        Field("motive_records", Link(("apparent-motive",)), N_("What the motive seems to be"), many=True),
        Field("consequences", Text(long=True), N_("Consequences")),
        Field("laws", Text(), N_("National laws concerned"), many=True),
        Field("instruments", Term("instrument"), N_("International instruments"), many=True),
    ),
    section(
        LINKS,
        Field("incident", Link(("in",), ("incident",)), N_("Incident")),
        Field("triggered_by", Link(("triggered-by",)), N_("Triggered by"), many=True),
    ),
    section(
        WHO,
        Field("victim", Link(("victim",), ("person",)), N_("Victim"), sensitivity=Sensitivity.IDENTIFYING),
        Field(
            "perpetrators",
            Link(("perpetrator",), AUTHORITY, PERPETRATOR),
            N_("Perpetrators"),
            N_("Nobody identified: say in words, how many, what they seemed to belong to."),
            many=True,
        ),
        Field("age", Number(), N_("Victim's age then")),
        sensitive(
            "characteristics",
            Text(),
            N_("Victim's characteristics then"),
            N_("Pregnant, ill, a child's carer."),
            many=True,
        ),
        sensitive(
            "characteristic_kinds",
            Term("characteristic"),
            N_("Characteristics that matter"),
            N_("What made the person a target or more at risk."),
            many=True,
        ),
        Field("status_at_end", Term("status"), N_("Victim's status at the end")),
    ),
    section(
        WHEN_WHERE,
        Field("period", Date(), N_("When")),
        Field("as_of", Date(), N_("As of"), N_("The date of the source that says so.")),
        Field("place", Place(), N_("Exact place")),
        Field("location_kind", Term("location"), N_("Kind of location")),
        Field("end_place", Place(), N_("Place at the end"), N_("When it ended somewhere else.")),
    ),
    section(
        SOURCING,
        assessment("proof", "proof", N_("Standard of proof"), N_("What has been reached, by whom, when and why.")),
        assessment(
            "finding",
            "finding",
            N_("Finding"),
            N_("Supported, contradicted or unresolved; by whom, when and why."),
        ),
    ),
    RESPONSE_FIELDS,
    DETENTION_FIELDS,
    PROCEEDINGS_FIELDS,
    TORTURE_FIELDS,
    SEXUAL_FIELDS,
    KILLING_FIELDS,
    DISAPPEARANCE_FIELDS,
    WATCH_FIELDS,
    PROPERTY_FIELDS,
    REPRISAL_FIELDS,
    REFUSAL_FIELDS,
    titles=(),
    parts=("act_type", "victim", "period"),
)

SUPPLEMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        DETENTION: ("act/detention", "act/arrest", "act/abduction", "act/disappearance", "act/bad-conditions"),
        PROCEEDINGS: ("act/detention", "act/arrest", "act/charge", "act/unfair-trial", "act/denial-of-counsel"),
        TORTURE: (
            *("act/torture", "act/ill-treatment", "act/injury", "act/sexual-violence", "act/forced-confession"),
            *("act/denial-of-medical-care", "act/death-from-torture", "act/bad-conditions"),
        ),
        SEXUAL: ("act/sexual-violence", "act/forced-birth-control"),
        KILLING: ("act/killing",),
        DISAPPEARANCE: ("act/disappearance", "act/abduction"),
        WATCH: (
            *("act/soft-detention", "act/house-arrest", "act/surveillance", "act/restriction-of-movement"),
            *("act/travel-ban", "act/intimidation", "act/denial-of-contact"),
        ),
        PROPERTY: (
            *("act/confiscation", "act/destruction", "act/eviction", "act/search", "act/looting", "act/extortion"),
        ),
        REPRISAL: ("act/reprisal", "act/reprisal-on-family", "act/travel-to-un-blocked"),
        REFUSAL: ("act/refusal-to-receive", "act/denial-of-information"),
    }
)
"""Sections of an act for one kind of act, and the terms (with their narrower ones) that ask for them."""
