"""Commands for the day a vault is lost: backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.base.i18n import _, ngettext
from app.cli.asking import read_way
from app.cli.opening import Progress, answers, open_here

FILE = click.Path(path_type=Path)
IN_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("backup")
@click.argument("file", type=FILE)
@answers
def backup_command(say: Any, file: Path) -> None:
    """Write a backup of the whole vault to FILE, or into a folder, and read it back."""
    from app.services import backing_up

    with open_here() as session, Progress(_("Backing up"), "B") as bar:
        report = backing_up.make(session, file, bar)
        removed = backing_up.note(session, report)
    lines = [
        _("The backup is written and was read back: {file}").format(file=report.path),
        _("Its keys file belongs to it, keep both: {file}").format(file=report.keys),
        *_damage(report.damaged_pages, report.missing),
    ]
    if removed:
        lines.append(
            ngettext("{n} older backup was removed.", "{n} older backups were removed.", len(removed)).format(
                n=len(removed)
            )
        )
    answer = {
        "backup": str(report.path),
        "keys": str(report.keys),
        "at": report.at,
        "size": report.size,
        "sha256": report.sha256,
        "files": report.files,
        "bytes": report.bytes,
        "damaged_pages": report.damaged_pages,
        "missing": report.missing,
        "removed": [str(path) for path in removed],
    }
    say(answer, "\n".join(lines))


@click.command("restore")
@click.argument("file", type=IN_FILE)
@click.option("--to", "folder", type=FILE, metavar="DIR", help=_("The new folder of the vault."))
@click.option("--check", "only_check", is_flag=True, help=_("Only read it all, and make nothing."))
@click.option("--keys", type=IN_FILE, metavar="FILE", help=_("The keys file, if it is not beside the backup."))
@answers
def restore_command(say: Any, file: Path, folder: Path | None, only_check: bool, keys: Path | None) -> None:
    """Make a vault in DIR of the backup FILE."""
    from app.services import backing_up, session

    if only_check == (folder is not None):
        raise click.UsageError(_("Say either where the vault shall be (--to) or that it is only a check (--check)."))
    if folder is None:
        with Progress(_("Checking"), "B") as bar:
            about = backing_up.check(file, read_way(), bar, keys)
        answer = {"at": about.at, "files": about.files, "bytes": about.bytes, "scope": about.scope}
        say(answer, _("The backup of {at} is whole, and this opens it.").format(at=about.at))
        return
    session.look_free(folder)
    way = read_way()
    with Progress(_("Restoring"), "B") as bar:
        report = backing_up.restore(file, way, folder, bar, keys)
    lines = [
        _("The vault is restored as it was on {at}: {folder}").format(at=report.at, folder=report.folder),
        *_damage(report.damaged_pages, report.missing),
    ]
    said = {
        "vault": str(report.folder),
        "at": report.at,
        "files": report.files,
        "bytes": report.bytes,
        "damaged_pages": report.damaged_pages,
        "missing": report.missing,
    }
    say(said, "\n".join(lines))


def _damage(pages: int, missing: int) -> list[str]:
    """Return what to say when the vault that was backed up was not whole."""
    found = []
    if pages:
        found.append(
            ngettext(
                "Careful: {n} page of the vault's database is damaged. Keep older backups, and look with `verify`.",
                "Careful: {n} pages of the vault's database are damaged. Keep older backups, and look with `verify`.",
                pages,
            ).format(n=pages)
        )
    if missing:
        found.append(
            ngettext(
                "Careful: the file of {n} attachment is missing in the vault. Keep older backups.",
                "Careful: the files of {n} attachments are missing in the vault. Keep older backups.",
                missing,
            ).format(n=missing)
        )
    return found
