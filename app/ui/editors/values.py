"""What a value is to the row that shows it: readable or not, an answer, a note and what the note stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.errors import BadField
from app.domain.schema.check import check_value
from app.domain.schema.kinds import Date, Field, Group, Link, Names, Number, Place, Text
from app.domain.vocabulary import Lists

BLANKS: dict[type, dict[str, Any]] = {Text: {"text": ""}, Number: {"words": ""}, Group: {}}
"""What a note stands on when the value beside it was taken away; a term has nothing blank."""

OWN_NOTES = (Date, Place, Names)
"""Kinds whose editors show the note themselves."""


def readable(lists: Lists, field: Field, value: Any, siblings: Mapping[str, Field]) -> bool:
    """Tell whether this version can show a value in its editor; items of a list are looked at one by one."""
    if field.many:
        return isinstance(value, list)
    try:
        check_value(field, value, field.name, siblings, lists)
    except (BadField, FileNotFoundError):
        return False
    return True


def shown(value: Any) -> str:
    """Return the words of a value this version cannot read, as well as may be."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items() if key != "id")
    if isinstance(value, list):
        return "; ".join(shown(inner) for inner in value)
    return str(value)


def notable(field: Field, value: Any) -> bool:
    """Tell whether a note can stand beside a value: one that is there, or nothing where nothing can carry it."""
    if is_answer(value):
        return True
    if isinstance(field.kind, Group) and any(inner.name == "note" for inner in field.kind.fields):
        return False
    if isinstance(field.kind, OWN_NOTES):
        return False
    return isinstance(value, dict) or (value is None and not field.many and type(field.kind) in BLANKS)


def is_answer(value: Any) -> bool:
    """Tell whether something is said instead of a value."""
    return isinstance(value, dict) and "answer" in value


def note_of(field: Field, value: Any) -> str:
    """Return the note of a value whose editor leaves it to the row."""
    note = value.get("note") if isinstance(value, dict) and notable(field, value) else None
    return note if isinstance(note, str) else ""


def without_note(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value without its note."""
    return {key: inner for key, inner in value.items() if key != "note"}


def noted_blank(field: Field, note: str) -> dict[str, Any] | None:
    """Return what carries a note where there is no value; None where nothing can."""
    blank = BLANKS.get(type(field.kind))
    if isinstance(field.kind, Link):
        return {"role": field.kind.roles[0], "to": None, "words": "", "note": note}
    return None if blank is None else {**blank, "note": note}
