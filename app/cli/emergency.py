"""Commands for an emergency: destroy, and lock-out, which lets wrong tries do it."""

from __future__ import annotations

from typing import Any

import click

from app.base.errors import BadInput
from app.base.i18n import _, ngettext
from app.cli.opening import Progress, answers, open_here, vault_folder


@click.command("destroy")
@click.option("--yes-destroy", is_flag=True, help=_("Do not ask: destroy."))
@answers
def destroy_command(say: Any, *, yes_destroy: bool) -> None:
    """Destroy the keys of the vault given by --vault, for good, without opening it."""
    from app.services import emergency, session

    folder = vault_folder().absolute()
    session.look(folder)
    if not yes_destroy:
        _ask(folder.name)
    with Progress(_("Destroying"), _("bytes")) as bar:
        done = emergency.destroy(folder, bar)
    answer = {
        "destroyed": str(folder),
        "files_removed": done.files,
        "bytes_overwritten": done.overwritten,
        "files_left": done.others,
    }
    say(answer, done.words)


def _ask(name: str) -> None:
    prompt = _("This destroys the keys of the vault for good; there is no way back. To do it, type {name}").format(
        name=name
    )
    if click.prompt(prompt, err=True, default="", show_default=False).strip() != name:
        raise BadInput(_("That is not the name of the folder. Nothing was destroyed."))


@click.command("lock-out")
@click.argument("tries", metavar="[N]", required=False, type=click.IntRange(0, 100))
@answers
def lock_out_command(say: Any, tries: int | None) -> None:
    """Show or set after how many wrong tries in a row the keys are destroyed; 0 is never."""
    from app.services import emergency

    with open_here() as session:
        if tries is not None:
            emergency.set_lock_out(session, tries)
        limit = emergency.lock_out(session)
    if limit:
        plain = ngettext(
            "After {n} wrong try in a row the keys of this vault are destroyed.",
            "After {n} wrong tries in a row the keys of this vault are destroyed.",
            limit,
        ).format(n=limit)
    else:
        plain = _("Wrong tries destroy nothing.")
    say({"tries": limit}, plain)
