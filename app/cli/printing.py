"""Recovery sheets on the command line: saved to be printed, or shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.base import i18n
from app.base.i18n import _

if TYPE_CHECKING:
    from app.services.recovery_sheet import Sheet

BETWEEN = "\n\n" + "-" * 72 + "\n\n"


@contextmanager
def saved_sheet(file: Path | None, sheets: Sequence[Sheet]) -> Iterator[None]:
    """Save sheets before the block that makes what is on them valid; when that fails, they go again.

    Without a file nothing is saved. Raises BadInput when there is something of that name.
    """
    from app.services import recovery_sheet

    if file is None:
        yield
        return
    recovery_sheet.save(file, sheets, i18n.language())
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    click.echo(
        _(
            "{file} opens the vault for whoever reads it. "
            "Print it, delete it, and keep the paper far from the computer."
        ).format(file=file),
        err=True,
    )


def shown(sheets: Sequence[Sheet]) -> str:
    """Return sheets as text for the terminal."""
    from app.services import recovery_sheet

    return BETWEEN.join(map(recovery_sheet.as_text, sheets))
