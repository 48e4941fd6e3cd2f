"""The help pages of `resources/help`, on the terminal."""

from __future__ import annotations

import click

from app.base import resources
from app.base.errors import BadInput
from app.base.i18n import _


@click.command("help")
@click.argument("page", required=False)
def help_command(page: str | None) -> None:
    """Read a help page; without a name, list them."""
    pages = sorted(path.stem for path in resources.path("help").glob("*.md"))
    if page is None:
        click.echo("\n".join(pages))
        return
    if page not in pages:
        raise BadInput(_("There is no such help page. `keepsake help` lists them."))
    click.echo_via_pager(resources.read_text("help", f"{page}.md"))
