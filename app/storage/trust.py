"""Contact cards of others and how far each is trusted; the activity log is what says so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from app.base.errors import NotCanonical
from app.base.i18n import _
from app.domain import canonical
from app.storage import log
from app.storage.database import Database
from app.storage.faults import damaged
from app.storage.handle import Vault, get_meta, put_meta

UNVERIFIED, VERIFIED, REVOKED = "unverified", "verified", "revoked"
_RANK = {UNVERIFIED: 0, VERIFIED: 1, REVOKED: 2}
KINDS = {"card_imported": UNVERIFIED, "card_verified": VERIFIED, "card_revoked": REVOKED}
"""What each kind of entry of the log says of a key."""
_WORDS = {status: kind for kind, status in KINDS.items()}


@dataclass(frozen=True, slots=True)
class StoredCard:
    """The current card of one signing key. `card_bytes` is the whole file, `hash` its SHA-256."""

    key_id: str
    name: str
    role: str
    authority: tuple[str, ...]
    status: str
    card_bytes: bytes = field(repr=False)
    hash: str


def add_card(vault: Vault, card_bytes: bytes, *, card_hash: str, key_id: str, name: str, status: str) -> str:
    """Store a card that was checked, with its status (`unverified` or `verified`), and return the status it has now.

    One card is kept for each key. Status only rises: an unverified card never takes the place of a verified one of the
    same key, and nothing un-revokes a key, also one that was revoked before its card came. The log notes every change.
    """
    key = bytes.fromhex(key_id)
    with vault.transaction() as db:
        if key_id in _revoked_unseen(db):
            status = REVOKED
        row = db.one("SELECT status, hash FROM card WHERE key = ?", (key,))
        if row and _RANK[row[0]] > _RANK[status]:
            return str(row[0])
        if row and row == (status, bytes.fromhex(card_hash)):
            return status
        db.run(
            """
            INSERT INTO card (key, hash, name, status, data) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE
            SET hash = excluded.hash, name = excluded.name, status = excluded.status, data = excluded.data
            """,
            (key, bytes.fromhex(card_hash), name, status, card_bytes),
        )
        log.append(db, vault.log_key, [(_WORDS[status], {"card": card_hash, "key": key_id})])
    return status


def revoke(vault: Vault, key_id: str) -> bool:
    """Mark a key as revoked, for good, also one whose card is not here yet; return whether it was not before."""
    key = bytes.fromhex(key_id)
    with vault.transaction() as db:
        row = db.one("SELECT hash, status FROM card WHERE key = ?", (key,))
        if row is None:
            unseen = _revoked_unseen(db)
            if key_id in unseen:
                return False
            put_meta(db, revoked_keys=sorted({*unseen, key_id}))
            log.append(db, vault.log_key, [("key_revoked", {"key": key_id})])
            return True
        if row[1] == REVOKED:
            return False
        db.run("UPDATE card SET status = 'revoked' WHERE key = ?", (key,))
        log.append(db, vault.log_key, [("card_revoked", {"card": row[0].hex(), "key": key_id})])
    return True


def revoked_unseen(vault: Vault) -> frozenset[str]:
    """Return the keys that were revoked when no card of theirs was here."""
    return _revoked_unseen(vault.db)


def _revoked_unseen(db: Database) -> frozenset[str]:
    found = get_meta(db, "revoked_keys")
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()


def cards(vault: Vault) -> list[StoredCard]:
    """Return the card of every key, by name and key."""
    found = vault.db.all("SELECT key, hash, name, status, data FROM card ORDER BY name, key")
    return [_card(key.hex(), hash_.hex(), name, status, data) for key, hash_, name, status, data in found]


def card_of(vault: Vault, key_id: str) -> StoredCard | None:
    """Return the card of one key, or None."""
    return next((card for card in cards(vault) if card.key_id == key_id), None)


def own_files(vault: Vault) -> list[bytes]:
    """Return the vault's own card files, earlier ones first."""
    return [row[0] for row in vault.db.all("SELECT card FROM own_card ORDER BY n")]


def own_cards(vault: Vault) -> set[str]:
    """Return the hashes of the vault's own cards, earlier ones included."""
    return {hashlib.sha256(data).hexdigest() for data in own_files(vault)}


def as_stored(db: Database) -> dict[str, tuple[str, str]]:
    """Return what the table of cards says of each key: status and hash of the card."""
    return {key.hex(): (status, hash_.hex()) for key, status, hash_ in db.all("SELECT key, status, hash FROM card")}


def _card(key_id: str, card_hash: str, name: str, status: str, data: bytes) -> StoredCard:
    try:
        card = canonical.decode_object(data)["card"]
        return StoredCard(key_id, name, card["role"], tuple(card["authority"]), status, data, card_hash)
    except (NotCanonical, KeyError, TypeError):
        raise damaged(_("A stored contact card cannot be read.")) from None
