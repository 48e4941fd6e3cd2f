"""The open vault: its folder, lock, keys and connections, and who its owner is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from app.base.errors import NoRoom, ReadOnlyVault
from app.base.i18n import _
from app.crypto.derive import wipe
from app.crypto.signing import SigningKeys
from app.domain import canonical, schema
from app.domain.schema import Schema
from app.storage import definitions, faults, keyfile
from app.storage.database import Database, Guarded, open_memory, open_reader, open_untouched
from app.storage.definitions import Defined, Holder
from app.storage.keyfile import KeyFile
from app.storage.layout import DATABASE
from app.storage.lock import Lock
from app.storage.salvage import Salvage


class Closable(Protocol):
    """Something that is closed with the vault."""

    def close(self) -> None:
        """Let go of what is behind it; calling it again does nothing."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Whose vault this is. `identities` are age identities as text; `card` is the current own card file, if made."""

    vault: str
    name: str
    role: str
    practice: bool
    signing: SigningKeys = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)
    epoch: str
    follows: str | None
    """The epoch before this one, of a vault that was restored or rekeyed."""
    card: bytes | None = field(repr=False)


@dataclass(slots=True, eq=False)
class Vault:
    """An open vault. One thread at a time writes through `db`; `close` it, or use it in a `with` block."""

    folder: Path
    db: Database = field(repr=False)
    key_file: KeyFile = field(repr=False)
    log_key: bytearray = field(repr=False)
    json_key: bytearray = field(repr=False)
    vault_key: bytearray = field(repr=False)
    """What slots wrap: kept while open, so that ways in can be added; wiped at close."""
    database_key: bytearray = field(repr=False)
    lock: Lock = field(repr=False)
    closed: bool = False
    read_only: bool = False
    """Nothing in the folder is changed, and nothing of the vault."""
    salvage: Salvage | None = field(default=None, repr=False)
    """What was found damaged, of a vault whose readable rows were brought into memory."""
    notices: tuple[str, ...] = ()
    """What is wrong with a vault opened for reading only, in sentences."""
    path: Path | None = field(default=None, repr=False)
    """Where the database is when a change of keys was not finished."""
    memory: str = field(default="", repr=False)
    """The name of the database in memory that stands for the one on disk."""
    gate: RLock = field(default_factory=RLock, repr=False)
    """Held by a reading thread for the whole of one job, and by whoever replaces the database's file."""
    returning: list[Database] = field(default_factory=list, repr=False)
    """Reading connections that are opened again when that was done."""
    spools: set[Closable] = field(default_factory=set, repr=False)
    """What is open on disk for a while and goes with the vault."""
    readers: list[Database] = field(default_factory=list, repr=False)
    doomed: list[Path] = field(default_factory=list, repr=False)
    """Files whose rows the running transaction removes; they go when it is committed."""
    raw: BinaryIO | None = field(default=None, repr=False)
    """The database's file as a snapshot reads it; closed only after the connections."""
    defined: Holder = field(default_factory=lambda: Holder(Defined(schema.OURS)), repr=False)

    @property
    def id(self) -> str:
        """The vault's id, 32 hexadecimal digits."""
        return self.key_file.vault

    @property
    def schema(self) -> Schema:
        """The fields and lists known here: ours, and those the office defined."""
        return self.defined.now.schema

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Make the block one durable transaction; functions of this package called inside take part in it.

        Raises ReadOnlyVault, before anything is done, for a vault opened for reading only.
        """
        self.require_writable()
        outermost = not self.db.in_transaction
        known = self.defined.now
        try:
            with self.db.transaction():
                yield self.db
                if outermost and self.db.defining:
                    known = definitions.settle(self.db, known)
                    put_meta(self.db, derived=known.schema.fingerprint())
        except BaseException:
            if outermost:
                self.doomed.clear()
            raise
        finally:
            if outermost:
                self.db.defining = False
        if outermost:
            self.defined.now = known
            while self.doomed:
                with suppress(OSError):  # one that cannot be removed now is a leftover for the next opening
                    self.doomed.pop().unlink(missing_ok=True)

    def require_writable(self) -> None:
        """Raise ReadOnlyVault for a vault opened for reading only."""
        if self.read_only:
            raise ReadOnlyVault(
                _("This vault is open for reading only: nothing in it can be changed, and nothing was.")
            )

    def meta(self) -> Meta:
        """Return whose vault this is."""
        values = {name: canonical.decode(value) for name, value in self.db.all("SELECT name, value FROM meta")}
        return Meta(
            vault=self.id,
            name=values["name"],
            role=values["role"],
            practice=values["practice"],
            signing=SigningKeys(bytes.fromhex(values["ed25519"]), bytes.fromhex(values["mldsa65"])),
            identities=tuple(values["identities"]),
            epoch=values["epoch"],
            follows=values["follows"],
            card=self.db.value("SELECT card FROM own_card ORDER BY n DESC LIMIT 1"),
        )

    def reader(self, *, guarded: bool = False) -> Database:
        """Open a connection that only reads, in another thread, and can be interrupted; it closes with the vault.

        `guarded` is for a thread that nobody waits for before the vault is closed.
        """
        if self.memory:
            reader = open_memory(self.memory)
        else:
            opened = open_untouched if self.read_only else open_reader
            reader = opened(self.path or self.folder / DATABASE, self.database_key, self.key_file.salt)
        if guarded:
            reader = Guarded(reader)
        self.readers.append(reader)
        return reader

    def reading(self) -> Self:
        """Return this vault as another thread reads it, on a connection of its own; never to be closed by itself."""
        reader = self.reader()
        self.returning.append(reader)
        return replace(self, db=reader, spools=set(), doomed=[])

    @contextmanager
    def without_readers(self) -> Iterator[None]:
        """Close the reading connections for the block, when the jobs under way have ended; `reading` goes on after."""
        with self.gate:
            back = [one for one in self.readers if one in self.returning]
            self.close_readers()
            try:
                yield
            finally:
                for one in back:
                    one.take(self.reader())
                    self.readers[-1] = one

    def close_readers(self) -> None:
        """Close the reading connections; what runs on them is interrupted."""
        while self.readers:
            reader = self.readers.pop()
            reader.interrupt()
            reader.close()

    def anchor(self, changed: KeyFile | None = None) -> None:
        """Write the head of the log into `vault.json`, durably; from then on an older one of either is noticed.

        `changed` is what it shall say besides, of slots and backups.
        """
        told = changed or self.key_file
        row = self.db.one("SELECT n, mac FROM log ORDER BY n DESC LIMIT 1")
        if row is None or self.read_only:
            return
        if told is not self.key_file or row != (told.head_n, told.head_mac):
            key_file = keyfile.with_head(told, row[0], row[1])
            with faults.told():
                keyfile.write(self.folder, key_file, self.json_key)
            self.key_file = key_file
        if get_meta(self.db, "anchored") != row[0]:  # afterwards: cut off in between, only the next anchor guards more
            with suppress(NoRoom), self.transaction() as db:  # what `vault.json` says stands, and counts
                put_meta(db, anchored=row[0])

    def close_raw(self) -> None:
        """Close the database's file, when no connection is open."""
        if self.raw is not None:
            self.raw.close()
            self.raw = None

    def close(self) -> None:
        """Close everything: readers first, then the log's head, the write-ahead log, the writer, the keys, the lock.

        On a full disk head and write-ahead log stay as they are: nothing is lost, the next opening goes on from there.
        """
        if self.closed:
            return
        self.closed = True
        try:
            self.close_readers()
            for spool in list(self.spools):
                spool.close()
            with suppress(NoRoom):
                self.anchor()
                if not self.read_only:
                    self.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.db.close()
            self.close_raw()
            self._drop_keys()
            self.lock.release()

    def abandon(self) -> None:
        """Close without writing anything: the vault did not prove to be whole."""
        self.closed = True
        self.close_readers()
        self.db.close()
        self.close_raw()
        self._drop_keys()
        self.lock.release()

    def _drop_keys(self) -> None:
        wipe(self.vault_key, self.database_key, self.log_key, self.json_key)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def put_meta(db: Database, **values: object) -> None:
    """Write values of the table `meta`."""
    rows = [(name, canonical.encode(value)) for name, value in values.items()]
    db.many("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", rows)


def get_meta(db: Database, name: str) -> object:
    """Return one value of the table `meta`, or None."""
    value = db.value("SELECT value FROM meta WHERE name = ?", (name,))
    return None if value is None else canonical.decode(value)


def now() -> str:
    """Return the device's time, UTC, `YYYY-MM-DDTHH:MM:SSZ`: a claim."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_epoch() -> str:
    """Return a fresh stream epoch: 16 random bytes as hexadecimal digits."""
    return secrets.token_hex(16)
