"""Commands on a whole vault: new, verify, rebuild, sample, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.base.i18n import _
from app.cli.asking import read_passphrase
from app.cli.opening import Progress, answers, open_here, vault_folder
from app.services.places import PUBLIC, SAMPLES

KDF_CHOICE = click.IntRange(64, 1024)
KDF_HELP = _("Memory the passphrase costs to try once, in MiB.")


@click.command("new")
@click.option("--role", type=click.Choice(["field", "headquarters"]), required=True)
@click.option("--name", required=True, help=_("The name, or a code name, on your contact card."))
@click.option("--kdf-memory", type=KDF_CHOICE, help=KDF_HELP)
@click.option("--generate", is_flag=True, help=_("Have a passphrase chosen by chance, and print it."))
@click.option("--weak-anyway", is_flag=True, help=_("Take a passphrase that is easy to guess."))
@click.option("--sheet", type=click.Path(path_type=Path), help=_("Save a recovery sheet to print, as HTML."))
@answers
def new_command(
    say: Any,
    role: str,
    name: str,
    kdf_memory: int | None,
    generate: bool,
    weak_anyway: bool,
    sheet: Path | None,
) -> None:
    """Make a new, empty vault in the folder given by --vault."""
    from app.base import i18n
    from app.cli.printing import saved_sheet
    from app.exchange import card
    from app.services import beginning, recovery_sheet, revoking, session, ways

    folder = vault_folder()
    session.look_free(folder)
    name = beginning.check_name(name)
    if generate and click.get_current_context().obj["passphrase_file"]:
        raise click.UsageError(_("Say either --generate or --passphrase-file."))
    passphrase = beginning.propose(i18n.language()) if generate else read_passphrase(confirm=True)
    if not (generate or weak_anyway):
        ways.require_strong(passphrase)
    memory_kib = kdf_memory << 10 if kdf_memory else beginning.measure()
    secret, keys = ways.new_secret() if sheet else None, beginning.new_keys()
    sheets = [recovery_sheet.of_code(secret, name, giving_up=revoking.of(keys))] if secret else []
    with saved_sheet(sheet, sheets):
        opened = session.create(
            folder, passphrase, name=name, role=role, memory_kib=memory_kib, recovery=secret, signing=keys
        )
    with opened:
        digits = opened.card.fingerprint
    plain = _("The vault is ready: {folder}\nYour card's fingerprint:\n{digits}").format(
        folder=folder, digits=card.group_digits(digits)
    )
    answer = {"vault": str(folder), "card_fingerprint": digits}
    if generate:
        answer["passphrase"] = passphrase
        plain += "\n" + _("Its passphrase, which is kept nowhere, is: {passphrase}").format(passphrase=passphrase)
    if sheet:
        answer["sheet"] = str(sheet)
    say(answer, plain)


@click.command("verify")
@answers
def verify_command(say: Any) -> None:
    """Check every signature, commitment, hash and page of the vault."""
    from app.cli import showing
    from app.services import checking

    with open_here() as session, Progress(_("Checking")) as bar:
        report = checking.verify(session, bar)
    states = ", ".join(f"{state} {count:,}" for state, count in sorted(report["states"].items()))
    lines = [_("digest {digest}").format(digest=report["digest"])]
    lines.append(_("{n} revisions ({states})").format(n=f"{report['revisions']:,}", states=states))
    lines += dict.fromkeys(report["problems"]) or [_("No problems found.")]
    lines += showing.damage(report["damage"])
    say(report, "\n".join(lines))
    if report["problems"]:
        raise click.exceptions.Exit(1)


@click.command("rebuild")
@answers
def rebuild_command(say: Any) -> None:
    """Make lists, links and the search index anew from the signed revisions."""
    from app.services import checking

    with open_here() as session, Progress(_("Rebuilding"), _("records")) as bar:
        count = checking.rebuild(session, bar)
    say({"records": count}, _("Rebuilt {n} records.").format(n=f"{count:,}"))


@click.command("sample")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--casework",
    type=click.Choice(list(SAMPLES)),
    default=PUBLIC,
    show_default=True,
    help=_("Which sample: public facts about China, or an invented country in Arabic and Russian."),
)
@click.option("--kdf-memory", type=KDF_CHOICE, default=64, show_default=True, help=KDF_HELP)
@answers
def sample_command(say: Any, folder: Path, casework: str, kdf_memory: int) -> None:
    """Make a practice vault with sample casework in DIR."""
    from app.services import practice

    given = click.get_current_context().obj["passphrase_file"]
    passphrase = read_passphrase() if given else practice.PASSPHRASE
    count = practice.make_sample(folder, passphrase, memory_kib=kdf_memory << 10, sample=casework)
    plain = _("The practice vault is ready with {n} records: {folder}").format(n=count, folder=folder)
    if not given:
        plain += "\n" + _("Its passphrase is: {passphrase}").format(passphrase=passphrase)
    say({"vault": str(folder), "records": count}, plain)


@click.command("demo")
@answers
def demo_command(say: Any) -> None:
    """Walk the whole job between two practice vaults, and print what happens."""
    from app.services import demo

    ctx = click.get_current_context()
    quiet = bool(ctx.obj["json"] or ctx.params.get("as_json"))
    steps = demo.run(lambda line: None if quiet else click.echo(line))
    say({"steps": steps}, _("All of it done; both vaults agree."))
