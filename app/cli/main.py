"""The `keepsake` command: its commands, loaded only when called, and the one place errors are told."""

from __future__ import annotations

import difflib
import importlib
import io
import os
import sys
import traceback
from pathlib import Path

import click

from app import __version__
from app.base.errors import KeepsakeError
from app.base.i18n import _

COMMANDS = {  # name: module that defines it; loaded when called, so that starting stays fast
    "window": "app.cli.window",
    "new": "app.cli.vaults",
    "slots": "app.cli.ways",
    "slot": "app.cli.ways",
    "shares": "app.cli.ways",
    "verify": "app.cli.vaults",
    "recover": "app.cli.recovering",
    "rebuild": "app.cli.vaults",
    "sample": "app.cli.vaults",
    "demo": "app.cli.vaults",
    "backup": "app.cli.backups",
    "restore": "app.cli.backups",
    "card": "app.cli.exchange",
    "trust": "app.cli.exchange",
    "cards": "app.cli.exchange",
    "rekey": "app.cli.rekeying",
    "revoke": "app.cli.rekeying",
    "send": "app.cli.exchange",
    "inspect": "app.cli.exchange",
    "receive": "app.cli.exchange",
    "add": "app.cli.records",
    "edit": "app.cli.records",
    "list": "app.cli.records",
    "search": "app.cli.records",
    "show": "app.cli.records",
    "attach": "app.cli.records",
    "detach-copy": "app.cli.records",
    "metadata": "app.cli.files",
    "custody": "app.cli.files",
    "hashes": "app.cli.files",
    "count": "app.cli.counts",
    "calendar": "app.cli.calendar",
    "case": "app.cli.case",
    "conflicts": "app.cli.records",
    "consent": "app.cli.consents",
    "withdraw": "app.cli.consents",
    "erase": "app.cli.removing",
    "seal": "app.cli.removing",
    "activity": "app.cli.activity",
    "fields": "app.cli.schema",
    "define": "app.cli.defining",
    "definitions": "app.cli.defining",
    "import-list": "app.cli.defining",
    "destroy": "app.cli.emergency",
    "lock-out": "app.cli.emergency",
    "age": "app.cli.age",
    "help": "app.cli.pages",
}


WHOLE = 1000  # letters: no sentence is cut


class _Commands(click.Group):
    """A group whose commands are imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with its whole sentence, on as many lines as that takes."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, one.get_short_help_str(WHOLE)) for name, one in found if one])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        module = COMMANDS.get(cmd_name)
        if module is None:
            near = difflib.get_close_matches(cmd_name, COMMANDS, n=1)
            if near:
                raise click.UsageError(
                    _("There is no command {name}. Did you mean {near}?").format(name=cmd_name[:40], near=near[0])
                )
            return None
        command = getattr(importlib.import_module(module), cmd_name.replace("-", "_") + "_command")
        assert isinstance(command, click.Command)
        return command


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Record human-rights casework offline, in one encrypted vault, and exchange it in encrypted, signed bundles."
    ),
)
@click.option("--vault", type=click.Path(path_type=Path), help=_("The vault's folder."))
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help=_("Read the passphrase from this file instead of asking."),
)
@click.option("--read-only", is_flag=True, help=_("Change nothing in the vault; a damaged one opens too."))
@click.option(
    "--keyfile", type=click.Path(path_type=Path), help=_("Open the vault by the passphrase together with this keyfile.")
)
@click.option(
    "--recovery-code-file",
    type=click.Path(path_type=Path),
    help=_("Open the vault by the recovery code in this file."),
)
@click.option(
    "--share",
    "shares",
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("Open the vault by recovery shares, each in a file; may be repeated."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the answer as JSON."))
@click.version_option(__version__, prog_name="keepsake")
@click.pass_context
def group(ctx: click.Context, /, as_json: bool, **given: object) -> None:
    """Hold the options that stand before every command."""
    ctx.obj = {**given, "json": as_json}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return 0 done, 1 an error said on stderr, 2 usage, 3 a bundle refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a screen that lacks a letter shows its number, and nothing fails
            stream.reconfigure(errors="backslashreplace")
    try:
        code = group.main(args=arguments, prog_name="keepsake", standalone_mode=False)
    except click.UsageError as error:
        if "extra argument" in error.message:  # click repeats it, and it may be what a record says
            return _tell(_("There are more words than this command takes."), error.exit_code)
        error.show()
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _tell(_("Stopped. Nothing is left half done; look whether the last step was taken before repeating it."))
    except KeepsakeError as error:
        return _tell(str(error), error.exit_code)
    except BrokenPipeError:
        # whoever read our output has gone: nothing left to say, and no second error at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _tell(_("{problem}{where}.").format(problem=error.strerror or type(error).__name__, where=where))
    except Exception as error:  # noqa: BLE001 - a person never meets a traceback; its place is enough to report
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
        return _tell(
            _("Something went wrong that should not ({place}). What was confirmed before stands.").format(place=place)
        )
    return code if isinstance(code, int) else 0  # what a command gave to click's Exit


def _tell(message: str, code: int = 1) -> int:
    click.echo(message, err=True)
    return code
