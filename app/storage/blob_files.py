"""Files under `blobs/`: a nonce and an age STREAM payload each, under a key of their own, zero-padded by Padme."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from app.base import durable
from app.base.errors import DamagedPayload, VaultDamaged
from app.base.i18n import _
from app.crypto.padme import padme
from app.crypto.stream import CHUNK, FILE_KEY, NONCE, StreamReader, StreamWriter, payload_key
from app.storage import faults, layout
from app.storage.handle import Vault

SMALLEST = 64 << 10
"""Bytes of plaintext, padding included, in the smallest file."""

_ZEROS = bytes(CHUNK)


class SealedWriter:
    """Encrypts into a file under a temporary name; `publish` gives it its own, `discard` removes it."""

    __slots__ = ("_file", "_folder", "_stream", "file_key", "name", "path", "size")

    def __init__(self, blobs: Path) -> None:
        self.file_key = secrets.token_bytes(FILE_KEY)
        nonce, name = secrets.token_bytes(NONCE), secrets.token_hex(16)
        self.name = f"{name[:2]}/{name}"
        self._folder = blobs / name[:2]
        self.size = 0
        with faults.told():
            if not self._folder.is_dir():
                durable.make_private_folder(self._folder)
            self.path = durable.temporary_name(self._folder)
            self._file = durable.create_private(self.path)
            self._file.write(nonce)
        self._stream = StreamWriter(self._file, payload_key(self.file_key, nonce))

    def write(self, data: bytes) -> None:
        """Encrypt and write; raise NoRoom or VaultError."""
        with faults.told():
            self._stream.write(data)
        self.size += len(data)

    def seal(self) -> None:
        """Pad and write the final chunk; nothing can follow."""
        left = padme(max(self.size, SMALLEST)) - self.size
        with faults.told():
            while left:
                left -= self._stream.write(_ZEROS[: min(left, CHUNK)])
            self._stream.finish()
            self._file.flush()

    def publish(self) -> None:
        """Make the sealed file durable under its own name; the database row comes after."""
        with faults.told():
            durable.publish(self._file, self.path, self._folder.parent / self.name, overwrite=False)

    def close(self) -> None:
        """Close the file and leave it where it is."""
        with suppress(OSError):  # of a full disk: what it could not write is not needed any more
            self._file.close()

    def discard(self) -> None:
        """Remove what was written, if it was not published."""
        self.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


class SealedReader:
    """Reads the plaintext of a sealed file, of `size` bytes; the last only once all was found whole."""

    __slots__ = ("_file", "_left", "_stream")

    def __init__(self, path: Path, file_key: bytes, size: int) -> None:
        try:
            self._file = path.open("rb", buffering=0)
        except OSError:
            raise _missing() from None
        self._left = size
        with faults.told():
            nonce = self._file.read(NONCE)
        if len(nonce) != NONCE:
            self._file.close()
            raise _broken()
        self._stream = StreamReader(self._file, payload_key(file_key, nonce))
        if not size:
            self._check_padding()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, all that is left for a negative one, none only at the end; raise VaultDamaged."""
        wanted = self._left if size < 0 else min(size, self._left)
        if not wanted:
            return b""
        try:
            with faults.told():
                data = self._stream.read(wanted)
        except DamagedPayload:
            raise _broken() from None
        if len(data) != wanted:
            raise _broken()
        self._left -= wanted
        if not self._left:
            self._check_padding()
        return data

    def _check_padding(self) -> None:
        try:
            with faults.told():
                while padding := self._stream.read(CHUNK):
                    if padding.strip(b"\0"):
                        raise _broken()
        except DamagedPayload:
            raise _broken() from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def folder(vault: Vault) -> Path:
    """Return the folder of the vault's blobs."""
    return vault.folder / layout.BLOBS


def sweep(vault: Vault) -> None:
    """Remove what interrupted work left: files without a row and temporary ones, in the vault's folders."""
    blobs = {row[0] for row in vault.db.all("SELECT name FROM blob")}
    kept = {row[0] for row in vault.db.all("SELECT name FROM quarantine")}
    left: list[Path] = []
    with faults.told():
        for place in (folder(vault), vault.folder / layout.QUARANTINE):
            if not place.is_dir():  # lost in copying: what it held is missing, the rest opens
                durable.make_private_folder(place)
        left += [path for path in vault.folder.iterdir() if durable.is_temporary(path)]
        for inner in folder(vault).iterdir():
            if inner.is_symlink() or not inner.is_dir():  # behind a link lie files of somebody's
                continue
            left += [path for path in inner.iterdir() if f"{inner.name}/{path.name}" not in blobs]
        left += [path for path in (vault.folder / layout.QUARANTINE).iterdir() if path.name not in kept]
    if notes_missing(vault):  # an old page of them, put back: the files may be all that is left
        left = [path for path in left if path.parent.parent != folder(vault) or durable.is_temporary(path)]
    for path in filter(Path.is_file, left):
        with suppress(OSError):
            path.unlink()


def notes_missing(vault: Vault) -> bool:
    """Tell whether a version made here names contents there is no note of, in a vault that has files nobody knows.

    So it is when an old page of the notes was put back; or when a record of others was changed here, their attachments
    having been withheld.
    """
    return bool(
        vault.db.value(
            """
            SELECT EXISTS (
                SELECT 1 FROM mention JOIN revision USING (n) WHERE batch = 0
                AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = mention.sha256)
            )
            """
        )
    )


def unknown(vault: Vault) -> list[str]:
    """Return the names of the files of attachments there is no note of."""
    known = {row[0] for row in vault.db.all("SELECT name FROM blob")}
    found = [
        f"{inner.name}/{path.name}"
        for inner in folder(vault).iterdir()
        if inner.is_dir() and not inner.is_symlink()
        for path in inner.iterdir()
        if not durable.is_temporary(path)
    ]
    return sorted(set(found) - known)


def remove(vault: Vault, names: list[str]) -> None:
    """Remove files inside the transaction that removes their rows: they go when it is committed."""
    vault.doomed += [folder(vault) / name for name in names]


def _missing() -> VaultDamaged:
    return faults.damaged(_("The file of an attachment is missing."))


def _broken() -> VaultDamaged:
    return faults.damaged(_("The file of an attachment is damaged."))
