"""Attachments: taken in byte for byte, found by their SHA-256, read back only whole."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from app.base.errors import VaultDamaged
from app.base.i18n import _
from app.storage import blob_files, faults, held
from app.storage.blob_files import SealedReader, SealedWriter
from app.storage.database import Database, listed
from app.storage.handle import Vault, get_meta
from app.storage.hashing import Digest
from app.storage.states import MANY

PIECE = 256 << 10


class Source(Protocol):
    """Where content comes from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none only at the end."""


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of an attachment: SHA-256 in lowercase hexadecimal, size in bytes."""

    sha256: str
    size: int


class BlobWriter:
    """Takes one attachment in; only `finish` keeps it. Use it in a `with` block, or call `discard` on failure."""

    __slots__ = ("_batch", "_digest", "_done", "_sealed", "_vault")

    def __init__(self, vault: Vault, batch: int = 0) -> None:
        vault.require_writable()
        self._vault, self._batch = vault, batch
        self._sealed = SealedWriter(blob_files.folder(vault))
        self._digest = Digest()
        self._done = False

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take more content; return its length. Raises NoRoom or VaultError."""
        piece = data if isinstance(data, bytes) else bytes(data)
        if piece:
            self._digest.update(piece)
            self._sealed.write(piece)
        return len(piece)

    def finish(self, expected: str | None = None) -> Blob:
        """Make the content durable, return what it is; raise VaultDamaged when its hash is not `expected`."""
        sha256 = self._digest.finish()
        if expected is not None and sha256.hex() != expected:
            self.discard()
            raise VaultDamaged(_("What was written is not what was announced. Nothing was kept."))
        self._sealed.seal()
        self._sealed.publish()
        self._done = True
        with self._vault.transaction() as db:
            db.run(
                """
                INSERT INTO blob (name, kind, batch, sha256, size, key)
                VALUES (?, 'attachment', ?, ?, ?, ?)
                """,
                (self._sealed.name, self._batch, sha256, self._sealed.size, self._sealed.file_key),
            )
        return Blob(sha256.hex(), self._sealed.size)

    def discard(self) -> None:
        """Remove what was taken so far; after `finish` it does nothing."""
        if not self._done:
            self._done = True
            self._digest.stop()
            self._sealed.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


class BlobReader:
    """Reads one attachment; the last bytes are given only once hash and every chunk were right."""

    __slots__ = ("_digest", "_expected", "_left", "_sealed", "size")

    def __init__(self, sealed: SealedReader, size: int, expected: bytes | None) -> None:
        self._sealed, self._expected, self._left = sealed, expected, size
        self._digest = Digest()
        self.size = size

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, all that is left for a negative one, none only at the end; raise VaultDamaged."""
        data = self._sealed.read(size)
        self._left -= len(data)
        if self._expected is not None:
            if data:
                self._digest.update(data)
            if not self._left and self._digest.finish() != self._expected:
                raise faults.damaged(_("An attachment is not what it was when it was taken in."))
        return data

    def close(self) -> None:
        """Close the file."""
        self._digest.stop()
        self._sealed.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def intake(vault: Vault, source: Source) -> Blob:
    """Take in all of `source`, durably, in constant memory; return what it is. Raises NoRoom or VaultError.

    It stays until `drop_unreferenced` finds no revision or draft that names it.
    """
    with BlobWriter(vault) as writer:
        while piece := source.read(PIECE):
            writer.write(piece)
        return writer.finish()


def open_blob(vault: Vault, sha256: str, *, hashed: bool = True) -> BlobReader:
    """Open an attachment by its hash; use it in a `with` block. Raises VaultDamaged when it is missing or damaged.

    `hashed` may be false where the reader's own caller compares the hash; every chunk is authenticated all the same.
    """
    digest = bytes.fromhex(sha256)
    rows = vault.db.all("SELECT name, key, size FROM shown_blob WHERE sha256 = ? AND kind = 'attachment'", (digest,))
    for number, (name, key, size) in enumerate(rows, 1):
        path = blob_files.folder(vault) / name
        if path.is_file() or number == len(rows):
            return open_named(vault, name, key, size, digest if hashed else None)
    raise VaultDamaged(_("The contents of this attachment are not in this vault; they may come in another bundle."))


def open_named(vault: Vault, name: str, key: bytes, size: int, expected: bytes | None) -> BlobReader:
    """Open one file under `blobs/` by what its row says; `expected` is its SHA-256 when that is to be compared."""
    return BlobReader(SealedReader(blob_files.folder(vault) / name, key, size), size, expected)


def has(vault: Vault, sha256: str) -> bool:
    """Tell whether the contents with this hash are here."""
    return bool(sizes(vault, [sha256]))


def sizes(vault: Vault, hashes: Iterable[str]) -> dict[str, int]:
    """Return, of the contents that are here, hash to size in bytes."""
    wanted = [bytes.fromhex(one) for one in hashes]
    found: dict[str, int] = {}
    for start in range(0, len(wanted), MANY):
        rows = vault.db.all(
            """
            SELECT sha256, size FROM shown_blob
            WHERE kind = 'attachment' AND sha256 IN (SELECT unhex(value) FROM json_each(?))
            """,
            (listed(wanted[start : start + MANY]),),
        )
        found.update((sha256.hex(), size) for sha256, size in rows)
    return found


def mentioned(vault: Vault, revision_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the hashes of the attachments these revisions name, each with the ids that name it, sorted."""
    ids = sorted(bytes.fromhex(one) for one in revision_ids)
    found: dict[str, list[str]] = {}
    for start in range(0, len(ids), MANY):
        rows = vault.db.all(
            """
            SELECT sha256, id FROM shown_revision JOIN mention USING (n)
            WHERE id IN (SELECT unhex(value) FROM json_each(?)) ORDER BY id
            """,
            (listed(ids[start : start + MANY]),),
        )
        for sha256, id_ in rows:
            found.setdefault(sha256.hex(), []).append(id_.hex())
    return found


def drop_unreferenced(vault: Vault, hashes: Iterable[str] | None = None) -> int:
    """Remove contents that no revision with a body and no draft names, all such or those of `hashes`; return how many.

    Contents taken in for a revision that is not saved yet are among them: call it when nothing is under way.
    """
    with vault.transaction() as db:
        found = _unreferenced(db)
        if hashes is not None:
            among = {bytes.fromhex(one) for one in hashes}
            found = [(name, sha256) for name, sha256 in found if sha256 in among]
        _remove(vault, db, [name for name, _sha256 in found])
    return len(found)


def drop_in_vain(vault: Vault) -> int:
    """Remove contents taken in here that nothing came to name, as after a kill; return how many.

    What was received stays: the record that names it may come in another bundle. Call it at open, when nothing is
    under way.
    """
    with vault.transaction() as db:
        own = {row[0] for row in db.all("SELECT name FROM blob WHERE kind = 'attachment' AND batch = 0")}
        found = [name for name, _sha256 in _unreferenced(db) if name in own] if own else []
        if found:
            _remove(vault, db, found)
    return len(found)


def forget(vault: Vault, hashes: set[bytes]) -> None:
    """Remove, with what was erased, contents that nothing else names, and note what copies to refuse."""
    with vault.transaction() as db:
        found = [(name, sha256) for name, sha256 in _unreferenced(db) if sha256 in hashes]
        _remove(vault, db, [name for name, _sha256 in found])
        macs = {_mac(vault.log_key, sha256) for sha256 in hashes - _named(db, hashes)}
        db.many("INSERT OR IGNORE INTO forgotten (mac) VALUES (?)", [(mac,) for mac in macs])


def drop_forgotten(vault: Vault, batch: int) -> None:
    """Remove contents of a batch that went once with something erased, unless something names them."""
    with vault.transaction() as db:
        if db.value("SELECT 1 FROM forgotten") is None:
            return
        came = {row[0] for row in db.all("SELECT name FROM blob WHERE batch = ?", (batch,))}
        gone = {row[0] for row in db.all("SELECT mac FROM forgotten")}
        earlier = get_meta(db, "forgotten_keys")  # of the vault before its keys were made anew
        keys: list[bytes | bytearray] = [vault.log_key]
        keys += [bytes.fromhex(one) for one in (earlier if isinstance(earlier, list) else [])]
        unnamed = [(name, sha256) for name, sha256 in _unreferenced(db) if name in came]
        found = [name for name, sha256 in unnamed if any(_mac(key, sha256) in gone for key in keys)]
        _remove(vault, db, found)


def _mac(key: bytes | bytearray, sha256: bytes) -> bytes:
    """Return what is kept of the hash of contents that are gone: without the vault's key nothing can be guessed."""
    return hmac.digest(key, b"keepsake/forgotten/v1\0" + sha256, hashlib.sha256)


def _remove(vault: Vault, db: Database, names: list[str]) -> None:
    db.many("DELETE FROM blob WHERE name = ?", [(name,) for name in names])
    blob_files.remove(vault, names)


def _named(db: Database, hashes: set[bytes]) -> set[bytes]:
    """Return those of the hashes that a revision with a body names."""
    rows = db.all(
        "SELECT DISTINCT sha256 FROM mention WHERE sha256 IN (SELECT unhex(value) FROM json_each(?))",
        (listed(hashes),),
    )
    return {row[0] for row in rows}


def _unreferenced(db: Database) -> list[tuple[str, bytes]]:
    """Return file name and hash of the contents that nothing names: no body, no draft, and nothing that is held."""
    rows = db.all(
        """
        SELECT name, sha256 FROM blob
        WHERE kind = 'attachment' AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.sha256 = blob.sha256)
        """
    )
    drafts = b"".join(row[0] for row in db.each("SELECT fields FROM draft")) if rows else b""
    kept = held.mentions(db) if rows else set[bytes]()
    return [(name, sha256) for name, sha256 in rows if sha256 not in kept and sha256.hex().encode() not in drafts]
