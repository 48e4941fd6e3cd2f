"""Forms of a date that its editor offers and tells: another form of the same, the days it covers, what it lacks."""

from __future__ import annotations

import re
from datetime import date as day

from app.base import i18n
from app.base.errors import BadDate
from app.base.i18n import _
from app.domain import edtf, saying

_DAYS = re.compile(r"\[?\d{4}-\d\d-\d\d(?:/|\.\.)\d{4}-\d\d-\d\d\]?")
"""Two days, which say themselves what they are."""


def asks(calendar: str) -> bool:
    """Tell whether days of a calendar are asked of a person: we count in ours and in the Hijra's only."""
    return calendar not in ("", "gregorian", "hijri")


def said_year(text: str) -> bool:
    """Tell whether words name a year."""
    return bool(re.search(r"\d{4}", text))


def bounds(text: str) -> str:
    """Return the first and last day of a date when they do not show at once; nothing for a day or what has no end."""
    try:
        read = edtf.parse(text)
    except BadDate:
        return ""
    if read.earliest is None or read.latest is None or read.earliest == read.latest:
        return ""
    if not all(1 <= one <= day.max.toordinal() for one in (read.earliest, read.latest)):
        return ""
    if _DAYS.fullmatch(text):
        return ""
    if "-" in text and "/" not in text and ".." not in text and not read.approximate and "X" not in text:
        return ""  # a month says its days itself
    first, last = (
        saying.in_words(day.fromordinal(one).isoformat(), i18n.language()) for one in (read.earliest, read.latest)
    )
    return _("that is {first} to {last}").format(first=first, last=last)


def changed(text: str, form: str) -> str:
    """Return a date in another form: going on, ended, about, or not certain; empty when it has no such form."""
    start = text.strip("[]").partition("/")[0].partition("..")[0]
    whole = text.rstrip("~?%") if "/" not in text and ".." not in text else ""
    made = form.format(start=start, whole=whole)
    try:
        return edtf.parse(made).text if start and (whole or "whole" not in form) else ""
    except BadDate:
        return ""
