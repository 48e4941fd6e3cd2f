"""Answers as lines to read: a record with the labels of its fields and terms, and what is damaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.base import i18n
from app.base.i18n import _
from app.domain.schema import Field, Schema
from app.domain.schema.kinds import Attachment, Cites, Group, Link
from app.services import wording
from app.services.telling import SHORT, tell


def lines(schema: Schema, shown: Mapping[str, Any], connections: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `casework.show` and `casework.connections` returned, as lines."""
    declared = schema.fields_of(shown["type"])
    kind = schema.record_type(shown["type"])
    yield f"{_(kind.label) if kind else shown['type']}  {shown['id']}"
    if shown.get("closed") == "sealed":
        yield _("Sealed for others: {label}").format(label=shown["label"])
    elif shown.get("closed"):
        yield _("Erased: its text is gone for good.")
    for name in sorted(
        shown["fields"], key=lambda one: list(declared).index(one) if one in declared else len(declared)
    ):
        if name in declared:
            yield from _field(_Showing(schema, declared, connections["titles"]), declared[name], shown["fields"][name])
        else:
            yield from tell(wording.unknown(name), shown["fields"][name], connections["titles"], "  ", schema)
    for conflict in shown["conflict"]:
        yield _("Waits for a decision: {path}").format(path=conflict["path"])
    for link in connections["linked_from"]:
        yield _("Named by {type} {id}: {title}").format(type=link["type"], id=link["id"][:SHORT], title=link["title"])
    for entry in shown["history"]:
        told = _noticed(entry) if "notice" in entry else entry["state"]
        yield f"{entry['at']} {entry['zone']}  {entry['revision'][:12]}  {entry['by']}  {told}"


@dataclass(frozen=True, slots=True)
class _Showing:
    schema: Schema
    declared: Mapping[str, Field]
    titles: Mapping[str, str]

    @property
    def named(self) -> Mapping[str, str]:
        """What linked records are called, each with the beginning of its id, to be asked for next."""
        return {id_: f"{title} ({id_[:SHORT]})" for id_, title in self.titles.items()}


def _field(showing: _Showing, field: Field, value: Any, indent: str = "  ") -> Iterator[str]:
    """Yield what a record says in one field, as the window reads it: an item a line, the parts of a group below it."""
    label = _(field.label)
    if field.retired:
        label = _("{label} (no longer in use)").format(label=label)
    for item in value if isinstance(value, list) else [value]:
        if isinstance(field.kind, Group) and isinstance(item, dict) and "answer" not in item:
            yield f"{indent}{label}:"
            for part in field.kind.fields:
                if part.name in item:
                    yield from _field(showing, part, item[part.name], indent + "  ")
            continue
        words = wording.words_of(field, item, i18n.language(), showing.named, showing.schema)
        if isinstance(field.kind, Cites) and isinstance(item, dict):
            about = showing.declared.get(str(item.get("field")))
            words = f"{_(about.label)}: {words}" if about else words
        if isinstance(field.kind, Link) and isinstance(item, dict) and "answer" not in item:
            if not item.get("to"):
                words = "; ".join(filter(None, (_("not identified"), words)))
            elif isinstance(item.get("words"), str) and item["words"]:
                words += f" [{item['words']}]"  # the first words stay, whoever was identified later
        if isinstance(field.kind, Attachment) and isinstance(item, dict):
            words += f", {item.get('size', '?')} B, {item.get('id', '')}"
        yield f"{indent}{label}: " + words.replace("\n", f"\n{indent}  ")


def _noticed(entry: Mapping[str, Any]) -> str:
    """Return what a notice says: what was done, and why or under which label."""
    what = _("erased: {words}") if entry["notice"] == "erase" else _("sealed: {words}")
    return what.format(words=entry["said"])


def damage(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what a check named as damaged, as lines: pages, then versions and attachments with their records."""
    for one in found:
        match one["kind"]:
            case "page" if str(one.get("part", "")).endswith(" index"):
                yield _("  Page {page} ({part}): nothing is lost with it; recovering makes it anew").format(
                    page=one.get("page", "?"), part=one["part"]
                )
            case "page":
                yield _("  Page {page} ({part})").format(page=one.get("page", "?"), part=one.get("part", _("unknown")))
            case "revision":
                yield _("  Version {revision} of record {record}: {title}").format(
                    revision=one.get("revision", "?")[:16], record=one.get("record", "?"), title=one.get("title", "")
                )
            case _:
                yield _("  Attachment {sha256}, {name}, of record {record}: {title}").format(
                    sha256=one["sha256"][:16],
                    name=one.get("name", _("name unknown")),
                    record=one.get("record", "?"),
                    title=one.get("title", ""),
                )
