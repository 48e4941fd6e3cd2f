"""What consents say, in words: how a record stands, purpose by purpose, and why a consent covers one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import N_, _, ngettext
from app.domain import consent, saying
from app.domain.schema import Schema
from app.services import consenting, withdrawals
from app.services.consenting import Decision, Standing
from app.services.withdrawals import Telling

STATES: Mapping[str, str] = {
    "withdrawn": N_("Consent withdrawn"),
    "partly-withdrawn": N_("Consent withdrawn in part"),
    "refused": N_("Consent refused"),
    "expired": N_("Consent expired"),
    "partly-expired": N_("Consent expired in part"),
    "not-asked": N_("Consent not asked"),
    "given": N_("Consent given"),
}

DECISIONS: Mapping[str, str] = {
    consent.WITHDRAWN: N_("Withdrawn"),
    consent.REFUSED: N_("Refused"),
    consent.EXPIRED: N_("Expired"),
    consent.GRANTED: N_("Agreed"),
    consent.ASK_AGAIN: N_("Ask again each time"),
    consent.NOT_ASKED: N_("Not asked"),
}
"""In the order in which they are told."""

WHY: Mapping[str, str] = {
    consenting.NAMED: N_("named in the consent"),
    consenting.BY_TESTIMONY: N_("testimony of the person"),
    consenting.BY_PERSON: N_("the person's own record"),
    consenting.CITED: N_("rests on what it covers"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The purposes decided in one way: the word for it, the purposes in words, since when."""

    decision: str
    label: str
    purposes: tuple[str, ...] = field(repr=False)
    when: str = field(repr=False, default="")


def state_words(state: str) -> str:
    """Return how a record stands in words; nothing where nobody had to be asked."""
    return _(STATES[state]) if state in STATES else ""


def mark_words(standing: Standing, language: str = "en") -> str:
    """Return how a record stands in words, since when where it is withdrawn or expired."""
    words = state_words(standing.state)
    times = {"withdrawn": consent.WITHDRAWN, "expired": consent.EXPIRED}
    since = max(
        (one.when for one in standing.of(times.get(standing.state.removeprefix(consenting.PARTLY), "-"))), default=""
    )
    if not since:
        return words
    return _("{words}, {date}").format(words=words, date=saying.in_words(since, language))


def groups(standing: Standing, schema: Schema, language: str = "en") -> tuple[Group, ...]:
    """Return the purposes by how they are decided, what closes first."""
    found = []
    for decision, label in DECISIONS.items():
        some = standing.of(decision)
        if some:
            words = tuple(_purpose(one, schema, language) for one in some)
            when = max(one.when for one in some)
            found.append(Group(decision, _(label), words, saying.in_words(when, language) if when else ""))
    return tuple(found)


def lines(standing: Standing, schema: Schema, language: str = "en") -> tuple[str, ...]:
    """Return how a record stands as lines."""
    return tuple(line(one) for one in groups(standing, schema, language))


def telling_words(one: Telling, language: str = "en") -> str:
    """Return whether somebody was told of a withdrawal, in words."""
    date = saying.in_words(one.at[:10], language) if one.at else ""
    if one.stays:
        return _("{name}: not told, and the withdrawal stays here: it is source-protected.").format(name=one.name)
    match one.state:
        case withdrawals.UNSENT:
            return _("{name}: not told yet. The withdrawal goes with the next bundle you send them.").format(
                name=one.name
            )
        case withdrawals.SENT:
            return _("{name}: sent on {date}, no receipt yet.").format(name=one.name, date=date)
        case _:
            return _("{name}: knows, since {date}.").format(name=one.name, date=date)


def copies_words(copies: Sequence[str], language: str = "en") -> str:
    """Return that copies of files lie outside the vault, in words; nothing when there are none."""
    if not copies:
        return ""
    words = ngettext(
        "{n} decrypted copy of a file of these was written outside the vault, last on {date}. Look for it.",
        "{n} decrypted copies of files of these were written outside the vault, last on {date}. Look for them.",
        len(copies),
    )
    return words.format(n=f"{len(copies):,}", date=saying.in_words(max(copies)[:10], language))


def arrived_words(came: Mapping[str, int]) -> list[str]:
    """Return what is said of withdrawals a bundle brought, and of records that came after one."""
    told = []
    if came.get("consents"):
        consents = ngettext("{n} consent was withdrawn", "{n} consents were withdrawn", came["consents"])
        records = ngettext("{n} record here is covered", "{n} records here are covered", came["records"])
        bundles = ngettext("{n} bundle you sent holds them", "{n} bundles you sent hold them", came["bundles"])
        whole = _("{consents}: {records}; {bundles}.") if came["bundles"] else _("{consents}: {records}.")
        told.append(
            whole.format(
                consents=consents.format(n=f"{came['consents']:,}"),
                records=records.format(n=f"{came['records']:,}"),
                bundles=bundles.format(n=f"{came['bundles']:,}"),
            )
        )
    if came.get("late"):
        words = ngettext(
            "{n} record that came is covered by a consent withdrawn before: it is marked, and withheld.",
            "{n} records that came are covered by consents withdrawn before: they are marked, and withheld.",
            came["late"],
        )
        told.append(words.format(n=f"{came['late']:,}"))
    return told


def to_json(standing: Standing) -> dict[str, Any]:
    """Return how a record stands as JSON."""
    return {
        "state": standing.state,
        "consents": list(standing.consents),
        "purposes": {
            one.purpose: {
                "decision": one.decision,
                "consent": one.consent or None,
                "why": one.why or None,
                "through": one.through or None,
                "when": one.when or None,
            }
            for one in standing.decisions
        },
    }


def line(one: Group) -> str:
    """Return the purposes decided in one way as a line."""
    listed = _joined(one.purposes)
    if one.when and one.decision in (consent.WITHDRAWN, consent.EXPIRED):
        return _("{decision} ({date}): {purposes}").format(decision=one.label, date=one.when, purposes=listed)
    return _("{decision}: {purposes}").format(decision=one.label, purposes=listed)


def _purpose(one: Decision, schema: Schema, language: str) -> str:
    words = schema.label(one.purpose, language)
    return f"{words} ({one.mechanism})" if one.mechanism else words


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)
