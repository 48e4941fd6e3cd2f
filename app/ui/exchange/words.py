"""Words of the pages that meet other vaults: times, types, titles, and what others wrote set apart in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Qt

from app.base.i18n import _
from app.domain import schema
from app.ui.lines import apart
from app.ui.look import day_words, moment_words


def moment(at: str = "") -> str:
    """Return a time of the vault (UTC, ISO 8601), or now, in the clock and words of this place."""
    when = QDateTime.fromString(at, Qt.DateFormat.ISODate).toLocalTime() if at else QDateTime.currentDateTime()
    return apart(moment_words(when))


def day(at: str) -> str:
    """Return the day of a time of the vault in words."""
    when = QDateTime.fromString(at, Qt.DateFormat.ISODate).toLocalTime()
    return apart(day_words(when.date()))


def type_words(type_: str) -> str:
    """Return what a type of record is called."""
    kind = schema.OURS.record_type(type_)
    return _(kind.label) if kind else type_


def titled(text: str, type_: str) -> str:
    """Return a record's title as a line of text, its type when it has none."""
    return text.strip() or _("{type} without a title").format(type=type_words(type_))
