"""The encrypted database: connections with every safety on, transactions, the one place that runs SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Self, TypeAlias

from sqlcipher3 import dbapi2 as sqlite

from app.storage.faults import from_sqlite
from app.storage.layout import PAGE

Value: TypeAlias = bytes | str | int | float | None
Row: TypeAlias = tuple[Any, ...]

_BEFORE_KEY = (
    # The library would write to the screen what it thinks of a damaged page.
    "PRAGMA cipher_log_level = NONE",
    # VACUUM INTO makes its target by the process's defaults.
    f"PRAGMA cipher_default_page_size = {PAGE}",
    "PRAGMA cipher_default_hmac_algorithm = HMAC_SHA256",
)
_AFTER_KEY = (
    f"PRAGMA cipher_page_size = {PAGE}",
    "PRAGMA cipher_hmac_algorithm = HMAC_SHA256",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
    "PRAGMA locking_mode = NORMAL",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = OFF",
)
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA cache_size = -8000",
)
_DIGITS = b"0123456789abcdef"
_FAILURES = (sqlite.Error, MemoryError, UnicodeDecodeError)
"""SQLCipher says of some reads that fail that there is no memory; the words of an error may be a damaged page's."""
_UNTOUCHED = ("PRAGMA cache_size = -8000",)
_READER = ("PRAGMA query_only = ON", "PRAGMA cache_size = -8000")


class Database:
    """One connection. Its methods take SQL and values, and raise errors of ours only."""

    __slots__ = ("_connection", "defining")

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.defining = False
        """Whether the running transaction changed what an office defines."""

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        try:
            return int(self._connection.execute(sql, values).rowcount)
        except _FAILURES as error:
            raise from_sqlite(error) from None

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """Run one statement for each of `rows`; return how many rows were changed."""
        try:
            return int(self._connection.executemany(sql, rows).rowcount)
        except _FAILURES as error:
            raise from_sqlite(error) from None

    def insert(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run one INSERT; return the row id it gave."""
        try:
            return int(self._connection.execute(sql, values).lastrowid)
        except _FAILURES as error:
            raise from_sqlite(error) from None

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return every row."""
        try:
            found: list[Row] = self._connection.execute(sql, values).fetchall()
        except _FAILURES as error:
            raise from_sqlite(error) from None
        return found

    def each(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """Yield the rows one by one; nothing is to be written to the tables asked while it lasts."""
        try:
            cursor = self._connection.execute(sql, values)
            cursor.arraysize = 100
            for row in cursor:  # noqa: UP028 - `yield from` would hand the cursor what interrupts us
                yield row
        except _FAILURES as error:
            raise from_sqlite(error) from None

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row, or None."""
        try:
            found: Row | None = self._connection.execute(sql, values).fetchone()
        except _FAILURES as error:
            raise from_sqlite(error) from None
        return found

    def value(self, sql: str, values: Sequence[Value] = ()) -> Any:
        """Return the first column of the first row, or None."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    @property
    def changes(self) -> int:
        """How many rows this connection has changed so far."""
        return int(self._connection.total_changes)

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is running."""
        return bool(self._connection.in_transaction)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the block one transaction, all or nothing; inside another one it becomes a part of that."""
        if self._connection.in_transaction:
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk may have ended it already
                with suppress(*_FAILURES):
                    self._connection.rollback()
            raise

    def change_key(self, key: bytearray, salt: bytes) -> None:
        """Encrypt every page anew under another key and salt, in place; there may be no write-ahead log."""
        secret = _raw_key(key, salt)
        try:
            self._connection.reset_key(secret)
        except _FAILURES as error:
            raise from_sqlite(error) from None
        finally:
            secret[:] = bytes(len(secret))

    def take(self, other: Self) -> None:
        """Go on by the connection of another one, which is given up: what this one had was closed."""
        self._connection = other._connection

    def interrupt(self) -> None:
        """Stop what runs on this connection, from any thread; it raises faults.Interrupted there."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close the connection; the last one to close removes the write-ahead log."""
        with suppress(*_FAILURES):
            self._connection.close()


class Guarded(Database):
    """A connection that may be closed while another thread uses it: closing waits for the statement under way."""

    __slots__ = ("_using",)

    def __init__(self, database: Database) -> None:
        super().__init__(database._connection)
        self._using = Lock()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        with self._using:
            return super().run(sql, values)

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return every row."""
        with self._using:
            return super().all(sql, values)

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row, or None."""
        with self._using:
            return super().one(sql, values)

    def close(self) -> None:
        """Close the connection when the statement under way has ended; `interrupt` hastens that."""
        with self._using:
            super().close()


def listed(ids: Iterable[bytes]) -> str:
    """Return ids as one value, for `IN (SELECT unhex(value) FROM json_each(?))`."""
    return '["' + '","'.join([one.hex() for one in ids]) + '"]'


def numbered(numbers: Iterable[int]) -> str:
    """Return numbers as one value, for `IN (SELECT value FROM json_each(?))`."""
    return f"[{','.join(map(str, numbers))}]"


def versions() -> tuple[str, str]:
    """Return the versions of SQLite and of SQLCipher."""
    connection = sqlite.connect(":memory:")
    try:
        (cipher,) = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return sqlite.sqlite_version, str(cipher).partition(" ")[0]


def open_writer(path: Path, key: bytearray, salt: bytes) -> Database:
    """Open the database file at `path`, which must exist, for writing; raise VaultDamaged or VaultError."""
    return _open(path, key, salt, _WRITER)


def open_reader(path: Path, key: bytearray, salt: bytes) -> Database:
    """Open a second connection that can only read, and be interrupted from another thread."""
    return _open(path, key, salt, _READER)


def open_untouched(path: Path, key: bytearray, salt: bytes) -> Database:
    """Open the database file for reading without changing or making anything beside it, on a read-only medium too.

    Its write-ahead log is not read, so there must be none. (SQLite would throw away one that it finds nothing in.)
    """
    return _open(path, key, salt, _UNTOUCHED, "mode=ro&immutable=1")


def open_memory(name: str) -> Database:
    """Open a database that is in memory only; connections by the same name share it, the last to close it ends it."""
    try:
        connection = sqlite.connect(
            f"file:/{name}?vfs=memdb", uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
        )
    except _FAILURES as error:
        raise from_sqlite(error) from None
    database = Database(connection)
    for pragma in ("PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY", "PRAGMA foreign_keys = OFF"):
        database.run(pragma)
    return database


def _open(path: Path, key: bytearray, salt: bytes, pragmas: tuple[str, ...], how: str = "mode=rw") -> Database:
    try:
        # Threads: each connection is used by one at a time, but not always by the one that opened it.
        connection = sqlite.connect(
            f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False,
            cached_statements=256,
        )  # fmt: skip
    except _FAILURES as error:
        raise from_sqlite(error) from None
    database = Database(connection)
    try:
        connection.enable_load_extension(False)
        for pragma in _BEFORE_KEY:
            database.run(pragma)
        secret = _raw_key(key, salt)
        try:
            connection.set_key(secret)
        finally:
            secret[:] = bytes(len(secret))
        for pragma in _AFTER_KEY:
            database.run(pragma)
        database.value("SELECT count(*) FROM sqlite_schema")  # the first page decrypts, or this raises
        for pragma in pragmas:
            database.run(pragma)
    except BaseException:
        database.close()
        raise
    return database


def _raw_key(key: bytearray, salt: bytes) -> bytearray:
    """Return key and salt in the words SQLCipher takes for a raw key, digit by digit: no copy of it stays behind."""
    text = bytearray(3 + 2 * len(key) + 2 * len(salt))  # made as long as it gets: growing would leave a copy behind
    text[:2], text[-1:] = b"x'", b"'"
    for n, one in enumerate((*key, *salt)):
        text[2 + 2 * n], text[3 + 2 * n] = _DIGITS[one >> 4], _DIGITS[one & 15]
    return text
