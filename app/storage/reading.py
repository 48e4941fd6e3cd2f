"""Opening a vault for reading only: nothing in its folder is changed or made, and damage takes only what it hit.

A whole vault is read from its files. When anything had to be done first (damage, what a killed process left, older
tables, lists that are behind) all that can be read is brought into memory, and done there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.base.errors import KeepsakeError
from app.base.i18n import _, ngettext
from app.crypto import derive
from app.crypto.signing import new_signing_keys
from app.storage import crashed, definitions, faults, layout, lock, migrations, stale
from app.storage import salvage as salvaging
from app.storage.database import Database, open_memory, open_untouched
from app.storage.definitions import Holder
from app.storage.handle import Vault, get_meta, put_meta
from app.storage.keyfile import KeyFile
from app.storage.raw_pages import Snapshot
from app.storage.salvage import Salvage

Progress = Callable[[int, int], None]


def open_vault(
    folder: Path, vault_key: bytearray, held: lock.Lock, key_file: KeyFile, progress: Progress | None = None
) -> Vault:
    """Open a vault whose key is known, for reading only; the key given is wiped. Raises NewerVault, VaultError."""
    path = _database(folder, key_file.salt)
    database_key = derive.derive_buffer(vault_key, derive.DATABASE)
    try:
        return _opened(folder, path, vault_key, database_key, held, key_file, progress)
    except BaseException:
        derive.wipe(database_key)
        raise
    finally:
        derive.wipe(vault_key)


def _opened(
    folder: Path,
    path: Path,
    vault_key: bytearray,
    database_key: bytearray,
    held: lock.Lock,
    key_file: KeyFile,
    progress: Progress | None,
) -> Vault:
    found: Salvage | None = None
    name = ""
    with faults.told(), Snapshot(path, database_key, key_file.salt) as snapshot:
        whole = not (crashed.left(path) or snapshot.broken()) and salvaging.roots_agree(snapshot)
        database = _as_it_is(path, database_key, key_file.salt) if whole else None
        if database is None:
            name = secrets.token_hex(16)
            database = open_memory(name)
            try:
                found = salvaging.read(snapshot, database)
            except BaseException:
                database.close()
                raise
    vault = Vault(
        folder=folder,
        db=database,
        key_file=key_file,
        log_key=derive.derive_buffer(vault_key, derive.LOG),
        json_key=derive.derive_buffer(vault_key, derive.VAULT_JSON),
        vault_key=bytearray(vault_key),
        database_key=database_key,
        lock=held,
        salvage=found,
        memory=name,
        path=path,
    )
    try:
        vault.defined.now = definitions.load(vault.db)
        if found is not None:
            _bring_up_to_date(vault, progress)
            vault.notices = _notices(found)
        vault.read_only = True
    except BaseException:
        vault.abandon()
        raise
    return vault


@contextmanager
def beside(vault: Vault) -> Iterator[Vault]:
    """Yield a vault in memory with all that can be read of one that is open for writing and found damaged."""
    name = secrets.token_hex(16)
    database = open_memory(name)
    try:
        with faults.told(), _snapshot(vault) as snapshot:
            found = salvaging.read(snapshot, database)
        readable = replace(vault, db=database, salvage=found, memory=name, readers=[], spools=set(), doomed=[])
        readable.defined = Holder(vault.defined.now)
        _bring_up_to_date(readable, None)
        readable.read_only = True
        yield readable
    finally:
        database.close()


def damaged_pages(vault: Vault) -> list[int]:
    """Return the numbers of the damaged pages of a vault's database."""
    with faults.told(), _snapshot(vault) as snapshot:
        return snapshot.broken()


def _snapshot(vault: Vault) -> Snapshot:
    return Snapshot(vault.path or vault.folder / layout.DATABASE, vault.database_key, vault.key_file.salt)


def _database(folder: Path, salt: bytes) -> Path:
    """Return the database's file: the new one when a change of keys was cut off before the last of its steps."""
    path = folder / layout.DATABASE
    coming = layout.following(folder)
    with faults.told():
        for one in (path, coming):
            if one.is_file():
                with one.open("rb") as file:
                    if file.read(len(salt)) == salt:
                        return one
    return path


def _as_it_is(path: Path, key: bytearray, salt: bytes) -> Database | None:
    """Return a connection to the files when they can be read just as they are, else None."""
    database = None
    try:
        database = open_untouched(path, key, salt)
        if (
            database.value("PRAGMA user_version") == len(migrations.STEPS)
            and get_meta(database, "derived") == definitions.load(database).schema.fingerprint()
            and not stale.waiting(database)
            and database.all("PRAGMA integrity_check (1)") == [("ok",)]
        ):
            return database
    except KeepsakeError:
        pass  # told when the rows are brought over one by one
    if database is not None:
        database.close()
    return None


def _bring_up_to_date(vault: Vault, progress: Progress | None) -> None:
    """Do in memory what opening does."""
    known = {name for (name,) in vault.db.all("SELECT name FROM meta")}
    if not known >= {"ed25519", "mldsa65", "name", "role"}:
        made_up = _stand_in(vault.db, known)
        if vault.salvage:
            vault.salvage.stand_ins = made_up
    with vault.transaction() as db:
        stale.mark_all(db)
        put_meta(db, derived=vault.schema.fingerprint())
    stale.catch_up(vault, progress)


def _stand_in(database: Database, known: set[str]) -> frozenset[str]:
    """Write in memory what is lost of who the owner is, and return which; these keys sign nothing that leaves."""
    keys = new_signing_keys()
    values: dict[str, object] = {
        "ed25519": keys.ed25519_seed.hex(),
        "epoch": "",
        "follows": None,
        "identities": [],
        "mldsa65": keys.mldsa_seed.hex(),
        "name": "unknown",
        "practice": False,
        "role": "field",
    }
    if not known >= {"ed25519", "mldsa65"}:
        known = known - {"ed25519", "mldsa65"}
    put_meta(database, **{name: value for name, value in values.items() if name not in known})
    return frozenset(values.keys() - known)


def _notices(found: Salvage) -> tuple[str, ...]:
    """Return what is wrong, in sentences."""
    told = []
    if found.pages:
        told.append(told_of_pages(len(found.pages)))
    if found.changed_frames:
        told.append(_("The file vault.db-wal is damaged: what was saved last is not all there."))
    if found.losses and not told:
        told.append(_("The tables of the vault's database do not agree with themselves."))
    return tuple(told)


def told_of_pages(count: int) -> str:
    """Return how many pages are damaged, as a sentence."""
    return ngettext(
        "{n} page of the vault's database is damaged.", "{n} pages of the vault's database are damaged.", count
    ).format(n=count)
