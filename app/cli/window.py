"""The window's place in the list of commands; `app.__main__` shows it, this tells why it could not."""

from __future__ import annotations

from pathlib import Path

import click

from app.base.errors import NoScreen
from app.base.i18n import _


@click.command("window")
@click.option("--practice", is_flag=True, help=_("Open the sample casework, which is made when it is not there."))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def window_command(practice: bool, folder: Path | None) -> None:  # noqa: ARG001 - app.__main__ goes by them
    """Open the window; `keepsake` alone does the same."""
    # only reached without a screen: with one, app.__main__ shows the window before any command is looked for
    raise NoScreen(_("There is no screen to show the window on; the commands work without one (keepsake --help)."))
