"""The title a record has in lists: its preferred name, its title, or the first words there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.i18n import _
from app.domain import vocabulary
from app.domain.schema.kinds import RecordType

LONGEST = 120


def title_from(declared: RecordType | None, name: str, fields: Mapping[str, Any], language: str) -> str:
    """Return a title, at most `LONGEST` characters; the type's label or name when the record says nothing."""
    title = ""
    if declared is not None:
        title = _act_title(fields, language) if name == "act" else ""
        title = title or next(filter(None, (_words(fields.get(field)) for field in declared.titles)), "")
    return title or (_(declared.label) if declared else name)


def _act_title(fields: Mapping[str, Any], language: str) -> str:
    """Say what, to whom when words tell, and when: `Detention · Peng Lanlan · 2012-08/..`."""
    act, victim, period = fields.get("act_type"), fields.get("victim"), fields.get("period")
    code = act.get("term") if isinstance(act, dict) else None
    if not isinstance(code, str):
        return ""
    date = period.get("edtf") if isinstance(period, dict) else None
    words = victim.get("words") if isinstance(victim, dict) else None
    parts = (vocabulary.label(code, language), words, date)
    return " · ".join(_shortened(part) for part in parts if isinstance(part, str) and part)


def _words(value: Any) -> str:
    """Return the preferred or first item's text of a list, or a single value's text."""
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        value = next((item for item in items if item.get("preferred") is True), items[0] if items else None)
    text = value.get("text") if isinstance(value, dict) else None
    return _shortened(text) if isinstance(text, str) else ""


def _shortened(text: str) -> str:
    line = " ".join(text[: LONGEST * 4].split())
    if len(line) <= LONGEST:
        return line
    cut = line[:LONGEST]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut) + "…"
