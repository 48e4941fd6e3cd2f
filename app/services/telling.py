"""A record told to a reader: its fields in words with what they link to, what is particular about it, who names it.

`told` is for values whose field nobody declared, or that a terminal prints as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.base.errors import UnknownRecord
from app.base.i18n import _
from app.domain import precision, saying
from app.domain.body import Fields
from app.domain.schema import OURS, OWN, Schema
from app.domain.schema.kinds import Attachment, Cites, Date, Field, Flag, Link, Sensitivity
from app.services import browsing, linked, standing, wording
from app.services.session import Session
from app.storage import browsing as stored

SHORT = 8
"""Digits of an id that people type."""

LONGEST = 1500
"""Characters of one value in a summary; opening the record shows the rest."""

MOST_NAMING = 100


@dataclass(frozen=True, slots=True)
class Linked:
    """A record that a value leads to."""

    record: str
    type: str
    title: str = field(repr=False)
    note: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words. `hidden` is told only when a person asks: it says who somebody is."""

    section: str
    label: str
    text: str = field(repr=False)
    links: tuple[Linked, ...] = field(repr=False, default=())
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """A record as the pane beside a list tells it. `chips` are words and their kind: plain or warning."""

    record: str
    type: str
    label: str
    title: str = field(repr=False)
    real: str = field(repr=False)
    """The title behind a code name; empty when there is none."""
    changed: str
    chips: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...] = field(repr=False)
    naming: tuple[Linked, ...] = field(repr=False)
    trashed: bool
    conflict: bool


_IN_CHIPS = frozenset({"trashed", "confidentiality", "basis", "review"})


def summary(session: Session, record: str, language: str = "en") -> Summary:
    """Return a record as it stands, its draft before all, in words; raise UnknownRecord."""
    number = stored.number_of(session.vault, record)
    one = stored.page(session.vault, [number]).get(number) if number is not None else None
    if one is None:
        raise UnknownRecord(_("There is no record with this id."))
    targets = {link[3] for link in session.schema.extract(one.type, one.fields).links if link[3]}
    named = browsing.titles(session, targets, language)
    types = {target: told.type for target, told in stored.targets(session.vault, list(named)[:500]).items()}
    coded = browsing.code_name(one.type, one.fields)
    return Summary(
        record=record,
        type=one.type,
        label=browsing.type_label(one.type),
        title=browsing.title_of(one, named, language, session.schema),
        real=session.schema.title_of(one.type, one.fields, language) if coded else "",
        changed=one.updated,
        chips=(*_chips(session.schema, one, language), *_stands(session, one, language)),
        lines=tuple(_lines(one.type, one.fields, _Telling(session.schema, named, types, language, bool(coded)))),
        naming=tuple(_naming(session, record, language)),
        trashed=one.trashed,
        conflict=one.conflict,
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    schema: Schema
    titles: Mapping[str, str]
    types: Mapping[str, str]
    language: str
    coded: bool


def _chips(schema: Schema, one: stored.Listed, language: str) -> Iterator[tuple[str, str]]:
    if one.trashed:
        yield _("In the trash"), "warning"
    if one.fields.get("do_not_contact") is True:
        yield _("Do not contact"), "warning"
    if one.conflict:
        yield _("Waits for a decision"), "warning"
    if one.drafted:
        yield _("Draft, not yet a version"), "warning"
    if one.closed:
        yield browsing.closed_words(one.closed), "warning"
    for name in ("confidentiality", "basis", "review"):
        value = one.fields.get(name)
        if isinstance(value, dict) and isinstance(code := value.get("term"), str):
            protected = code == "confidentiality/source-protected"
            yield schema.label(code, language), "warning" if protected else "plain"


def _stands(session: Session, one: stored.Listed, language: str) -> Iterator[tuple[str, str]]:
    """Yield where a request stands."""
    if one.type == "request" and (found := standing.of_records(session, [one.id]).get(one.id)) is not None:
        late = standing.KINDS.get(found.shown) in ("danger", "warning")
        yield standing.words(found, session.schema, language), "warning" if late else "plain"


def _lines(type_: str, fields: Fields, telling: _Telling) -> Iterator[Line]:
    declared = telling.schema.fields_of(type_)
    for name, known in declared.items():
        if name in fields and name not in _IN_CHIPS and not known.retired:
            yield from _line(known, fields[name], telling)
    for name, known in declared.items():
        if name in fields and known.retired:
            yield from _line(replace(known, section=wording.KEPT_VALUES), fields[name], telling)
    for name in sorted(fields.keys() - declared.keys()):
        told_lines = tell("", fields[name], telling.titles, "", telling.schema)
        text = "\n".join(line.strip() for line in told_lines).replace(": ", "", 1)
        section = _(wording.KEPT_VALUES) if name.startswith(OWN) else ""
        yield Line(section, wording.unknown(name), _cut(text), hidden=telling.coded)


def _line(known: Field, value: Any, telling: _Telling) -> Iterator[Line]:
    hidden = telling.coded and known.sensitivity in (Sensitivity.IDENTIFYING, Sensitivity.NEVER)
    items = value if isinstance(value, list) else [value]
    links = tuple(_links(known, items, telling))
    if isinstance(known.kind, Flag):
        words = _("Yes") if value is True else _("No") if value is False else ""
        words = words or wording.words_of(known, value, telling.language, telling.titles, telling.schema)
    elif isinstance(known.kind, Link | Cites):
        rest = [one for one in items if not _target(known, one, telling)]
        words = wording.words_of(known, rest, telling.language, telling.titles, telling.schema)
    elif isinstance(known.kind, Attachment):
        words = "\n".join(_attachment(one) for one in items if isinstance(one, dict))
    elif isinstance(known.kind, Date) and isinstance(value, dict) and isinstance(value.get("edtf"), str):
        words = saying.in_words(value["edtf"], telling.language)
        given = [str(value[key]) for key in ("words", "note") if isinstance(value.get(key), str)]
        words += f" ({'; '.join(given)})" if given else ""
    else:
        words = wording.words_of(known, value, telling.language, telling.titles, telling.schema)
    if words or links:
        yield Line(_(known.section) if known.section else "", _(known.label), _cut(words), links, hidden)


def _links(known: Field, items: list[Any], telling: _Telling) -> Iterator[Linked]:
    for one in items:
        if isinstance(known.kind, Link | Cites) and (to := _target(known, one, telling)):
            if isinstance(known.kind, Cites):
                note = ", ".join(filter(None, (wording.passage_words(one), str(one.get("quote") or ""))))
            else:
                whole = wording.words_of(known, one, telling.language, telling.titles, telling.schema)
                note = whole.removeprefix(telling.titles[to]).lstrip(" ,")
            yield Linked(to, telling.types.get(to, ""), telling.titles[to], _cut(note))


def _target(known: Field, value: Any, telling: _Telling) -> str:
    to = value.get("source" if isinstance(known.kind, Cites) else "to") if isinstance(value, dict) else None
    return to if isinstance(to, str) and to in telling.titles else ""


def _attachment(value: Mapping[str, Any]) -> str:
    size = value.get("size")
    return f"{value.get('name', '')}" + (f", {size:,} B" if isinstance(size, int) else "")


def _naming(session: Session, record: str, language: str) -> Iterator[Linked]:
    found = linked.named_by(session, record, language, most=MOST_NAMING)
    for one in found:
        yield Linked(one.record, one.type, one.title, _(one.label_source))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + "…"


def tell(label: str, value: Any, titles: Mapping[str, str], indent: str, schema: Schema = OURS) -> Iterator[str]:
    """Yield a value of any shape as indented lines; groups of fields one line each."""
    if isinstance(value, list):
        for one in value:
            yield from tell(label, one, titles, indent, schema)
    elif isinstance(value, dict) and not (words := told(value, titles, schema)):
        yield f"{indent}{label}:"
        for name, inner in value.items():
            if name != "id":
                yield from tell(name, inner, titles, indent + "  ", schema)
    else:
        yield f"{indent}{label}: {words if isinstance(value, dict) else value}"


def told(value: Mapping[str, Any], titles: Mapping[str, str], schema: Schema = OURS) -> str:
    """Return one value of a known form in words, with everything it says; empty for a group of fields."""
    if "answer" in value:
        return f"({value['answer']})" + _also(value, "words", "note")
    if "source" in value and "field" in value:
        return f"{value['field']}: {_link({'to': value['source']}, titles, schema)}" + _also(
            {**value, "where": wording.passage_words(value)}, "where", "quote", "note"
        )
    if "sha256" in value:
        return f"{value.get('name', '')}, {value.get('size', '?')} B, {value.get('id', '')}"
    if "edtf" in value:
        return str(value["edtf"]) + _also(value, "words", "calendar", "basis", "note")
    if "term" in value:
        return schema.said(value) + _also(value, "note")
    if "to" in value or "role" in value:
        return _link(value, titles, schema)
    if isinstance(value.get("text"), str):
        return str(value["text"]) + _also(value, "language", "script", "kind", "note")
    if {"min", "best", "max"} & value.keys():
        bounds = [f"{key} {value[key]}" for key in ("min", "best", "max") if value.get(key) is not None]
        return ", ".join(bounds) + _also(value, "words", "note")
    if "within" in value or "words" in value or "point" in value:
        parts = [str(value.get("words", "")), *value.get("within", []), _point(value)]
        return ", ".join(filter(None, parts)) + _also(value, "note")
    return ""


def _point(value: Mapping[str, Any]) -> str:
    point = value.get("point")
    return precision.said(point) if isinstance(point, dict) else ""


def _link(value: Mapping[str, Any], titles: Mapping[str, str], schema: Schema) -> str:
    target = value.get("to")
    words = f"{titles.get(target, '?')} ({target[:SHORT]})" if isinstance(target, str) else _("not identified")
    attributes = value.get("attributes")
    if isinstance(attributes, dict):
        words += "".join(f"; {name} {_plain(one, schema)}" for name, one in attributes.items())
    return words + _also(value, "words", "note")


def _plain(value: Any, schema: Schema) -> str:
    return told(value, {}, schema) if isinstance(value, dict) else str(value)


def _also(value: Mapping[str, Any], *names: str) -> str:
    found = [str(value[name]) for name in names if isinstance(value.get(name), str) and value[name]]
    return f" [{'; '.join(found)}]" if found else ""
