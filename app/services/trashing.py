"""The trash: records leave the lists and come back whole; nothing is ever lost by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.base.errors import BadField, NewerVersion, TextGone, Undecided, UnknownRecord
from app.domain import schema
from app.services import authoring, casework
from app.services.session import Session
from app.storage import browsing, revisions

AT_ONCE = 50
"""Records moved in one transaction: what keeps typing waits no longer than for these."""


def put(
    session: Session,
    records: Sequence[str],
    *,
    trashed: bool = True,
    progress: Callable[[int, int], None] | None = None,
    moved: list[str] | None = None,
) -> list[str]:
    """Put records into the trash, or take them out; return those that could be.

    One written by a newer version, sealed or erased, with this very question in conflict, or with a draft that makes no
    version stays where it is. `progress` is told between transactions and may stop it there; `moved` holds those moved
    by then.
    """
    done = [] if moved is None else moved
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        with session.vault.transaction():
            changed = set(_move_plain(session, some, trashed=trashed))
            changed |= {one for one in some if one not in changed and _move(session, one, trashed=trashed)}
        done += [one for one in some if one in changed]
        if progress is not None:
            progress(start + len(some), len(records))
    return done


def _move_plain(session: Session, some: Sequence[str], *, trashed: bool) -> list[str]:
    """Move the records that are as usual, all at once: without a draft, a conflict or anything newer."""
    made = {}
    for record, state in browsing.untyped(session.vault, some).items():
        if state.conflicts or state.newer or state.closed or schema.OURS.record_type(state.type) is None:
            continue
        if (state.fields.get("trashed") is True) == trashed:
            continue
        patched = casework.merge_patch(state.fields, {"trashed": True if trashed else None})
        try:
            checked = session.schema.check_fields(state.type, patched, state.fields)
        except BadField:
            continue
        made[record] = authoring.make(session, record, state.type, checked, state.heads)
    revisions.save_all(session.vault, list(made.values()))
    return list(made)


def _move(session: Session, record: str, *, trashed: bool) -> bool:
    try:
        casework.save_draft(session, record)
        casework.edit(session, record, {"trashed": True if trashed else None})
    except (NewerVersion, TextGone, Undecided, BadField, UnknownRecord):
        return False
    return True
