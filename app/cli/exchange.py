"""Commands that meet other vaults: card, trust, send, inspect, receive."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Literal

import click

from app.base.i18n import _
from app.cli.opening import Progress, answers, open_here

OUT_FILE = click.Path(path_type=Path)
IN_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("card")
@click.option("--out", required=True, type=OUT_FILE, help=_("The file to write your contact card to."))
@answers
def card_command(say: Any, out: Path) -> None:
    """Write your contact card to a file, for others to trust after comparing its fingerprint with you."""
    from app.exchange import card
    from app.services import contacts

    with open_here() as session:
        digits = contacts.write_card(session, out)
    say({"fingerprint": digits, "path": str(out)}, f"{out}\n{card.group_digits(digits)}")


@click.command("trust")
@click.argument("file", type=IN_FILE)
@click.option("--fingerprint", metavar="DIGITS", help=_("The 60 digits its owner read to you."))
@answers
def trust_command(say: Any, file: Path, fingerprint: str | None) -> None:
    """Take in a contact card; with the right fingerprint it is verified."""
    from app.exchange import card
    from app.services import trusting

    with open_here() as session:
        done = trusting.take_card(session, file, fingerprint)
    if done["status"] == "verified":
        plain = _("{name} is verified.").format(name=done["name"])
    else:
        plain = _(
            "{name} is taken in but not verified. Compare these digits with its owner, by voice or in person,\n"
            "and call again with --fingerprint:\n{digits}"
        ).format(name=done["name"], digits=card.group_digits(done["fingerprint"]))
    if done["told"]:
        plain = done["told"] + "\n" + plain
    if done["released"]:
        plain += "\n" + _("{n} versions by this author, held back until now, were taken in.").format(n=done["released"])
    if done["waiting"]:
        plain += "\n" + _("Waiting in quarantine from this sender: {paths}").format(paths=", ".join(done["waiting"]))
    say(done, plain)


@click.command("cards")
@answers
def cards_command(say: Any) -> None:
    """List the contact cards taken in: name, whether verified, role, fingerprint."""
    from app.exchange import card
    from app.services import contacts

    with open_here() as session:
        found = contacts.listing(session)
    lines = []
    for one in found:
        lines.append(f"{one['name']}  ({one['standing']}, {one['role']})\n    {card.group_digits(one['fingerprint'])}")
        if one["follows"]:
            lines.append("    " + _("follows the key {key}, which signed it").format(key=one["follows"][:16]))
        if one["followed_by"]:
            lines.append("    " + _("followed by the key {key}").format(key=one["followed_by"][:16]))
    say({"cards": found}, "\n".join(lines) or _("No cards yet. Take one in with `trust`."))


def _finite(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(_("Give a number of megabytes."))
    return value


@click.command("send")
@click.option("--to", "to", required=True, metavar="NAME", help=_("The name on the recipient's card."))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help=_("A folder, as on a stick.")
)
@click.option(
    "--since-last",
    "scope",
    flag_value="since-last",
    default="since-last",
    help=_("What no receipt covers yet (this is what happens by itself)."),
)
@click.option("--all", "scope", flag_value="all", help=_("Everything."))
@click.option("--ids", "ids", multiple=True, metavar="ID ...", help=_("These records only."))
@click.option(
    "--max-size",
    type=click.FloatRange(min=0, min_open=True),
    callback=_finite,
    metavar="MB",
    help=_("Split into bundles of at most so many megabytes."),
)
@click.option("--own", is_flag=True, help=_("To a field laptop, only records that they or you wrote to."))
@click.option("--without-definitions", is_flag=True, help=_("Not what your office defined: fields, lists, forms."))
@click.option("--profile", type=click.Choice(["xwing", "x25519"]), default="xwing", show_default=True)
@click.argument("more", nargs=-1, metavar="")
@answers
def send_command(
    say: Any,
    to: str,
    out: Path,
    scope: str,
    ids: tuple[str, ...],
    max_size: float | None,
    own: bool,
    without_definitions: bool,
    profile: Literal["xwing", "x25519"],
    more: tuple[str, ...],
) -> None:
    """Write what is new as encrypted, signed bundles for one recipient."""
    from app.services import sending

    if more and not ids:
        raise click.UsageError(_("Record ids need --ids before them."))
    records = [one for given in (*ids, *more) for one in given.split(",") if one]
    limit = int(max_size * 1_000_000) if max_size else None
    with open_here() as session, Progress(_("Writing"), "B") as bar:
        sent = sending.send(
            session,
            to,
            out,
            scope="ids" if records else scope,
            ids=records,
            max_size=limit,
            profile=profile,
            own=own,
            defining=not without_definitions,
            progress=bar,
        )
    for warning in sent["warnings"]:
        click.echo(warning, err=True)
    say(sent, "\n".join(sent["bundles"]) or _("Nothing new to send."))


@click.command("inspect")
@click.argument("bundle", type=IN_FILE)
@answers
def inspect_command(say: Any, bundle: Path) -> None:
    """See who sent a bundle and what is in it; nothing is taken in."""
    _take(say, bundle, dry=True)


@click.command("receive")
@click.argument("bundle", type=IN_FILE)
@click.option("--dry-run", is_flag=True, help=_("Only say what would happen."))
@answers
def receive_command(say: Any, bundle: Path, dry_run: bool) -> None:
    """Take a bundle into the vault."""
    _take(say, bundle, dry=dry_run)


def _take(say: Any, bundle: Path, *, dry: bool) -> None:
    from app.exchange import card
    from app.services import receiving

    take = receiving.inspect if dry else receiving.receive
    with (
        open_here() as session,
        Progress(_("Reading"), "B") as reading,
        Progress(_("Checking") if dry else _("Receiving"), _("records")) as bar,
    ):
        answer = take(session, bundle, bar, reading)
    if answer["trust"] == "verified":
        lines = [_("From {name}, verified").format(name=answer["sender"]["name"])]
    else:
        digits = card.group_digits(answer["sender"]["fingerprint"])
        lines = [
            _("Claims to be from {name} ({trust})").format(name=answer["sender"]["name"], trust=answer["trust"]),
            digits,
        ]
    refused = answer["refused"] and not dry
    if not refused:  # then it goes to where errors are read
        lines.append(answer["message"])
    lines += [f"  {label}: {count:,}" for label, count in answer["counts"].items()]
    lines += [f"    {type_}: {count:,}" for type_, count in sorted(answer["types"].items())]
    if answer["counts"]["conflicting"] and not dry:
        lines.append(_("What waits for a decision: keepsake --vault DIR conflicts"))
    if answer["receipt"] and not dry:
        lines.append(_("A receipt is ready; it travels with the next bundle you send them."))
    say(answer, "\n".join(lines))
    if refused:
        click.echo(answer["message"], err=True)
        raise click.exceptions.Exit(3)
