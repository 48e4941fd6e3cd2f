"""Wrong tries at opening a vault, counted where a locked vault can count them; at the limit its keys are destroyed.

Off unless somebody turned it on. The count protects against whoever sits at this machine and types: a copy of the
folder has a count of its own, which whoever made the copy may set back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.base import durable
from app.base.errors import BadInput, CannotOpen, NotCanonical, VaultError
from app.base.i18n import _, ngettext
from app.domain import canonical
from app.storage import destroying, faults, layout

LEAST, MOST = 3, 100
_LARGEST = 256


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong tries there may be, and how many there were since the vault was opened last."""

    limit: int
    failed: int = 0


def read(folder: Path) -> Tries | None:
    """Return the count; None when there is no limit, or none that can be read."""
    try:
        with (folder / layout.TRIES).open("rb") as file:
            value = canonical.decode_object(file.read(_LARGEST + 1), limit=_LARGEST)
        limit, failed = value["limit"], value["failed"]
    except (OSError, NotCanonical, KeyError):
        return None
    if type(limit) is not int or type(failed) is not int or not LEAST <= limit <= MOST or failed < 0:
        return None
    return Tries(limit, failed)


def limit(folder: Path) -> int:
    """Return after how many wrong tries the keys are destroyed; 0 for never."""
    found = read(folder)
    return found.limit if found else 0


def set_limit(folder: Path, most: int) -> None:
    """Set after how many wrong tries the keys are destroyed; 0 for never. Raises BadInput, NoRoom, VaultError."""
    if most and not LEAST <= most <= MOST:
        raise BadInput(
            _("Between {least} and {most} wrong tries can be allowed. Nothing was changed.").format(
                least=LEAST, most=MOST
            )
        )
    with faults.told():
        if most:
            _write(folder, Tries(most))
        else:
            (folder / layout.TRIES).unlink(missing_ok=True)
            durable.sync_folder(folder)


def _write(folder: Path, tries: Tries) -> None:
    """Write the count, where it lies when there is one: on a full disk too one wants to open a vault."""
    data = canonical.encode({"failed": tries.failed, "limit": tries.limit})
    path = folder / layout.TRIES
    if not path.is_file():
        durable.replace_bytes(path, data)
        return
    with path.open("r+b", buffering=0) as file:
        file.write(data)
        file.truncate()
        os.fsync(file.fileno())


@contextmanager
def counted(folder: Path, *, in_vain: bool = False) -> Iterator[None]:
    """Count the block as one try, wrong until it ends well; its lock is held.

    It is counted before, so that ending the program in its midst makes no try free. Raises VaultDestroyed, in the
    place of CannotOpen, when that was the last; then the keys are gone. With `in_vain` nothing is wrong when the folder
    cannot be written.
    """
    found = read(folder)
    if found is None:
        yield
        return
    now = replace(found, failed=found.failed + 1)
    try:
        with faults.told():
            _write(folder, now)
    except VaultError:
        if not in_vain:
            raise
    try:
        yield
    except CannotOpen as error:
        if now.failed >= now.limit:
            destroying.destroy_held(folder)
            raise destroying.destroyed() from None
        left = now.limit - now.failed
        raise CannotOpen(
            str(error)
            + " "
            + ngettext(
                "After {n} more wrong try the keys of this vault are destroyed.",
                "After {n} more wrong tries the keys of this vault are destroyed.",
                left,
            ).format(n=left)
        ) from None
    except BaseException:  # too little memory, say: nobody was wrong
        with suppress(OSError):
            _write(folder, found)
        raise
    with suppress(OSError):
        _write(folder, replace(found, failed=0))
