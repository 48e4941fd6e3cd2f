"""Commands on the ways into a vault: slots, slot add, change and remove, shares make and try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.base.errors import BadInput, KeepsakeError
from app.base.i18n import _
from app.cli.asking import STANDARD, new_passphrase, read_code, read_shares, read_way
from app.cli.opening import Command, answers, open_here, vault_folder
from app.cli.printing import saved_sheet, shown
from app.cli.vaults import KDF_CHOICE, KDF_HELP

if TYPE_CHECKING:
    from app.crypto.ways import Way
    from app.services.session import Session
    from app.services.ways import Slot

KIND = click.argument("kind", metavar="KIND", type=click.Choice(["passphrase", "keyfile", "recovery"]))
FILE = click.Path(path_type=Path)
SHEET = click.option("--sheet", metavar="FILE", type=FILE, help=_("Save the pages to print here, as HTML."))
SLOT = click.option("--slot", "slot_id", metavar="ID", help=_("Which one, where there are several of a kind."))


@click.command("slots")
@answers
def slots_command(say: Any) -> None:
    """List the ways into the vault."""
    from app.services import ways

    with open_here() as session:
        found = ways.listed(session)
        backups = session.vault.key_file.backup is not None
    lines = [f"{one.id}  {one.label}  {_cost(one)}  {one.created}" for one in found]
    say({"slots": [_answer(one) for one in found], "recovery_opens_backups": backups}, "\n".join(lines))


@click.group("slot", help=_("Add, change and remove ways into the vault."))
def slot_command() -> None:
    """Hold the commands on one way in."""


def _secrets(command: Command) -> Command:
    """Give a command what a new way in is made of."""
    for option in (
        click.option("--new-passphrase-file", type=FILE, help=_("Read the new passphrase from this file.")),
        click.option("--generate", is_flag=True, help=_("Have the passphrase chosen by chance, and print it.")),
        click.option("--new-keyfile", type=FILE, help=_("The keyfile, made when it is not there yet.")),
        click.option("--kdf-memory", type=KDF_CHOICE, help=KDF_HELP),
        click.option("--weak-anyway", is_flag=True, help=_("Take a passphrase that is easy to guess.")),
        SHEET,
    ):
        command = option(command)
    return command


@slot_command.command("add", help=_("Add a way in: passphrase, keyfile or recovery."))
@KIND
@_secrets
@answers
def add_command(
    say: Any,
    kind: str,
    new_passphrase_file: Path | None,
    generate: bool,
    new_keyfile: Path | None,
    kdf_memory: int | None,
    weak_anyway: bool,
    sheet: Path | None,
) -> None:
    """Add a way in."""
    from app.services import ways

    _fitting(kind, new_passphrase_file, generate, new_keyfile, kdf_memory, sheet)
    if kind == "keyfile" and new_keyfile is None:
        raise click.UsageError(_("Say which file the keyfile is or shall be: --new-keyfile FILE."))
    with open_here() as session:
        if kind == "recovery":
            _recover(say, session, sheet)
            return
        with _new_way(new_passphrase_file, generate, new_keyfile) as way:
            added = ways.add(session, way, _kib(kdf_memory), weak_anyway=weak_anyway)
        warning = ways.beside_keyfile(session)
    if warning:
        click.echo(warning, err=True)
    plain = _("Added: {kind} ({id}).").format(kind=added.label, id=added.id)
    _say_made(say, added, plain, way.passphrase if generate else None)


@slot_command.command("change", help=_("Change a way in: its passphrase, keyfile, code, or what a try costs."))
@KIND
@SLOT
@click.option("--keep", is_flag=True, help=_("Keep passphrase and keyfile; change what a try costs."))
@_secrets
@answers
def change_command(
    say: Any,
    kind: str,
    slot_id: str | None,
    keep: bool,
    new_passphrase_file: Path | None,
    generate: bool,
    new_keyfile: Path | None,
    kdf_memory: int | None,
    weak_anyway: bool,
    sheet: Path | None,
) -> None:
    """Change a way in."""
    from app.services import session as sessions
    from app.services import ways

    _fitting(kind, new_passphrase_file, generate, new_keyfile, kdf_memory, sheet)
    if keep and (kind == "recovery" or new_passphrase_file or generate or new_keyfile):
        raise click.UsageError(_("--keep is for passphrases and keyfiles, and nothing new goes with it."))
    folder = vault_folder()
    sessions.look(folder)
    given = read_way()
    with open_here(given) as session:
        slot = ways.find(session, kind, slot_id)
        if kind == "recovery":
            _recover(say, session, sheet, change=True)
            return
        if keep and not ways.opens(session, slot.id, given):
            raise BadInput(_("With --keep, open the vault by the way whose cost shall change. Nothing was changed."))
        if kind == "keyfile" and not keep and new_keyfile is None and given.keyfile is None:
            raise click.UsageError(_("Say which file the keyfile is or shall be: --new-keyfile FILE."))
        before = given if kind == "keyfile" else None
        with nullcontext(given) if keep else _new_way(new_passphrase_file, generate, new_keyfile, before) as way:
            if not keep and ways.opens(session, slot.id, way):
                raise BadInput(_("This is as it was: choose another passphrase, or say --keep. Nothing was changed."))
            changed = ways.change(session, slot.id, way, _kib(kdf_memory), weak_anyway=weak_anyway)
    plain = _("Changed: {kind} ({id}). Copies of the vault made before still open as they did.").format(
        kind=changed.label, id=changed.id
    )
    _say_made(say, changed, plain, way.passphrase if generate else None)


@slot_command.command("remove", help=_("Remove a way in; the last one stays."))
@KIND
@SLOT
@click.option("--yes", is_flag=True, help=_("Do not ask first."))
@answers
def remove_command(say: Any, kind: str, slot_id: str | None, *, yes: bool) -> None:
    """Remove a way in, once a person who was shown what is left says so."""
    from app.services import ways

    with open_here() as session:
        slot = ways.find(session, kind, slot_id)
        left = [one for one in ways.listed(session) if one.id != slot.id]
        if left and not yes:
            _asked_to_remove(slot, left)
        ways.remove(session, slot.id)
    plain = _("Removed: {kind} ({id}). Copies of the vault made before still open as they did.").format(
        kind=slot.label, id=slot.id
    )
    say({"removed": slot.id, "kind": slot.kind, "left": [_answer(one) for one in left]}, plain)


def _asked_to_remove(slot: Slot, left: Sequence[Slot]) -> None:
    """Ask whether `slot` shall go, naming what will open the vault then; raise BadInput unless it is answered yes."""
    click.echo(
        _("Without {kind} ({id}) the vault opens only by: {left}.").format(
            kind=slot.label, id=slot.id, left=", ".join(f"{one.label} ({one.id})" for one in left)
        ),
        err=True,
    )
    if not click.confirm(_("Do you have that, and shall the other be removed?"), err=True):
        raise BadInput(_("Nothing was changed."))


@click.group("shares", help=_("Split the recovery code into shares, and try whether shares open the vault."))
def shares_command() -> None:
    """Hold the commands on recovery shares."""


@shares_command.command("make", help=_("Split the recovery code so that any K of N shares open the vault."))
@click.argument("needed", metavar="K", type=click.IntRange(2, 16))
@click.argument("count", metavar="N", type=click.IntRange(2, 16))
@click.option("--code-file", type=FILE, help=_("Read the recovery code from this file instead of asking."))
@click.option("--new", "new", is_flag=True, help=_("Make a new recovery code; the old one opens no more."))
@SHEET
@answers
def make_command(say: Any, needed: int, count: int, code_file: Path | None, new: bool, sheet: Path | None) -> None:
    """Make shares of the recovery code, or of a new one that only they know."""
    from app.crypto import shares
    from app.services import recovery_sheet, ways
    from app.services import session as sessions

    if new and code_file:
        raise click.UsageError(_("Say either --new or --code-file."))
    folder = vault_folder()
    sessions.look(folder)
    secret = ways.new_secret() if new else _known_secret(code_file)
    made = shares.split(secret, needed, count)
    with open_here(None if new else _recovery(secret)) as session:
        sheets = recovery_sheet.of_shares(made, session.card.name)
        with saved_sheet(sheet, sheets):
            if new and "recovery" in {one.kind for one in ways.listed(session)}:
                ways.change_recovery(session, secret)
                _tell_old_code()
            elif new:
                ways.add_recovery(session, secret)
    answer: dict[str, Any] = {"needed": needed, "count": count}
    if sheet:
        answer["sheet"] = str(sheet)
        plain = _("{count} shares are made; any {needed} open the vault.").format(count=count, needed=needed)
    else:
        answer["shares"] = made
        plain = shown(sheets)
    say(answer, plain)


@shares_command.command("try", help=_("Prove that shares open the vault; nothing is changed."))
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@answers
def try_command(say: Any, files: tuple[Path, ...]) -> None:
    """Try shares from files or standard input."""
    from app.crypto import shares
    from app.services import session as sessions
    from app.services import ways

    folder = vault_folder()
    sessions.look(folder)
    given = files or click.get_current_context().obj["shares"] or (STANDARD,)
    texts = read_shares(given)
    ways.try_shares(folder, texts)
    read = [shares.read(text) for text in texts]
    plain = _("These shares open the vault: {numbers}. Nothing was changed.").format(
        numbers=", ".join(str(one.number) for one in read)
    )
    say({"opens": True, "shares": [one.number for one in read], "needed": read[0].needed}, plain)


def _recover(say: Any, session: Session, sheet: Path | None, *, change: bool = False) -> None:
    """Give the vault a recovery code and show it, or save it as a sheet before it is valid."""
    from app.crypto import recovery
    from app.services import recovery_sheet, revoking, ways

    secret = ways.new_secret()
    page = recovery_sheet.of_code(secret, session.card.name, giving_up=revoking.own(session))
    with saved_sheet(sheet, [page]):
        if change:
            ways.change_recovery(session, secret)
            _tell_old_code()
        else:
            ways.add_recovery(session, secret)
    slot = ways.find(session, "recovery")
    if sheet:
        say({**_answer(slot), "sheet": str(sheet)}, _("The recovery code is on the sheet: {file}").format(file=sheet))
    else:
        say({**_answer(slot), "code": recovery.to_code(secret)}, shown([page]))


def _tell_old_code() -> None:
    words = _("The old recovery code, and every share of it, opens the vault no more; backups made before still open.")
    click.echo(words, err=True)


def _fitting(
    kind: str,
    passphrase: Path | None,
    generate: bool,
    keyfile: Path | None,
    memory: int | None,
    sheet: Path | None,
) -> None:
    """Raise click.UsageError for an option that is not of this kind."""
    if passphrase and generate:
        raise click.UsageError(_("Say either --generate or --new-passphrase-file."))
    odd = {
        "--new-passphrase-file": passphrase and kind == "recovery",
        "--generate": generate and kind == "recovery",
        "--new-keyfile": keyfile and kind != "keyfile",
        "--kdf-memory": memory and kind == "recovery",
        "--sheet": sheet and kind != "recovery",
    }
    wrong = next((name for name, is_wrong in odd.items() if is_wrong), None)
    if wrong:
        raise click.UsageError(_("{option} does not go with {kind}.").format(option=wrong, kind=kind))


@contextmanager
def _new_way(
    passphrase_file: Path | None, generate: bool, keyfile: Path | None, given: Way | None = None
) -> Iterator[Way]:
    """Yield the way in to be; the keyfile that opened the vault stays when no other is named.

    One that is not there is made, and goes again when the block says that nothing was changed. After anything else, as
    Ctrl+C at the last moment, it may be a way in already, and stays.
    """
    from app.base import i18n
    from app.crypto.ways import Way
    from app.services import beginning, ways

    there = keyfile is not None and keyfile.exists()
    key = ways.read_keyfile(keyfile) if keyfile and there else None  # said before a passphrase is asked for
    passphrase = beginning.propose(i18n.language()) if generate else new_passphrase(passphrase_file)
    if keyfile is None or there:
        yield Way(passphrase, keyfile=key or (given.keyfile if given else None))
        return
    key = ways.new_keyfile()
    ways.write_keyfile(keyfile, key)
    try:
        yield Way(passphrase, keyfile=key)
    except KeepsakeError:
        keyfile.unlink(missing_ok=True)
        raise


def _say_made(say: Any, slot: Slot, plain: str, passphrase: str | None) -> None:
    """Say what was made, and the passphrase if chance chose it."""
    if passphrase is None:
        say(_answer(slot), plain)
        return
    told = _("Its passphrase, which is kept nowhere, is: {passphrase}").format(passphrase=passphrase)
    say({**_answer(slot), "passphrase": passphrase}, f"{plain}\n{told}")


def _known_secret(code_file: Path | None) -> bytes:
    given = click.get_current_context().obj
    return read_code(code_file or given["recovery_code_file"])


def _recovery(secret: bytes) -> Way:
    from app.crypto.ways import Way

    return Way(recovery=secret)


def _kib(memory_mib: int | None) -> int | None:
    return None if memory_mib is None else memory_mib << 10


def _cost(slot: Slot) -> str:
    if not slot.memory_kib:
        return _("random: guessing is hopeless")
    return _("{mib} MiB a try").format(mib=slot.memory_kib >> 10)


def _answer(slot: Slot) -> dict[str, Any]:
    return {"id": slot.id, "kind": slot.kind, "memory_mib": slot.memory_kib >> 10, "since": slot.created}
