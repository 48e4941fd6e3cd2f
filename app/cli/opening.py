"""What commands share: the options of the answer, the open session, input and progress."""

from __future__ import annotations

import functools
import json
import re
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from app.base.errors import BadInput, CannotOpen
from app.base.i18n import _

if TYPE_CHECKING:
    from app.crypto.ways import Way
    from app.services.session import Session

MAX_INPUT = 8 << 20
WAIT, EVERY = 2.0, 0.2  # seconds before progress is shown, and between two looks at it
Command = Callable[..., Any]
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def answers(command: Command) -> Command:
    """Give a command `--json`, wherever it stands, and hand it `say(answer, plain)`."""

    @click.option("--json", "as_json", is_flag=True, help=_("Print the answer as JSON."))
    @functools.wraps(command)
    def run(*, as_json: bool, **arguments: Any) -> Any:
        ctx = click.get_current_context()
        wanted = as_json or bool(ctx.obj["json"])

        def say(answer: dict[str, Any], plain: str) -> None:
            click.echo(_as_json(answer) if wanted else printable(plain))

        return ctx.invoke(command, say=say, **arguments)

    return run


def _as_json(answer: dict[str, Any]) -> str:
    """Return JSON that any screen can show and that says the same: what it might obey or lack is escaped."""
    encoding = str(getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(answer, ensure_ascii=encoding != "utf8")
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def printable(text: str) -> str:
    """Return text without what a terminal would obey: control characters and changes of direction.

    What records and cards say may come from anybody.
    """
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def vault_folder() -> Path:
    """Return the folder given by `--vault`."""
    folder: Path | None = click.get_current_context().obj["vault"]
    if folder is None:
        raise click.UsageError(_("Say which vault: keepsake --vault DIR ..."))
    return folder


def open_here(way: Way | None = None) -> Session:
    """Open the vault named on the command line, by `way` or the way given there; use it in a `with` block."""
    from app.cli.asking import read_way
    from app.services import session

    folder = vault_folder()
    session.look(folder)  # a wrong folder is said before a passphrase is asked for
    read_only = bool(click.get_current_context().obj["read_only"])
    given = click.get_current_context().obj
    try:
        opened = session.open_session(folder, way or read_way(), read_only=read_only)
    except CannotOpen:
        if way is None and given["shares"]:
            from app.services import ways

            click.echo(ways.other_shares(), err=True)
        raise
    for notice in dict.fromkeys(opened.notices):
        click.echo(notice, err=True)
    return opened


def read_object(source: str) -> dict[str, Any]:
    """Read one JSON object from a file, or from standard input for `-`."""
    if source == "-" and sys.stdin is None:  # closed by whoever started us
        raise BadInput(_("There is no input to read the fields from. Nothing was saved."))
    if source == "-" and sys.stdin.isatty():
        click.echo(_("Type one JSON object, and end with Ctrl+D (on Windows Ctrl+Z, Enter)."), err=True)
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as stream:
            data = stream.read(MAX_INPUT + 1)
    except (OSError, ValueError) as error:  # its name is not repeated: it may be the record itself, mistaken for a file
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise BadInput(_("The file with the fields cannot be read: {problem}.").format(problem=problem)) from None
    if len(data) > MAX_INPUT:
        raise BadInput(_("The input is larger than 8 MiB. Nothing was saved."))
    try:
        value = json.loads(data, object_pairs_hook=_no_twins, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as error:
        raise BadInput(
            _("The input is not JSON: something is wrong at line {line}, column {column}. Nothing was saved.").format(
                line=error.lineno, column=error.colno
            )
        ) from None
    except (ValueError, RecursionError):  # also UnicodeDecodeError
        raise BadInput(
            _("The input is not JSON we can keep: one object, no key twice, no fractions. Nothing was saved.")
        ) from None
    if not isinstance(value, dict):
        raise BadInput(_("The input is not a JSON object of fields. Nothing was saved."))
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_float(text: str) -> Any:
    raise ValueError(text)  # decimals are kept as strings, so that they mean the same everywhere


class Progress:
    """Counts and rate on one line of the terminal, once a job lasts longer than `WAIT` seconds.

    Use it in a `with` block, which leaves the line clean however it ends, or call `done`.
    """

    def __init__(self, label: str, unit: str = "") -> None:
        self._label, self._unit = label, unit
        self._started: float | None = None
        self._last = 0.0
        self._shown = False
        self._on = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if not self._on:
            return
        now = time.monotonic()
        if self._started is None:
            self._started = now
        if now - self._started < WAIT or now - self._last < EVERY:
            return
        self._last, self._shown = now, True
        rate = done / max(now - self._started, EVERY)
        sys.stderr.write(f"\r{self._label}: {done:,} / {total:,} {self._unit} ({rate:,.0f}/s) \x1b[K")
        sys.stderr.flush()

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            self._shown = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done()
