"""Leaving every key of a vault behind: a copy under new keys, proved equal, takes the vault's place by one rename."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from app.base import durable
from app.base.errors import KeepsakeError, VaultError
from app.base.i18n import _
from app.crypto import derive
from app.crypto.signing import SigningKeys
from app.domain.canonical import JsonObject
from app.storage import batches, faults, keyfile, layout, log, rollback
from app.storage.database import Database, open_writer
from app.storage.handle import Vault, get_meta, new_epoch, put_meta

Progress = Callable[[int, int], None]
STEPS = 5
MANY = 5000
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a vault gets anew. `identities` are age identities as text: new ones, then old ones still listened for.

    `card` is the vault's new contact card; `slots` wrap `vault_key`; `backup` is the recipient of backups, or None.
    """

    vault_key: bytearray = field(repr=False)
    slots: tuple[JsonObject, ...]
    backup: str | None
    signing: SigningKeys = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)
    card: bytes = field(repr=False)
    card_hash: str


def rekey(vault: Vault, fresh: Fresh, progress: Progress | None = None) -> int:
    """Give the vault new keys, and close it: from then on only the new ways in open it. `fresh.vault_key` is wiped.

    Everything is copied beside under the new keys, the log's chain made anew after the old one was checked, bundles
    that are prepared and not written are given up (what they carry is sent anew), and the copy is compared row by row.
    Then `vault.json` is replaced, durably: that is the moment. Killed before, the vault is as it was; killed after, the
    next opening gives the copy its name. Files of attachments keep their own keys. Needs as much free space as the
    database takes. Returns how many bundles were given up. Raises NoRoom, VaultError, VaultDamaged; then the vault is
    open and as it was.
    """
    vault.require_writable()
    if vault.db.in_transaction or batches.under_way(vault):
        raise VaultError(_("The vault is busy with something else. Nothing was changed; try again."))
    following = layout.following(vault.folder)
    waiting = int(vault.db.value("SELECT count(*) FROM outgoing WHERE state = 'pending'"))
    try:
        new = _built(vault, fresh, progress or (lambda _done, _total: None))
        try:
            _commit(vault, new)
        finally:
            _let_go(new)
    except BaseException:
        if _still_old(vault):  # else the copy is the vault by now, whatever came in between
            _sweep(following)
        raise
    finally:
        derive.wipe(fresh.vault_key)
    with suppress(OSError):  # it is done: what the disk refuses now, the next opening does
        finish(vault.folder, new.key_file.salt)
    vault.abandon()
    return waiting


def _still_old(vault: Vault) -> bool:
    """Tell whether `vault.json` surely names the old database; one that cannot be read may name the new one."""
    try:
        return keyfile.parse(keyfile.read(vault.folder)).salt == vault.key_file.salt
    except (KeepsakeError, OSError):
        return False


def finish(folder: Path, salt: bytes) -> None:
    """Give the copy made under new keys its name when `vault.json`, which names `salt`, says so; else remove it."""
    database, following = folder / layout.DATABASE, layout.following(folder)
    if not following.exists():
        _sweep(following)  # what stood beside it
        return
    if _salt(database) == salt:
        _sweep(following)
    elif _salt(following) == salt:
        for name in _BESIDE:  # of the old database: nothing of it may be played into the new one
            database.with_name(database.name + name).unlink(missing_ok=True)
        durable.sync_folder(folder)
        following.replace(database)
        durable.sync_folder(folder)
        for path in (folder / layout.BACKUPS).glob("*"):  # the old key opens what was backed up before an update
            with suppress(OSError):
                path.unlink()


def _salt(database: Path) -> bytes:
    with database.open("rb") as file:
        return file.read(16)


def _sweep(following: Path) -> None:
    for name in ("", *_BESIDE):
        with suppress(OSError):
            following.with_name(following.name + name).unlink(missing_ok=True)


def _built(vault: Vault, fresh: Fresh, tell: Progress) -> Vault:
    """Return the copy under its new keys, open, whole and compared; it shares folder and lock with the vault."""
    following = layout.following(vault.folder)
    tell(0, STEPS)
    for _entry in log.walk(vault):  # what was changed behind our back is not to be signed anew
        pass
    rollback.refuse(vault)
    vault.close_readers()
    vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    with faults.told():
        _sweep(following)
        durable.create_private(following).close()
    tell(1, STEPS)
    vault.db.run("VACUUM INTO ?", (str(following),))
    tell(2, STEPS)
    new = _under_new_keys(vault, fresh, following)
    try:
        tell(3, STEPS)
        _change(vault, new, fresh)
        tell(4, STEPS)
        _compare(vault, new)
        new.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        new.db.run("PRAGMA journal_mode = DELETE")
        new.db.close()
        with faults.told(), following.open("rb+") as file:
            os.fsync(file.fileno())
    except BaseException:
        _let_go(new)
        raise
    tell(STEPS, STEPS)
    return new


def _let_go(new: Vault) -> None:
    """Close the copy and drop its keys; the lock is the vault's."""
    new.db.close()
    derive.wipe(new.vault_key, new.database_key, new.log_key, new.json_key)


def _under_new_keys(vault: Vault, fresh: Fresh, following: Path) -> Vault:
    salt = secrets.token_bytes(16)
    labels = (derive.DATABASE, derive.LOG, derive.VAULT_JSON)
    database_key, log_key, json_key = (derive.derive_buffer(fresh.vault_key, label) for label in labels)
    copy = open_writer(following, vault.database_key, vault.key_file.salt)
    try:
        copy.run("PRAGMA journal_mode = DELETE")
        copy.change_key(database_key, salt)
    finally:
        copy.close()
    key_file = replace(vault.key_file, salt=salt, slots=fresh.slots, backup=fresh.backup, head_n=0, head_mac=log.START)
    return Vault(
        folder=vault.folder,
        db=open_writer(following, database_key, salt),
        key_file=key_file,
        log_key=log_key,
        json_key=json_key,
        vault_key=bytearray(fresh.vault_key),
        database_key=database_key,
        lock=vault.lock,
    )


def _change(vault: Vault, new: Vault, fresh: Fresh) -> None:
    """Make the copy the vault it is to be: its log's chain, its keys and card, its stream; in one transaction."""
    old_key = vault.meta().signing.key_id
    forgotten = get_meta(new.db, "forgotten_keys")
    with new.transaction() as db:
        _chain_anew(db, new.log_key)
        put_meta(
            db,
            ed25519=fresh.signing.ed25519_seed.hex(),
            mldsa65=fresh.signing.mldsa_seed.hex(),
            identities=list(fresh.identities),
            epoch=new_epoch(),
            follows=get_meta(db, "epoch"),
            forgotten_keys=[vault.log_key.hex(), *(forgotten if isinstance(forgotten, list) else [])],
        )
        db.run("INSERT INTO own_card (card) VALUES (?)", (fresh.card,))
        told = [*_withdrawn(db), *_doors(vault, fresh)]
        told.append(("own_card", {"card": fresh.card_hash}))
        told.append(("rekeyed", {"new_key": fresh.signing.key_id, "old_key": old_key}))
        log.append(db, new.log_key, told)
        n, mac = db.one("SELECT n, mac FROM log ORDER BY n DESC LIMIT 1") or (0, log.START)
        put_meta(db, anchored=n)
    new.key_file = keyfile.with_head(new.key_file, n, mac)


def _chain_anew(db: Database, log_key: bytearray) -> None:
    n, mac = 0, log.START
    while some := db.all("SELECT n, entry FROM log WHERE n > ? ORDER BY n LIMIT ?", (n, MANY)):
        rows = []
        for n, entry in some:
            mac = log.link(log_key, mac, entry)
            rows.append((mac, n))
        db.many("UPDATE log SET mac = ? WHERE n = ?", rows)


def _withdrawn(db: Database) -> list[tuple[str, JsonObject]]:
    """Give up what is prepared and not written: nobody should take it any more. Their spools are swept at opening."""
    rows = db.all("SELECT manifest_hash, recipient FROM outgoing WHERE state = 'pending' ORDER BY n")
    db.run("DELETE FROM blob WHERE n IN (SELECT spool FROM outgoing WHERE state = 'pending')")
    db.run("UPDATE outgoing SET state = 'withdrawn', spool = NULL, plan = NULL WHERE state = 'pending'")
    return [("withdrawn", {"manifest": manifest.hex(), "to": recipient.hex()}) for manifest, recipient in rows]


def _doors(vault: Vault, fresh: Fresh) -> list[tuple[str, JsonObject]]:
    gone = [("slot_removed", {"kind": one["kind"], "slot": one["id"]}) for one in vault.key_file.slots]
    return gone + [("slot_added", {"kind": one["kind"], "slot": one["id"]}) for one in fresh.slots]


_CHANGED = {
    "meta": "SELECT * FROM meta WHERE name IN ('name', 'role', 'practice', 'derived', 'compact')",
    "log": "SELECT n, entry FROM log WHERE n <= ?",
    "own_card": "SELECT * FROM own_card WHERE n <= ?",
    "outgoing": """
        SELECT n, manifest_hash, recipient, epoch, position, committed, name, manifest, ssh, mldsa, ids, receipts,
            attachments, CASE state WHEN 'pending' THEN 'withdrawn' ELSE state END
        FROM outgoing
    """,
    "blob": """
        SELECT * FROM blob WHERE n NOT IN (SELECT spool FROM outgoing WHERE state = 'pending' AND spool IS NOT NULL)
    """,
}
"""What is to be the same of the tables in which something changed."""


def _compare(vault: Vault, new: Vault) -> None:
    """Raise VaultError unless the copy holds what the vault holds, in pages and tables that agree with themselves."""
    for _entry in log.walk(new):
        pass
    new.db.run("INSERT INTO search (search, rank) VALUES ('integrity-check', 0)")
    new.db.run("PRAGMA wal_checkpoint(TRUNCATE)")  # pages are checked in the file itself
    whole = not new.db.all("PRAGMA cipher_integrity_check") and new.db.all("PRAGMA integrity_check") == [("ok",)]
    if not whole or not all(_same(vault.db, new.db, table) for table in _tables(vault.db)):
        raise VaultError(_("The copy under the new keys is not whole. Nothing was changed; try again."))
    if _tables(vault.db) != _tables(new.db):
        raise VaultError(_("The copy under the new keys is not whole. Nothing was changed; try again."))


def _tables(db: Database) -> list[str]:
    """Return the tables whose rows are stored: those behind the search index are among them, itself is not."""
    rows = db.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
    return [str(row[0]) for row in rows]


def _same(old: Database, new: Database, table: str) -> bool:
    sql = _CHANGED.get(table, f'SELECT * FROM "{table}"')  # noqa: S608 - the name of one of our tables
    values = (int(old.value(f"SELECT ifnull(max(n), 0) FROM {table}")),) if "?" in sql else ()  # noqa: S608
    return all(one == other for one, other in zip_longest(old.each(sql, values), new.each(sql, values)))


def _commit(vault: Vault, new: Vault) -> None:
    """Replace `vault.json`: before, the vault has its old keys, afterwards the new ones."""
    vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    vault.db.close()
    vault.close_raw()
    try:
        with faults.told():
            keyfile.write(vault.folder, new.key_file, new.json_key)
    except BaseException:
        if keyfile.read(vault.folder) == keyfile.encode(new.key_file, new.json_key):
            return  # replaced, and only the folder could not be synced
        vault.db = open_writer(vault.folder / layout.DATABASE, vault.database_key, vault.key_file.salt)
        raise
