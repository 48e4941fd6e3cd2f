"""Answers as lines to read: a record with the labels of its fields and terms, and what is damaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.base.i18n import _
from app.domain.schema import Schema
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
        label = _(declared[name].label) if name in declared else wording.unknown(name)
        if name in declared and declared[name].retired:
            label = _("{label} (no longer in use)").format(label=label)
        yield from tell(label, shown["fields"][name], connections["titles"], "  ", schema)
    for conflict in shown["conflict"]:
        yield _("Waits for a decision: {path}").format(path=conflict["path"])
    for link in connections["linked_from"]:
        yield _("Named by {type} {id}: {title}").format(type=link["type"], id=link["id"][:SHORT], title=link["title"])
    for entry in shown["history"]:
        told = _noticed(entry) if "notice" in entry else entry["state"]
        yield f"{entry['at']} {entry['zone']}  {entry['revision'][:12]}  {entry['by']}  {told}"


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
