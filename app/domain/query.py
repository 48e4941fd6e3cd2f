"""What a list of records is asked for: filters and order as one value, and which date of a record is its main one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import edtf, schema
from app.domain.schema.kinds import Date, Place, Sensitivity

YES, NO = "flag/yes", "flag/no"
"""What a field that is true or false shall say."""

UNKNOWN, DECLINED, NOT_ASKED = "answer/unknown", "answer/declined", "answer/not-asked"
"""What may stand in the place of a value, and that nothing stands there."""

AT_LEAST, AT_MOST = ">=", "<="
SURELY = "!"
"""After either: not only what may be so, but what is so whatever the number was."""

CHANGED, TITLE, TYPE, DATE = "changed", "title", "type", "date"
ORDERS = (CHANGED, TITLE, TYPE, DATE)
"""What lists are sorted by."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which records are wanted: each filter that is set narrows; several codes in one filter widen it."""

    words: str = field(default="", repr=False)
    types: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    confidentiality: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    """Requests that stand so: states of `domain.standing`."""
    consent: tuple[str, ...] = ()
    """Records for which consent stands so: `withdrawn`, `refused`, `expired`, `given`, `not-asked`."""
    acts: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    tag: str = field(default="", repr=False)
    since: str = ""
    """EDTF; only what may have happened on its first day or later."""
    until: str = ""
    """EDTF; only what may have happened on its last day or earlier."""
    fields: tuple[tuple[str, str], ...] = ()
    """Fields with what they shall say: a term, `YES` or `NO`, an answer (`UNKNOWN`, `DECLINED`, `NOT_ASKED`); of the
    office's own also `schema.KEPT`, for anything."""
    numbers: tuple[tuple[str, str, int], ...] = ()
    """Fields with `AT_LEAST` or `AT_MOST`, with `SURELY` or not, and a number."""
    surely: bool = False
    """Only what happened within `since` and `until` whatever its day was, not what may have."""
    drafts: bool = False
    conflicts: bool = False
    trash: bool = False

    @property
    def days(self) -> tuple[int | None, int | None]:
        """The first and the last day wanted, None for no bound; what is no date bounds nothing."""
        return _bounds(self.since)[0], _bounds(self.until)[1]

    @property
    def filtered(self) -> bool:
        """Whether anything but the trash is asked for."""
        return self != Query(trash=self.trash)


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted. Without a key the order in which records first came here."""

    key: str = CHANGED
    descending: bool = True


def main_date(type_: str) -> str:
    """Return the name of the field that says when a record of this type was or happened; empty for none.

    It is the first date of its form; none where that one tells who somebody is, as a date of birth does.
    """
    declared = next((one for one in schema.OURS.fields_of(type_).values() if isinstance(one.kind, Date)), None)
    return declared.name if declared is not None and declared.sensitivity is Sensitivity.ORDINARY else ""


def main_place(type_: str) -> str:
    """Return the name of the field that says where, by the same rule; empty for none."""
    declared = next((one for one in schema.OURS.fields_of(type_).values() if isinstance(one.kind, Place)), None)
    return declared.name if declared is not None and declared.sensitivity is not Sensitivity.IDENTIFYING else ""


def is_date(text: str) -> bool:
    """Tell whether a text is EDTF, or empty."""
    return not text or edtf.read(text) is not None


def to_json(query: Query) -> dict[str, Any]:
    """Return a query as JSON, without the words searched for and the tag: those are content of a case."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name in (*_LISTS, "since", "until", *_FLAGS)
        if (value := getattr(query, name))
    } | {name: [list(one) for one in found] for name in ("fields", "numbers") if (found := getattr(query, name))}


def from_json(value: Mapping[str, Any]) -> Query:
    """Return the query of `to_json`; what has another shape is left out."""
    known: dict[str, Any] = {
        name: tuple(one for one in found if isinstance(one, str))
        for name in _LISTS
        if isinstance(found := value.get(name), list)
    }
    known |= {
        name: found for name in ("since", "until") if isinstance(found := value.get(name), str) and is_date(found)
    }
    pairs = value.get("fields")
    found = [one for one in pairs if isinstance(one, list) and len(one) == 2] if isinstance(pairs, list) else []
    known["fields"] = tuple((one[0], one[1]) for one in found if all(isinstance(part, str) for part in one))
    bounds = value.get("numbers")
    known["numbers"] = tuple(
        (one[0], one[1], one[2])
        for one in (bounds if isinstance(bounds, list) else ())
        if isinstance(one, list)
        and len(one) == 3
        and isinstance(one[0], str)
        and one[1] in _SIGNS
        and type(one[2]) is int
    )
    known |= {name: value.get(name) is True for name in _FLAGS}
    return Query(**known)


_LISTS = ("types", "review", "confidentiality", "standing", "consent", "acts", "countries")
_FLAGS = ("drafts", "conflicts", "trash", "surely")
_SIGNS = tuple(sign + more for sign in (AT_LEAST, AT_MOST) for more in ("", SURELY))


def _bounds(text: str) -> tuple[int | None, int | None]:
    date = edtf.read(text)
    return (date.earliest, date.latest) if date else (None, None)
