"""Destroying the keys of a vault, offline and without opening it, so that what was begun is always finished.

First a marker is made; from then on whoever looks at the folder finishes. Then `vault.json` is overwritten where it
lies: with it every slot is gone, and with the slots the one key that all others come of. Then the database, which
holds the keys of the attachments, and what else is of the vault. What remains is a `vault.json` that says so.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.base import durable
from app.base.errors import NotAVault, VaultDestroyed, VaultError
from app.base.i18n import _
from app.domain import canonical
from app.storage import building, layout, lock

MARKER = "destroying"
GONE = canonical.encode({"destroyed": True})
"""What `vault.json` says afterwards."""
_BLOCK = 1 << 20
_HEAD = 1 << 16
"""So much is overwritten of a file whose key stands in its beginning."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was done: files removed, bytes overwritten, and how many files in the folder are not the vault's."""

    files: int
    overwritten: int
    others: int


def destroy(folder: Path, progress: Progress | None = None) -> Destroyed:
    """Destroy the keys of the vault in `folder`, which nobody may have open; `progress` counts bytes overwritten.

    Raises NotAVault, VaultInUse, VaultDestroyed before anything is done, VaultError when the disk refuses, which says
    whether it had begun. From the first step on it cannot be taken back.
    """
    if not _left(folder):
        if gone(folder):
            raise destroyed()
        if not (folder / layout.KEY_FILE).is_file():
            raise NotAVault(_("There is no vault in {folder}. Nothing was destroyed.").format(folder=folder))
        if (folder / layout.KEY_FILE).is_symlink():  # to replace the link would leave what it leads to
            raise NotAVault(
                _(
                    "The file vault.json in {folder} is a link: destroy the vault it leads to. Nothing was destroyed."
                ).format(folder=folder)
            )
    held = lock.take(folder)
    try:
        return destroy_held(folder, progress)
    finally:
        held.release()


def destroy_held(folder: Path, progress: Progress | None = None) -> Destroyed:
    """Do what `destroy` does to a vault whose lock is held already."""
    begin(folder)
    return _finish(folder, progress)


def look(folder: Path) -> None:
    """Finish a destruction that was begun in `folder`; raise VaultDestroyed when the keys are gone."""
    if _left(folder):
        held = lock.take(folder)
        try:
            if _left(folder):  # another may have finished meanwhile
                _finish(folder, None)
        finally:
            held.release()
    if gone(folder):
        raise destroyed()


def gone(folder: Path) -> bool:
    """Tell whether the keys of the vault in `folder` were destroyed."""
    try:
        with (folder / layout.KEY_FILE).open("rb") as file:
            return file.read(len(GONE) + 1) == GONE
    except OSError:
        return False


def destroyed() -> VaultDestroyed:
    """Return the error that says a vault is no more."""
    return VaultDestroyed(
        _(
            "The keys of this vault were destroyed. Nothing in it can be opened any more, by anybody. "
            "If there is a backup elsewhere, it can be restored to a new folder."
        )
    )


def begin(folder: Path) -> None:
    """Take the way back: the marker, then the slots. Its lock is held, here or by the vault that is open here."""
    if not _left(folder):
        _mark(folder)
    with _telling():
        for path in _of_vault(folder):
            if not path.name.startswith(layout.DATABASE):
                _overwrite(path, path.stat().st_size)
        if (folder / layout.KEY_FILE).is_file():
            _say_gone(folder / layout.KEY_FILE)


def _mark(folder: Path) -> None:
    """Make the marker, durably. On a full disk it goes without: overwriting needs no room."""
    marker = folder / MARKER
    try:
        durable.create_private(marker).close()
        durable.sync_folder(folder)
    except OSError as error:
        if error.errno in _FULL:
            return
        with suppress(OSError):
            marker.unlink(missing_ok=True)
        if marker.exists():
            raise _unfinished(error) from error
        raise VaultError(
            _("The vault in {folder} cannot be changed ({problem}). Nothing was destroyed.").format(
                folder=folder, problem=error.strerror or type(error).__name__
            )
        ) from error


def _left(folder: Path) -> bool:
    """Tell whether a destruction was begun here and is not finished."""
    return (folder / MARKER).exists() or (gone(folder) and (folder / layout.DATABASE).exists())


def _finish(folder: Path, progress: Progress | None) -> Destroyed:
    """Do every step that is left; each can be cut off and is then done again."""
    with _telling():
        files = [path for path in _of_vault(folder) if path.name != layout.KEY_FILE or not gone(folder)]
        total, done = sum(path.stat().st_size for path in files), 0
        for path in files:
            for step in _overwriting(path, path.stat().st_size):
                done += step
                if progress:
                    progress(min(done, total), total)
        durable.replace_bytes(folder / layout.KEY_FILE, GONE)
        removed = _remove_folders(folder) + _remove_unfinished(folder.parent)
        for path in files:
            if path.name != layout.KEY_FILE:
                path.unlink(missing_ok=True)
                removed += 1
        durable.sync_folder(folder)
        (folder / MARKER).unlink(missing_ok=True)
        with suppress(OSError):  # one that comes back is taken away by the next look
            durable.sync_folder(folder)
        others = sum(one.name not in (layout.KEY_FILE, layout.LOCK) for one in folder.iterdir())
    return Destroyed(removed, done, others)


def _of_vault(folder: Path) -> Iterator[Path]:
    """Yield the vault's own files, `vault.json` first: what is called as they are, and what a killed write left."""
    ours = (layout.KEY_FILE, layout.DATABASE, layout.TRIES, durable.TEMPORARY)
    for path in sorted(folder.iterdir(), key=lambda one: (not one.name.startswith(layout.KEY_FILE), one.name)):
        if path.name.startswith(ours) and path.is_file() and not path.is_symlink():
            yield path


def _remove_folders(folder: Path) -> int:
    """Remove attachments, quarantine and backups; return how many files. Their keys are gone, or overwritten here."""
    count = 0
    for name in (layout.BACKUPS, layout.BLOBS, layout.QUARANTINE):
        place = folder / name
        if place.is_symlink():
            place.unlink()
            continue
        for path in place.rglob("*"):
            if path.is_file() and not path.is_symlink():
                count += 1
                if name == layout.BACKUPS:  # one opens by the recovery code too, through what stands in its beginning
                    _overwrite(path, min(path.stat().st_size, _HEAD))
        if place.exists():
            shutil.rmtree(place)
    return count


def _remove_unfinished(parent: Path) -> int:
    """Remove what a killed restore left beside the vault: it may open as the vault did; return how many files."""
    count = 0
    for left in building.left_behind(parent):
        with suppress(OSError):
            files = list(_of_vault(left))
            for path in files:
                _overwrite(path, path.stat().st_size)
            shutil.rmtree(left)
            count += len(files)
    return count


def _say_gone(path: Path) -> None:
    """Let an overwritten `vault.json` say so where it lies: without a marker it is the marker."""
    with path.open("r+b") as file:
        file.write(GONE)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _overwrite(path: Path, size: int) -> None:
    for _step in _overwriting(path, size):
        pass


def _overwriting(path: Path, size: int) -> Iterator[int]:
    """Write chance over the first `size` bytes of a file where they lie, durably; yield how many at each step."""
    flags = os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    try:
        block, at = secrets.token_bytes(min(_BLOCK, size)), 0
        while at < size:
            step = os.write(descriptor, block[: size - at])
            at += step
            yield step
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _telling() -> Iterator[None]:
    """Tell that the disk refused a step after the beginning."""
    try:
        yield
    except OSError as error:
        raise _unfinished(error) from error


def _unfinished(error: OSError) -> VaultError:
    return VaultError(
        _(
            "The disk did not do what was asked ({problem}): the destruction has begun and is not finished. "
            "Start it again, or open the vault's folder: what is left is done then."
        ).format(problem=error.strerror or type(error).__name__)
    )
