"""Checking a vault and making its derived tables anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.services.session import Session
from app.storage import check, check_damage
from app.storage import rebuild as rebuilding

Tell = Callable[[int, int], None]


def verify(session: Session, progress: Tell | None = None) -> dict[str, Any]:
    """Check every signature, commitment, hash and page; return digest, revisions, states, problems, damage.

    `damage` names records and attachments, with their titles: show it to the vault's owner, and log none of it.
    """
    report = check.verify(session.vault, progress)
    return {
        "digest": report.digest,
        "revisions": report.revisions,
        "states": dict(report.states),
        "problems": list(report.problems),
        "damage": [_named(one) for one in report.damage],
    }


def _named(one: check_damage.Damage) -> dict[str, Any]:
    """Return one damaged thing without what does not apply."""
    return {name: value for name, value in asdict(one).items() if value}


def rebuild(session: Session, progress: Tell | None = None) -> int:
    """Make lists, links and the search index anew; return how many records there are."""
    return rebuilding.rebuild(session.vault, progress)
