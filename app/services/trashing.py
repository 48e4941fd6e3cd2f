"""The trash: records leave the lists and come back whole; nothing is ever lost by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.base.errors import BadField, NewerVersion, Undecided, UnknownRecord
from app.services import casework
from app.services.session import Session

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

    One written by a newer version, with this very question in conflict, or with a draft that makes no version stays
    where it is. `progress` is told between transactions and may stop it there; `moved` holds those moved by then.
    """
    done = [] if moved is None else moved
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        with session.vault.transaction():
            changed = [record for record in some if _move(session, record, trashed=trashed)]
        done += changed
        if progress is not None:
            progress(start + len(some), len(records))
    return done


def _move(session: Session, record: str, *, trashed: bool) -> bool:
    try:
        casework.save_draft(session, record)
        casework.edit(session, record, {"trashed": True if trashed else None})
    except (NewerVersion, Undecided, BadField, UnknownRecord):
        return False
    return True
