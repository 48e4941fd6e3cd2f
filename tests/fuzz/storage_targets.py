"""Targets of the vault: `vault.json` with its slots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.base import errors
from app.crypto import slots, ways
from app.domain import canonical
from app.storage import keyfile
from tests.fuzz.target import GOLDEN, Target
from tests.unit.exchange import making

KEY = bytes(range(32))


def vault_json(data: bytes) -> None:
    """A `vault.json` that is taken asks for no more than the ceilings, and is written again as it was, MAC aside."""
    found = keyfile.parse(data)
    assert len(data) <= keyfile.LIMIT
    assert 1 <= len(found.slots) <= slots.MOST_SLOTS
    for slot in found.slots:
        kdf = slot["kdf"]
        assert kdf.get("memory_kib", 0) <= slots.MOST_MEMORY_KIB
        assert kdf.get("passes", 1) <= slots.MOST_PASSES
        assert kdf.get("lanes", 1) <= slots.MOST_LANES
    written = keyfile.encode(found, KEY)
    told, ours = canonical.decode_object(data), canonical.decode_object(written)
    assert told | {"mac": ours["mac"]} == ours
    keyfile.check(written, KEY)
    keyfile.check(data, KEY)  # nobody but the vault has the key: this refuses all but our own
    assert data == written


def _slot(kind: str, number: int) -> dict[str, Any]:
    """Return a slot in its right shape that opens nothing."""
    kdf: dict[str, Any] = {"lanes": 2, "memory_kib": 64 << 10, "name": "argon2id", "passes": 3, "salt": "ab" * 16}
    if kind == ways.RECOVERY:
        kdf = {"name": "hkdf"}
    told = {"commitment": "cd" * 32, "nonce": "ef" * 12, "wrapped": "01" * 48}
    return {**told, "id": f"{number:016x}", "kdf": kdf, "kind": kind}


def _files() -> Iterator[bytes]:
    made = tuple(_slot(kind, n) for n, kind in enumerate((ways.PASSPHRASE, ways.KEYFILE, ways.RECOVERY)))
    backup = str(making.person("Lark").xwing.recipient)
    for slots_, recipient in ((made, backup), (made[:2], None), (made[:1], backup)):
        yield keyfile.encode(keyfile.KeyFile("ab" * 16, bytes(16), slots_, 7, bytes(32), recipient), KEY)
    for path in sorted(GOLDEN.glob("vault-*/vault.json")):
        data = path.read_bytes()
        yield data
        yield keyfile.encode(keyfile.parse(data), KEY)


TARGETS = [Target("vault-json", vault_json, (errors.CannotOpen, errors.NewerVault), _files, longest=70 << 10)]
