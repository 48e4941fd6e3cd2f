"""The command that takes what can be read of a damaged vault into a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.base.i18n import _, ngettext
from app.cli.asking import read_way
from app.cli.opening import Progress, answers, vault_folder


@click.command("recover")
@click.option("--to", required=True, type=click.Path(path_type=Path), help=_("The new vault's folder, new or empty."))
@click.option(
    "--keys",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("A backup's keys file, when vault.json is missing or damaged."),
)
@answers
def recover_command(say: Any, to: Path, keys: Path | None) -> None:
    """Take what can be read of a damaged vault into a new one in the folder given by --to."""
    from app.services import recovering, session

    folder = vault_folder()
    session.look_free(to)
    if keys is None:
        session.look(folder)
    with Progress(_("Recovering")) as bar:
        done = recovering.recover(folder, read_way(), to, bar, keys)
    say(done, "\n".join(_lines(done)))


def _lines(done: dict[str, Any]) -> list[str]:
    from app.cli import showing

    versions = ngettext("{n} version", "{n} versions", done["revisions"]).format(n=f"{done['revisions']:,}")
    files = ngettext("{n} attachment", "{n} attachments", done["attachments"]).format(n=f"{done['attachments']:,}")
    lines = [_("The new vault is ready: {folder}").format(folder=done["vault"])]
    lines.append(_("Recovered: {versions}, {files}.").format(versions=versions, files=files))
    if done["new_keys"]:
        lines.append(
            _("The signing keys were lost. New ones were made: give your contacts your new card, and compare it again.")
        )
    if done["parts"]:
        lines.append(_("Parts that lost something: {parts}").format(parts=", ".join(done["parts"])))
    named = list(showing.damage(done["damage"]))
    lines += [_("What could not be read, or not as it was signed:"), *named] if named else [_("Nothing is missing.")]
    lines.append(_("Keep the damaged vault until you have looked at the new one."))
    return lines
