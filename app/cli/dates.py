"""Dates as a person types them on the command line: in their own words, or as EDTF."""

from __future__ import annotations

from datetime import date

import click

from app.base import i18n
from app.base.i18n import _


def day(words: str) -> str:
    """Return what a person says as EDTF, nothing for nothing; refuse what is no date, or may be several."""
    from app.domain import saying

    if not words:
        return ""
    said = saying.read(words, i18n.language(), date.today())  # noqa: DTZ011 - the person's own day
    if said is None or not said.edtf:
        may = ", ".join(said.alternatives) if said else ""
        why = _("This can mean {dates}. Write which one.").format(dates=may) if may else ""
        raise click.UsageError(why or _("This is not a date we can read. Write for example 2012, or 2012-08-13."))
    return said.edtf
