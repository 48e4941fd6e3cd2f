"""What the activity log says must be there, compared with what is there: an old part put back does not agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.base.i18n import _
from app.storage import idlists, log, trust
from app.storage.database import Database, listed
from app.storage.faults import damaged
from app.storage.handle import Vault
from app.storage.states import MANY

_NOT_SAVED = """
    SELECT entry FROM log WHERE instr(substr(entry, -60), CAST('"kind":"saved"' AS BLOB)) = 0 ORDER BY n
"""
"""Most entries tell of versions saved; a look at each version is for the check, not for every opening."""


@dataclass(slots=True)
class _Told:
    """What the log tells of: hashes as hexadecimal digits; `trust` as `trust.as_stored` returns it."""

    sent: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    received: set[str] = field(default_factory=set)
    receipts: set[tuple[str, str]] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)
    trust: dict[str, tuple[str, str]] = field(default_factory=dict)


def refuse(vault: Vault) -> None:
    """Raise VaultDamaged when something the log tells of is not there: for every opening, without walking records."""
    for problem in problems(vault):
        raise damaged(problem + " " + _("A part of the vault was exchanged for an older one, or is damaged."))


def problems(vault: Vault) -> Iterator[str]:
    """Yield, as sentences, what the log tells of and is not there, or is otherwise."""
    told, db = _read(vault), vault.db
    if told.trust != trust.as_stored(db) or told.revoked - trust.revoked_unseen(vault):
        yield _("The trust in contact cards is not what the activity log says.")
    if told.own - {hashlib.sha256(data).hexdigest() for (data,) in db.all("SELECT card FROM own_card")}:
        yield _("A contact card of this vault's own is missing.")
    missing = told.sent - _hashes(db, "SELECT manifest_hash FROM outgoing")
    if missing:
        yield _("{n} bundles were sent from here and are not noted any more.").format(n=len(missing))
    elif told.withdrawn - _hashes(db, "SELECT manifest_hash FROM outgoing WHERE state = 'withdrawn'"):
        yield _("A bundle that was given up is not noted as that any more.")
    for name in sorted(told.received - _hashes(db, "SELECT manifest_hash FROM incoming")):
        yield _("Bundle {id} was received here and its place in the stream is missing.").format(id=name[:16])
    here = {(manifest.hex(), by.hex()) for manifest, by in db.all("SELECT manifest_hash, signer FROM receipt")}
    if told.receipts - here:
        yield _("{n} receipts that were kept here are missing.").format(n=len(told.receipts - here))
    if told.waiting - _hashes(db, "SELECT manifest_hash FROM quarantine"):
        yield _("A bundle that was put in quarantine is not noted any more.")
    back = _back(db, _ERASED, sorted(told.erased))
    if back:
        yield _("{n} revisions were erased here and are not erased any more.").format(n=back)
    back = _back(db, _GONE, sorted(told.sealed))
    if back:
        yield _("{n} revisions were sealed here and are not sealed any more.").format(n=back)
    if _revealed_before(db):
        yield _("Something that was received here is marked as if it had not come.")


_NAMED = {
    "sent": ("sent", "manifest"),
    "withdrawn": ("withdrawn", "manifest"),
    "received": ("received", "manifest"),
    "quarantined": ("waiting", "manifest"),
    "key_revoked": ("revoked", "key"),
    "own_card": ("own", "card"),
}
"""Which set of `_Told` a kind of entry adds to, and what of its details."""


def _read(vault: Vault) -> _Told:
    told = _Told()
    for (data,) in vault.db.each(_NOT_SAVED):
        entry = log.parse(data)
        detail = entry.detail
        if entry.kind in _NAMED:
            name, key = _NAMED[entry.kind]
            getattr(told, name).add(str(detail[key]))
        elif entry.kind == "unquarantined":
            told.waiting.discard(str(detail["manifest"]))
        elif entry.kind == "receipt":
            told.receipts.add((str(detail["manifest"]), str(detail["by"])))
        elif entry.kind == "erased":
            told.erased.update(str(one) for one in detail["revisions"])
        elif entry.kind == "sealed":
            told.sealed.update(str(one) for one in detail["revisions"])
        elif entry.kind in trust.KINDS:
            told.trust[str(detail["key"])] = (trust.KINDS[entry.kind], str(detail["card"]))
    return told


def _hashes(db: Database, sql: str) -> set[str]:
    return {row[0].hex() for row in db.all(sql)}


_ERASED = "SELECT count(*) FROM revision WHERE state = 'erased' AND id IN (SELECT unhex(value) FROM json_each(?))"
_GONE = """
    SELECT count(*) FROM revision
    WHERE state IN ('sealed', 'erased') AND id IN (SELECT unhex(value) FROM json_each(?))
"""


def _back(db: Database, sql: str, ids: list[str]) -> int:
    """Return how many of these revisions `sql` does not count: they are not gone any more."""
    gone = sum(
        db.value(sql, (listed(bytes.fromhex(one) for one in ids[start : start + MANY]),))
        for start in range(0, len(ids), MANY)
    )
    return len(ids) - int(gone)


def _revealed_before(db: Database) -> bool:
    """Tell whether a batch said not to be revealed holds what the stream says was received: opening would drop it."""
    hidden = {
        row[0]
        for number, first in db.all("SELECT n, first_revision FROM batch WHERE revealed IS NULL")
        for row in db.all("SELECT id FROM revision WHERE n >= ? AND batch = ?", (first, number))
    }
    if not hidden:
        return False
    lists = (row[0] for row in db.each("SELECT accepted FROM incoming"))
    return any(bytes.fromhex(one) in hidden for accepted in lists for one in idlists.unpack(accepted))
