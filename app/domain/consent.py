"""What a consent says: which purposes it allows or closes, for which records, in place of which others, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import reading

SOURCE_PROTECTED = "confidentiality/source-protected"
"""The confidentiality of records that leave the laptop by nobody's default."""

ALREADY_PUBLIC = "basis/already-public"
"""A record that stands on this ground is reached by no consent that does not name it."""

INTERNAL = "purpose/internal"

GRANTED, ASK_AGAIN, REFUSED, WITHDRAWN = (f"decision/{one}" for one in ("granted", "ask-again", "refused", "withdrawn"))
EXPIRED, NOT_ASKED = "expired", "not-asked"
"""What follows from today's date, and from nothing; neither is ever written."""

NAMED_ONLY, DERIVED, ALL_TOLD = "coverage/named", "coverage/derived", "coverage/all-told"

_CLOSING = frozenset({REFUSED, WITHDRAWN})
_OPENING = frozenset({GRANTED, ASK_AGAIN})
_ENDING_ALL = frozenset({"after-expiry/stop", "after-expiry/delete"})
_ORDER = {WITHDRAWN: 0, REFUSED: 1, EXPIRED: 2, NOT_ASKED: 3, "": 3, ASK_AGAIN: 5, GRANTED: 6}
"""What allows least first; an end counts before what was agreed, nothing said before what is not known."""

RESTING = ("cites", "accounts", "of", "derived_from", "translation_of", "basis_source", "uses", "became")
"""Fields by which a record of any type rests on another: what that one's consent closes is closed for it too."""

ABOUT = ("act", "document")
"""Types of records that rest on a testimony which names them as what it is about."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a consent decides: on each purpose it lists, and on every other."""

    listed: Mapping[str, str]
    rest: str

    def on(self, purpose: str) -> str:
        """Return the decision on a purpose; empty for none."""
        return self.listed.get(purpose) or self.rest


def decided(fields: Mapping[str, Any]) -> Decided:
    """Return what a consent decides, the strictest where it says more than one thing on a purpose.

    A purpose that is not listed is decided as `otherwise` says. A consent that withdraws another and names no purpose
    withdraws them all.
    """
    items = reading.items(fields.get("purposes"))
    listed: dict[str, str] = {}
    for item in items:
        purpose, found = reading.term(item.get("purpose")), reading.term(item.get("decision"))
        before = listed.get(purpose)
        if found and (before is None or _ORDER.get(found, 4) < _ORDER.get(before, 4)):
            listed[purpose] = found
    rest = reading.term(fields.get("otherwise"))
    if not rest and not items and reading.targets(fields.get("withdraws")):
        rest = WITHDRAWN
    return Decided(listed, rest)


def decision(fields: Mapping[str, Any], purpose: str = INTERNAL) -> str:
    """Return what a consent decides on a purpose; empty for nothing."""
    return decided(fields).on(purpose)


def decides(
    fields: Mapping[str, Any], purpose: str = INTERNAL, today: int | None = None, said: Decided | None = None
) -> bool | None:
    """Return whether a consent allows a purpose: True, False, or None when it does not say, or in a word not ours.

    With `today`, a day as `date.toordinal` counts, one whose end says that all use stops allows nothing after it.
    `said` is what `decided` returned of the fields, where that is known.
    """
    if today is not None and _ends_all(fields) and ended(fields, purpose, today):
        return False
    found = (said or decided(fields)).on(purpose)
    return True if found in _OPENING else False if found in _CLOSING else None


def internal_use(fields: Mapping[str, Any]) -> bool | None:
    """Return whether a consent's fields allow internal use: True, False, or None when they do not say."""
    return decides(fields, INTERNAL)


def closes(fields: Mapping[str, Any]) -> bool:
    """Tell whether a consent refuses or withdraws anything."""
    said = decided(fields)
    return not _CLOSING.isdisjoint([*said.listed.values(), said.rest])


def may_close(fields: Mapping[str, Any], purpose: str) -> bool:
    """Tell whether a consent closes a purpose, or will when it ends."""
    return decided(fields).on(purpose) in _CLOSING or _ends_all(fields)


def withdrawing(fields: Mapping[str, Any]) -> bool:
    """Tell whether a consent withdraws anything."""
    said = decided(fields)
    return WITHDRAWN in (*said.listed.values(), said.rest)


def purposes(fields: Mapping[str, Any]) -> list[str]:
    """Return the purposes a consent lists, each once, in its order."""
    return list(
        dict.fromkeys(filter(None, (reading.term(one.get("purpose")) for one in reading.items(fields.get("purposes")))))
    )


def item_of(fields: Mapping[str, Any], purpose: str) -> Mapping[str, Any]:
    """Return what a consent says on a purpose, where it lists it."""
    return next(
        (one for one in reading.items(fields.get("purposes")) if reading.term(one.get("purpose")) == purpose), {}
    )


def ended(fields: Mapping[str, Any], purpose: str, today: int) -> bool:
    """Tell whether what a consent allows for a purpose has ended; of several possible days the first counts."""
    return any(_over(value, today) for value in (fields.get("expires"), item_of(fields, purpose).get("until")))


def lapsed(fields: Mapping[str, Any], purpose: str, today: int) -> bool:
    """Tell whether a purpose is no longer allowed because the consent ended: internal use goes on unless it says so."""
    return ended(fields, purpose, today) and (purpose != INTERNAL or _ends_all(fields))


def named(fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the consents that a consent takes the place of."""
    return reading.targets(fields.get("replaces")) + reading.targets(fields.get("withdraws"))


def replaced(fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the consents whose every word a consent takes the place of."""
    return reading.targets(fields.get("replaces"))


def people(fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the people whose consent it is."""
    return reading.targets(fields.get("person"))


def narrow(fields: Mapping[str, Any]) -> bool:
    """Tell whether it reaches the records it names and no others."""
    return reading.term(fields.get("coverage")) == NAMED_ONLY


def whole(fields: Mapping[str, Any]) -> bool:
    """Tell whether it reaches all that the person told us: it says so, or names no record."""
    return reading.term(fields.get("coverage")) == ALL_TOLD or not (covered(fields) or narrow(fields))


def protects(fields: Mapping[str, Any]) -> bool:
    """Tell whether the fields of a record of any type protect its source."""
    value = fields.get("confidentiality")
    return any(
        one == SOURCE_PROTECTED or reading.term(one) == SOURCE_PROTECTED
        for one in (value if isinstance(value, list) else [value])
    )


def covered(fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the records a consent is about."""
    return reading.targets(fields.get("records"))


def strictest(decisions: Iterable[str]) -> str:
    """Return the one of several decisions that allows least."""
    return min(decisions, key=lambda one: _ORDER.get(one, 4), default=NOT_ASKED)


def _ends_all(fields: Mapping[str, Any]) -> bool:
    return reading.term(fields.get("after_expiry")) in _ENDING_ALL


def _over(value: object, today: int) -> bool:
    """Tell whether a date is past: a single one from its first possible day on, a period after its last day."""
    date = reading.date(value)
    if date is None:
        return False
    if date.earliest is not None and "/" not in date.text:
        return today >= date.earliest
    return date.latest is not None and today > date.latest
