"""Commands on files kept with records: metadata, custody, hashes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.base.i18n import _, ngettext
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
    lines.append(
        _("The files say so themselves: it can be wrong or forged.") if found else _("This record has no files.")
    )
    answer = [
        {**one, "says": [{"code": said.code, "value": said.value, "telling": said.telling} for said in one["says"]]}
        for one in found
    ]
    say({"attachments": answer}, "\n".join(lines))


@click.command("custody")
@click.argument("record", metavar="ID")
@click.option("--compare", is_flag=True, help=_("First read every file and compare its SHA-256; the log notes it."))
@answers
def custody_command(say: Any, record: str, compare: bool) -> None:
    """Show the chain of custody of a record's files: what is known of where they were, and what is not."""
    from app.services import chain_of_custody as chain

    wrong: tuple[str, ...] = ()
    with open_here() as session:
        if compare:
            _count, wrong = chain.compare(session, record)
        events = chain.of_record(session, record)
    lines = [_event(one) for one in events]
    gaps = chain.missing(events)
    left = ngettext("{n} gap", "{n} gaps", gaps).format(n=gaps)
    lines.append(left if events else _("This record has no files."))
    told = [{name: value for name, value in asdict(one).items() if name not in ("bounds", "outside")} for one in events]
    say({"events": told, "gaps": gaps, "wrong": list(wrong)}, "\n".join(lines))


def _event(event: Any) -> str:
    if event.gap:
        return f"  -- {event.words}"
    about = ", ".join(part for part in (event.file, event.sha256, event.by) if part)
    return f"{event.when}  {event.words}" + (f"\n    {about}" if about else "")


@click.command("hashes")
@click.argument("records", metavar="[ID]...", nargs=-1)
@click.option("--out", required=True, type=click.Path(path_type=Path), help=_("The file to write; never overwritten."))
@click.option("--bag", is_flag=True, help=_("Write the names as a bag's manifest has them (BagIt, RFC 8493)."))
@answers
def hashes_command(say: Any, records: tuple[str, ...], out: Path, bag: bool) -> None:
    """Write the SHA-256 of the files of records, or of all, as a signed list that sha256sum checks."""
    from app.services import hash_list

    with open_here() as session:
        found = hash_list.save(session, out, records, bag=bag)
    told = [asdict(one) for one in found]
    say({"path": str(out), "files": told}, _("{n} files: {path}").format(n=f"{len(found):,}", path=out))
