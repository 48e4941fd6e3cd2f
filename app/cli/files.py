"""Commands on files kept with records: metadata."""

from __future__ import annotations

from typing import Any

import click

from app.base.i18n import _
from app.cli.opening import answers, open_here


@click.command("metadata")
@click.argument("record", metavar="ID")
@click.argument("attachment", metavar="[ATTACHMENT]", default="")
@answers
def metadata_command(say: Any, record: str, attachment: str) -> None:
    """Show what the files of a record say of themselves; it can be wrong or forged."""
    from app.services import metadata

    with open_here() as session:
        found = metadata.of_record(session, record, attachment)
    lines = []
    for one in found:
        lines.append(f"{one['attachment']}  {one['name']}")
        lines += [f"  {said.label}: {said.words}" for said in one["says"]]
        if one["problem"] or not one["says"]:
            lines.append("  " + (one["problem"] or _("It says nothing of itself that can be read here.")))
        if who := metadata.telling(one["says"]):
            lines.append("  " + _("This can tell who made it, or where: {labels}.").format(labels=", ".join(who)))
    lines.append(_("The files say so themselves: it can be wrong or forged."))
    answer = [
        {**one, "says": [{"code": said.code, "value": said.value, "telling": said.telling} for said in one["says"]]}
        for one in found
    ]
    say({"attachments": answer}, "\n".join(lines))
