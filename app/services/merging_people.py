"""Two records of one person: merged into the one that is kept, and separated again at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import BadInput, NewerVersion, UnknownRecord
from app.base.i18n import _
from app.domain import consent, ids
from app.domain.body import Fields, encode_body
from app.domain.state import State
from app.services import authoring, casework, joining, people, titles
from app.services.people import Side
from app.services.session import Session
from app.storage import records, revisions


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging or separating did. `skipped` records wait for a decision or are of a newer version."""

    kept: str
    other: str
    links: int
    """Links that lead elsewhere now."""
    changed: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    rivals: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What merging has to do with a person: merged into whom, who was merged into them, and what was moved."""

    into: Side | None
    merged: tuple[Side, ...]
    moved: tuple[str, ...] = field(repr=False)
    """The records whose links were moved, and by which of their fields they link."""
    left: int
    """Records that link to a merged one still."""


def merge(session: Session, kept: str, other: str) -> Merged:
    """Let `kept` stand for both people, in one transaction: it gets what the other says more, and its links.

    The other goes into the trash and remembers what was changed. Merged already, what links to it since is moved too.
    Raises UnknownRecord, and BadInput when one of the two, or a consent that covers the other, has to be decided first.
    """
    if kept == other:
        raise BadInput(_("This is the same record. Nothing was changed."))
    with session.vault.transaction():
        for record in (kept, other):
            casework.save_draft(session, record)
        here, there = _whole(session, kept), _whole(session, other)
        again = _target(there.fields) == kept
        if _target(here.fields) or (_target(there.fields) and not again):
            raise BadInput(_("One of these is merged already. Separate it first; nothing was changed."))
        rows = list(_rows(there.fields))
        changed, skipped, links = [other], [], 0
        for record in _naming(session, other):
            if record == kept:
                continue
            state = casework.state_of(session, record)
            if not _changeable(state):
                if state.type == "consent":
                    raise BadInput(
                        _("A consent for this person waits for a decision. Decide it first; nothing was changed.")
                    )
                skipped.append(record)
                continue
            fields, moved = _moved(session, state, other, kept)
            added = _covered(state, fields, other, kept)
            if not moved and not added:
                continue
            version = _write(session, record, state, fields)
            rows += [_row("moved", record, name, path) for name, path in moved]
            rows += [_row("added", record, "records", item, version) for item in added]
            links += len(moved)
            changed.append(record)
        rivals = 0
        if not again:
            joined = joining.join("person", kept, here.fields, other, there.fields)
            version = _write(session, kept, here, joined.fields)
            rows += [_row("added", kept, name, item, version) for name, item in joined.added]
            changed.append(kept)
            rivals = joined.rivals
        same = {"id": ids.new_item_id(), "role": "same-as", "to": kept}
        _write(session, other, there, {**there.fields, "same_as": same, "merged_links": rows, "trashed": True})
    return Merged(kept, other, links, tuple(changed), tuple(skipped), rivals)


def separate(session: Session, other: str) -> Merged:
    """Undo merging, in one transaction: links that were moved come back, what was added goes where it is unchanged.

    Raises BadInput when the record is not merged or has to be decided first, and UnknownRecord.
    """
    with session.vault.transaction():
        there = _whole(session, other)
        kept = _target(there.fields)
        if not kept:
            raise BadInput(_("This record is not merged into another one. Nothing was changed."))
        changed, skipped, links = [other], [], 0
        for record, rows in _by_record(_rows(there.fields)).items():
            state = revisions.state(session.vault, record)
            if state is None or not _changeable(state):
                skipped.append(record)
                continue
            fields, back = _moved_back(state, kept, other, rows)
            fields = _without_added(session, fields, rows)
            if encode_body(state.type, fields) != encode_body(state.type, state.fields):
                _write(session, record, state, fields)
                changed.append(record)
            links += back
        left = {k: v for k, v in there.fields.items() if k not in ("same_as", "merged_links", "trashed")}
        _write(session, other, there, left)
    return Merged(kept, other, links, tuple(changed), tuple(skipped))


def standing(session: Session, record: str, language: str = "en") -> Standing:
    """Return what merging has to do with a person."""
    state = revisions.state(session.vault, record)
    kept = _target(state.fields) if state is not None else ""
    others = dict.fromkeys(link.record for link in records.links_to(session.vault, record) if link.field == "same_as")
    told = people.sides(session, [*filter(None, [kept]), *others], language)
    rows = [row for row in _rows(state.fields) if row["record"]["role"] == "moved"] if state is not None else []
    named = titles.titles(session, {row["record"]["to"] for row in rows}, language)
    moved = dict.fromkeys(
        f"{named[row['record']['to']]} · {_field_label(session, row)}" for row in rows if row["record"]["to"] in named
    )
    left = len(left_behind(session, record)) if kept else 0
    return Standing(told.get(kept), tuple(told[one] for one in others if one in told), tuple(moved), left)


def _field_label(session: Session, row: dict[str, Any]) -> str:
    found = records.get(session.vault, row["record"]["to"])
    declared = session.schema.fields_of(found.type).get(_text(row, "field")) if found is not None else None
    return _(declared.label) if declared is not None else _text(row, "field")


def left_behind(session: Session, record: str) -> tuple[str, ...]:
    """Return the records that still link to a merged one: skipped then, or received since."""
    state = revisions.state(session.vault, record)
    kept = _target(state.fields) if state is not None else ""
    found = []
    for one in _naming(session, record) if kept else ():
        linking = revisions.state(session.vault, one)
        if one == kept or linking is None:
            continue
        fields, moved = _moved(session, linking, record, kept)
        if moved or _covered(linking, fields, record, kept):
            found.append(one)
    return tuple(found)


def _whole(session: Session, record: str) -> State:
    state = casework.state_of(session, record)
    if state.type != "person":
        raise BadInput(_("Only people can be merged. Nothing was changed."))
    casework.refuse_newer(state)
    if state.conflicts:
        raise BadInput(_("One of the two records waits for a decision. Decide it first; nothing was changed."))
    return state


def _changeable(state: State) -> bool:
    try:
        casework.refuse_newer(state)
    except NewerVersion:
        return False
    return not state.conflicts


def _naming(session: Session, record: str) -> list[str]:
    """Return the records that link to this one, in the trash or not, each once."""
    return [
        one for one in dict.fromkeys(link.record for link in records.links_to(session.vault, record)) if one != record
    ]


def _moved(session: Session, state: State, old: str, new: str) -> tuple[Fields, list[tuple[str, str]]]:
    """Return the fields with links to the kept record, and where they were: field and path of the item.

    What a consent covers stays covered, and what merging remembers is no link.
    """
    stays = {"merged_links"} | ({"records"} if state.type == "consent" else set())
    fields, moved = dict(state.fields), []
    for name in session.schema.fields_of(state.type):
        if name in fields and name not in stays:
            fields[name], paths = joining.repoint(fields[name], old, new)
            moved += [(name, path) for path in paths]
    return fields, moved


def _covered(state: State, fields: Fields, old: str, new: str) -> list[str]:
    """Let a consent that refuses internal use of the old record cover the kept one too; return the items added.

    One that allows is not widened: what was said of one record is not said of the other.
    """
    covered = consent.covered(fields) if state.type == "consent" else []
    if old not in covered or new in covered or consent.decides(fields) is not False:
        return []
    item = ids.new_item_id()
    listed = fields["records"] if isinstance(fields["records"], list) else [fields["records"]]
    fields["records"] = [*listed, {"id": item, "role": "on", "to": new}]
    return [item]


def _moved_back(state: State, kept: str, other: str, rows: list[dict[str, Any]]) -> tuple[Fields, int]:
    """Return the fields with the moved items leading back where they still lead to the kept record, and how many."""
    fields, back = dict(state.fields), 0
    places: dict[str, set[str]] = {}
    for row in rows:
        if row["record"]["role"] == "moved":
            places.setdefault(_text(row, "field"), set()).add(_text(row, "item"))
    for name, only in places.items():
        if name in fields:
            fields[name], paths = joining.repoint(fields[name], kept, other, only)
            back += len(paths)
    return fields, back


def _without_added(session: Session, fields: Fields, rows: list[dict[str, Any]]) -> Fields:
    added: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row["record"]["role"] == "added":
            added.setdefault(_text(row, "version"), []).append((_text(row, "field"), _text(row, "item")))
    for version, items in added.items():
        made = revisions.get(session.vault, version)
        if made is None:
            continue  # that version is not here: what it added stays
        try:
            before: Fields = {}
            for parent in made.header.parents:
                before |= revisions.fields_of(session.vault, parent)
            fields = joining.part(fields, items, revisions.fields_of(session.vault, version), before)
        except (UnknownRecord, NewerVersion):
            continue
    return fields


def _write(session: Session, record: str, state: State, fields: Fields) -> str:
    """Save a version; its values stood in a record already, so they are kept as they are."""
    return authoring.save(session, record, state.type, fields, state.heads)


def _row(role: str, record: str, name: str, item: str, version: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": ids.new_item_id(),
        "record": {"id": ids.new_item_id(), "role": role, "to": record},
        "field": {"text": name},
    }
    if item:
        row["item"] = {"text": item}
    return row | ({"version": {"text": version}} if version else {})


def _rows(fields: Fields) -> Iterable[dict[str, Any]]:
    """Yield what merging remembers, in the shape this version writes."""
    listed = fields.get("merged_links")
    for row in listed if isinstance(listed, list) else ():
        link = row.get("record") if isinstance(row, dict) else None
        if isinstance(link, dict) and ids.is_record_id(str(link.get("to"))) and link.get("role") in ("moved", "added"):
            yield row


def _by_record(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["record"]["to"], []).append(row)
    return found


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value.get("text") or "") if isinstance(value, dict) else ""


def _target(fields: Fields) -> str:
    link = fields.get("same_as")
    to = link.get("to") if isinstance(link, dict) else None
    return to if isinstance(to, str) and ids.is_record_id(to) else ""
