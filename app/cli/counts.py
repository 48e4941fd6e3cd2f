"""The command that counts people and acts."""

from __future__ import annotations

from typing import Any

import click

from app.base import i18n
from app.cli.opening import answers, open_here


@click.command("count")
@click.argument("chosen", metavar="[RECORD]...", nargs=-1)
@answers
def count_command(say: Any, chosen: tuple[str, ...]) -> None:
    """Count people and acts, least and most: of records, incidents or cases, or of the whole vault."""
    from app.services import casework, counted, counting

    language = i18n.language()
    with open_here() as session:
        found = counting.count(session, [casework.find(session, one) for one in chosen], language)
    lines = [counted.sentence(found), *(f"  {line}" for line in counted.lines(found))]
    if by_type := list(counted.type_words(found)):
        lines += ["", by_type[0], *(f"  {line}" for line in by_type[1:])]
    say(counted.as_object(found), "\n".join(lines))
