"""Backing up while working: to a file or into a folder, when it is due, how many are kept; and restoring."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.base.errors import KeepsakeError, NoRoom
from app.exchange import backup
from app.services import backups, settings
from app.services.backups import BackupReport as BackupReport
from app.services.backups import keys_beside as keys_beside
from app.services.restoring import RestoreReport as RestoreReport
from app.services.restoring import check as check
from app.services.restoring import restore as restore
from app.services.session import Session
from app.storage import log

Tell = Callable[[int, int], None]
LETTERS = string.ascii_lowercase + string.digits
_NAME = re.compile(r"keepsake-\d{4}-\d{2}-\d{2}-[a-z0-9]{8}\.age")


@dataclass(frozen=True, slots=True)
class Last:
    """The last backup made of this vault: when, where, its size in bytes and SHA-256. It may be gone since."""

    at: datetime
    path: Path
    size: int
    sha256: str


def back_up(session: Session, file: Path, progress: Tell | None = None) -> BackupReport:
    """Back the vault up to `file`, or into it when it is a folder, under a name made up; then note it and rotate.

    In the thread that writes the vault. Elsewhere call `make`, and afterwards `note` in that thread.
    """
    report = make(session, file, progress)
    note(session, report)
    return report


def make(session: Session, file: Path, progress: Tell | None = None) -> BackupReport:
    """Write a backup and read it back, in any thread, while the vault is worked in; see `backups.make`.

    `session` is the open one itself, not a reading copy of it. Changes nothing in the vault.
    """
    return backups.make(session.vault, name_in(file) if file.is_dir() else file, progress)


def note(session: Session, report: BackupReport) -> list[Path]:
    """Note in the vault that a backup was made, and remove those that rotation keeps no longer; return their paths."""
    found = {"at": report.at, "path": str(report.path.absolute()), "sha256": report.sha256, "size": report.size}
    # It stands, whether the vault's own disk has room for the note or not.
    with suppress(NoRoom), session.vault.transaction():
        settings.write(session, "last_backup", found)
        log.note(session.vault, "backed_up", {"sha256": report.sha256})
    if _NAME.fullmatch(report.path.name) and report.whole:
        return rotate(session, report.path.parent, latest=report.path)
    return []


def name_in(folder: Path) -> Path:
    """Return a path for a backup in `folder` that says nothing but the day."""
    chance = "".join(secrets.choice(LETTERS) for _ in range(8))
    return folder / f"keepsake-{datetime.now(UTC):%Y-%m-%d}-{chance}.age"


def last(session: Session) -> Last | None:
    """Return the last backup that was made, or None."""
    found = settings.read(session)["last_backup"]
    try:
        return Last(_time(found["at"]), Path(found["path"]), int(found["size"]), str(found["sha256"]))
    except (KeyError, TypeError, ValueError):
        return None


def due(session: Session, now: datetime | None = None) -> bool:
    """Tell whether a person is to be reminded: the last backup, or the vault's making, is longer ago than is set."""
    days = settings.read(session)["backup_reminder_days"]
    if not days:
        return False
    made = last(session)
    since = made.at if made else _time(next(log.entries(session.vault)).at)
    return (now or datetime.now(UTC)) - since >= timedelta(days=days)


def rotate(session: Session, folder: Path, keep: int | None = None, latest: Path | None = None) -> list[Path]:
    """Remove the oldest backups of this vault in `folder`, but for the last `keep`; return the paths of those removed.

    `keep` is the setting `backup_keep` when None; 0 keeps all. `latest` is the one just made: whatever the device's
    clock said then, it is the last. Only files go that have a name made up here and open with this vault's key, with
    the keys files beside them. Those made before a rekey stay.
    """
    keep = settings.read(session)["backup_keep"] if keep is None else keep
    if keep < 1:
        return []
    removed = []
    found = sorted(_ours(session, folder), key=lambda one: one[1] == latest)  # those of before stay in their order
    for _at, path in found[:-keep]:
        with suppress(OSError):  # the next rotation finds it again
            path.unlink()
            removed.append(path)
            keys_beside(path).unlink(missing_ok=True)
    return removed


def _ours(session: Session, folder: Path) -> list[tuple[str, Path]]:
    """Return this vault's backups in `folder` by when they were made, the oldest first."""
    identity = backups.identity_of(session.vault.vault_key)
    found = []
    for path in folder.iterdir():
        if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with suppress(KeepsakeError, OSError), path.open("rb") as source:
                about = backup.open_backup(source, [identity]).about
                if about.vault == session.vault.id and about.scope == backup.WHOLE:
                    found.append((about.at, path))
    return sorted(found)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
