"""Records made of a passage: written first, coded later; each cites the passage, and one undo takes all back."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from app.base.errors import BadInput, NewerVersion, Undecided
from app.base.i18n import _
from app.domain import ids
from app.domain.body import Fields
from app.domain.schema.kinds import Date
from app.domain.state import State
from app.services import casework, interviewing, trashing, wording
from app.services.session import Session
from app.storage import records

BACK_LINKS = {"note": ("became", "became"), "testimony": ("about", "about")}
"""By type of the source: its field for the records made from it, and the link's role."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of a record: which field, where in it, and its words."""

    source: str
    field: str
    start: int
    end: int
    text: str = dataclasses.field(repr=False)

    @property
    def locator(self) -> str:
        """Where the passage stands, as it is written into a citation: `text, characters 120-188`."""
        return f"{self.field}, characters {self.start + 1}-{self.end}"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and what it takes to undo it."""

    records: tuple[str, ...]
    touched: tuple[tuple[str, str, str, Any], ...] = dataclasses.field(default=(), repr=False)
    """Record, field, the item added to it or nothing, and the value before."""

    @property
    def everything(self) -> tuple[str, ...]:
        """Every record that changed."""
        return (*self.records, *dict.fromkeys(one[0] for one in self.touched))


def make_act(
    session: Session,
    quoted: Quoted,
    *,
    act_type: str = "",
    victims: Sequence[Fields] = (),
    perpetrators: Sequence[Fields] = (),
    incident: str = "",
    period: Fields | None = None,
) -> Made:
    """Make an act of a passage, one for each victim when there are several; each cites the passage.

    `victims` and `perpetrators` are links: `to` a record, or `words` for one nobody has identified. Without an incident
    it is in the one the source is about. What a testimony says stays alleged.
    """
    source = casework.state_of(session, quoted.source)
    fields = _act_fields(act_type, perpetrators, incident or _incident_of(session, quoted.source, source), period)
    fields["description"] = _text_of(source, quoted)
    if source.type == "testimony":
        fields["alleged"] = True
    each = [fields | ({"victim": _link(one, "victim")} if one else {}) for one in (victims or (None,))]
    return _made_of(session, quoted, source, "act", each, "description")


def add_acts(
    session: Session,
    incident: str,
    *,
    act_type: str = "",
    victims: Sequence[Fields] = (),
    perpetrators: Sequence[Fields] = (),
    period: Fields | None = None,
) -> Made:
    """Add an act to an incident, one for each victim; without a time of its own it has the incident's."""
    state = casework.state_of(session, incident)
    when = period or _fields_dict(state.fields.get("period"))
    fields = _act_fields(act_type, perpetrators, incident, when)
    with session.vault.transaction():
        made = [
            casework.add(session, "act", fields | ({"victim": _link(one, "victim")} if one else {}))
            for one in (victims or (None,))
        ]
    return Made(tuple(made))


def tell_acts(
    session: Session,
    testimony: str,
    *,
    act_type: str = "",
    victims: Sequence[Fields] = (),
    perpetrators: Sequence[Fields] = (),
    period: Fields | None = None,
) -> Made:
    """Make the acts a testimony tells of, one for each victim, alleged and citing it, in the incident it is about.

    That incident is made when there is none. Without a time of its own an act has that of the one told before, else the
    incident's; its place likewise.
    """
    source = casework.state_of(session, testimony)
    before = _told_last(session, source)
    within = str((_fields_dict(before.get("incident")) or {}).get("to") or "")
    incident, made = within or _incident_of(session, testimony, source), []
    around = casework.state_of(session, incident).fields if incident else {}
    when = period or _fields_dict(before.get("period")) or _fields_dict(around.get("period"))
    place = _fields_dict(before.get("place")) or _fields_dict(around.get("place"))
    with session.vault.transaction():
        if not incident:
            made = [incident := casework.add(session, "incident", {"period": when} if when else {})]
        fields = _act_fields(act_type, perpetrators, incident, when) | {"alleged": True}
        if place:
            fields["place"] = place
        acts = []
        for one in victims or (None,):
            cite = {"id": ids.new_item_id(), "field": "act_type" if act_type else "victim", "source": testimony}
            each = {"victim": _link(one, "victim")} if one else {}
            acts.append(casework.add(session, "act", fields | each | {"cites": [cite]}))
        touched = _linked_back(session, testimony, source, [*made, *acts])
    return Made((*acts, *made), tuple(touched))


def _told_last(session: Session, source: State) -> Fields:
    """Return the act a testimony named last, nothing when it named none."""
    listed = source.fields.get("about")
    for one in reversed(listed if _is_list(listed) else []):
        row = records.get(session.vault, str(one.get("to"))) if isinstance(one, dict) and one.get("to") else None
        if row is not None and row.type == "act" and not row.trashed:
            return casework.state_of(session, row.id).fields
    return {}


def make_person(session: Session, quoted: Quoted) -> Made:
    """Make a person whose name is the passage."""
    source = casework.state_of(session, quoted.source)
    name = " ".join(quoted.text.split())
    return _made_of(session, quoted, source, "person", [{"names": [{"text": name, "preferred": True}]}], "names")


def cite_person(session: Session, quoted: Quoted, person: str) -> Made:
    """Let a person who is here already cite the passage that names them."""
    source = casework.state_of(session, quoted.source)
    with session.vault.transaction():
        touched = [_cited(session, person, "names", quoted), *_linked_back(session, quoted.source, source, [person])]
    return Made((), tuple(touched))


def make_incident(session: Session, quoted: Quoted) -> Made:
    """Make an incident whose narrative is the passage."""
    source = casework.state_of(session, quoted.source)
    fields = {"narrative": _text_of(source, quoted)}
    if source.type == "note":
        fields |= {to: source.fields[by] for by, to in (("when", "period"), ("place", "place")) if by in source.fields}
    return _made_of(session, quoted, source, "incident", [fields], "narrative")


def make_testimony(session: Session, quoted: Quoted) -> Made:
    """Make a testimony of a note or a passage of it: the words, the files, and the note's words for date and place."""
    source = casework.state_of(session, quoted.source)
    fields: Fields = {"narrative": _text_of(source, quoted)}
    if source.type == "note":
        fields |= _files_of(source)
        # The note's date is when it happened, as said; when the testimony was given is another question.
        for by, to in (("when", "words_for_dates"), ("place", "words_for_places")):
            value = _fields_dict(source.fields.get(by)) or {}
            if said := value.get("words") or value.get("edtf") or wording.place_words(value):
                fields[to] = {"text": said}
    return _made_of(session, quoted, source, "testimony", [fields], "narrative")


def make_document(session: Session, quoted: Quoted) -> Made:
    """Make a document of a passage; a note's files go with it."""
    source = casework.state_of(session, quoted.source)
    fields: Fields = {"text": _text_of(source, quoted)}
    if source.type == "note":
        fields |= _files_of(source)
    return _made_of(session, quoted, source, "document", [fields], "text")


def make_date(session: Session, quoted: Quoted, record: str, field: str, value: Fields) -> Made:
    """Set a date of a record to what the passage says, and let it cite the passage."""
    state = casework.state_of(session, record)
    declared = session.schema.fields_of(state.type).get(field)
    if declared is None or declared.many:
        raise BadInput(_("This record has no such date. Nothing was changed."))
    before = state.fields.get(field)
    with session.vault.transaction():
        casework.edit(session, record, {field: _instead(before, value)})
        cited = _cited(session, record, field, quoted)
    return Made((), ((record, field, "", before), cited))


def date_fields(session: Session, record: str) -> list[tuple[str, str, str, str]]:
    """Return the dates a passage may set: record, field, type and label source; of the record, then of its incident."""
    found: list[tuple[str, str, str, str]] = []
    state = casework.state_of(session, record)
    incident = _incident_of(session, record, state)
    for one in dict.fromkeys((record, incident)):
        if not one:
            continue
        type_ = state.type if one == record else "incident"
        found += [
            (one, name, type_, declared.label)
            for name, declared in session.schema.fields_of(type_).items()
            if isinstance(declared.kind, Date) and not declared.many
        ]
    return found


def unmake(session: Session, made: Made) -> tuple[str, ...]:
    """Undo: what was made goes into the trash, what was changed for it is as before; return all that changed."""
    with session.vault.transaction():
        trashing.put(session, made.records)
        for record, name, item, before in made.touched:
            if not item:
                now = casework.state_of(session, record).fields.get(name)
                casework.edit(session, record, {name: _instead(now, before)})
                continue
            listed = casework.state_of(session, record).fields.get(name)
            left = [one for one in listed if one.get("id") != item] if isinstance(listed, list) else []
            casework.edit(session, record, {name: left or None})
    return made.everything


def _act_fields(act_type: str, perpetrators: Sequence[Fields], incident: str, period: Fields | None) -> Fields:
    fields: Fields = {"counting": {"term": "counting/itemised"}}
    if act_type:
        fields["act_type"] = {"term": act_type}
    if perpetrators:
        fields["perpetrators"] = [_link(one, "perpetrator") for one in perpetrators]
    if incident:
        fields["incident"] = {"role": "in", "to": incident}
    if period:
        fields["period"] = period
    return fields


def _link(value: Fields, role: str) -> Fields:
    """Return a link as an item of its own: the same person picked once may be named in several acts."""
    return {"to": None, **value, "id": ids.new_item_id(), "role": role}


def _made_of(session: Session, quoted: Quoted, source: State, type_: str, each: Sequence[Fields], cited: str) -> Made:
    """Save new records that cite the passage, and name them in their source, in one transaction."""
    with session.vault.transaction():
        made = [casework.add(session, type_, fields | {"cites": [_cite(cited, quoted, source)]}) for fields in each]
        touched = _linked_back(session, quoted.source, source, made)
    return Made(tuple(made), tuple(touched))


def _linked_back(session: Session, record: str, source: State, made: Sequence[str]) -> list[tuple[str, str, str, Any]]:
    """Name the records in their source; where that waits for a decision, their citations tell as much."""
    field_, role = BACK_LINKS.get(source.type, ("", ""))
    if not field_:
        return []
    listed = casework.undeciding(session, source)[1].get(field_)
    before = listed if _is_list(listed) else []
    named = {one.get("to") for one in before if isinstance(one, dict)}
    new = [{"id": ids.new_item_id(), "role": role, "to": one} for one in made if one not in named]
    if not new:
        return []
    try:
        casework.edit(session, record, {field_: [*before, *new]})
    except (Undecided, NewerVersion):
        return []
    return [(record, field_, str(one["id"]), None) for one in new]


def _cited(session: Session, record: str, field_: str, quoted: Quoted) -> tuple[str, str, str, Any]:
    listed = casework.state_of(session, record).fields.get("cites")
    cite = _cite(field_, quoted, casework.state_of(session, quoted.source))
    casework.edit(session, record, {"cites": [*(listed if _is_list(listed) else []), cite]})
    return record, "cites", str(cite["id"]), None


def _instead(old: Any, new: Any) -> Any:
    """Return the patch that puts a whole new value in place of an old one, and mixes nothing of it in."""
    return dict.fromkeys(old) | new if isinstance(old, dict) and isinstance(new, dict) else new


def _cite(field_: str, quoted: Quoted, source: State) -> Fields:
    return {
        "id": ids.new_item_id(),
        "field": field_,
        "source": quoted.source,
        "locator": quoted.locator,
        "quote": quoted.text,
        **interviewing.passage(source.fields, quoted.field, quoted.start, quoted.end),
    }


def _text_of(source: State, quoted: Quoted) -> Fields:
    """Return the passage as a text, in the language of the text it stands in."""
    whole = _fields_dict(source.fields.get(quoted.field)) or {}
    language = whole.get("language")
    return {"text": quoted.text} | ({"language": language} if isinstance(language, str) else {})


def _files_of(source: State) -> Fields:
    listed = source.fields.get("attachments")
    return {"attachments": listed} if _is_list(listed) and listed else {}


def _incident_of(session: Session, record: str, state: State) -> str:
    """Return the incident a record is, is in or is about, when there is just one."""
    if state.type == "incident":
        return record
    linked = [_fields_dict(state.fields.get("incident")) or {}]
    for name in ("about", "became", "evidences"):
        listed = state.fields.get(name)
        linked += [one for one in listed if isinstance(one, dict)] if _is_list(listed) else []
    targets = dict.fromkeys(str(one["to"]) for one in linked if isinstance(one.get("to"), str))
    rows = [records.get(session.vault, one) for one in targets]
    found = [row.id for row in rows if row is not None and row.type == "incident" and not row.trashed]
    return found[0] if len(found) == 1 else ""


def _fields_dict(value: Any) -> Fields | None:
    return value if isinstance(value, dict) else None


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
