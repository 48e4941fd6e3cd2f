"""Making and opening a vault."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.base import durable
from app.base.errors import KeepsakeError, NoRoom
from app.base.i18n import _
from app.crypto import derive, slots
from app.crypto.recipients import new_x25519, new_xwing
from app.crypto.recovery import backup_recipient
from app.crypto.signing import SigningKeys, new_signing_keys
from app.crypto.ways import Way
from app.domain import schema
from app.domain.canonical import JsonObject
from app.storage import (
    batches,
    blob_files,
    building,
    compacting,
    crashed,
    definitions,
    destroying,
    faults,
    keyfile,
    layout,
    lock,
    log,
    migrations,
    reading,
    rekeying,
    rollback,
    stale,
    tries,
)
from app.storage.database import open_writer
from app.storage.handle import Meta, Vault, get_meta, new_epoch, put_meta
from app.storage.keyfile import KeyFile

__all__ = ["Meta", "Vault", "create", "open_vault", "set_card"]

Progress = Callable[[int, int], None]


def create(
    folder: Path,
    passphrase: str,
    *,
    name: str,
    role: str,
    practice: bool = False,
    memory_kib: int = 256 << 10,
    recovery: bytes | None = None,
    signing: SigningKeys | None = None,
) -> Vault:
    """Make a new vault in `folder`, which must be new or empty, and open it.

    It is built beside `folder` and renamed, so that there is a whole vault or none. `role` is `field` or
    `headquarters`. `memory_kib` is what one try at the passphrase costs. `recovery` is the 32-byte recovery secret, if
    the vault shall open by one: then it has a slot for it, and backups can be opened by it too. `signing` are keys made
    before, so that their revocation could be printed; without them new ones are made. Raises VaultExists, NoRoom,
    VaultError, and BadInput for an empty passphrase.
    """
    target = folder.absolute()
    building.require_free(target)
    vault_key = bytearray(secrets.token_bytes(32))
    try:
        made = [slots.new_slot(passphrase, vault_key, memory_kib=memory_kib)]
        if recovery is not None:
            made.append(slots.new_slot(Way(recovery=recovery), vault_key))
        backup = None if recovery is None else backup_recipient(recovery)
        key_file = KeyFile(secrets.token_hex(16), secrets.token_bytes(16), tuple(made), 0, log.START, backup)
        with building.beside(target) as place:
            keys = signing or new_signing_keys()
            _fill(place, key_file, vault_key, keys, name=name, role=role, practice=practice)
        held = lock.take(target)
        try:
            key_file = keyfile.parse(keyfile.read(target))
        except BaseException:
            held.release()
            raise
        return open_by_key(target, vault_key, held, key_file)
    finally:
        derive.wipe(vault_key)


def _fill(
    folder: Path,
    key_file: KeyFile,
    vault_key: bytearray,
    keys: SigningKeys,
    *,
    name: str,
    role: str,
    practice: bool,
) -> None:
    """Make the files of a vault in an empty folder and close them."""
    held = lock.take(folder)
    try:
        for inner in (layout.BLOBS, layout.QUARANTINE):
            durable.make_private_folder(folder / inner)
        durable.create_private(folder / layout.DATABASE).close()
        vault = _handle(folder, key_file, vault_key, held)
    except BaseException:
        held.release()
        raise
    with vault:
        with vault.transaction() as db:
            migrations.migrate(db)
            put_meta(
                db,
                name=name,
                role=role,
                practice=practice,
                ed25519=keys.ed25519_seed.hex(),
                mldsa65=keys.mldsa_seed.hex(),
                identities=[new_xwing().to_string(), new_x25519().to_string()],
                epoch=new_epoch(),
                follows=None,
                derived=schema.OURS.fingerprint(),
            )
            log.append(db, vault.log_key, [("created", {"key": keys.key_id, "vault": vault.id}), *_added(key_file)])
        # A full disk must be noticed now: closing would be content without these.
        vault.anchor()
        vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")


def _added(key_file: KeyFile) -> list[tuple[str, JsonObject]]:
    """Return entries of the log for slots beside the first, which the vault begins with."""
    return [("slot_added", {"kind": slot["kind"], "slot": slot["id"]}) for slot in key_file.slots[1:]]


def open_vault(
    folder: Path,
    way: str | Way,
    progress: Progress | None = None,
    *,
    before_update: Callable[[Vault], None] | None = None,
    read_only: bool = False,
) -> Vault:
    """Open the vault in `folder`, finishing what an interrupted session left. Text for a way is a passphrase.

    With `read_only` nothing in the folder is changed or made, and a damaged vault opens as far as it can be read.
    Raises NotAVault, VaultInUse, CannotOpen (one message for a wrong passphrase and a changed `vault.json`),
    VaultDestroyed, NewerVault, VaultDamaged, NoRoom. `progress` is told records done and to do when derived tables are
    made anew. `before_update` gets the vault before its tables are brought to our version; what it raises leaves them.
    """
    target = folder.absolute()
    destroying.look(target)
    layout.require(target)
    held = lock.share(target) if read_only else lock.take(target)
    try:
        layout.require(target)
        if not read_only:
            layout.keep_private(target)
        with faults.told():
            keyfile.parse(keyfile.read(target))  # one that is damaged all through says so before it counts as a try
        with tries.counted(target, in_vain=read_only):
            key_file, vault_key = keyfile.unlocked(target, way)
        if read_only:
            return _told_of(reading.open_vault(target, vault_key, held, key_file, progress))
    except BaseException:
        held.release()
        raise
    return open_by_key(target, vault_key, held, key_file, progress, before_update)


def open_by_key(
    folder: Path,
    vault_key: bytearray,
    held: lock.Lock,
    key_file: KeyFile,
    progress: Progress | None = None,
    before_update: Callable[[Vault], None] | None = None,
) -> Vault:
    """Open a vault whose key is known and whose lock is held, as `open_vault` does; the key given is wiped."""
    try:
        with faults.told():
            rekeying.finish(folder, key_file.salt)
            with derive.lent(vault_key, derive.DATABASE) as database_key:
                cut_short = crashed.look(folder / layout.DATABASE, database_key, key_file.salt)
        vault = _handle(folder, key_file, vault_key, held)
    except BaseException:
        held.release()
        raise
    finally:
        derive.wipe(vault_key)
    try:
        if before_update and migrations.behind(vault.db):
            log.check_head(vault)
            before_update(vault)
        migrations.migrate(vault.db)
        log.check_head(vault)
        _check_anchor(vault)
        rollback.refuse(vault)
        if cut_short:
            log.note(vault, "cut_short", {})
        batches.drop_leftovers(vault)
        blob_files.sweep(vault)
        compacting.compact_if_asked(vault)
        _bring_up_to_date(vault, progress)
        with suppress(NoRoom):  # what is there can be read on a full disk too
            vault.anchor()
    except BaseException:
        vault.abandon()
        raise
    return vault


def _told_of(vault: Vault) -> Vault:
    """Note what is wrong with a vault that is open for reading only, and would have kept it from being opened."""
    for look in (log.check_head, _check_anchor, rollback.refuse):
        try:
            look(vault)
        except KeepsakeError as error:
            vault.notices += (str(error),)
    return vault


def _check_anchor(vault: Vault) -> None:
    """Raise VaultDamaged when `vault.json` names an earlier head of the log than was last written into it."""
    anchored = get_meta(vault.db, "anchored")
    if isinstance(anchored, int) and vault.key_file.head_n < anchored:
        raise faults.damaged(_("The file vault.json is older than the vault's database: it was exchanged."))


def _handle(folder: Path, key_file: KeyFile, vault_key: bytearray, held: lock.Lock) -> Vault:
    with faults.told(), (folder / layout.DATABASE).open("rb") as file:
        start = file.read(len(key_file.salt))
    if start and start != key_file.salt:
        raise faults.damaged(_("The vault's database was exchanged, or its first page is damaged."))
    keys = [derive.derive_buffer(vault_key, label) for label in (derive.DATABASE, derive.LOG, derive.VAULT_JSON)]
    database_key, log_key, json_key = keys
    try:
        db = open_writer(folder / layout.DATABASE, database_key, key_file.salt)
    except BaseException:
        derive.wipe(*keys)
        raise
    return Vault(
        folder=folder,
        db=db,
        key_file=key_file,
        log_key=log_key,
        json_key=json_key,
        vault_key=bytearray(vault_key),
        database_key=database_key,
        lock=held,
    )


def _bring_up_to_date(vault: Vault, progress: Progress | None) -> None:
    """Make derived rows anew when the schema changed, and finish what was left undone."""
    vault.defined.now = definitions.load(vault.db)
    current = vault.schema.fingerprint()
    if get_meta(vault.db, "derived") != current:
        with vault.transaction() as db:
            stale.mark_all(db)
            put_meta(db, derived=current)
    stale.catch_up(vault, progress)


def set_card(vault: Vault, data: bytes) -> None:
    """Make `data` the vault's own current contact card; earlier ones are kept."""
    with vault.transaction() as db:
        db.run("INSERT INTO own_card (card) VALUES (?)", (data,))
        log.append(db, vault.log_key, [("own_card", {"card": hashlib.sha256(data).hexdigest()})])
