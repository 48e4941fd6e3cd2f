"""Building a vault's folder beside its place and giving it its name: there is a whole vault or none."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.base import durable
from app.base.errors import VaultError, VaultExists, VaultInUse
from app.base.i18n import _
from app.storage import faults, layout, lock


def require_free(target: Path) -> None:
    """Raise VaultExists when there is something at `target` already, or it would be inside a vault.

    An empty folder is nothing. A vault inside another would outlive it, or go with it.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise VaultExists(
            _("There is something in {folder} already. A new vault needs a new or empty folder.").format(folder=target)
        )
    for parent in target.resolve().parents:
        if (parent / layout.KEY_FILE).is_file() and (parent / layout.DATABASE).is_file():
            raise VaultExists(
                _("{folder} would be inside a vault. A new vault needs a new folder elsewhere.").format(folder=target)
            )


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes `target` when the block ends well, and vanishes when it does not.

    What is in it by then is synced and closed. Leftovers of killed builds beside `target` are removed before.
    """
    target = target.resolve()  # it may be a link to an empty folder on another disk
    with faults.told():
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        building = target.parent / f"{layout.BUILDING}{secrets.token_hex(8)}"
        durable.make_private_folder(building)
        try:
            yield building
            if target.exists():
                target.rmdir()  # empty, or it fails
            building.rename(target)
            durable.sync_folder(target.parent)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise


def _sweep(parent: Path) -> None:
    """Remove what killed builds left beside."""
    for left in left_behind(parent):
        with suppress(OSError):
            shutil.rmtree(left)


def left_behind(parent: Path) -> Iterator[Path]:
    """Yield the folders of killed builds in `parent`; one that goes on elsewhere is locked and stays."""
    for left in parent.glob(f"{layout.BUILDING}*"):
        with suppress(VaultInUse, VaultError, OSError):
            if _ours(left):
                lock.take(left).release()
                yield left


def _ours(folder: Path) -> bool:
    """Tell whether this is a folder only we can have made: in a shared place others may lay traps."""
    found = folder.lstat()
    mine = os.name == "nt" or (found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) == 0o700)
    return stat.S_ISDIR(found.st_mode) and mine
