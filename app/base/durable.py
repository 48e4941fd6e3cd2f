"""Durable replacement of files, their modes, and folders only their owner can read.

A file is written under a temporary name in its own folder, synced, renamed, and the folder synced:
after a power cut there is the old file or the new one, whole.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".tmp-"


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable; nothing to do on Windows, which cannot sync a folder."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network mounts sync files only
            raise
    finally:
        os.close(descriptor)


def make_private_folder(folder: Path) -> None:
    """Create `folder` with mode 0700; its parent must exist."""
    folder.mkdir(mode=0o700)
    if os.name != "nt":
        folder.chmod(0o700)
    sync_folder(folder.parent)


def create_private(path: Path) -> BinaryIO:
    """Open a new file for writing and reading with mode 0600; raise FileExistsError if it is there."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def temporary_name(folder: Path) -> Path:
    """Return a fresh temporary path in `folder`; leftovers are recognised by `is_temporary`."""
    return folder / f"{TEMPORARY}{secrets.token_hex(8)}"


def is_temporary(path: Path) -> bool:
    """Tell whether `path` is a leftover of an interrupted write of ours."""
    return path.name.startswith(TEMPORARY)


def publish(file: BinaryIO, temporary: Path, target: Path, *, overwrite: bool) -> None:
    """Sync and close `file`, then rename `temporary` to `target` and sync the folder.

    Raises FileExistsError when `target` exists and `overwrite` is false.
    """
    file.flush()
    os.fsync(file.fileno())
    file.close()
    if overwrite:
        temporary.replace(target)
    else:
        _rename_new(temporary, target)
    sync_folder(target.parent)


def _rename_new(temporary: Path, target: Path) -> None:
    if os.name == "nt":
        temporary.rename(target)  # refuses an existing target by itself
        return
    try:
        os.link(temporary, target)  # atomic and refuses an existing target, unlike rename
    except FileExistsError:
        raise
    except OSError:  # sticks formatted FAT have no hard links
        if target.exists():
            raise FileExistsError(target) from None
        temporary.rename(target)
    else:
        temporary.unlink()


@contextmanager
def replacing(target: Path, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """Yield a file that becomes `target` when the block ends well, and vanishes when it does not."""
    temporary = temporary_name(target.parent)
    file = create_private(temporary)
    try:
        yield file
        publish(file, temporary, target, overwrite=overwrite)
    except BaseException:
        with suppress(OSError):  # closing writes what is left, and fails again on a full medium
            file.close()
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


@contextmanager
def writing_plain(target: Path) -> Iterator[BinaryIO]:
    """Yield a file for decrypted contents that becomes `target`, which must not exist, when the block ends well.

    Until then it has no name where the system can do that, so that a kill leaves nothing; elsewhere it is `target`
    with `.part` behind it, in plain sight. Raises FileExistsError.
    """
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    descriptor = _nameless(target.parent)
    if descriptor is None:
        with _in_sight(target) as file:
            yield file
        return
    with os.fdopen(descriptor, "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
        # A folder is named only so that Python asks the system to follow the link: the path is absolute.
        os.link(f"/proc/self/fd/{file.fileno()}", target, src_dir_fd=file.fileno(), follow_symlinks=True)
    sync_folder(target.parent)


def _nameless(folder: Path) -> int | None:
    """Open a file without a name in `folder`; None where the system or the medium cannot."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
            return None
        raise


@contextmanager
def _in_sight(target: Path) -> Iterator[BinaryIO]:
    part = target.with_name(target.name + ".part")
    file = create_private(part)
    try:
        yield file
        publish(file, part, target, overwrite=False)
    except BaseException:
        with suppress(OSError):
            file.close()
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def replace_bytes(target: Path, data: bytes, *, overwrite: bool = True) -> None:
    """Durably replace `target` with `data`."""
    with replacing(target, overwrite=overwrite) as file:
        file.write(data)
