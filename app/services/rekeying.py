"""Leaving every key behind: a new vault key, new ways in, new signing keys and a new contact card, in one step."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from app.base.errors import BadInput
from app.base.i18n import _
from app.crypto import derive, recovery, slots
from app.crypto.recipients import new_x25519, new_xwing, parse_identity
from app.crypto.signing import SigningKeys, new_signing_keys
from app.crypto.ways import RECOVERY, Way, way_of
from app.exchange import revocation
from app.exchange.card import make_card, parse_card
from app.services import beginning, ways
from app.services.session import Session
from app.storage import rekeying
from app.storage.rekeying import Fresh

Tell = Callable[[int, int], None]
GENERATION = 2
"""Age identities of one card: one of each profile."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """New keys before anything uses them: so that the sheet can be printed first. `secret` is None without recovery.

    `revocation` gives up the new keys, `revocation_before` those that are left; each is a few lines of text.
    """

    signing: SigningKeys = field(repr=False)
    secret: bytes | None = field(repr=False)
    revocation: str
    revocation_before: str


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What there is after it: key and fingerprint of the new card, the key before, bundles that were given up."""

    key: str
    fingerprint: str
    before: str
    withdrawn: int


def prepare(session: Session, *, with_recovery: bool = True) -> Prepared:
    """Return new keys for the vault; nothing uses them yet."""
    signing = new_signing_keys()
    secret = ways.new_secret() if with_recovery else None
    return Prepared(signing, secret, revocation.make(signing), revocation.make(session.keys))


def rekey(
    session: Session,
    prepared: Prepared,
    way: str | Way,
    memory_kib: int | None = None,
    progress: Tell | None = None,
    *,
    weak_anyway: bool = False,
) -> Rekeyed:
    """Give the vault the prepared keys and close it; afterwards only `way` and the new recovery secret open it.

    `way` is a passphrase, alone or with a keyfile, given anew. All ways of before open nothing any more, but copies of
    the vault made before open as they did. The old card's age identities are kept until the next time, for bundles
    that are on their way. Killed at any time, the vault is all as before or all new. Raises BadInput for a way that
    will not do, NoRoom, VaultError, VaultDamaged; then the vault is open and as it was.
    """
    way = way_of(way)
    if way.kind == RECOVERY:
        raise BadInput(_("Give a passphrase for the new keys, with a keyfile or without. Nothing was changed."))
    if not weak_anyway:
        ways.require_strong(way.passphrase)
    _refuse_present(session, way)
    cost = beginning.measure() if memory_kib is None else memory_kib
    vault_key = bytearray(secrets.token_bytes(derive.SIZE))
    try:
        made = [slots.new_slot(way, vault_key, memory_kib=cost)]
        if prepared.secret is not None:
            made.append(slots.new_slot(Way(recovery=prepared.secret), vault_key))
        backup = None if prepared.secret is None else recovery.backup_recipient(prepared.secret)
        identities = [new_xwing().to_string(), new_x25519().to_string()]
        card = parse_card(
            make_card(
                prepared.signing,
                session.card.name,
                session.card.role,
                [str(parse_identity(one).recipient) for one in identities],
                session.practice,
                version=session.card.version + 1,
                previous=session.card.hash,
                endorsing=session.keys,
            )
        )
        listened = (*identities, *session.vault.meta().identities[:GENERATION])
        fresh = Fresh(vault_key, tuple(made), backup, prepared.signing, listened, card.data, card.hash)
        withdrawn = rekeying.rekey(session.vault, fresh, progress)
    finally:
        derive.wipe(vault_key)
    return Rekeyed(card.key_id, card.fingerprint, session.card.key_id, withdrawn)


def _refuse_present(session: Session, way: Way) -> None:
    """Raise BadInput when this way opens the vault now: who knows it by then would know the new one too."""
    alone = Way(way.passphrase)  # a keyfile beside it does not make it another passphrase
    tried = [(one["id"], it) for one in session.vault.key_file.slots for it in {way, alone} if one["kind"] == it.kind]
    if any(ways.opens(session, str(slot), it) for slot, it in tried):
        raise BadInput(_("This passphrase opens the vault now. Choose another one. Nothing was changed."))
