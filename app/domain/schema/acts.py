"""Act: one type of violation against one victim, with a supplement for each main type."""

from __future__ import annotations

from app.base.i18n import N_
from app.domain.schema.common import (
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
from app.domain.schema.kinds import Date, Field, Flag, Group, Link, Number, Place, Sensitivity, Term, Text

DETENTION = N_("Detention")
TORTURE = N_("Torture and ill-treatment")
KILLING = N_("Killing")
DISAPPEARANCE = N_("Disappearance")
PROPERTY = N_("Property")
REPRISAL = N_("Reprisal")
REFUSAL = N_("Refusal to receive")

AUTHORITY = ("organisation", "person")

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
)

CHARGES = Group(
    (
        Field("text", Text(), N_("Charge")),
        Field("law", Text(), N_("Law and article")),
        Field("date", Date(), N_("When")),
        Field("by", Link(("charged-by",), AUTHORITY), N_("By")),
        Field("outcome", Text(), N_("Outcome")),
    )
)

SPANS = Group(
    (
        Field("period", Date(), N_("From and until")),
        Field("kind", Term("detention"), N_("Kind of detention")),
        Field("place", Place(), N_("Place")),
        Field("facility", Link(("facility",), ("organisation",)), N_("Place of detention")),
        Field("conditions", Text(long=True), N_("Conditions")),
    )
)

TRANSFERS = Group(
    (
        Field("date", Date(), N_("When")),
        Field("from_place", Link(("transferred-from",), ("organisation",)), N_("From")),
        Field("to_place", Link(("transferred-to",), ("organisation",)), N_("To")),
        Field("reason", Text(), N_("Reason given")),
    )
)

STAGES = Group(
    (
        Field("stage", Term("stage"), N_("Stage")),
        Field("date", Date(), N_("When")),
        Field("by", Link(("authority",), AUTHORITY), N_("By")),
        Field("result", Text(long=True), N_("Result")),
        Field("due", Date(), N_("Legal deadline")),
    )
)

COUNSEL = (
    Field("chosen", Flag(), N_("Of the person's choice")),
    Field("access", Term("access"), N_("Access")),
    Field("period", Date(), N_("From and until")),
)

INJURIES = Group(
    (
        Field("part", Text(), N_("Part of the body")),
        Field("description", Text(long=True), N_("Description")),
        Field("lasting", Flag(), N_("Lasting")),
    )
)

LOSSES = Group(
    (
        Field("kind", Term("property"), N_("Kind of property")),
        Field("description", Text(), N_("Description")),
        Field("number", Number(), N_("How many")),
        Field("value", Number(), N_("Value")),
        Field("currency", Text(), N_("Currency")),
        Field("fate", Term("fate"), N_("What became of it")),
        Field("receipt", Flag(), N_("Receipt given")),
    )
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
        Field("motive_records", Link(("apparent-motive",)), N_("What the motive seems to be"), many=True),
        Field("consequences", Text(long=True), N_("Consequences")),
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
        Field("status_at_end", Term("status"), N_("Victim's status at the end")),
    ),
    section(
        WHEN_WHERE,
        Field("period", Date(), N_("When")),
        Field("as_of", Date(), N_("As of"), N_("The date of the source that says so.")),
        Field("place", Place(), N_("Exact place")),
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
    section(
        DETENTION,
        Field("detention_kind", Term("detention"), N_("Kind of detention")),
        Field("facility", Link(("facility",), ("organisation",)), N_("Place of detention")),
        Field("spans", SPANS, N_("Times held"), N_("One row for each place or kind."), many=True),
        Field("transfers", TRANSFERS, N_("Transfers"), many=True),
        Field("conditions", Text(long=True), N_("Conditions")),
        Field("incommunicado", Flag(), N_("Held incommunicado")),
        Field("warrant_shown", Flag(), N_("Warrant shown")),
        Field("family_informed", Date(), N_("Family informed on")),
        Field("visits", Text(long=True), N_("Visits and contact")),
        sensitive("health_care", Text(long=True), N_("Health and medical care")),
        Field("charges", CHARGES, N_("Charges"), many=True),
        Field("stages", STAGES, N_("Legal stages"), many=True),
        Field("counsel", Link(("lawyer",), AUTHORITY, COUNSEL), N_("Lawyer"), many=True),
        Field("court", Link(("court",), ("organisation",)), N_("Court"), many=True),
        Field("case_number", Text(), N_("Court's case number")),
        Field("sentence", Text(), N_("Sentence")),
        Field("released", Date(), N_("Released on")),
        Field("release_conditions", Text(long=True), N_("Conditions of release")),
    ),
    section(
        TORTURE,
        Field("purpose", Text(), N_("Apparent purpose"), N_("Confession, punishment, intimidation.")),
        Field("statements", Text(long=True), N_("What the perpetrators said")),
        sensitive("injuries", INJURIES, N_("Injuries"), many=True),
        sensitive("psychological_effects", Text(long=True), N_("Effects on the mind")),
        Field("medical_attention", Text(long=True), N_("Medical attention")),
        Field(
            "medical_documents",
            Link(("medical-document",), ("document",)),
            N_("Medical documents"),
            many=True,
        ),
        Field("complaint", Link(("complaint",), ("request",)), N_("Complaint made"), many=True),
    ),
    section(
        KILLING,
        Field("manner_of_death", Term("manner-of-death"), N_("Manner of death")),
        Field("official_cause", Text(), N_("Official cause of death")),
        Field("autopsy", Text(long=True), N_("Autopsy")),
        Field("body", Text(long=True), N_("What became of the body")),
    ),
    section(
        DISAPPEARANCE,
        Field("last_seen", Date(), N_("Last seen on")),
        Field("last_seen_place", Place(), N_("Last seen at")),
        Field("last_seen_with", Text(), N_("Last seen with")),
        Field("acknowledged", Term("acknowledgement"), N_("Acknowledged by the authorities")),
        Field("search_efforts", Text(long=True), N_("Search by family and others")),
        Field("reappeared", Date(), N_("Reappeared on")),
    ),
    section(
        PROPERTY,
        Field("losses", LOSSES, N_("Property"), many=True),
        Field("compensation", Text(), N_("Compensation")),
    ),
    section(
        REPRISAL,
        Field(
            "reprisal_for",
            Link(("reprisal-for",)),
            N_("Reprisal for"),
            N_("A request, testimony or intervention."),
            many=True,
        ),
        Field("cooperation", Term("cooperation"), N_("Cooperation it answers")),
    ),
    section(
        REFUSAL,
        Field("refused", Link(("refused",), ("request", "document")), N_("What was refused"), many=True),
        Field("refused_where", Place(), N_("Counter or office")),
        Field("told_to", Text(), N_("Where the person was sent instead")),
    ),
    titles=(),
    parts=("act_type", "victim", "period"),
)
