"""What opens a vault, asked on the terminal without showing it or read from files: passphrases, codes, shares."""

from __future__ import annotations

import getpass
import re
import sys
import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.base.errors import BadInput
from app.base.i18n import _

if TYPE_CHECKING:
    from app.crypto.ways import Way

MAX_PASSPHRASE_FILE = 8192
MAX_SHARES_FILE = 64 << 10
STANDARD = Path("-")


def read_passphrase(*, confirm: bool = False) -> str:
    """Return the passphrase from `--passphrase-file`, or ask for it without showing it."""
    path: Path | None = click.get_current_context().obj["passphrase_file"]
    return new_passphrase(path) if confirm else _read_passphrase_file(path) if path else hidden(_("Passphrase"))


def new_passphrase(path: Path | None) -> str:
    """Return a passphrase to be: from a file, or asked for twice."""
    if path is not None:
        return _read_passphrase_file(path)
    prompt = _("Choose a passphrase of six or more random words; nobody can open the vault without it.\nPassphrase")
    return hidden(prompt, confirm=True)


def read_way() -> Way:
    """Return what the options before the command say the vault is opened by; the passphrase may be asked for."""
    from app.crypto.ways import Way

    given = click.get_current_context().obj
    keyfile, code, shares = given.get("keyfile"), given.get("recovery_code_file"), given.get("shares")
    if (code and shares) or (keyfile and (code or shares)):
        raise click.UsageError(_("Say one way to open the vault: a passphrase, a recovery code, or recovery shares."))
    if code:
        return Way(recovery=read_code(code))
    if shares:
        from app.crypto.shares import combine

        return Way(recovery=combine(read_shares(shares)))
    if keyfile:
        from app.services import ways

        key = ways.read_keyfile(keyfile)  # said before a passphrase is asked for
        return Way(read_passphrase(), keyfile=key)
    return Way(read_passphrase())


def read_code(path: Path | None) -> bytes:
    """Return the secret of a recovery code, asked for or from a file, a saved sheet at that; raise BadCode."""
    from app.crypto.recovery import from_code
    from app.services.recovery_sheet import typed

    return from_code(hidden(_("Recovery code")) if path is None else typed(_read_passphrase_file(path)))


def read_shares(paths: Sequence[Path]) -> list[str]:
    """Return the shares in files, or on standard input for `-`: words alone, numbered or not, or saved sheets."""
    from app.crypto.shares import WORDS
    from app.services.recovery_sheet import typed

    found: list[str] = []
    for path in paths:
        if path == STANDARD and sys.stdin.isatty():
            click.echo(_("Type the words of each share, and end with Ctrl+D (on Windows Ctrl+Z, Enter)."), err=True)
        with nullcontext(sys.stdin.buffer) if path == STANDARD else path.open("rb") as file:
            data = file.read(MAX_SHARES_FILE + 1)
        if len(data) > MAX_SHARES_FILE:
            raise BadInput(_("The file with shares is too long. Nothing was opened."))
        words = re.findall(r"[^\W\d_]+", typed(data.decode("utf-8", "replace")))
        each = WORDS if len(words) % WORDS == 0 else len(words)  # another number is told by whoever reads the share
        found += [" ".join(words[start : start + each]) for start in range(0, len(words), each or 1)]
    return found


def hidden(prompt: str, *, confirm: bool = False) -> str:
    """Ask for something without showing it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would show what is typed
        try:
            return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))
        except getpass.GetPassWarning:
            raise BadInput(
                _("There is no terminal to ask for the passphrase on. Give it in a file: --passphrase-file FILE.")
            ) from None


def _read_passphrase_file(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(MAX_PASSPHRASE_FILE + 1)
    if len(data) > MAX_PASSPHRASE_FILE:
        raise BadInput(_("The passphrase file is too long. Nothing was opened."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(_("The passphrase file is not UTF-8 text. Nothing was opened.")) from None
