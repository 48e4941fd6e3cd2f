"""Finding the record a link means while its name is typed, what a linked record is called, and making one in place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from app.domain import ids, search
from app.services import casework
from app.services.session import Session
from app.storage import naming, records, revisions

WIDE = 400
"""Records looked at for one answer, besides those called just so: the words may stand anywhere in a record."""


class Likeness(IntEnum):
    """Why a record may be the one that is meant, the likeliest first."""

    SAME_NAME = 0
    SAME_CHARACTERS = 1
    """All the characters of the other name, as 顺利 for 曹顺利."""
    SAME_SOUND = 2
    """Another writing that is read the same, as Cao Shunli for 曹顺利."""
    NAMED = 3
    """The words begin words of its name."""
    MENTIONED = 4
    """The words stand elsewhere in it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be meant. `others` are its other names; none when it goes by a code name."""

    id: str
    type: str
    title: str = field(repr=False)
    others: tuple[str, ...] = field(repr=False)
    likeness: Likeness
    apart: tuple[str, ...] = field(repr=False, default=())
    """Those found with it that it is not the same as: somebody said so once."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A record as a link shows it; people go by their code name where they have one."""

    id: str
    type: str
    title: str = field(repr=False)
    trashed: bool


def candidates(
    session: Session, words: str, types: Collection[str], limit: int = 8, without: str = ""
) -> list[Candidate]:
    """Return the records of these types (none means any) that the words may mean, the likeliest first.

    Without words, those that changed last. `without` is a record never offered: the one that links.
    """
    if not words.strip():
        rows = [row for row in naming.latest(session.vault, types, limit + 1) if row.id != without][:limit]
        named = naming.names_of(session.vault, [row.id for row in rows])
        return _told_apart(session, [_candidate(session, row, named.get(row.id, []), Likeness.NAMED) for row in rows])
    sounds = search.sounds(words)
    found: dict[str, records.Row] = {}
    for written in (words, *sorted(sounds)):  # also in other characters, or in Latin letters without spaces
        meant = naming.meant(session.vault, written, types, WIDE)
        found.update((row.id, row) for row in meant)
        if len(meant) == WIDE:  # there may be more: one who is called just so must be offered, or is made again
            found.update((row.id, row) for row in naming.called(session.vault, written, types, limit + 1))
    found.pop(without, None)
    named = naming.names_of(session.vault, found)
    ranked = sorted(
        (
            (_likeness(words, sounds, [*named.get(row.id, []), row.title]), n, row)
            for n, row in enumerate(found.values())
        ),
        key=lambda one: one[:2],
    )
    return _told_apart(
        session, [_candidate(session, row, named.get(row.id, []), likeness) for likeness, _n, row in ranked[:limit]]
    )


def linked(session: Session, record_ids: Iterable[str]) -> dict[str, Linked]:
    """Return what the records that are here are called, by id."""
    found = {}
    for one in record_ids:
        row = records.get(session.vault, one) if ids.is_record_id(one) else None
        if row is not None:
            found[one] = Linked(row.id, row.type, _title(session, row), row.trashed)
    return found


def make(session: Session, type_: str, words: str) -> Linked:
    """Save a new record of this type that is called so, and return it."""
    declared = session.schema.fields_of(type_)
    text: dict[str, Any] = {"text": words.strip()}
    fields: dict[str, Any] = {}
    for name in ("names", "title", "text", "description"):
        if name in declared:
            fields[name] = [text] if declared[name].many else text
            break
    record = casework.add(session, type_, fields)
    return linked(session, [record])[record]


def _told_apart(session: Session, shown: list[Candidate]) -> list[Candidate]:
    """Tell of the people among these which are known not to be the same, whichever of the two records says so."""
    titles = {one.id: one.title for one in shown if one.type == "person"}
    apart: dict[str, list[str]] = {}
    for one in titles if len(titles) > 1 else ():
        state = revisions.state(session.vault, one)
        listed = state.fields.get("not_same") if state is not None else None
        for link in listed if isinstance(listed, list) else ():
            other = link.get("to") if isinstance(link, dict) else None
            if other in titles and other != one:
                apart.setdefault(one, []).append(titles[other])
                apart.setdefault(other, []).append(titles[one])
    return [replace(one, apart=tuple(dict.fromkeys(apart.get(one.id, ())))) for one in shown]


def _candidate(session: Session, row: records.Row, names: list[str], likeness: Likeness) -> Candidate:
    title = _title(session, row)
    others = tuple(name for name in names if name not in title) if title == row.title else ()
    return Candidate(row.id, row.type, title, others, likeness)


def _title(session: Session, row: records.Row) -> str:
    """Return the title, a person's code name before it."""
    if row.type != "person":
        return row.title
    state = revisions.state(session.vault, row.id)
    code = state.fields.get("code_name") if state else None
    text = code.get("text") if isinstance(code, dict) else None
    return text.strip() if isinstance(text, str) and text.strip() else row.title


def _likeness(words: str, sounds: frozenset[str], names: list[str]) -> Likeness:
    wanted = search.folded(words)
    whole = "".join(wanted.split())
    folded = [search.folded(name) for name in names]
    joined = ["".join(name.split()) for name in folded]
    if whole in joined:
        return Likeness.SAME_NAME
    if len(whole) > 1 and not whole.isascii() and any(whole in name for name in joined):
        return Likeness.SAME_CHARACTERS
    if any(sounds & search.sounds(name) or search.spelled_alike(words, name) for name in names):
        return Likeness.SAME_SOUND
    parts = wanted.split()
    if parts and any(all(any(word.startswith(part) for word in name.split()) for part in parts) for name in folded):
        return Likeness.NAMED
    return Likeness.MENTIONED
