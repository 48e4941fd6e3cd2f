"""Differences between versions of a record, in words, and an earlier version brought back as a new one."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.base.errors import Undecided
from app.base.i18n import _
from app.domain.body import Fields, encode_body
from app.domain.schema import OURS, Schema
from app.domain.schema.kinds import Field, Text
from app.services import authoring, casework, contacts, wording
from app.services.session import Session
from app.storage import revisions, streams

MOST_PARTS = 3000
"""Words or lines compared one by one; texts of more are shown as lines, then whole."""

EDGE, LONGEST = 200, 4000
"""Characters shown of what stayed before and after a change, and of one change."""

_NO_TITLES: Mapping[str, str] = MappingProxyType({})
_CJK = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # written without spaces: each is a word of its own
_PART = re.compile(rf"\s+|{_CJK}|(?:(?!{_CJK})\w)+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently; empty words where one of them says nothing."""

    field: str
    label_source: str
    """The field's label, to be translated where it is shown."""
    item: str
    """The id of the item of a list, or nothing."""
    before: str = dataclasses.field(repr=False)
    after: str = dataclasses.field(repr=False)
    long: bool = False
    """Whether it is prose, to be compared word by word."""


class Mark(StrEnum):
    """What became of a piece of a text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: who made it, when their device says, how we know them, and who has it."""

    revision: str
    by: str
    trust: str
    """own, verified, revoked, or vouched: here because an office vouched for its author."""
    at: str
    zone: str
    readable: bool
    first: bool
    received: tuple[tuple[str, str], ...]
    """Name and time of those who signed a receipt for it."""
    notice: str = ""
    """`erase` or `seal` when it is a notice, with what it says: the reason, or the label."""
    said: str = dataclasses.field(default="", repr=False)


def differences(
    type_: str,
    before: Fields,
    after: Fields,
    *,
    language: str = "en",
    titles: Mapping[str, str] = _NO_TITLES,
    schema: Schema = OURS,
) -> list[Difference]:
    """Return what `after` says otherwise than `before`, in the order of forms; items of lists one by one.

    `titles` are those of linked records. Fields of a newer version are compared too.
    """
    known = schema.fields_of(type_)
    names = [*known, *sorted((before.keys() | after.keys()) - known.keys())]
    found: list[Difference] = []
    for name in names:
        old, new = before.get(name), after.get(name)
        if old != new:
            found += _of_field(known.get(name), name, old, new, language, titles, schema)
    return found


def _of_field(
    declared: Field | None, name: str, old: Any, new: Any, language: str, titles: Mapping[str, str], schema: Schema
) -> list[Difference]:
    if declared is None:
        return [Difference(name, name, "", wording.raw(old), wording.raw(new))]
    long = isinstance(declared.kind, Text) and declared.kind.long

    def told(item: str, was: Any, becomes: Any) -> Difference:
        before, after = (wording.words_of(declared, one, language, titles, schema) for one in (was, becomes))
        return Difference(name, declared.label, item, before, after, long)

    if not declared.many or not (_is_list(old) and _is_list(new)):
        return [told("", old, new)]
    olds = {item["id"]: item for item in old or ()}
    news = {item["id"]: item for item in new or ()}
    changed = [item for item in [*olds, *(one for one in news if one not in olds)] if olds.get(item) != news.get(item)]
    if not changed:  # only their order
        orders = _joined(declared, old, language, titles, schema), _joined(declared, new, language, titles, schema)
        return [Difference(name, declared.label, "", *orders)]
    return [told(item, olds.get(item), news.get(item)) for item in changed]


def _is_list(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in value)
    )


def _joined(declared: Field, value: Any, language: str, titles: Mapping[str, str], schema: Schema) -> str:
    return ", ".join(wording.words_of(declared, item, language, titles, schema) for item in value or ())


def pieces(before: str, after: str) -> list[tuple[Mark, str]]:
    """Return the text of both, in pieces: what stayed, what is gone, what is new; by words, of long texts by lines."""
    old, new = _PART.findall(before), _PART.findall(after)
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    backwards = zip(reversed(old), reversed(new), strict=False)
    last = min(rest, next((n for n, (a, b) in enumerate(backwards) if a != b), rest))
    start, end = "".join(old[:first]), "".join(old[len(old) - last :])
    found = [(Mark.SAME, start)] if start else []
    found += _between(old[first : len(old) - last], new[first : len(new) - last])
    return [*found, (Mark.SAME, end)] if end else found


def _between(old: list[str], new: list[str]) -> list[tuple[Mark, str]]:
    """Return the pieces of what differs somewhere: by words, much of it by lines, very much of it whole."""
    if len(old) + len(new) > MOST_PARTS:
        old, new = "".join(old).splitlines(keepends=True), "".join(new).splitlines(keepends=True)
    if len(old) + len(new) > MOST_PARTS:
        old, new = ["".join(old)], ["".join(new)]
    found: list[tuple[Mark, str]] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((Mark.SAME, "".join(old[a:b])))
            continue
        if b > a:
            found.append((Mark.GONE, "".join(old[a:b])))
        if d > c:
            found.append((Mark.NEW, "".join(new[c:d])))
    return found


def shortened(found: list[tuple[Mark, str]]) -> list[tuple[Mark, str]]:
    """Return the pieces with what stayed cut down to its edges, and very long ones cut, for reading."""
    told: list[tuple[Mark, str]] = []
    for at, (mark, text) in enumerate(found):
        if mark is not Mark.SAME:
            told.append((mark, text if len(text) <= LONGEST else f"{text[:LONGEST]} [...]"))
            continue
        before = text[:EDGE] if at else ""
        after = text[-EDGE:] if at + 1 < len(found) else ""
        told.append((mark, text if len(text) <= 3 * EDGE else f"{before} [...] {after}"))
    return told


def versions(session: Session, record: str) -> list[Version]:
    """Return the versions of a record, the latest first."""
    names, marks = contacts.names(session), contacts.author_marks(session)
    found = revisions.of_record(session.vault, record)
    received = _received(session, {one.id for one in found}, names)
    told = [
        Version(
            revision=one.id,
            by=names.get(one.header.author, one.header.author[:16]),
            trust=marks.get(one.header.author, "vouched"),
            at=one.header.at,
            zone=one.header.zone,
            readable=one.body is not None and not one.header.notice,
            first=not one.header.parents,
            received=tuple(received.get(one.id, ())),
            **casework.noticed(one),
        )
        for one in found
    ]
    depth = _depths({one.id: one.header.parents for one in found})
    return sorted(told, key=lambda one: (depth[one.revision], one.at, one.revision), reverse=True)


def _depths(parents: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Return how many versions each stands on at most: device clocks may be wrong, this is not."""
    found: dict[str, int] = {}
    left = dict(parents)
    while left:
        ready = [one for one, before in left.items() if not any(parent in left for parent in before)]
        for one in ready:
            found[one] = 1 + max((found.get(parent, 0) for parent in left[one]), default=0)
        for one in ready:
            del left[one]
    return found


def _received(session: Session, wanted: set[str], names: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one, by, at in streams.receipted(session.vault, wanted):
        who = names.get(by, by[:16])
        if all(who != before for before, _at in found.get(one, ())):
            found.setdefault(one, []).append((who, at))
    return found


def what_changed(
    session: Session, revision: str, language: str = "en"
) -> list[tuple[Difference, list[tuple[Mark, str]]]]:
    """Return what one version says otherwise than the one it stands on, or than nothing for a first one.

    Prose comes with its pieces, shortened.
    """
    return _with_pieces(_what_changed(session, revision, language))


def what_is_typed(
    session: Session, record: str, type_: str, heads: Sequence[str], fields: Fields, language: str = "en"
) -> list[tuple[Difference, list[tuple[Mark, str]]]]:
    """Return what a draft says otherwise than the version it stands on, as `what_changed` does of a version."""
    before: Fields = {}
    if heads:
        alone = len(heads) == 1
        before = revisions.fields_of(session.vault, heads[0]) if alone else casework.state_of(session, record).fields
    titles = wording.titles(session, type_, before) | wording.titles(session, type_, fields)
    return _with_pieces(differences(type_, before, fields, language=language, titles=titles, schema=session.schema))


def _with_pieces(found: list[Difference]) -> list[tuple[Difference, list[tuple[Mark, str]]]]:
    return [(one, shortened(pieces(one.before, one.after)) if one.long else []) for one in found]


def _what_changed(session: Session, revision: str, language: str) -> list[Difference]:
    found = revisions.get(session.vault, revision)
    if found is None or found.body is None or found.header.notice:
        return []
    after = revisions.fields_of(session.vault, revision)
    before: Fields = {}
    for parent in found.header.parents:
        older = revisions.get(session.vault, parent)
        if older is not None and older.body is not None and not older.header.notice:
            before = revisions.fields_of(session.vault, parent)
            break
    titles = wording.titles(session, found.header.type, before) | wording.titles(session, found.header.type, after)
    return differences(found.header.type, before, after, language=language, titles=titles, schema=session.schema)


def bring_back(session: Session, record: str, revision: str) -> casework.Saved:
    """Make a new version that says what an earlier one said; nothing of the history changes.

    Raises UnknownRecord, NewerVersion, and Undecided while a conflict is open.
    """
    state = casework.state_of(session, record)
    casework.refuse_newer(state)
    if state.conflicts:
        raise Undecided(_("First decide what is in conflict; then an earlier version can be brought back."))
    fields = revisions.fields_of(session.vault, revision)
    if encode_body(state.type, fields) == encode_body(state.type, state.fields):
        return casework.Saved(record, state.heads[0])
    return casework.Saved(record, authoring.save(session, record, state.type, fields, state.heads))
