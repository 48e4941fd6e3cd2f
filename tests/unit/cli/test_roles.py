"""The roles the command offers for an attachment are those of the vocabulary."""

from __future__ import annotations

from pathlib import Path

from app.cli.records import ROLES
from app.domain import vocabulary

HELP = Path(__file__).resolve().parents[3] / "resources" / "help" / "attach.md"


def test_the_roles_are_those_of_the_vocabulary() -> None:
    assert [f"attachment/{one}" for one in ROLES] == list(vocabulary.OURS.load("attachment").terms)
    assert all(f"`{one}`" in HELP.read_text() for one in ROLES)
