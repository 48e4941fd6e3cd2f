"""The lock of a vault: one instance at a time, held by the operating system and let go with the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.base.errors import NotCanonical, VaultError, VaultInUse
from app.base.i18n import _
from app.domain import canonical
from app.storage.layout import LOCK

if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # Windows forbids others to read locked bytes: lock one far behind the text

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

    _share = _lock  # one reader at a time
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _share(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


class Lock:
    """A held lock; `release` lets go."""

    __slots__ = ("_file",)

    def __init__(self, file: BinaryIO | None) -> None:
        self._file = file

    def release(self) -> None:
        """Let go; calling it again does nothing."""
        if self._file is not None:
            self._file.close()


def take(folder: Path) -> Lock:
    """Lock the vault in `folder`; raise VaultInUse, which says who holds it since when, or VaultError."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0)  # a link would let others choose which file we write
    try:
        file = os.fdopen(os.open(folder / LOCK, flags, 0o600), "r+b", buffering=0)
    except OSError:
        raise VaultError(
            _(
                "The vault in {folder} cannot be locked: is the disk read-only, or not yours? Nothing was changed."
            ).format(folder=folder)
        ) from None
    _hold(file, _lock)
    with suppress(OSError):  # on a full disk the lock holds, only its words are missing
        file.truncate(0)
        file.write(
            canonical.encode({"pid": os.getpid(), "since": datetime.now().astimezone().isoformat(" ", "minutes")})
        )
    return Lock(file)


def share(folder: Path) -> Lock:
    """Hold off whoever wants to write, changing nothing; several may read at once. Raises VaultInUse.

    Where there is none, as in a copy or on a medium nobody can write, it holds off nobody.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        file = os.fdopen(os.open(folder / LOCK, flags), "rb", buffering=0)
    except OSError:
        return Lock(None)
    _hold(file, _share)
    return Lock(file)


def _hold(file: BinaryIO, lock: Callable[[int], None]) -> None:
    try:
        lock(file.fileno())
    except OSError:
        holder = file.read(1024)
        file.close()
        raise VaultInUse(_message(holder)) from None
    except BaseException:
        file.close()
        raise


def _message(holder: bytes) -> str:
    try:
        told = canonical.decode_object(holder, limit=1024)
        pid, since = int(told["pid"]), str(told["since"])[:16]
    except (NotCanonical, KeyError, TypeError, ValueError):
        return _("This vault is open in another window or program. Close it there first. Nothing was changed.")
    return _(
        "This vault is open in another window or program (process {pid}, since {since}). "
        "Close it there first. Nothing was changed."
    ).format(pid=pid, since=since)
