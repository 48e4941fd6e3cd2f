"""What a person does with records: add, edit, list, search, show, decide conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.base.errors import BadField, NewerVersion, TextGone, Undecided, UnknownRecord
from app.base.i18n import _
from app.domain import ids, notice, schema
from app.domain.body import Fields, encode_body, is_type_name
from app.domain.revision import SEALED, Revision
from app.domain.schema import DEFINITIONS
from app.domain.state import State
from app.services import authoring, contacts
from app.services.session import Session
from app.storage import drafts, records, revisions
from app.storage.states import parsed


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving made: the record and its new revision."""

    record: str
    revision: str


def add(session: Session, type_: str, fields: Fields, *, record: str | None = None) -> str:
    """Save a new record of `type_` and return its id, a new one unless given; raise UnknownType or BadField."""
    checked = session.schema.check_fields(type_, fields)
    record = record or ids.new_record_id()
    authoring.save(session, record, type_, checked, ())
    return record


def edit(session: Session, record: str, patch: Fields) -> Saved:
    """Change a record by a JSON merge patch (RFC 7396) on its fields; null removes.

    While conflicts are open, a patch that touches none of them leaves them open, one that decides all of
    them closes them, and one that decides only some is refused with the names of the others. A field is decided
    by its whole new value or null, never by a part that would be mixed with one side's.
    Raises UnknownRecord, NewerVersion, BadField, Undecided.
    """
    record = find(session, record)
    state = state_of(session, record)
    refuse_newer(state)
    parents, fields = _ground(session, state, patch)
    try:
        checked = session.schema.check_fields(state.type, merge_patch(fields, patch), state.fields)
    except BadField:
        _refuse_parts(session, state, patch)
        raise
    deciding = len(parents) > 1 and bool(state.conflicts)
    if not deciding and encode_body(state.type, checked) == encode_body(state.type, fields):
        return Saved(record, parents[0])  # nothing changed: no new version, and none that only joins two
    return Saved(record, authoring.save(session, record, state.type, checked, parents))


def save_draft(session: Session, record: str) -> Saved | None:
    """Turn the record's draft into a revision, as on leaving the record or sending; None without a draft."""
    draft = drafts.get(session.vault, record)
    if draft is None:
        return None
    stored = revisions.state(session.vault, record)
    if stored is None:
        checked = session.schema.check_fields(draft.type, draft.fields)
        return Saved(record, authoring.save(session, record, draft.type, checked, ()))
    refuse_newer(stored)
    checked = session.schema.check_fields(draft.type, draft.fields, stored.fields)
    parents, shown = undeciding(session, stored)
    if draft.heads:  # what arrived while it was typed is merged with it
        parents = draft.heads
        shown = revisions.fields_of(session.vault, parents[0]) if len(parents) == 1 else shown
    if encode_body(draft.type, checked) == encode_body(draft.type, shown):
        drafts.discard(session.vault, record)  # nothing was changed: no new version
        return Saved(record, parents[0])
    return Saved(record, authoring.save(session, record, draft.type, checked, parents))


def refuse_newer(state: State) -> None:
    """Raise NewerVersion for a record that this version can keep and hand on, but not change; TextGone without text."""
    if state.closed == SEALED:
        raise TextGone(
            _("This record is sealed for others: its text is not in this vault. Add a note that links to it instead.")
        )
    if state.closed:
        raise TextGone(_("This record was erased: there is nothing to change any more. Nothing was saved."))
    if state.newer or schema.OURS.record_type(state.type) is None:
        raise NewerVersion(
            _("This record was written by a newer version of Keepsake. It is kept as it is; update to change it.")
        )


def _ground(session: Session, state: State, patch: Fields) -> tuple[tuple[str, ...], Fields]:
    """Return the parents and the fields an edit stands on."""
    open_fields = _open_fields(state)
    decided = open_fields & patch.keys()
    if open_fields and decided == open_fields:
        return state.heads, {name: value for name, value in state.fields.items() if name not in decided}
    if decided:
        rest = ", ".join(sorted(open_fields - decided))
        raise Undecided(
            _("This record has more fields to decide: {fields}. Give them in the same edit. Nothing was saved.").format(
                fields=rest
            )
        )
    return undeciding(session, state)


def undeciding(session: Session, state: State) -> tuple[tuple[str, ...], Fields]:
    """Return the parents and the fields of an edit that decides nothing: one head's while conflicts are open."""
    if not state.conflicts:
        return state.heads, state.fields
    head = state.heads[0]
    return (head,), revisions.fields_of(session.vault, head)


def _open_fields(state: State) -> set[str]:
    return {path.split("/")[0] for path in state.conflicts}


def _refuse_parts(session: Session, state: State, patch: Fields) -> None:
    """Raise Undecided when what is wrong with a patch is that it gives only a part of a field in conflict."""
    open_fields = _open_fields(state) & patch.keys()
    whole = merge_patch(state.fields, {name: patch[name] for name in open_fields})
    for name in sorted(open_fields):
        try:
            session.schema.check_fields(state.type, {name: whole[name]} if name in whole else {})
        except BadField:
            continue
        try:
            session.schema.check_fields(state.type, merge_patch({}, {name: patch[name]}))
        except BadField:
            raise Undecided(
                _("The field {field} is in conflict: give its whole value, not a part. Nothing was saved.").format(
                    field=name
                )
            ) from None


def unknown_fields(session: Session, type_: str, fields: Fields) -> list[str]:
    """Return the names of fields not known here for the type: a typing error, or a newer version's."""
    return sorted(fields.keys() - session.schema.fields_of(type_).keys())


def merge_patch(fields: Fields, patch: Fields) -> Fields:
    """Apply an RFC 7396 merge patch; a value that becomes or stops being an `answer` is replaced whole."""
    merged = dict(fields)
    for name, value in patch.items():
        old = merged.get(name)
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            base = old if isinstance(old, dict) and ("answer" in value) == ("answer" in old) else {}
            merged[name] = merge_patch(base, value)
        else:
            merged[name] = value
    return merged


def find(session: Session, text: str) -> str:
    """Return the id of the one record whose id is, or begins with, `text`; raise UnknownRecord."""
    found = records.find(session.vault, text.strip().lower())
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownRecord(_("Several records have ids that begin like this. Give more of the id."))
    raise UnknownRecord(_("There is no record with this id."))


def state_of(session: Session, record: str) -> State:
    """Return the state a record shows; raise UnknownRecord."""
    state = revisions.state(session.vault, record)
    if state is None:
        raise UnknownRecord(_("There is no record with this id."))
    return state


def listing(session: Session, type_: str | None = None, *, trash: bool = False) -> list[dict[str, str]]:
    """Return every record as id, type, title, updated; the latest change first. Definitions only by their type."""
    known = type_ is None or is_type_name(type_)
    found = records.rows(session.vault, type=type_, include_trashed=True) if known else []
    if type_ is None:
        found = [row for row in found if row.type not in DEFINITIONS]
    if type_ is not None and not found:
        session.schema.check_fields(
            type_, {}
        )  # says which types there are; one of newer software is listed when it is here
    return _rows([row for row in found if trash or not row.trashed])


def search(session: Session, words: str) -> list[dict[str, str]]:
    """Return the records that hold all the words, in any script."""
    return _rows([row for row in records.search(session.vault, words) if row.type not in DEFINITIONS])


def _rows(rows: list[records.Row]) -> list[dict[str, str]]:
    rows = sorted(rows, key=lambda row: (row.updated, row.id), reverse=True)
    return [{"id": row.id, "type": row.type, "title": row.title, "updated": row.updated} for row in rows]


def show(session: Session, record: str, *, history: bool = False) -> dict[str, Any]:
    """Return a record as it stands: type, fields, heads, open conflicts, and its history when asked."""
    record = find(session, record)
    state = state_of(session, record)
    names = contacts.names(session)
    return {
        "id": record,
        "type": state.type,
        "fields": state.fields,
        "heads": list(state.heads),
        "conflict": _conflict(session, record, state, names),
        "incomplete": state.incomplete,
        "newer": state.newer,
        "closed": state.closed,
        "label": state.label,
        "history": _history(session, record, names) if history else [],
    }


def connections(session: Session, shown: dict[str, Any]) -> dict[str, Any]:
    """Return the titles of the records that a record, as `show` returned it, links to, and who links to it."""
    targets = {link[3] for link in session.schema.extract(shown["type"], shown["fields"]).links if link[3]}
    cites = shown["fields"].get("cites")
    if isinstance(cites, list):
        targets |= {
            one["source"] for one in cites if isinstance(one, dict) and ids.is_record_id(str(one.get("source")))
        }
    titles = {one: row.title for one in targets if (row := records.get(session.vault, one))}
    linked = []
    for link in records.links_to(session.vault, shown["id"]):
        row = records.get(session.vault, link.record)
        if row and row.id != shown["id"]:  # it may cite a file of its own
            linked.append({"id": row.id, "type": row.type, "title": row.title, "field": link.field})
    return {"titles": titles, "linked_from": linked}


def _conflict(session: Session, record: str, state: State, names: dict[str, str]) -> list[dict[str, Any]]:
    if not state.conflicts:
        return []
    headers = {one.id: one.header for one in revisions.of_record(session.vault, record)}
    found = []
    for path, sides in sorted(state.conflicts.items()):
        told = [
            {
                "revision": side.head,
                "by": names.get(headers[side.head].author, headers[side.head].author[:16]),
                "at": headers[side.head].at,
                "value": side.value,
            }
            for side in sides
        ]
        found.append({"path": path, "sides": told})
    return found


def _history(session: Session, record: str, names: dict[str, str]) -> list[dict[str, Any]]:
    told = []
    marks = contacts.author_marks(session)
    for one in revisions.of_record(session.vault, record):
        header = one.header
        told.append(
            {
                "revision": one.id,
                "parents": list(header.parents),
                "author": header.author,
                "by": names.get(header.author, header.author[:16]),
                "trust": marks.get(header.author, "vouched"),
                "at": header.at,
                "zone": header.zone,
                "state": one.state,
                **noticed(one),
            }
        )
    return sorted(told, key=lambda entry: (str(entry["at"]), str(entry["revision"])))


def noticed(one: Revision) -> dict[str, str]:
    """Return, of a notice, which kind it is and what it says: the reason, or the label."""
    if not one.header.notice:
        return {}
    said = notice.read(one.header.notice, parsed(one.body))
    words = said.reason if isinstance(said, notice.Erasure) else said.label if said else ""
    return {"notice": one.header.notice, "said": words}


def conflicts(session: Session) -> list[dict[str, Any]]:
    """Return the records with open conflicts, each with every side of each."""
    names = contacts.names(session)
    found = []
    for record in records.conflicts(session.vault):
        state = state_of(session, record)
        told = _conflict(session, record, state, names)
        if told:
            title = session.schema.title_of(state.type, state.fields)
            found.append({"id": record, "type": state.type, "title": title, "conflict": told})
    return found


def count_conflicts(session: Session) -> int:
    """Return how many records wait for a decision."""
    return records.count_conflicts(session.vault)
