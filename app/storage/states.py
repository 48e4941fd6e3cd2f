"""The state of records, computed from the revisions that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from app.base.errors import NotCanonical
from app.domain import notice, schema
from app.domain import state as views
from app.domain.body import Body, body_of
from app.domain.header import Header, parse_header
from app.domain.revision import PRESENT
from app.domain.state import Node, State
from app.storage.database import Database, listed

MANY = 500
"""Records or revisions handled in one statement or one transaction."""

_SHOWN = """
    SELECT record, id, header, state FROM shown_revision
    WHERE record IN (SELECT unhex(value) FROM json_each(?))
"""
_ALL = """
    SELECT record, id, header, state FROM revision
    WHERE record IN (SELECT unhex(value) FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record's state and the latest time any of its heads claims."""

    state: State
    updated: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What is read of a revision before its body."""

    id: str
    header: Header
    state: str


def load(db: Database, records: Sequence[bytes], *, hidden: bool = False) -> dict[bytes, Shown]:
    """Return the states of at most `MANY` records; those without a revision are left out.

    `hidden` also counts revisions of batches not revealed, for records that came with one.
    """
    rows = db.each(_ALL if hidden else _SHOWN, (listed(records),))
    found: dict[bytes, list[_Part]] = {}
    for record, id_, header, state in rows:
        found.setdefault(record, []).append(_Part(id_.hex(), parse_header(header), state))
    tips = {record: _only_tip(parts) for record, parts in found.items()}
    wanted: list[str] = []
    for record, tip in tips.items():
        wanted += [tip] if tip else [part.id for part in found[record]]
    bodies = _bodies(db, wanted)
    for record, tip in tips.items():
        if tip and not (
            _readable(found[record], tip) and _live(bodies.get(tip))
        ):  # what is shown comes from further back
            bodies |= _bodies(db, [part.id for part in found[record]])
    return {record: _shown(found[record], bodies) for record in records if record in found}


def of_one(id_: str, header: Header, body: Body | None, state: str) -> Shown:
    """Return the state of a record that has one revision: what `domain.state.view` says, sooner in the usual case."""
    usual = body is not None and body.readable and header.readable and state == PRESENT
    if body is None or not usual or schema.OURS.record_type(body.type) is None:
        return _shown([_Part(id_, header, state)], {id_: body})
    return Shown(State(body.type, body.fields, (id_,), incomplete=bool(header.parents), states={PRESENT: 1}), header.at)


def parsed(body: bytes | None) -> Body | None:
    """Return a stored body; None where there is none, or one that no version understands and that is only kept.

    That its bytes are canonical was checked when it came in, and every page of the database is authenticated.
    """
    if body is None:
        return None
    try:
        return body_of(orjson.loads(body))
    except (NotCanonical, orjson.JSONDecodeError):
        return None


def node(id_: str, header: Header, body: Body | None, state: str) -> Node:
    """Return one revision as the view of its record needs it."""
    if not header.notice:
        return Node(id_, header.parents, body, header.readable, header.type, state)
    said = notice.read(header.notice, body)
    label = said.label if isinstance(said, notice.Seal) else ""
    return Node(id_, header.parents, None, False, header.type, state, notice=header.notice, label=label)


def _shown(parts: Sequence[_Part], bodies: dict[str, Body | None]) -> Shown:
    nodes, times = {}, {}
    for part in parts:
        nodes[part.id] = node(part.id, part.header, bodies.get(part.id), part.state)
        times[part.id] = part.header.at
    state = views.view(nodes)
    return Shown(state, max(times[head] for head in state.heads))


def _only_tip(parts: Sequence[_Part]) -> str | None:
    """Return the one revision nothing builds on; its body is all a state needs."""
    built_on = {parent for part in parts for parent in part.header.parents}
    tips = [part.id for part in parts if part.id not in built_on]
    return tips[0] if len(tips) == 1 else None


def _readable(parts: Sequence[_Part], id_: str) -> bool:
    return all(part.header.readable for part in parts if part.id == id_)


def _live(body: Body | None) -> bool:
    return body is not None and body.readable


def _bodies(db: Database, ids: Sequence[str]) -> dict[str, Body | None]:
    found: dict[str, Body | None] = {}
    for start in range(0, len(ids), MANY):
        some = map(bytes.fromhex, ids[start : start + MANY])
        rows = db.each(
            "SELECT id, body FROM revision WHERE id IN (SELECT unhex(value) FROM json_each(?))",
            (listed(some),),
        )
        found.update((id_.hex(), parsed(body)) for id_, body in rows)
    return found
