"""Fuzzy dates: EDTF (ISO 8601-2, levels 0 and 1, plus `[a..b]`) and their earliest and latest day.

Days are counted in the proleptic Gregorian calendar, as `datetime.date.toordinal` does, but for any year:
day 1 is 0001-01-01, and year 0000 comes before it. A month is all its days, a year all its months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from app.base.errors import BadDate
from app.base.i18n import _

SortKey: TypeAlias = tuple[float, int, float, int, bool, str]

LONGEST = 80
_LAST_SECOND = 86_399
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
_SEASONS = {
    21: (3, 5),
    22: (6, 8),
    23: (9, 11),
    24: (12, 14),
}  # first and last month; 14 is the next February

_DATE = re.compile(r"(-?)([0-9]{4}|[0-9]{3}X|[0-9]{2}XX|[0-9]XXX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%]?)")
_LONG_YEAR = re.compile(r"Y(-?[1-9][0-9]{4,14})([?~%]?)")
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:Z|\+(?:[01][0-9]|2[0-3])(?::[0-5][0-9])?"
    r"|-(?!00(?::00)?$)(?:[01][0-9]|2[0-3])(?::[0-5][0-9])?)?"
)
_DAY = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Edtf:
    """A parsed date, period or one-of range, with its bounds."""

    text: str
    earliest: int | None
    """First possible day; None when the start is open or unknown."""
    latest: int | None
    """Last possible day; None when the end is open or unknown."""
    open_start: bool = False
    open_end: bool = False
    """`..`: it has no end, or none as far as the source goes."""
    unknown_start: bool = False
    unknown_end: bool = False
    """Nothing after the slash: it has an end, which nobody has told."""
    uncertain: bool = False
    """`?` or `%` somewhere. Bounds are those of the value as stated; no qualifier widens them."""
    approximate: bool = False
    """`~` or `%` somewhere."""
    one_of: bool = False
    """`[a..b]`: one day, month or year within, not all the time between."""
    second: int | None = None
    """Of a date with a time: seconds since midnight, in the zone it states, never converted."""

    @property
    def sort_key(self) -> SortKey:
        """What dates are sorted by: first possible moment, then last, then the text.

        A start that is open or unknown comes before all, an end that is unknown after all known ones, an open
        end after that.
        """
        return (
            float("-inf") if self.earliest is None else self.earliest,
            self.second or 0,
            float("inf") if self.latest is None else self.latest,
            _LAST_SECOND if self.second is None else self.second,
            self.open_end,
            self.text,
        )


def parse(text: str) -> Edtf:
    """Parse EDTF text, not a person's own words; spaces are not allowed.

    Level 0: dates, a date with a time and an optional zone, intervals of dates. Level 1: `Y` and a year of 5
    to 15 digits, seasons 21 to 24, one `?`, `~` or `%` after a date, `X` for the last digits of a year, for a
    day, or for a month with its day, intervals with an open or unknown end, negative years. Of level 2 only
    one range of one-of: `[a..b]`, `[..b]`, `[a..]`. Seasons are counted as those of the northern hemisphere,
    in whole months; winter ends in the next year. Raises errors.BadDate, also when the end of an interval is
    before its start.
    """
    if len(text) > LONGEST:
        _refuse()
    if text.startswith("["):
        if not text.endswith("]") or text.count("..") != 1:
            _refuse()
        start, _dots, end = text[1:-1].partition("..")
        return _span(text, start or "..", end or "..", one_of=True)
    if "/" in text:
        start, _slash, end = text.partition("/")
        return _span(text, start, end, one_of=False)
    if "T" in text:
        return _moment(text)
    return _date(text)


def read(text: str) -> Edtf | None:
    """Parse EDTF text as `parse` does; return None for what is none."""
    try:
        return parse(text)
    except BadDate:
        return None


def overlaps(one: Edtf, other: Edtf) -> bool:
    """Tell whether the two may have a day in common.

    An open end and an unknown one both may reach any later day, as a start any earlier one: a filter shows
    what it cannot rule out. Times within a day are not compared.
    """
    return _starts_by(one, other.latest) and _starts_by(other, one.latest)


def ordinal(year: int, month: int, day: int) -> int:
    """Return the number of a day (proleptic Gregorian); day 1 is 0001-01-01, as in `datetime`."""
    before = year - 1
    leap = month > 2 and _is_leap(year)
    return before * 365 + before // 4 - before // 100 + before // 400 + _DAYS_BEFORE[month - 1] + leap + day


def _starts_by(one: Edtf, day: int | None) -> bool:
    return one.earliest is None or day is None or one.earliest <= day


def _span(text: str, start: str, end: str, *, one_of: bool) -> Edtf:
    """Return an interval or a range; each end is a date, `..` for open or nothing for unknown."""
    first = None if start in ("", "..") else _date(start)
    last = None if end in ("", "..") else _date(end)
    if first is None and last is None:
        _refuse()
    earliest = first.earliest if first else None
    latest = last.latest if last else None
    if earliest is not None and latest is not None and earliest > latest:
        _refuse()
    given = [one for one in (first, last) if one]
    return Edtf(
        text,
        earliest,
        latest,
        open_start=start == "..",
        open_end=end == "..",
        unknown_start=start == "",
        unknown_end=end == "",
        uncertain=any(one.uncertain for one in given),
        approximate=any(one.approximate for one in given),
        one_of=one_of,
    )


def _moment(text: str) -> Edtf:
    day, _t, time = text.partition("T")
    found = _TIME.fullmatch(time)
    if not found or not _DAY.fullmatch(day):
        _refuse()
    date = _date(day)
    second = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
    return Edtf(text, date.earliest, date.latest, second=second)


def _date(text: str) -> Edtf:
    """Return a single date: day, month, season or year, with its qualifier."""
    if long := _LONG_YEAR.fullmatch(text):
        year = int(long[1])
        return _qualified(text, ordinal(year, 1, 1), ordinal(year, 12, 31), long[2])
    found = _DATE.fullmatch(text)
    if not found:
        _refuse()
    sign, digits, month, day, mark = found.groups()
    if sign and digits == "0000":
        _refuse()
    if month is None:
        years = sorted(int(sign + digits.replace("X", fill)) for fill in "09")
        return _qualified(text, ordinal(years[0], 1, 1), ordinal(years[1], 12, 31), mark)
    if "X" in digits or (month == "XX" and day not in (None, "XX")):
        _refuse()  # level 2
    return _qualified(text, *_bounds(int(sign + digits), month, day), mark)


def _bounds(year: int, month: str, day: str | None) -> tuple[int, int]:
    """Return first and last day of a month, a season or a day within a year."""
    if month == "XX":
        return ordinal(year, 1, 1), ordinal(year, 12, 31)
    number = int(month)
    if number in _SEASONS and day is None:
        first, last = _SEASONS[number]
    elif 1 <= number <= 12:
        first = last = number
    else:
        _refuse()
    earliest = ordinal(year, first, 1)
    latest = ordinal(year + last // 12, last % 12 + 1, 1) - 1
    if day in (None, "XX"):
        return earliest, latest
    exact = earliest + int(day or 0) - 1
    if not earliest <= exact <= latest:
        _refuse()
    return exact, exact


def _qualified(text: str, earliest: int, latest: int, mark: str) -> Edtf:
    return Edtf(text, earliest, latest, uncertain=mark in ("?", "%"), approximate=mark in ("~", "%"))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _refuse() -> NoReturn:
    raise BadDate(
        _(
            "This is not a date we can read. Write for example 2012, 2012-08, 2012-08-13, 2012-08/.. while "
            "it goes on, 2012-08/ when nobody told the end, or [2012-08..2013-04] for one day between."
        )
    )
