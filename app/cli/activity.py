"""The command that tells what was done with the vault: the activity log, shown or saved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.base.i18n import _
from app.cli.opening import answers, open_here


@click.command("activity")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help=_("Only this kind or group; may be given again."))
@click.option("--since", default="", metavar="DAY", help=_("Only from this day on, as 2026-11-24."))
@click.option("--until", default="", metavar="DAY", help=_("Only until this day, which is included."))
@click.option("--most", type=click.IntRange(1), default=100, show_default=True, help=_("So many entries at most."))
@click.option("--before", type=click.IntRange(1), metavar="N", help=_("Only entries before number N: the next page."))
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write all of them to a new file."),
)
@answers
def activity_command(
    say: Any, kinds: tuple[str, ...], since: str, until: str, most: int, before: int | None, save: Path | None
) -> None:
    """Show what was done with the vault, the latest first: saved, sent, received, trusted, keys."""
    from app.services import activity

    asked = activity.Filter(kinds, since, until)
    with open_here() as session:
        if save is not None:
            number = activity.save(session, save, asked)
            say({"path": str(save), "entries": number}, _("{n} entries: {path}").format(n=f"{number:,}", path=save))
            return
        total = activity.count(session, asked)
        rows = activity.entries(session, asked, before=before, most=most)
    told = [{"n": one.n, "at": one.at, "kind": one.kind, "label": one.label, "words": one.words} for one in rows]
    lines = [f"{one.n:7}  {_here(one.at)}  {one.words}" for one in rows]
    if rows and len(rows) == most and rows[-1].n > 1:
        lines.append(_("More: --before {n}").format(n=rows[-1].n))
    say({"total": total, "entries": told}, "\n".join(lines) or _("Nothing of this kind in this time."))


def _here(at: str) -> str:
    """Return a UTC time as the clock here shows it; what is no such time is shown as it is."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return at
