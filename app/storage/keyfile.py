"""`vault.json`: who can open the vault, how its database is encrypted, and the head of its log."""

from __future__ import annotations

import hashlib
import hmac
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.base import durable
from app.base.errors import CannotOpen, KeepsakeError, NewerVault, NotCanonical
from app.base.i18n import _
from app.crypto import derive, slots
from app.crypto.recipients import parse_recipient
from app.crypto.ways import PASSPHRASE, Way, way_of
from app.crypto.xwing import XWingRecipient
from app.domain import canonical
from app.domain.canonical import JsonObject
from app.storage import destroying, faults
from app.storage.layout import KEY_FILE, PAGE

FORMAT = 2
"""The newest format: slots of every kind and a recipient for backups; a file that holds neither stays of format 1."""
LIMIT = 64 << 10
"""Most bytes of `vault.json`."""

_KEYS = frozenset({"backup", "database", "format", "head", "mac", "slots", "vault"})
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The contents of `vault.json`; `head_n` and `head_mac` name an entry of the log (0 and zeros before the first).

    `backup` is the age recipient, `age1pq1...`, that the recovery secret opens backups of.
    """

    vault: str
    salt: bytes
    slots: tuple[JsonObject, ...]
    head_n: int
    head_mac: bytes
    backup: str | None = None

    @property
    def format(self) -> int:
        """The format it is written in: the oldest that can hold it, so that older programs open what they can."""
        plain = self.backup is None and all(slot["kind"] == PASSPHRASE for slot in self.slots)
        return 1 if plain else FORMAT


def read(folder: Path) -> bytes:
    """Return the bytes of the folder's `vault.json`; raise CannotOpen when there are too many."""
    with (folder / KEY_FILE).open("rb") as file:
        data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        slots.cannot_open()
    return data


def parse(data: bytes) -> KeyFile:
    """Return what `data` says, its MAC not checked; raise CannotOpen, NewerVault or VaultDestroyed."""
    if data == destroying.GONE:
        raise destroying.destroyed()
    try:
        value = canonical.decode_object(data, limit=LIMIT)
    except NotCanonical:
        slots.cannot_open()
    written = value.get("format")
    if type(written) is int and written > FORMAT:
        raise NewerVault(
            _("This vault was written by a newer version of Keepsake. It was not touched; update to open it.")
        )
    try:
        return _shape(value)
    except (AttributeError, KeyError, TypeError, ValueError, KeepsakeError):
        slots.cannot_open()


def _shape(value: JsonObject) -> KeyFile:
    database, head = value["database"], value["head"]
    if value.keys() != _KEYS or type(value["format"]) is not int:
        slots.cannot_open()
    if database.keys() != {"cipher_page_size", "hmac", "salt"} or head.keys() != {"mac", "n"}:
        slots.cannot_open()
    if database["cipher_page_size"] != PAGE or database["hmac"] != "HMAC_SHA256":
        slots.cannot_open()
    if type(head["n"]) is not int or head["n"] < 0 or type(value["slots"]) is not list:
        slots.cannot_open()
    slots.check_slots(value["slots"])
    key_file = KeyFile(
        vault=_hex(value["vault"], 16).hex(),
        salt=_hex(database["salt"], 16),
        slots=tuple(value["slots"]),
        head_n=head["n"],
        head_mac=_hex(head["mac"], 32),
        backup=_backup(value["backup"]),
    )
    if value["format"] != key_file.format:
        slots.cannot_open()
    return key_file


def _backup(text: object) -> str | None:
    if text is None:
        return None
    if not isinstance(text, str) or not isinstance(parse_recipient(text), XWingRecipient):
        slots.cannot_open()
    return text


def _hex(text: object, size: int) -> bytes:
    if not isinstance(text, str) or len(text) != 2 * size or not _HEX.fullmatch(text):
        slots.cannot_open()
    return bytes.fromhex(text)


def unlock(key_file: KeyFile, way: str | Way) -> bytearray:
    """Return the vault key from the first slot of its kind that `way` opens, in a buffer to wipe; raise CannotOpen."""
    way = way_of(way)
    *first, last = slots.worth_trying(key_file.slots, way)
    for slot in first:
        with suppress(CannotOpen):
            return slots.open_slot(slot, way)
    return slots.open_slot(last, way)


def unlocked(folder: Path, way: str | Way) -> tuple[KeyFile, bytearray]:
    """Return what the folder's `vault.json` says, proved by its MAC, and the vault key that `way` opens, to be wiped.

    Nothing is changed and no lock is needed. Raises CannotOpen, NewerVault.
    """
    with faults.told():
        data = read(folder)
    key_file = parse(data)
    vault_key = unlock(key_file, way)
    try:
        with derive.lent(vault_key, derive.VAULT_JSON) as json_key:
            check(data, json_key)
    except BaseException:
        derive.wipe(vault_key)
        raise
    return key_file, vault_key


def check(data: bytes, mac_key: bytes | bytearray) -> None:
    """Raise CannotOpen unless the MAC in `data`, which `parse` has read, is right."""
    value = canonical.decode_object(data, limit=LIMIT)
    told = value.pop("mac")
    if not hmac.compare_digest(_mac(value, mac_key), _hex(told, 32)):
        slots.cannot_open()


def encode(key_file: KeyFile, mac_key: bytes | bytearray) -> bytes:
    """Return the bytes of a `vault.json`."""
    value: JsonObject = {
        "backup": key_file.backup,
        "database": {"cipher_page_size": PAGE, "hmac": "HMAC_SHA256", "salt": key_file.salt.hex()},
        "format": key_file.format,
        "head": {"mac": key_file.head_mac.hex(), "n": key_file.head_n},
        "slots": list(key_file.slots),
        "vault": key_file.vault,
    }
    value["mac"] = _mac(value, mac_key).hex()
    return canonical.encode(value)


def _mac(value: JsonObject, mac_key: bytes | bytearray) -> bytes:
    return hmac.digest(mac_key, canonical.encode(value), hashlib.sha256)


def write(folder: Path, key_file: KeyFile, mac_key: bytes | bytearray) -> None:
    """Durably replace the folder's `vault.json`."""
    durable.replace_bytes(folder / KEY_FILE, encode(key_file, mac_key))


def with_head(key_file: KeyFile, n: int, mac: bytes) -> KeyFile:
    """Return `key_file` naming another head of the log."""
    return replace(key_file, head_n=n, head_mac=mac)
