"""Commands that take text out of a vault: erase, seal."""

from __future__ import annotations

from typing import Any

import click

from app.base.errors import BadInput
from app.base.i18n import _, ngettext
from app.cli.opening import Progress, answers, open_here, printable


@click.command("erase")
@click.argument("records", metavar="[ID...]", nargs=-1)
@click.option("--reason", metavar="TEXT", help=_("Why. It stays, and travels with the next bundle."))
@click.option("--version", metavar="REVISION", help=_("Only this version of the record, as `show --history` names it."))
@click.option("--yes", is_flag=True, help=_("Do not ask first."))
@click.option("--requests", is_flag=True, help=_("List the erasures that others ask for here."))
@click.option("--confirm", metavar="REQUEST", help=_("Erase what this request asks for."))
@click.option("--refuse", metavar="REQUEST", help=_("Leave what this request asks for as it is, for good."))
@answers
def erase_command(
    say: Any,
    records: tuple[str, ...],
    reason: str | None,
    version: str | None,
    yes: bool,
    requests: bool,
    confirm: str | None,
    refuse: str | None,
) -> None:
    """Erase records for good: text, drafts and attachments. Who, when and why stays."""
    asked = [bool(records), requests, bool(confirm), bool(refuse)]
    if sum(asked) != 1:
        raise click.UsageError(_("Say which records to erase, or one of --requests, --confirm and --refuse."))
    if requests:
        _list(say)
    elif confirm:
        _confirm(say, confirm, yes=yes)
    elif refuse:
        _refuse(say, refuse)
    else:
        _erase(say, records, reason or "", version or "", yes=yes)


@click.command("seal")
@click.argument("records", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--to", "to", metavar="NAME", multiple=True, required=True, help=_("Whose card opens it; more than once.")
)
@click.option("--label", metavar="TEXT", required=True, help=_("What stays visible of it: something neutral."))
@click.option("--unverified", is_flag=True, help=_("Also for a card whose fingerprint was never compared."))
@click.option("--yes", is_flag=True, help=_("Do not ask first."))
@answers
def seal_command(
    say: Any, records: tuple[str, ...], to: tuple[str, ...], label: str, unverified: bool, yes: bool
) -> None:
    """Seal records for others: their text leaves this vault, and only they can open it."""
    from app.services import erasing, sealing

    with open_here() as session, Progress(_("Sealing"), "B") as bar:
        people = sealing.audience(session, to, unverified=unverified)
        sealing.checked_label(label)
        found, naming = erasing.foresee(session, records)
        _tell_naming(naming)
        for warning in people.warnings:
            click.echo(printable(warning), err=True)
        if not yes:
            _asked_to_type(
                len(found),
                ngettext(
                    "The text of {n} record leaves this vault: from here nobody can open it any more.",
                    "The text of {n} records leaves this vault: from here nobody can open it any more.",
                    len(found),
                ).format(n=len(found)),
            )
        done = sealing.seal(session, found, to, label, unverified=unverified, progress=bar)
    plain = ngettext("Sealed: {n} version.", "Sealed: {n} versions.", done.versions).format(n=done.versions)
    limits = _(
        "It is in no page of this vault any more; it travels to them with the next bundle. It was here in the clear "
        "before: traces may survive on a flash medium and in backups made before."
    )
    if done.naming:
        limits += " " + _("Look at the records that name it.")
    answer = {
        "records": list(done.records),
        "versions": done.versions,
        "notices": list(done.notices),
        "packages": list(done.packages),
        "naming": [{"id": one.record, "type": one.type, "title": one.title} for one in done.naming],
        "warnings": list(done.warnings),
    }
    say(answer, f"{plain}\n{limits}")


def _erase(say: Any, records: tuple[str, ...], reason: str, version: str, *, yes: bool) -> None:
    from app.services import erasing

    with open_here() as session:
        found, naming = erasing.foresee(session, records)
        erasing.checked_words(reason, _("Say why: --reason TEXT. It stays, and travels. Nothing was erased."))
        _tell_naming(naming)
        if not yes:
            _asked_to_type(len(found), _would_go(len(found)))
        done = erasing.erase(session, found, reason, version=version)
    _say_erased(say, done)


def _tell_naming(naming: Any) -> None:
    for one in naming:
        words = _("Still named by {type} {id}: {title}").format(type=one.type, id=one.record[:12], title=one.title)
        click.echo(printable(words), err=True)


def _would_go(count: int) -> str:
    return ngettext(
        "{n} record will be erased for good: text, drafts, attachments. Nobody can bring it back from here.",
        "{n} records will be erased for good: text, drafts, attachments. Nobody can bring them back from here.",
        count,
    ).format(n=count)


def _asked_to_type(count: int, words: str) -> None:
    """Ask a person to type the number of records; raise BadInput for anything else."""
    click.echo(words, err=True)
    typed = click.prompt(_("Type the number of records to go on"), default="", show_default=False, err=True)
    if str(typed).strip() != str(count):
        raise BadInput(_("That is not the number of records. Nothing was changed."))


def _say_erased(say: Any, done: Any) -> None:
    plain = ngettext("Erased: {n} version.", "Erased: {n} versions.", done.versions).format(n=done.versions)
    limits = _(
        "It is in no page of this vault any more. Traces may survive on a flash medium and in backups made before, and "
        "whoever received it has it: there it goes when the next bundle arrives, or when a person confirms it."
    )
    answer = {
        "records": list(done.records),
        "versions": done.versions,
        "notices": list(done.notices),
        "naming": [{"id": one.record, "type": one.type, "title": one.title} for one in done.naming],
    }
    say(answer, f"{plain}\n{limits}")


def _list(say: Any) -> None:
    from app.services import erasing

    with open_here() as session:
        found = erasing.requests(session)
    lines = []
    for one in found:
        lines.append(f"{one.id[:12]}  {one.type}  {one.record}  {one.title}")
        lines.append(_("  asked by {name}, {at}: {reason}").format(name=one.by, at=one.at, reason=one.reason))
    lines.append(ngettext("{n} request to erase", "{n} requests to erase", len(found)).format(n=len(found)))
    if found:
        lines.append(_("Decide each: erase --confirm REQUEST, or erase --refuse REQUEST."))
    told = [
        {
            "request": one.id,
            "record": one.record,
            "type": one.type,
            "title": one.title,
            "versions": one.versions,
            "whole": one.whole,
            "by": one.by,
            "at": one.at,
            "reason": one.reason,
        }
        for one in found
    ]
    say({"requests": told}, "\n".join(lines))


def _confirm(say: Any, request: str, *, yes: bool) -> None:
    from app.services import erasing

    with open_here() as session:
        if not yes:
            _asked_to_type(1, _would_go(1))
        done = erasing.confirm(session, request)
    _say_erased(say, done)


def _refuse(say: Any, request: str) -> None:
    from app.services import erasing

    with open_here() as session:
        erasing.refuse(session, request)
    say({"refused": request}, _("Nothing was erased, and it is not asked again."))
