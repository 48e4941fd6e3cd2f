"""Checking a vault and making its derived tables anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.services.session import Session
from app.storage import check
from app.storage import rebuild as rebuilding

Tell = Callable[[int, int], None]


def verify(session: Session, progress: Tell | None = None) -> dict[str, Any]:
    """Check every signature, commitment, hash and page; return digest, revisions, states, problems."""
    report = check.verify(session.vault, progress)
    return {
        "digest": report.digest,
        "revisions": report.revisions,
        "states": dict(report.states),
        "problems": list(report.problems),
    }


def rebuild(session: Session, progress: Tell | None = None) -> int:
    """Make lists, links and the search index anew; return how many records there are."""
    return rebuilding.rebuild(session.vault, progress)
