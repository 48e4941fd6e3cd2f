"""Whether the recovery sheet was tried: a secret nobody keeps is worth only what somebody has proved."""

from __future__ import annotations

from app.crypto.ways import RECOVERY
from app.services import settings, ways
from app.services.session import Session
from app.services.ways import Slot
from app.storage import settings as stored

NAME = "proven"


def tried(session: Session, slot: Slot) -> bool:
    """Tell whether somebody proved that what opens this slot can be read from its paper."""
    return _mark(slot) in stored.all(session.vault).get(NAME, [])


def note(session: Session) -> None:
    """Remember that the recovery code there is was tried; another one in its place was not."""
    settings.write(session, NAME, [_mark(slot) for slot in ways.listed(session) if slot.kind == RECOVERY])


def _mark(slot: Slot) -> str:
    return f"{slot.id} {slot.created}"
