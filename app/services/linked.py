"""What links to a record: the acts of an incident as rows of a table, and whatever names a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import BadDate
from app.domain import edtf
from app.domain.body import Fields
from app.services import casework, titles, wording
from app.services.session import Session
from app.storage import records

LAST = 10**9
MOST = 10_000
"""Acts of one incident that are shown."""


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
    by: str = ""
    """The first of its fields that does."""


def acts_of(session: Session, incident: str, language: str = "en") -> tuple[Act, ...]:
    """Return the acts in an incident that are not in the trash, by time."""
    acts = [one for one, type_, _field in records.naming(session.vault, incident, MOST, "incident") if type_ == "act"]
    return _rows(session, acts, language)


def acts_told(session: Session, testimony: str, language: str = "en") -> tuple[Act, ...]:
    """Return the acts a testimony is about that are not in the trash, by time; none of one that has no version."""
    row = records.get(session.vault, testimony)
    listed = casework.state_of(session, testimony).fields.get("about") if row is not None else None
    links = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    targets = dict.fromkeys(str(one["to"]) for one in links if isinstance(one.get("to"), str))
    rows = [found for one in targets if (found := records.get(session.vault, one)) is not None]
    return _rows(session, [one.id for one in rows if one.type == "act" and not one.trashed][:MOST], language)


def _rows(session: Session, acts: Iterable[str], language: str) -> tuple[Act, ...]:
    """Return these acts as rows of a table, by time."""
    shown = {one: casework.state_of(session, one).fields for one in acts}
    targets = {link[3] for fields in shown.values() for link in session.schema.extract("act", fields).links if link[3]}
    named = titles.titles(session, targets, language)
    found = [
        (_earliest(fields.get("period")), _act(session, one, fields, named, language)) for one, fields in shown.items()
    ]
    return tuple(act for _at, act in sorted(found, key=lambda one: (one[0], one[1].type, one[1].record)))


def _earliest(period: Any) -> int:
    """Return the first day of a date as a number to sort by; one without goes last."""
    try:
        day = edtf.parse(str(period["edtf"])).earliest
    except (BadDate, KeyError, TypeError):
        day = None
    return LAST if day is None else day


def _act(session: Session, record: str, fields: Fields, named: Mapping[str, str], language: str) -> Act:
    known = session.schema.fields_of("act")

    def words(name: str) -> str:
        return wording.words_of(known[name], fields.get(name), language, named, session.schema)

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
    """Return at most `most` other records, none in the trash, that link to this one or cite it."""
    found = records.naming(session.vault, record, most)
    named = titles.titles(session, [one for one, _type, _field in found], language)
    return tuple(
        Naming(one, type_, named.get(one, ""), _label(session, type_, name), name.split(".", maxsplit=1)[0])
        for one, type_, name in found
        if one != record  # it may cite a file of its own
    )


def _label(session: Session, type_: str, field_: str) -> str:
    declared = session.schema.fields_of(type_).get(field_.split(".", maxsplit=1)[0])
    return declared.label if declared else field_
