"""Trust only rises, by what the log says."""

from __future__ import annotations

import hashlib

from app.domain import canonical
from app.storage import check, log, trust
from app.storage.handle import put_meta
from app.storage.vault import Vault
from tests.unit.storage import making

KEY = "0a" * 32


def _card(version: int = 1, role: str = "headquarters") -> tuple[bytes, str]:
    authority = ["office"] if role == "headquarters" else []
    data = canonical.encode({"card": {"authority": authority, "role": role, "version": version}})
    return data, hashlib.sha256(data).hexdigest()


def _add(vault: Vault, status: str, version: int = 1, key: str = KEY, name: str = "Desk") -> str:
    data, card_hash = _card(version)
    return trust.add_card(vault, data, card_hash=card_hash, key_id=key, name=name, status=status)


def test_a_card_is_kept_with_what_it_says(vault: Vault) -> None:
    assert _add(vault, "unverified") == "unverified"
    vault = making.reopen(vault)
    (card,) = trust.cards(vault)
    assert (card.key_id, card.name, card.role, card.authority, card.status) == (
        KEY,
        "Desk",
        "headquarters",
        ("office",),
        "unverified",
    )
    assert (card.card_bytes, card.hash) == _card()
    assert trust.card_of(vault, KEY) == card
    assert trust.card_of(vault, "0b" * 32) is None
    vault.close()


def test_trust_rises_and_never_falls_by_itself(vault: Vault) -> None:
    assert _add(vault, "unverified") == "unverified"
    assert _add(vault, "verified") == "verified"
    assert _add(vault, "unverified") == "verified"
    assert _add(vault, "unverified", version=2) == "verified"
    (card,) = trust.cards(vault)
    assert (card.status, card.hash) == ("verified", _card(1)[1])
    assert _add(vault, "verified", version=2) == "verified"
    (card,) = trust.cards(vault)
    assert card.hash == _card(2)[1]
    assert trust.revoke(vault, KEY)
    assert not trust.revoke(vault, KEY)
    assert _add(vault, "verified", version=3) == "revoked"
    kinds = [entry.kind for entry in log.entries(vault)]
    assert kinds == ["created", "card_imported", "card_verified", "card_verified", "card_revoked"]
    assert check.verify(vault).problems == ()


def test_trust_that_the_log_does_not_tell_of_is_found(vault: Vault) -> None:
    _add(vault, "unverified")
    _add(vault, "unverified", key="0b" * 32, name="Another")
    assert check.verify(vault).problems == ()
    vault.db.run("UPDATE card SET status = 'verified' WHERE key = ?", (bytes.fromhex(KEY),))
    assert len(check.verify(vault).problems) == 1


def test_a_key_revoked_before_its_card_came_stays_revoked(vault: Vault) -> None:
    assert trust.revoke(vault, KEY)
    assert not trust.revoke(vault, KEY)
    vault = making.reopen(vault)
    assert trust.revoked_unseen(vault) == {KEY}
    assert _add(vault, "verified") == "revoked"
    (card,) = trust.cards(vault)
    assert card.status == "revoked"
    assert [entry.kind for entry in log.entries(vault)] == ["created", "key_revoked", "card_revoked"]
    assert check.verify(vault).problems == ()
    put_meta(vault.db, revoked_keys=[])
    assert len(check.verify(vault).problems) == 1
    vault.close()
