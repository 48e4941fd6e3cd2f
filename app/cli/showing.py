"""A record as lines to read: labels of fields and terms, and the titles of linked records beside their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.base.i18n import _
from app.domain import schema, vocabulary

SHORT = 8
"""Digits of an id that people type: `show`, `edit` and `send --ids` take a beginning."""


def lines(shown: Mapping[str, Any], connections: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `casework.show` and `casework.connections` returned, as lines."""
    declared = schema.fields_of(shown["type"])
    kind = schema.record_type(shown["type"])
    yield f"{_(kind.label) if kind else shown['type']}  {shown['id']}"
    for name in sorted(
        shown["fields"], key=lambda one: list(declared).index(one) if one in declared else len(declared)
    ):
        label = (
            _(declared[name].label) if name in declared else _("{name} (not known to this version)").format(name=name)
        )
        yield from _value(label, shown["fields"][name], connections["titles"], "  ")
    for conflict in shown["conflict"]:
        yield _("Waits for a decision: {path}").format(path=conflict["path"])
    for link in connections["linked_from"]:
        yield _("Named by {type} {id}: {title}").format(type=link["type"], id=link["id"][:SHORT], title=link["title"])
    for entry in shown["history"]:
        yield f"{entry['at']} {entry['zone']}  {entry['revision'][:12]}  {entry['by']}  {entry['state']}"


def _value(label: str, value: Any, titles: Mapping[str, str], indent: str) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _value(label, one, titles, indent)
    elif isinstance(value, dict) and not (told := _told(value, titles)):
        yield f"{indent}{label}:"
        for name, inner in value.items():
            if name != "id":
                yield from _value(name, inner, titles, indent + "  ")
    else:
        yield f"{indent}{label}: {told if isinstance(value, dict) else value}"


def _told(value: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return one value of a known form in words; empty for a group of fields."""
    if "answer" in value:
        return f"({value['answer']})" + _also(value, "words", "note")
    if "source" in value and "field" in value:
        return f"{value['field']}: {_link({'to': value['source']}, titles)}" + _also(value, "locator", "quote", "note")
    if "sha256" in value:
        return f"{value.get('name', '')}, {value.get('size', '?')} B, {value.get('id', '')}"
    if "edtf" in value:
        return str(value["edtf"]) + _also(value, "words", "calendar", "basis", "note")
    if "term" in value:
        return vocabulary.label(str(value["term"])) + _also(value, "note")
    if "to" in value or "role" in value:
        return _link(value, titles)
    if isinstance(value.get("text"), str):
        return str(value["text"]) + _also(value, "language", "script", "kind", "note")
    if {"min", "best", "max"} & value.keys():
        bounds = [f"{key} {value[key]}" for key in ("min", "best", "max") if value.get(key) is not None]
        return ", ".join(bounds) + _also(value, "words", "note")
    if "within" in value or "words" in value:
        return ", ".join([str(value.get("words", "")), *value.get("within", [])]).strip(", ") + _also(value, "note")
    return ""


def _link(value: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    target = value.get("to")
    told = f"{titles.get(target, '?')} ({target[:SHORT]})" if isinstance(target, str) else _("not identified")
    attributes = value.get("attributes")
    if isinstance(attributes, dict):
        told += "".join(f"; {name} {_plain(one)}" for name, one in attributes.items())
    return told + _also(value, "words", "note")


def _plain(value: Any) -> str:
    return _told(value, {}) if isinstance(value, dict) else str(value)


def _also(value: Mapping[str, Any], *names: str) -> str:
    found = [str(value[name]) for name in names if isinstance(value.get(name), str)]
    return f" [{'; '.join(found)}]" if found else ""
