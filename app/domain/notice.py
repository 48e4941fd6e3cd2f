"""Notices: revisions that say what became of others of their record, erased or sealed, instead of what happened.

A notice is a revision of the record itself. Its header's `crit` names it, so that software that does not know notices
keeps and forwards it and shows nothing of it. It never takes part in what a record says; the bodies it speaks of do,
where they are. In its body, beside `format` and `type`, `fields` holds one of

    {"erase": {"covers": [{"author", "id"}, ...], "reason": "...", "whole": true}}
    {"seal": {"audience": [key id, ...], "covers": [id, ...], "label": "...", "package": {"sha256", "size"}}}

and, where a covered body protected its source, its `confidentiality`. Lists are sorted by id, each id once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from app.domain.body import Body, Fields

ERASE, SEAL = "erase", "seal"
KINDS = frozenset({ERASE, SEAL})
LONGEST = 1000
"""Most characters of a reason or label."""

_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Erasure:
    """A tombstone: which revisions go, each with its author; with `whole`, any other revision of the record too."""

    covers: tuple[tuple[str, str], ...]
    """Revision id and author's key id, sorted."""
    whole: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What was sealed: for whose cards, under which label, in which package."""

    covers: tuple[str, ...]
    label: str
    audience: tuple[str, ...]
    """Key ids, sorted."""
    package: str
    """SHA-256 of the package, in hexadecimal."""
    size: int


Notice: TypeAlias = Erasure | Seal


def kind_of(crit: Iterable[str]) -> str:
    """Return which kind of notice a header's `crit` announces; "" for any other revision."""
    names = tuple(crit)
    return names[0] if len(names) == 1 and names[0] in KINDS else ""


def fields_of(notice: Notice) -> Fields:
    """Return the fields of a notice's body."""
    if isinstance(notice, Erasure):
        covers = [{"author": author, "id": id_} for id_, author in notice.covers]
        return {ERASE: {"covers": covers, "reason": notice.reason, "whole": notice.whole}}
    package = {"sha256": notice.package, "size": notice.size}
    told = {"audience": list(notice.audience), "covers": list(notice.covers)}
    return {SEAL: {**told, "label": notice.label, "package": package}}


def read(kind: str, body: Body | None) -> Notice | None:
    """Return the notice that a body is; None when it is gone, of a newer format, or in no shape we know."""
    if body is None or not body.readable:
        return None
    value = body.fields.get(kind)
    if not isinstance(value, dict):
        return None
    return _erasure(value) if kind == ERASE else _seal(value) if kind == SEAL else None


def _erasure(value: dict[str, Any]) -> Erasure | None:
    covers, reason, whole = value.get("covers"), value.get("reason"), value.get("whole")
    if not isinstance(covers, list) or not _is_text(reason) or type(whole) is not bool:
        return None
    found = []
    for one in covers:
        if not isinstance(one, dict) or not _is_id(one.get("id")) or not _is_id(one.get("author")):
            return None
        found.append((str(one["id"]), str(one["author"])))
    if not _ordered(found, lambda one: one[0]):
        return None
    return Erasure(tuple(found), whole, str(reason))


def _seal(value: dict[str, Any]) -> Seal | None:
    covers, audience, label, package = (value.get(key) for key in ("covers", "audience", "label", "package"))
    if not _are_ids(covers) or not _are_ids(audience) or not _is_text(label) or not isinstance(package, dict):
        return None
    sha256, size = package.get("sha256"), package.get("size")
    if not _is_id(sha256) or type(size) is not int or size < 0:
        return None
    return Seal(tuple(covers or ()), str(label), tuple(audience or ()), str(sha256), size)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(_is_id(one) for one in value) and _ordered(value, str)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def _ordered(items: list[Any], key: Callable[[Any], str]) -> bool:
    return all(key(left) < key(right) for left, right in pairwise(items))
