"""Key slots of `vault.json`: the vault key wrapped under one way in each; ceilings stand before any work."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.base import errors
from app.base.i18n import _
from app.crypto.derive import SIZE, hkdf_sha256, wipe
from app.crypto.ways import KEYFILE, PASSPHRASE, RECOVERY, Way, way_of
from app.domain import canonical

MOST_SLOTS = 8
LEAST_MEMORY_KIB, MOST_MEMORY_KIB = 64 * 1024, 1024 * 1024
MOST_PASSES = 10
MOST_LANES = 4
USUAL_KIB = 256 * 1024

_KEYS = frozenset({"commitment", "id", "kdf", "kind", "nonce", "wrapped"})
_KDF_KEYS = frozenset({"lanes", "memory_kib", "name", "passes", "salt"})
_BY_SECRET = {"name": "hkdf"}
"""How the recovery secret is stretched: not at all, it is 32 random bytes already."""
_HEX = re.compile(r"[0-9a-f]*")


def normalise(passphrase: str) -> bytes:
    """Return the bytes of a passphrase, the same however it was typed or stored.

    NFC, every space character (Unicode Zs) and tab to U+0020, exactly one trailing newline dropped.
    Raises errors.BadInput for half a character (a lone surrogate).
    """
    if passphrase.endswith("\n"):
        passphrase = passphrase[:-1].removesuffix("\r")
    composed = unicodedata.normalize("NFC", passphrase)
    plain = "".join(" " if c == "\t" or unicodedata.category(c) == "Zs" else c for c in composed)
    try:
        return plain.encode("utf-8")
    except UnicodeEncodeError:
        raise errors.BadInput(_("The passphrase has half of a character in it. Nothing was changed.")) from None


def new_slot(
    way: str | Way,
    vault_key: bytes | bytearray,
    *,
    slot_id: str | None = None,
    memory_kib: int = USUAL_KIB,
    passes: int = 3,
    lanes: int = 2,
) -> dict[str, Any]:
    """Wrap the 32-byte vault key under `way` in a new slot of its kind, ready for `vault.json`.

    `slot_id` is the id of the slot it takes the place of, else a fresh one. The costs are not the recovery secret's.
    Raises errors.BadInput for an empty passphrase, ValueError for costs outside floor and ceilings and for a keyfile
    or recovery secret that has not 32 bytes.
    """
    way = way_of(way)
    if way.kind != RECOVERY and not normalise(way.passphrase):
        raise errors.BadInput(_("An empty passphrase protects nothing. Nothing was changed."))
    id_ = secrets.token_bytes(8) if slot_id is None else bytes.fromhex(slot_id)
    return seal_slot(
        way,
        vault_key,
        Randomness(id=id_, salt=secrets.token_bytes(16), nonce=secrets.token_bytes(12)),
        memory_kib=memory_kib,
        passes=passes,
        lanes=lanes,
    )


@dataclass(frozen=True, slots=True)
class Randomness:
    """The random bytes of one slot: 8 of id, 16 of salt, 12 of nonce; only tests give any but fresh ones."""

    id: bytes
    salt: bytes
    nonce: bytes


def seal_slot(
    way: str | Way,
    vault_key: bytes | bytearray,
    randomness: Randomness,
    *,
    memory_kib: int = USUAL_KIB,
    passes: int = 3,
    lanes: int = 2,
) -> dict[str, Any]:
    """Make the slot of given randomness: the same bytes every time; see `new_slot`."""
    way = way_of(way)
    if len(vault_key) != SIZE:
        raise ValueError("a vault key has 32 bytes")
    if any(secret is not None and len(secret) != SIZE for secret in (way.keyfile, way.recovery)):
        raise ValueError("a keyfile and a recovery secret have 32 bytes")
    kdf: dict[str, Any] = {
        "lanes": lanes,
        "memory_kib": memory_kib,
        "name": "argon2id",
        "passes": passes,
        "salt": randomness.salt.hex(),
    }
    if way.kind == RECOVERY:
        kdf = dict(_BY_SECRET)
    slot: dict[str, Any] = {"id": randomness.id.hex(), "kdf": kdf, "kind": way.kind}
    if not _kdf_allowed(kdf, way.kind):
        raise ValueError("key derivation costs are outside floor and ceilings")
    kek, commitment = _keys_of(slot, way)
    try:
        wrapped = AESGCMSIV(kek).encrypt(randomness.nonce, vault_key, _associated(slot))
    finally:
        wipe(kek)
    return {
        "commitment": commitment.hex(),
        "nonce": randomness.nonce.hex(),
        "wrapped": wrapped.hex(),
        **slot,
    }


def check_slots(slots: object) -> Sequence[Mapping[str, Any]]:
    """Return `slots` as what they are if their shape and costs are allowed; nothing is derived or allocated.

    One to 8 slots; memory 64 MiB to 1 GiB, at most 10 passes and 4 lanes. Raises errors.CannotOpen.
    """
    if not isinstance(slots, list) or not 1 <= len(slots) <= MOST_SLOTS:
        cannot_open()
    if not all(_slot_allowed(slot) for slot in slots):
        cannot_open()
    if len({slot["id"] for slot in slots}) != len(slots):
        cannot_open()
    return slots


def worth_trying(slots: Sequence[Mapping[str, Any]], way: Way) -> Sequence[Mapping[str, Any]]:
    """Return the slots `way` is tried on: those of its kind.

    Where there is none of its kind, all: the same work is done and the same answer given as for a wrong passphrase.
    """
    return [slot for slot in slots if slot["kind"] == way.kind] or slots


def open_slot(slot: Mapping[str, Any], way: str | Way) -> bytearray:
    """Return the 32-byte vault key in a buffer to wipe; the slot's shape and costs are checked first.

    Raises errors.CannotOpen, by one message and after the same work for a wrong passphrase, a wrong keyfile, a wrong
    recovery secret and a changed byte, or a plain errors.VaultError when there is too little memory.
    """
    check_slots([slot])
    core = {key: slot[key] for key in ("id", "kdf", "kind")}
    try:
        kek, commitment = _keys_of(core, way_of(way))
    except errors.BadInput:
        cannot_open()
    key = bytearray(SIZE)
    try:
        if not hmac.compare_digest(commitment, bytes.fromhex(slot["commitment"])):
            cannot_open()
        AESGCMSIV(kek).decrypt_into(
            bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), _associated(core), key
        )
    except InvalidTag:
        wipe(key)
        cannot_open()
    finally:
        wipe(kek)
    return key


def cannot_open() -> NoReturn:
    """Raise the one error for everything that keeps a vault shut."""
    raise errors.CannotOpen(
        _(
            "The vault does not open: the passphrase is wrong, or the keyfile or the recovery code, or the file "
            "vault.json was changed. Nothing was lost. Please try again; if you are sure, try another backup, or "
            "recover with the keys file of one."
        )
    ) from None


def _keys_of(core: Mapping[str, Any], way: Way) -> tuple[bytearray, bytearray]:
    """Return the key that wraps and the commitment; what a way lacks counts as empty and opens nothing."""
    if core["kind"] == RECOVERY:
        secret = bytearray(way.recovery or b"")
    else:
        beside = (way.keyfile or b"") if core["kind"] == KEYFILE else b""
        secret = bytearray(SIZE) + beside
        _stretch(core["kdf"], way.passphrase, memoryview(secret)[:SIZE])
    info = b"keepsake/slot/v1\0" + canonical.encode({"id": core["id"], "kind": core["kind"]})
    okm = hkdf_sha256(secret, info=info, size=2 * SIZE)
    kek, commitment = okm[:SIZE], okm[SIZE:]
    wipe(secret, okm)
    return kek, commitment


def _stretch(kdf: Mapping[str, Any], passphrase: str, into: memoryview) -> None:
    argon2 = Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=SIZE,
        iterations=kdf["passes"],
        lanes=kdf["lanes"],
        memory_cost=kdf["memory_kib"],
    )
    try:
        argon2.derive_into(normalise(passphrase), into)
    except MemoryError:
        raise errors.VaultError(
            _("There is not enough free memory to open the vault. Please close other programs and try again.")
        ) from None


def _associated(core: Mapping[str, Any]) -> bytes:
    return b"keepsake/slot-aad/v1\0" + canonical.encode({"id": core["id"], "kdf": core["kdf"], "kind": core["kind"]})


def _slot_allowed(slot: object) -> bool:
    return (
        isinstance(slot, dict)
        and slot.keys() == _KEYS
        and slot["kind"] in (PASSPHRASE, KEYFILE, RECOVERY)
        and _is_hex(slot["id"], 8)
        and _is_hex(slot["nonce"], 12)
        and _is_hex(slot["commitment"], SIZE)
        and _is_hex(slot["wrapped"], SIZE + 16)
        and _kdf_allowed(slot["kdf"], slot["kind"])
    )


def _kdf_allowed(kdf: object, kind: str) -> bool:
    if kind == RECOVERY:
        return kdf == _BY_SECRET
    return (
        isinstance(kdf, dict)
        and kdf.keys() == _KDF_KEYS
        and kdf["name"] == "argon2id"
        and _is_hex(kdf["salt"], 16)
        and _is_between(kdf["memory_kib"], LEAST_MEMORY_KIB, MOST_MEMORY_KIB)
        and _is_between(kdf["passes"], 1, MOST_PASSES)
        and _is_between(kdf["lanes"], 1, MOST_LANES)
    )


def _is_hex(value: object, size: int) -> bool:
    return isinstance(value, str) and len(value) == 2 * size and _HEX.fullmatch(value) is not None


def _is_between(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def try_cost(memory_kib: int) -> None:
    """Do the work one passphrase costs, for nothing: to measure a machine. Raises errors.VaultError without memory."""
    kdf = {"lanes": 2, "memory_kib": memory_kib, "name": "argon2id", "passes": 3, "salt": secrets.token_hex(16)}
    buffer = bytearray(SIZE)
    _stretch(kdf, "measured", memoryview(buffer))
    wipe(buffer)
