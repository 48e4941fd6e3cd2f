"""Commands for when keys may be known to others: rekey, revoke."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.cli.asking import new_passphrase
from app.cli.opening import Progress, answers, open_here
from app.cli.printing import saved_sheet, shown
from app.cli.vaults import KDF_CHOICE, KDF_HELP

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("rekey")
@click.option("--new-passphrase-file", type=FILE, metavar="FILE", help=_("Read the new passphrase from this file."))
@click.option("--new-keyfile", type=FILE, metavar="FILE", help=_("A new keyfile, to be written here, goes with it."))
@click.option("--no-recovery", is_flag=True, help=_("Make no recovery code."))
@click.option("--sheet", type=FILE, metavar="FILE", help=_("Save the new recovery code here, as HTML to print."))
@click.option("--revocation", type=FILE, metavar="FILE", help=_("Save what gives up the old keys here, for others."))
@click.option("--kdf-memory", type=KDF_CHOICE, help=KDF_HELP)
@click.option("--weak-anyway", is_flag=True, help=_("Take a passphrase that is easy to guess."))
@answers
def rekey_command(
    say: Any,
    new_passphrase_file: Path | None,
    new_keyfile: Path | None,
    no_recovery: bool,
    sheet: Path | None,
    revocation: Path | None,
    kdf_memory: int | None,
    weak_anyway: bool,
) -> None:
    """Make all keys of the vault new: passphrase, recovery code, signing keys, contact card."""
    from app.crypto.ways import Way
    from app.exchange.card import group_digits
    from app.services import recovery_sheet, rekeying, revoking, ways

    if no_recovery and sheet:
        raise click.UsageError(_("Without a recovery code there is no sheet: say either --no-recovery or --sheet."))
    with open_here() as session:
        passphrase = new_passphrase(new_passphrase_file)
        prepared = rekeying.prepare(session, with_recovery=not no_recovery)
        sheets = []
        if prepared.secret is not None:
            sheets.append(recovery_sheet.of_code(prepared.secret, session.card.name, giving_up=prepared.revocation))
        if revocation:
            revoking.write(revocation, prepared.revocation_before)
        key = None
        if new_keyfile:
            key = ways.new_keyfile()
            ways.write_keyfile(new_keyfile, key)
        try:
            with saved_sheet(sheet, sheets), Progress(_("Making new keys"), _("steps")) as bar:
                way = Way(passphrase, keyfile=key)
                memory = kdf_memory << 10 if kdf_memory else None
                done = rekeying.rekey(session, prepared, way, memory, bar, weak_anyway=weak_anyway)
        except KeepsakeError:  # nothing was changed; after anything else the new keyfile may be the only way in
            for file in filter(None, (revocation, new_keyfile)):
                file.unlink(missing_ok=True)
            raise
    lines = [
        _("All keys are new. Only the new passphrase and the new recovery code open the vault from now on."),
        _("Copies and backups made before still open as they did: destroy what you can, and make a new backup."),
        _("Give your new card to everyone, and let them compare its fingerprint with you:"),
        group_digits(done.fingerprint),
    ]
    if done.withdrawn:
        lines.append(
            _("{n} bundles not written yet were given up; `send` brings what they carried.").format(n=done.withdrawn)
        )
    if not revocation:
        lines += [_("If the old keys were stolen, give these lines to everyone who has your old card:"), ""]
        lines.append(prepared.revocation_before)
    answer = {
        "key": done.key,
        "card_fingerprint": done.fingerprint,
        "before": done.before,
        "withdrawn": done.withdrawn,
        "revocation_before": prepared.revocation_before,
        "sheet": str(sheet) if sheet else None,
    }
    if sheets and not sheet:
        answer["recovery_code"] = "-".join(sheets[0].pieces)
        lines += ["", shown(sheets)]
    say(answer, "\n".join(lines))


@click.command("revoke")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--own", type=FILE, metavar="FILE", help=_("Write what gives up your own keys to a new file, to print."))
@click.option("--key", metavar="KEY", help=_("Give this colleague's key up here, without its owner's lines."))
@answers
def revoke_command(say: Any, file: Path | None, own: Path | None, key: str | None) -> None:
    """Take in that a key was given up: nothing signed by it from then on is received."""
    from app.services import revoking

    if sum(one is not None for one in (file, own, key)) != 1:
        raise click.UsageError(
            _("Give the file of a revocation, or --own and a file to write yours to, or --key and a colleague's key.")
        )
    with open_here() as session:
        if own is not None:
            text = revoking.own(session)
            revoking.write(own, text)
            say({"path": str(own), "key": session.card.key_id, "revocation": text}, f"{own}\n{text}")
            return
        if key is not None:
            done = revoking.distrust(session, key)
        else:
            assert file is not None
            done = revoking.take(session, revoking.read(file))
    name = done["name"] or done["key"][:16]
    if done["new"]:
        plain = _(
            "The key of {name} is revoked, for good. Nothing it signs is received any more; what came before stays, "
            "and is marked. Ask them, by voice or in person, for their new card."
        ).format(name=name)
    else:
        plain = _("The key of {name} was revoked before; nothing changes.").format(name=name)
    say(done, plain)
