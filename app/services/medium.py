"""The folder that bundles and copies are written to, as on a stick: what goes wrong there, in plain words."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.base import durable
from app.base.errors import BadInput, NoRoom
from app.base.i18n import _
from app.exchange.hashing import Hasher

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def check_folder(out: Path) -> None:
    """Raise BadInput unless files can be made in `out`, before anything is prepared."""
    if not out.is_dir():
        raise BadInput(_("There is no folder {folder}. Nothing was written.").format(folder=out))
    probe = durable.temporary_name(out)
    with written_to(out):
        durable.create_private(probe).close()
        probe.unlink()


def free(out: Path) -> int:
    """Return how many bytes the medium of the folder `out` has free, after `check_folder`."""
    check_folder(out)
    with written_to(out):
        return shutil.disk_usage(out).free


@contextmanager
def written_to(out: Path) -> Iterator[None]:
    """Tell failures of writing into the folder `out` as NoRoom or BadInput."""
    try:
        yield
    except FileExistsError as error:
        raise BadInput(
            _("There is another file {path} already; it is left as it is.").format(path=error.filename or out)
        ) from None
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom(
                _("{folder} is full, or takes no file of that size. Nothing was left there.").format(folder=out)
            ) from None
        if error.errno in _CLOSED:
            raise BadInput(_("Nothing can be written to {folder}. Nothing was changed.").format(folder=out)) from None
        raise BadInput(
            _("Writing to {folder} failed ({reason}). Try again, or another medium.").format(
                folder=out, reason=errno.errorcode.get(error.errno or 0, "?")
            )
        ) from None


class Hashed:
    """A file that is hashed, in another thread, as it is read from its beginning to its end."""

    def __init__(self, file: BinaryIO, hashing: Hasher) -> None:
        self._file, self._hashing = file, hashing

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, hashed."""
        data = self._file.read(size)
        self._hashing.update(data)
        return data

    def hexdigest(self) -> str:
        """Return the SHA-256 of what was read; only once, at the end."""
        return self._hashing.finish().hex()


@contextmanager
def from_medium(path: Path) -> Iterator[Hashed]:
    """Open a file that was just written to read it back, from the medium and not from the system's memory of it."""
    with path.open("rb") as file, Hasher() as hashing:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        yield Hashed(file, hashing)
