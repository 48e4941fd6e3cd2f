"""The quarantine as a person sees it: who each bundle says it is from, and whether it can be received by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import BadInput
from app.base.i18n import _
from app.services import contacts
from app.services.session import Session
from app.storage import quarantine, trust


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bundle in quarantine. `status` is that of the card of the key it says it is from, as `contacts.status_of`."""

    path: Path
    manifest: str
    sender: str
    name: str = field(repr=False)
    """The name on the card taken in of that key; empty when there is none."""
    status: str
    reason: str
    kept: str
    size: int

    @property
    def ready(self) -> bool:
        """Whether it can be received by now."""
        return self.status == "verified" and self.reason != "forked"


def listing(session: Session) -> tuple[Waiting, ...]:
    """Return every bundle in quarantine, the oldest first."""
    cards = {one.key_id: one for one in trust.cards(session.vault)}
    return tuple(
        Waiting(
            path=one.path,
            manifest=one.manifest_hash,
            sender=one.sender,
            name=cards[one.sender].name if one.sender in cards else "",
            status=contacts.status_of(session, one.sender),
            reason=one.reason,
            kept=one.kept,
            size=one.path.stat().st_size if one.path.is_file() else 0,
        )
        for one in quarantine.listing(session.vault)
    )


def remove(session: Session, manifest: str) -> None:
    """Remove a bundle from quarantine for good; the activity log notes it. Raises BadInput when it is not there."""
    if all(one.manifest_hash != manifest for one in quarantine.listing(session.vault)):
        raise BadInput(_("This bundle is not in quarantine any more. Nothing was removed."))
    quarantine.remove(session.vault, manifest)
