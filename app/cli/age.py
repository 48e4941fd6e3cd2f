"""`keepsake age`: encrypt and decrypt any file in the public age format, without a vault."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from app.base import durable
from app.base.errors import BadInput
from app.base.i18n import _
from app.cli.asking import read_passphrase
from app.cli.opening import Progress
from app.crypto import age
from app.crypto.recipients import (
    Identity,
    Recipient,
    ScryptIdentity,
    ScryptRecipient,
    check_mix,
    new_x25519,
    new_xwing,
    parse_identity,
    parse_recipient,
)
from app.crypto.stream import StreamReader, StreamWriter

PIECE = 1 << 20
LARGEST_IDENTITY_FILE = 1 << 20
STANDARD = Path("-")

Command = Callable[..., Any]


@click.group(name="age", help=_("Encrypt and decrypt any file in the age format. No vault is needed."))
@click.pass_context
def group(ctx: click.Context) -> None:
    """Hold the age commands."""
    ctx.ensure_object(dict).setdefault("passphrase_file", None)


age_command = group


def _in_and_out(command: Command) -> Command:
    """Give a command its input, output and passphrase options."""
    path = click.Path(path_type=Path)
    for option in (
        click.argument("source", metavar="IN", type=path),
        click.option("-o", "--output", metavar="OUT", type=path, required=True, help=_("Write to this file.")),
        click.option("--force", is_flag=True, help=_("Replace OUT if it is there.")),
        click.option("-p", "--passphrase", "by_passphrase", is_flag=True, help=_("Use a passphrase.")),
        click.option("--passphrase-file", type=path, help=_("Read the passphrase from this file.")),
    ):
        command = option(command)
    return command


@group.command(help=_("Encrypt IN to OUT, for recipients or by a passphrase; - is standard input or output."))
@click.option("-r", "--recipient", "recipients", multiple=True, help=_("Who can read it: age1... or age1pq1..."))
@_in_and_out
def encrypt(
    recipients: tuple[str, ...],
    source: Path,
    output: Path,
    force: bool,
    by_passphrase: bool,
    passphrase_file: Path | None,
) -> None:
    """Encrypt one file."""
    if by_passphrase == bool(recipients):
        raise click.UsageError(_("Say either for whom (-r) or that it is by a passphrase (-p)."))
    wanted: list[Recipient] = [parse_recipient(text) for text in recipients]
    if by_passphrase:
        wanted = [ScryptRecipient(_passphrase(passphrase_file, confirm=True))]
    check_mix(wanted)
    with _reading(source) as file, _writing(output, force=force) as out:
        writer = age.encrypting(out, wanted)
        _encrypt_all(file, writer, Progress(_("Encrypting"), "MiB"), _size(source))


@group.command(help=_("Decrypt IN to OUT, with identities or by a passphrase; - is standard input or output."))
@click.option(
    "-i",
    "--identity",
    "identity_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("A file of secret keys, AGE-SECRET-KEY-..., one on a line."),
)
@_in_and_out
def decrypt(
    identity_files: tuple[Path, ...],
    source: Path,
    output: Path,
    force: bool,
    by_passphrase: bool,
    passphrase_file: Path | None,
) -> None:
    """Decrypt one file, binary or in its text form."""
    if by_passphrase == bool(identity_files):
        raise click.UsageError(_("Say either with which identities (-i) or that it is by a passphrase (-p)."))
    identities: list[Identity] = [identity for path in identity_files for identity in _identities(path)]
    if by_passphrase:
        identities = [ScryptIdentity(_passphrase(passphrase_file, confirm=False))]
    with _reading(source) as file, _writing(output, force=force) as out:
        reader = age.decrypting(file, identities, armor=True)
        _decrypt_all(reader, out, Progress(_("Decrypting"), "MiB"), _size(source))


@group.command(help=_("Make a new secret key and write it to a file; print its recipient."))
@click.option("--pq", is_flag=True, help=_("Make one that a quantum computer does not open either."))
@click.option("-o", "--output", metavar="OUT", type=click.Path(path_type=Path), required=True)
def keygen(pq: bool, output: Path) -> None:
    """Write a new identity as age-keygen does."""
    identity = new_xwing() if pq else new_x25519()
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [f"# created: {now}", f"# public key: {identity.recipient}", identity.to_string(), ""]
    with _writing(output, force=False) as out:
        out.write("\n".join(lines).encode("ascii"))
    click.echo(str(identity.recipient), err=output == STANDARD)


def _encrypt_all(file: BinaryIO, writer: StreamWriter, progress: Progress, total: int | None) -> None:
    done = 0
    try:
        while piece := file.read(PIECE):
            writer.write(piece)
            done += len(piece)
            progress(done >> 20, (total or done) >> 20)
        writer.finish()
    finally:
        progress.done()


def _decrypt_all(reader: StreamReader, out: BinaryIO, progress: Progress, total: int | None) -> None:
    try:
        while piece := reader.read(PIECE):
            out.write(piece)
            progress(reader.tell() >> 20, (total or reader.tell()) >> 20)
    finally:
        progress.done()
    assert reader.ended  # an end of reading without it has raised


def _identities(path: Path) -> Sequence[Identity]:
    """Read a file of identities as age writes it: one on a line, empty lines and `#` lines between."""
    with path.open("rb") as file:
        data = file.read(LARGEST_IDENTITY_FILE + 1)
    lines = [line.strip() for line in data.decode("utf-8", "replace").split("\n")]
    texts = {number: line for number, line in enumerate(lines, 1) if line and not line.startswith("#")}
    found = []
    for number, text in texts.items():
        try:
            found.append(parse_identity(text))
        except BadInput:
            raise BadInput(
                _("Line {number} of {name} is not a secret key of the age format. Nothing was decrypted.").format(
                    number=number, name=path.name
                )
            ) from None
    if not found:
        raise BadInput(_("There is no secret key in {name}. Nothing was decrypted.").format(name=path.name))
    return found


def _passphrase(file: Path | None, *, confirm: bool) -> str:
    """Return the passphrase without the newline a file of one line ends with; otherwise as age takes it."""
    context = click.get_current_context()
    if file is not None:
        context.obj["passphrase_file"] = file
    text = read_passphrase(confirm=confirm)
    return text[:-1].removesuffix("\r") if text.endswith("\n") else text


@contextmanager
def _reading(source: Path) -> Iterator[BinaryIO]:
    with nullcontext(sys.stdin.buffer) if source == STANDARD else source.open("rb") as file:
        yield file


@contextmanager
def _writing(output: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Yield where the output goes; a file appears whole, at the end, or not at all."""
    if output == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    there = _("{name} is there already and was left as it is. --force replaces it.").format(name=output.name)
    if not force and output.exists():
        raise BadInput(there)  # before any work
    try:
        with durable.replacing(output) if force else durable.writing_plain(output) as file:
            yield file
    except FileExistsError:
        raise BadInput(there) from None


def _size(source: Path) -> int | None:
    """Return the size in bytes when it is known beforehand."""
    return source.stat().st_size if source.is_file() else None
