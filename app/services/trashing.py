"""The trash: records leave the lists and come back whole; nothing is ever lost by it."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.errors import NewerVersion, Undecided
from app.services import casework
from app.services.session import Session


def put(session: Session, records: Sequence[str], *, trashed: bool = True) -> list[str]:
    """Put records into the trash, or take them out; return those that could be.

    One written by a newer version, or with this very question in conflict, stays where it is.
    """
    moved = []
    for record in records:
        try:
            casework.save_draft(session, record)
            casework.edit(session, record, {"trashed": True if trashed else None})
        except (NewerVersion, Undecided):
            continue
        moved.append(record)
    return moved
