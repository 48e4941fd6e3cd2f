"""The activity log: one chain of entries, each authenticated together with all before it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from app.base.errors import NotCanonical, VaultDamaged
from app.base.i18n import _
from app.domain import canonical
from app.domain.canonical import JsonObject
from app.storage.database import Database
from app.storage.faults import damaged
from app.storage.handle import Vault, now

START = bytes(32)
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: number from 1, device time, kind, and details without case content."""

    n: int
    at: str
    kind: str
    detail: JsonObject


def note(vault: Vault, kind: str, detail: JsonObject) -> None:
    """Append an entry, durably; inside a transaction it stands or falls with that.

    `kind` is a short word of `[a-z_]`; `detail` holds ids and hashes, never what a case says.
    """
    with vault.transaction() as db:
        append(db, vault.log_key, [(kind, detail)])


def append(db: Database, log_key: bytes | bytearray, entries: list[tuple[str, JsonObject]]) -> None:
    """Append entries inside the running transaction: mac n is HMAC-SHA256(log key, mac n-1 || entry n)."""
    n, mac = db.one("SELECT n, mac FROM log ORDER BY n DESC LIMIT 1") or (0, START)
    at = now()
    rows = []
    for kind, detail in entries:
        n += 1
        entry = canonical.encode({"at": at, "detail": detail, "kind": kind, "n": n})
        mac = link(log_key, mac, entry)
        rows.append((n, entry, mac))
    db.many("INSERT INTO log (n, entry, mac) VALUES (?, ?, ?)", rows)


def link(log_key: bytes | bytearray, before: bytes, entry: bytes) -> bytes:
    """Return the MAC of `entry` after an entry whose MAC is `before`."""
    return hmac.digest(log_key, before + entry, hashlib.sha256)


def entries(vault: Vault, kinds: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Yield the entries from the first on, all or those of some kinds."""
    # The database looks for the kind in the bytes: of a million entries a few are read, and all others not even parsed.
    where = " OR ".join(["instr(entry, ?)"] * len(kinds)) or "1"
    told = [b'"kind":"%s"' % kind.encode() for kind in kinds]
    for (data,) in vault.db.each(f"SELECT entry FROM log WHERE {where} ORDER BY n", told):  # noqa: S608 - fixed words
        entry = parse(data)
        if not kinds or entry.kind in kinds:
            yield entry


def walk(vault: Vault, first: int = 1) -> Iterator[Entry]:
    """Yield the entries from number `first` on while checking the chain; raise VaultDamaged where it breaks.

    Also checked: that the head named by `vault.json` lies on the chain, when it is not before `first`.
    """
    head_n, head_mac = vault.key_file.head_n, vault.key_file.head_mac
    before = START
    if first > 1:
        before = vault.db.value("SELECT mac FROM log WHERE n = ?", (first - 1,)) or b""
    n = first - 1
    for number, data, mac in vault.db.each("SELECT n, entry, mac FROM log WHERE n >= ? ORDER BY n", (first,)):
        n += 1
        if number != n or not hmac.compare_digest(link(vault.log_key, before, data), mac):
            raise damaged(_("The activity log was changed at entry {n}.").format(n=n))
        if n == head_n and mac != head_mac:
            raise _rolled_back()
        entry = parse(data)
        if entry.n != n:
            raise damaged(_("The activity log was changed at entry {n}.").format(n=n))
        before = mac
        yield entry
    if n < head_n:
        raise _rolled_back()


def check_head(vault: Vault) -> None:
    """Raise VaultDamaged unless the head named by `vault.json` is on the chain and all after it follows."""
    for _entry in walk(vault, max(1, vault.key_file.head_n)):
        pass


def _rolled_back() -> VaultDamaged:
    return damaged(
        _(
            "The vault's database is older than its file vault.json, or was exchanged: "
            "what was saved in between is not there."
        )
    )


def parse(data: bytes) -> Entry:
    """Return the entry that canonical bytes are; raise VaultDamaged."""
    try:
        value = canonical.decode_object(data)
        return Entry(value["n"], value["at"], value["kind"], value["detail"])
    except (NotCanonical, KeyError):
        raise damaged(_("An entry of the activity log cannot be read.")) from None
