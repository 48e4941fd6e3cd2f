"""The title a record has in lists: its own words, or what it is made of when it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.i18n import N_, _
from app.domain.saying_words import in_words
from app.domain.schema.kinds import Names, RecordType
from app.domain.vocabulary import Lists

LONGEST = 120
ALLEGED = N_("{act} (alleged)")
READ = {"zh": ("Han",), "ar": ("Arab",), "ru": ("Cyrl",)}
"""Beginnings of the codes of scripts that readers of a language read; of any other language, Latin."""


def title_from(declared: RecordType | None, name: str, fields: Mapping[str, Any], language: str, lists: Lists) -> str:
    """Return a title of at most `LONGEST` characters, in English whatever the interface when that is asked.

    The first of the type's title fields that has words; else the type, and what its parts say:
    `Detention · Peng Lanlan · since August 2012, still going on`. An alleged act is marked. A person's name in a script
    that readers of the language do not read is followed by one they do. Strange shapes are skipped.
    """
    if declared is None:
        return name
    for field in declared.titles:
        value = fields.get(field)
        if words := _words(value):
            known = declared.fields.get(field)
            names = known is not None and isinstance(known.kind, Names)
            return _with_readable(words, value, language) if names and isinstance(value, list) else words
    parts = [_part(fields.get(field), language, lists) for field in declared.parts]
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


def _with_readable(name: str, items: list[Any], language: str) -> str:
    """Return a name, with another one behind it in a script the language's readers read, when it is in none."""
    wanted = READ.get(language, ("Latn",))

    def readable(item: Any) -> bool:
        script = item.get("script") if isinstance(item, dict) else None
        return isinstance(script, str) and script.startswith(wanted) and isinstance(item.get("text"), str)

    shown = [item for item in items if isinstance(item, dict) and _shortened(str(item.get("text"))) == name]
    if any(readable(item) or not item.get("script") for item in shown):
        return name
    other = next((item for item in items if readable(item)), None)
    return f"{name} ({_shortened(other['text'])})" if other else name


def _part(value: Any, language: str, lists: Lists) -> str:
    """Return a term's label, or the words or date of a link, place or date."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("term"), str):
        return _shortened(lists.said(value, language))
    if isinstance(date := value.get("edtf"), str):
        return _shortened(in_words(date, language))
    return _shortened(words) if isinstance(words := value.get("words"), str) else ""


def _translated(message: str, language: str) -> str:
    return message if language == "en" else _(message)


def _shortened(text: str) -> str:
    line = " ".join(text[: LONGEST * 4].split())
    if len(line) <= LONGEST:
        return line
    cut = line[:LONGEST]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut) + "…"
