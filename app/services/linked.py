"""What links to a record: the acts of an incident as rows of a table, and whatever names a record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.base.errors import BadDate
from app.domain import edtf, schema
from app.domain.body import Fields
from app.services import casework, titles, wording
from app.services.session import Session
from app.storage import records

LAST = 10**9


@dataclass(frozen=True, slots=True)
class Act:
    """One act of an incident, as a row of a table shows it."""

    record: str
    type: str = field(repr=False)
    victim: str = field(repr=False)
    perpetrators: str = field(repr=False)
    when: str = field(repr=False)
    where: str = field(repr=False)
    alleged: bool
    reported: bool
    """Shown, never counted."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A record that links to another one, and by which of its fields."""

    record: str
    type: str
    title: str = field(repr=False)
    label_source: str


def acts_of(session: Session, incident: str, language: str = "en") -> tuple[Act, ...]:
    """Return the acts in an incident that are not in the trash, by time."""
    found = []
    for link in records.links_to(session.vault, incident):
        if link.field != "incident":
            continue
        row = records.get(session.vault, link.record)
        if row is None or row.type != "act" or row.trashed:
            continue
        state = casework.state_of(session, link.record)
        found.append((_earliest(state.fields.get("period")), _act(session, link.record, state.fields, language)))
    return tuple(act for _at, act in sorted(found, key=lambda one: (one[0], one[1].type, one[1].record)))


def _earliest(period: Any) -> int:
    """Return the first day of a date as a number to sort by; one without goes last."""
    try:
        day = edtf.parse(str(period["edtf"])).earliest
    except (BadDate, KeyError, TypeError):
        day = None
    return LAST if day is None else day


def _act(session: Session, record: str, fields: Fields, language: str) -> Act:
    known = schema.fields_of("act")
    named = wording.titles(session, "act", fields)

    def words(name: str) -> str:
        return wording.words_of(known[name], fields.get(name), language, named)

    listed = fields.get("perpetrators")
    them = (
        [wording.link_words(one, named) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    victim = fields.get("victim")
    return Act(
        record=record,
        type=words("act_type"),
        victim=wording.link_words(victim, named)
        if isinstance(victim, dict) and "answer" not in victim
        else words("victim"),
        perpetrators=", ".join(filter(None, them)),
        when=words("period"),
        where=words("place"),
        alleged=fields.get("alleged") is True,
        reported=fields.get("counting") == {"term": "counting/reported"},
    )


def named_by(session: Session, record: str, language: str = "en", most: int = 500) -> tuple[Naming, ...]:
    """Return at most `most` records, none in the trash, that link to this one or cite it."""
    found: dict[str, Naming] = {}
    for link in records.links_to(session.vault, record):
        if link.record in found or link.record == record:
            continue
        row = records.get(session.vault, link.record)
        if row is None or row.trashed:
            continue
        declared = schema.fields_of(row.type).get(link.field.split(".")[0])
        found[link.record] = Naming(row.id, row.type, "", declared.label if declared else link.field)
        if len(found) == most:
            break
    named = titles.titles(session, list(found), language)
    return tuple(replace(one, title=named.get(record, "")) for record, one in found.items())
