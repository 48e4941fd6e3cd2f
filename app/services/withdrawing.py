"""Withdrawing consent: the new record that says so; nothing that was given before is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain import consent, edtf, ids, reading
from app.domain.body import Fields
from app.domain.edtf import Edtf
from app.services import casework, inforce, presets
from app.services.inforce import Known
from app.services.session import Session
from app.storage import consents as stored

ALL = "consent-preset/withdrawn"


def withdraw(
    session: Session,
    target: str,
    purposes: Sequence[str] = (),
    *,
    reason: str = "",
    by: str = "",
    when: str = "",
    form: str = "",
    evidence: Sequence[str] = (),
) -> str:
    """Save that a consent, or all of a person's, is withdrawn: for some purposes, or for every one; return its id.

    It names the records itself, so that it takes effect where the consent never came. `when` is EDTF, today unless
    given; `by` whom it was taken, in words; `evidence` are ids of documents or testimonies.
    Raises UnknownRecord, and BadInput for a record of another type, an unknown purpose, or nothing left to withdraw.
    """
    target = casework.find(session, target)
    state = casework.state_of(session, target)
    if state.type not in ("consent", "person"):
        raise BadInput(_("Name a consent, or the person whose consent is withdrawn. Nothing was saved."))
    codes = _purposes(session, purposes)
    of = [target] if state.type == "consent" else _of_person(session, target)
    known = inforce.load(session, of)
    asked = codes or tuple(session.schema.vocabulary("purpose").terms)
    if of and _withdrawn_before(known, of, asked):
        raise BadInput(_("That was withdrawn before. Nothing was saved."))
    today = datetime.now(UTC).astimezone().date()
    day = edtf.parse(when or today.isoformat())
    _check(day, known, of, today.toordinal())
    fields: Fields = {
        "date": {"edtf": day.text},
        "purposes": [
            {"id": ids.new_item_id(), "purpose": {"term": one}, "decision": {"term": consent.WITHDRAWN}}
            for one in asked
        ],
    } | _reach(known, of, target if state.type == "person" else "")
    if not codes:
        fields |= {"otherwise": {"term": consent.WITHDRAWN}, "preset": {"term": ALL}}
    if reason.strip():
        fields["reason"] = {"text": reason.strip()}
    if by.strip():
        fields["taken_by_words"] = {"text": by.strip()}
    if form:
        fields["form"] = {"term": form if "/" in form else f"form/{form}"}
    if evidence:
        fields["evidence"] = [presets.link("evidence", casework.find(session, one)) for one in evidence]
    return casework.add(session, "consent", fields)


def _check(day: Edtf, known: Known, of: Iterable[str], today: int) -> None:
    """Raise BadInput for a day that is certainly to come, or before anything was given that is taken back."""
    if day.earliest is not None and day.earliest > today:
        raise BadInput(_("That day is still to come. Withdraw it when it is withdrawn. Nothing was saved."))
    given = [
        reading.date(side.get("date")) for one in of if one in known.consents for side in known.consents[one].sides
    ]
    first = [one.earliest if one else None for one in given]
    if day.latest is not None and first and all(one is not None and one > day.latest for one in first):
        raise BadInput(_("That day is before the consent was given. Nothing was saved."))


def _of_person(session: Session, person: str) -> list[str]:
    """Return the consents of a person that no later one took the place of."""
    same = {one for some in inforce.same(session, [person]).values() for one in some}
    known = inforce.load(session, [one for one, _to in stored.naming(session.vault, same, ("person",))])
    return sorted(
        one.id
        for one in known.consents.values()
        if any(same.intersection(consent.people(side)) for side in one.sides) and not known.after(one.id)
    )


def _withdrawn_before(known: Known, of: Sequence[str], asked: Sequence[str]) -> bool:
    """Tell whether these consents withdraw all that already, or later ones in force do."""
    every = [known.consents[one] for name in of for one in (name, *(later.id for later in known.after(name)))]
    return all(
        any(
            consent.decision(side, purpose) == consent.WITHDRAWN
            for one in every
            if not one.trashed
            for side in one.sides
        )
        for purpose in asked
    )


def _reach(known: Known, of: Sequence[str], person: str) -> Fields:
    """Return what the new record names: all that the consents before name, so that it stands by itself."""
    every = {one for name in of for one in (name, *known.before(name))} & known.consents.keys()
    sides = [side for one in sorted(every) for side in known.consents[one].sides]
    people = list(
        dict.fromkeys([*([person] if person else []), *(to for side in sides for to in consent.people(side))])
    )
    named = list(dict.fromkeys(to for side in sides for to in consent.covered(side)))
    whole = bool(person) or any(map(consent.whole, sides))
    narrow = bool(sides) and all(map(consent.narrow, sides))
    reach = consent.ALL_TOLD if whole else consent.NAMED_ONLY if narrow else consent.DERIVED
    fields: Fields = {"coverage": {"term": reach}}
    for name, role, targets in (("person", "by", people), ("records", "on", named), ("withdraws", "withdraws", of)):
        if targets:
            fields[name] = [presets.link(role, one) for one in targets]
    return fields


def _purposes(session: Session, wanted: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one if "/" in one else f"purpose/{one}" for one in wanted))
    known = session.schema.vocabulary("purpose").terms
    for one in found:
        if one not in known:
            raise BadInput(
                _("There is no purpose {name}. There are: {names}. Nothing was saved.").format(
                    name=one.partition("/")[2], names=", ".join(code.partition("/")[2] for code in known)
                )
            )
    return found
