"""Revocations: ours to print and keep, others' to take in, after which a key counts for nothing new, for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.base import durable
from app.base.errors import BadInput, UnknownRecipient
from app.base.i18n import _
from app.crypto.signing import SigningKeys
from app.exchange import revocation
from app.services import succession
from app.services.session import Session
from app.storage import quarantine, trust

SHORTEST = 16
"""Digits by which a key is named."""


def own(session: Session) -> str:
    """Return the lines that give our present keys up for good: to print, and to keep far from the computer."""
    return of(session.keys)


def of(keys: SigningKeys) -> str:
    """Return the lines that give these keys up for good, also before a vault has them."""
    return revocation.make(keys)


def write(file: Path, text: str) -> None:
    """Write a revocation to a new file, for its owner only; raise BadInput when there is something of that name."""
    try:
        durable.replace_bytes(file, text.encode("ascii"), overwrite=False)
    except FileExistsError:
        raise BadInput(_("{name} is there already and was left as it is.").format(name=file.name)) from None


def read(file: Path) -> str:
    """Return the text of a file, of which at most a revocation's length is read."""
    with file.open("rb") as source:
        return source.read(revocation.LARGEST + 1).decode("utf-8", "replace")


def take(session: Session, text: str) -> dict[str, Any]:
    """Take a revocation in: bundles by its key are rejected from now on; what came before stays, and is marked.

    It cannot be undone. Returns the key, the name on its card if that is here, whether it is `new`, and the bundles by
    it that wait in quarantine. Raises BadInput for another text, and for the revocation of our own present keys.
    """
    found = revocation.parse(text)
    if found.key_id == session.card.key_id:
        raise BadInput(
            _(
                "This gives up the present keys of this very vault. Make new keys first (rekey), then give these lines "
                "to everyone who has your card. Nothing was changed."
            )
        )
    if found.key_id in succession.own_keys(session):
        raise BadInput(
            _("This gives up earlier keys of this vault: it is for those who have your card. Nothing was changed.")
        )
    return _given_up(session, found.key_id)


def distrust(session: Session, key: str) -> dict[str, Any]:
    """Give a colleague's key up here without their lines, as when all they had was taken; return what `take` returns.

    It counts in this vault alone: a revocation that others believe only the key itself can make. `key` is its id, or
    the first 16 digits of it at least, never a name: another card may bear that. Raises UnknownRecipient.
    """
    known = [one.key_id for one in trust.cards(session.vault)]
    found = [one for one in known if len(key) >= SHORTEST and one.startswith(key.strip().lower())]
    if len(found) != 1:
        raise UnknownRecipient(
            _("There is no card with this key. Give its first {n} digits, as `cards` shows them.").format(n=SHORTEST)
        )
    return _given_up(session, found[0])


def _given_up(session: Session, key: str) -> dict[str, Any]:
    stored = trust.card_of(session.vault, key)
    new = trust.revoke(session.vault, key)
    session.vault.anchor()
    return {
        "key": key,
        "name": stored.name if stored else "",
        "new": new,
        "waiting": [str(path) for path in quarantine.waiting(session.vault, key)],
    }
