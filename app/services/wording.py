"""What a value says, in plain words of one line or more, for lists, histories and small tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, assert_never

from app.base import i18n
from app.base.i18n import N_, _
from app.domain import passages, precision, saying, saying_numbers, vocabulary
from app.domain.body import Fields
from app.domain.schema import OURS, OWN, Schema
from app.domain.schema.kinds import (
    Accounts,
    Attachment,
    Cites,
    Date,
    Field,
    Flag,
    Group,
    Link,
    Names,
    Number,
    Place,
    Term,
    Text,
)
from app.services import titles as calling
from app.services.session import Session

Titles = Mapping[str, str]
KEPT_VALUES = N_("Kept values")
"""Where values of fields are shown that an office has taken out of use, or that are not defined here."""


def words_of(field: Field, value: Any, language: str, titles: Titles, schema: Schema = OURS) -> str:
    """Return a value of `field`, or one item of it, in words; empty for none. Strange shapes give nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "\n".join(filter(None, (words_of(field, item, language, titles, schema) for item in value)))
    if not isinstance(value, dict):
        return str(value)
    if isinstance(answer := value.get("answer"), str):
        words = vocabulary.OURS.label(f"answer/{answer}", language)
    else:
        words = _single(field, value, language, titles, schema)
    note = value.get("note")
    return f"{words} ({note})" if isinstance(note, str) and note else words


def _single(field: Field, value: Mapping[str, Any], language: str, titles: Titles, schema: Schema) -> str:
    match field.kind:
        case Text():
            return _text(value, language)
        case Date():
            return date_words(value, language)
        case Number():
            return saying_numbers.said(value, language)
        case Term():
            return schema.said(value, language)
        case Place():
            point = value.get("point")
            told = precision.said(point) if isinstance(point, dict) else ""
            return "; ".join(filter(None, (place_words(value), _areas(value), told)))
        case Names() | Flag():
            return str(value.get("text", ""))
        case Link(attributes=attributes):
            inner = _inner(attributes, value.get("attributes"), language, titles, schema)
            return ", ".join(filter(None, (*_linked(value, language, titles), inner)))
        case Attachment(parts=parts):
            role = value.get("role")
            told = schema.said({"term": f"attachment/{role}"}, language) if role not in ("original", None) else ""
            inner = _inner(parts, value, language, titles, schema)
            return ", ".join(filter(None, (str(value.get("name", "")), told, inner)))
        case Group(fields=fields):
            return _inner(fields, value, language, titles, schema)
        case Cites():
            source = titles.get(str(value.get("source")), _("A record that is not here"))
            return ", ".join(filter(None, (source, passage_words(value), str(value.get("quote", "")))))
        case Accounts():
            claimed = value.get("value")
            said = claimed.get("text") or claimed.get("words") or "" if isinstance(claimed, dict) else ""
            return ", ".join(filter(None, (str(said), str(value.get("reason", "")))))
    assert_never(field.kind)


def _inner(fields: tuple[Field, ...], value: Any, language: str, titles: Titles, schema: Schema) -> str:
    if not isinstance(value, dict):
        return ""
    told = ((_(one.label), words_of(one, value.get(one.name), language, titles, schema)) for one in fields)
    return "; ".join(f"{label}: {words}" for label, words in told if words)


def _linked(value: Mapping[str, Any], language: str, titles: Titles) -> tuple[str, str]:
    """Return who a link leads to, and how many they are.

    Words that stand beside a record are left out: they may be the name of somebody who goes by another here.
    """
    number = value.get("number")
    return link_words(value, titles), saying_numbers.said(number, language) if isinstance(number, dict) else ""


def _text(value: Mapping[str, Any], language: str) -> str:
    lines = [str(value.get("text", ""))]
    for one in value.get("translations") or ():
        if isinstance(one, dict):
            name = vocabulary.OURS.label(f"language/{one.get('language', '')}", language).removeprefix("language/")
            lines.append(f"{name}: {one.get('text', '')}")
    return "\n".join(lines)


def date_words(value: Mapping[str, Any], language: str = "en") -> str:
    """Return a date's words as given, and what was read of them when that says it otherwise; or the one there is."""
    words, edtf = str(value.get("words") or ""), str(value.get("edtf") or "")
    said = saying.in_words(edtf, language) if edtf else ""
    return f"{words} ({said})" if said and words and said.casefold() != words.casefold() else said or words


def place_words(value: Mapping[str, Any]) -> str:
    """Return a place in its words, else its names, else the areas it lies within."""
    if words := value.get("words"):
        return str(words)
    names = [str(one.get("text", "")) for one in value.get("names") or () if isinstance(one, dict)]
    return ", ".join(names or [str(area) for area in value.get("within") or ()])


def _areas(value: Mapping[str, Any]) -> str:
    """Return the areas a place lies within where its words or names go before them."""
    within = [str(area) for area in value.get("within") or ()]
    if within and place_words(value) == within[0]:  # "Beijing; in Beijing" says nothing
        within = within[1:]
    return _("in {areas}").format(areas=", ".join(within)) if within and place_words(value) != ", ".join(within) else ""


def link_words(value: Mapping[str, Any], titles: Titles) -> str:
    """Return the title of the record a link leads to, else the words it was given in."""
    to = value.get("to")
    return titles.get(str(to), "") or str(value.get("words") or "") or (_("A record that is not here") if to else "")


def unknown(name: str) -> str:
    """Return what a field is called that is not defined here: the office's, or a newer version's."""
    if name.startswith(OWN):
        return _("A field this vault has no definition of")
    return _("{name} (not known to this version)").format(name=name)


def passage_words(cite: Mapping[str, Any]) -> str:
    """Return where in its source a passage stands: its page, or minute and second of a recording."""
    told = [str(cite["locator"])] if isinstance(cite.get("locator"), str) and cite["locator"] else []
    at = cite.get("at")
    if isinstance(at, dict) and isinstance(at.get("start"), int):
        end = at.get("end")
        told.append(clock(at["start"]) + (f"–{clock(end)}" if isinstance(end, int) else ""))
    return ", ".join(told)


def clock(seconds: int) -> str:
    """Return a place in a recording as `[12:34]`, with hours where there are any."""
    return f"[{passages.write(seconds)}]"


def raw(value: Any) -> str:
    """Return a value of a field this version does not know as it is; empty for none."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def titles(session: Session, type_: str, fields: Fields) -> dict[str, str]:
    """Return the titles of the records that fields link to or cite, as far as they are here."""
    targets = {link[3] for link in session.schema.extract(type_, fields).links if link[3]}
    return calling.titles(session, targets, i18n.language())
