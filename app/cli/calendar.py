"""The command that lists what is to be done by when, of all cases."""

from __future__ import annotations

from typing import Any

import click

from app.base import i18n
from app.base.i18n import _, ngettext
from app.cli import dates
from app.cli.opening import answers, open_here


@click.command("calendar")
@click.option("--until", metavar="DATE", help=_("Only what may be due by then, such as June 2013 or 2013-06-15."))
@click.option("--case", "case", metavar="ID", help=_("Only what belongs to this case."))
@click.option("--type", "type_", metavar="T", help=_("Only what records of this type say."))
@click.option("--done", is_flag=True, help=_("Also what is done."))
@answers
def calendar_command(say: Any, until: str | None, case: str | None, type_: str | None, done: bool) -> None:
    """List deadlines and next steps of all cases, what is overdue first."""
    from app.domain import edtf
    from app.services import casework, deadlines

    last = edtf.read(dates.day(until or ""))
    with open_here() as session:
        wanted = casework.find(session, case) if case else ""
        found = deadlines.gather(session, i18n.language(), done=done)
        steps = deadlines.chosen(found, case=wanted, type_=type_ or "", until=last)
    lines: list[str] = []
    for group in deadlines.GROUPS:
        some = [one for one in steps if one.group == group]
        if some:
            lines += ["", deadlines.label(group)] if lines else [deadlines.label(group)]
            lines += [f"  {line}" for one in some for line in _lines(one)]
    lines.append(ngettext("{n} thing to do", "{n} things to do", len(steps)).format(n=f"{len(steps):,}"))
    say({"steps": [deadlines.as_object(one) for one in steps]}, "\n".join(lines))


def _lines(one: Any) -> list[str]:
    what = f"{one.kind}: {one.what}" if one.what else one.kind
    done = _("(done)") if one.done else ""
    first = "  ".join(filter(None, (one.when or _("no date"), what, done)))
    told = [f"{one.title} ({one.record[:8]})", *(title for id_, title in one.cases if id_ != one.record)]
    if one.handlers:
        told.append(_("handled by {names}").format(names=", ".join(title for _id, title in one.handlers)))
    return [first, f"    {'; '.join(told)}"]
