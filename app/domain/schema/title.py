"""The title a record has in lists: its own words, or what it is made of when it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.i18n import N_, _
from app.domain import vocabulary
from app.domain.schema.kinds import RecordType

LONGEST = 120
ALLEGED = N_("{act} (alleged)")


def title_from(declared: RecordType | None, name: str, fields: Mapping[str, Any], language: str) -> str:
    """Return a title of at most `LONGEST` characters, in English whatever the interface when that is asked.

    The first of the type's title fields that has words; else the type, and what its parts say:
    `Detention · Peng Lanlan · 2012-08/..`. An alleged act is marked. Strange shapes are skipped.
    """
    if declared is None:
        return name
    for field in declared.titles:
        if words := _words(fields.get(field)):
            return words
    parts = [_part(fields.get(field), language) for field in declared.parts]
    first = fields.get(declared.parts[0]) if declared.parts else None
    if not (isinstance(first, dict) and isinstance(first.get("term"), str)):  # no term says it better
        parts.insert(0, _translated(declared.label, language))
    if fields.get("alleged") is True:
        parts[0] = _translated(ALLEGED, language).format(act=parts[0])
    return " · ".join(part for part in parts if part)


def _words(value: Any) -> str:
    """Return the preferred or first item's text of a list, or a single value's text."""
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        value = next((item for item in items if item.get("preferred") is True), items[0] if items else None)
    text = value.get("text") if isinstance(value, dict) else None
    return _shortened(text) if isinstance(text, str) else ""


def _part(value: Any, language: str) -> str:
    """Return a term's label, or the words or date of a link, place or date."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return ""
    if isinstance(code := value.get("term"), str):
        return _shortened(vocabulary.label(code, language))
    return next((_shortened(value[key]) for key in ("edtf", "words") if isinstance(value.get(key), str)), "")


def _translated(message: str, language: str) -> str:
    return message if language == "en" else _(message)


def _shortened(text: str) -> str:
    line = " ".join(text[: LONGEST * 4].split())
    if len(line) <= LONGEST:
        return line
    cut = line[:LONGEST]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut) + "…"
