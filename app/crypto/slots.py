"""Key slots of `vault.json`: the vault key wrapped under a passphrase; ceilings stand before any work."""

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
from app.domain import canonical

MOST_SLOTS = 8
LEAST_MEMORY_KIB, MOST_MEMORY_KIB = 64 * 1024, 1024 * 1024
MOST_PASSES = 10
MOST_LANES = 4

_KEYS = frozenset({"commitment", "id", "kdf", "kind", "nonce", "wrapped"})
_KDF_KEYS = frozenset({"lanes", "memory_kib", "name", "passes", "salt"})
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


def new_passphrase_slot(
    passphrase: str,
    vault_key: bytes | bytearray,
    *,
    memory_kib: int = 256 * 1024,
    passes: int = 3,
    lanes: int = 2,
) -> dict[str, Any]:
    """Wrap the 32-byte vault key under `passphrase` in a new slot, ready for `vault.json`.

    Raises errors.BadInput for an empty passphrase, ValueError for costs outside floor and ceilings.
    """
    if not normalise(passphrase):
        raise errors.BadInput(_("An empty passphrase protects nothing. Nothing was changed."))
    return seal_slot(
        passphrase,
        vault_key,
        Randomness(id=secrets.token_bytes(8), salt=secrets.token_bytes(16), nonce=secrets.token_bytes(12)),
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
    passphrase: str,
    vault_key: bytes | bytearray,
    randomness: Randomness,
    *,
    memory_kib: int,
    passes: int,
    lanes: int,
) -> dict[str, Any]:
    """Make the slot of given randomness: the same bytes every time; see `new_passphrase_slot`."""
    if len(vault_key) != SIZE:
        raise ValueError("a vault key has 32 bytes")
    kdf = {
        "lanes": lanes,
        "memory_kib": memory_kib,
        "name": "argon2id",
        "passes": passes,
        "salt": randomness.salt.hex(),
    }
    slot: dict[str, Any] = {"id": randomness.id.hex(), "kdf": kdf, "kind": "passphrase"}
    if not _kdf_allowed(kdf):
        raise ValueError("key derivation costs are outside floor and ceilings")
    kek, commitment = _keys_of(slot, passphrase)
    wrapped = AESGCMSIV(kek).encrypt(randomness.nonce, bytes(vault_key), _associated(slot))
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


def open_slot(slot: Mapping[str, Any], passphrase: str) -> bytearray:
    """Return the 32-byte vault key in a buffer to wipe; the slot's shape and costs are checked first.

    Raises errors.CannotOpen, by one message for a wrong passphrase and for a changed byte, or a plain
    errors.VaultError when there is too little memory.
    """
    check_slots([slot])
    core = {key: slot[key] for key in ("id", "kdf", "kind")}
    try:
        kek, commitment = _keys_of(core, passphrase)
    except errors.BadInput:
        cannot_open()
    try:
        if not hmac.compare_digest(commitment, bytes.fromhex(slot["commitment"])):
            cannot_open()
        key = bytearray(SIZE)
        AESGCMSIV(kek).decrypt_into(
            bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), _associated(core), key
        )
    except InvalidTag:
        cannot_open()
    finally:
        wipe(kek)
    return key


def cannot_open() -> NoReturn:
    """Raise the one error for everything that keeps a vault shut."""
    raise errors.CannotOpen(
        _(
            "The vault does not open: the passphrase is wrong, or the file vault.json was changed. "
            "Nothing was lost. Please try again; if you are sure of the passphrase, restore from a backup."
        )
    ) from None


def _keys_of(core: Mapping[str, Any], passphrase: str) -> tuple[bytearray, bytearray]:
    kdf = core["kdf"]
    stretched = bytearray(SIZE)
    argon2 = Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=SIZE,
        iterations=kdf["passes"],
        lanes=kdf["lanes"],
        memory_cost=kdf["memory_kib"],
    )
    try:
        argon2.derive_into(normalise(passphrase), stretched)
    except MemoryError:
        raise errors.VaultError(
            _("There is not enough free memory to open the vault. Please close other programs and try again.")
        ) from None
    info = b"keepsake/slot/v1\0" + canonical.encode({"id": core["id"], "kind": core["kind"]})
    okm = hkdf_sha256(stretched, info=info, size=2 * SIZE)
    kek, commitment = okm[:SIZE], okm[SIZE:]
    wipe(stretched, okm)
    return kek, commitment


def _associated(core: Mapping[str, Any]) -> bytes:
    return b"keepsake/slot-aad/v1\0" + canonical.encode({"id": core["id"], "kdf": core["kdf"], "kind": core["kind"]})


def _slot_allowed(slot: object) -> bool:
    return (
        isinstance(slot, dict)
        and slot.keys() == _KEYS
        and slot["kind"] == "passphrase"
        and _is_hex(slot["id"], 8)
        and _is_hex(slot["nonce"], 12)
        and _is_hex(slot["commitment"], SIZE)
        and _is_hex(slot["wrapped"], SIZE + 16)
        and _kdf_allowed(slot["kdf"])
    )


def _kdf_allowed(kdf: object) -> bool:
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
    kek, _commitment = _keys_of({"id": "", "kdf": kdf, "kind": "passphrase"}, "measured")
    wipe(kek)
