"""How words become EDTF in any language: marks of doubt, single dates, and the ways two of them make a period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.base.errors import BadDate
from app.domain import edtf

LONGEST = 160
"""Characters that can be a date; more is a story, and stays one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a reading depends on besides the words."""

    day_first: bool
    """Whether 3/4/2012 is in April."""
    today: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """EDTF, and what the reading leaves open."""

    edtf: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one language says dates. Patterns name their parts `a` and `b`; forms are those of `_formed`."""

    prepare: Callable[[str], str]
    point: Callable[[str, Setting], Reading | None]
    spans: tuple[tuple[re.Pattern[str], str], ...]
    about: re.Pattern[str]
    """Before or after a date: `about`."""
    maybe: re.Pattern[str]
    complete: Callable[[str, str], list[tuple[str, str]]]
    """What `3` and `5 May 2013` say in full, likeliest first."""


def read(words: str, tongue: Tongue, setting: Setting) -> Reading | None:
    """Return what the words say in one language, or None."""
    text = tongue.prepare(words)
    if not text or len(text) > LONGEST:
        return None
    if found := _qualified(text, tongue, setting):
        return found
    for pattern, form in tongue.spans:
        matched = pattern.fullmatch(text)
        if matched and (found := _formed(form, matched.groupdict(), tongue, setting)):
            return found
    return None


def literal(text: str) -> Reading | None:
    """Return a single date written in EDTF, in letters of either case."""
    upper = text.upper()
    if "/" in upper or "[" in upper or not valid(upper):
        return None
    return Reading(upper)


def valid(text: str) -> bool:
    """Tell whether EDTF can be read."""
    try:
        edtf.parse(text)
    except BadDate:
        return False
    return True


def ymd(year: object, month: object = None, day: object = None) -> str:
    """Return EDTF of numbers as they were written."""
    return "-".join([f"{int(str(year)):04}", *(f"{int(str(one)):02}" for one in (month, day) if one is not None)])


def decade(first: int, last: int) -> str:
    """Return the years of a decade, a century or a millennium as one value; empty for any other span."""
    for places in (1, 2, 3):
        size = 10**places
        if first % size == 0 and last == first + size - 1 and 0 <= first <= 9999:
            return f"{first:04}"[: 4 - places] + "X" * places
    return ""


def moment(day: str, hour: int, minute: int, second: int = 0, zone: str = "") -> Reading | None:
    """Return a day with a time."""
    text = f"{day}T{hour:02}:{minute:02}:{second:02}{zone}"
    return Reading(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and valid(text) else None


def day_of(one: date) -> Reading:
    """Return a day."""
    return Reading(one.isoformat())


def months_back(today: date, months: int) -> str:
    """Return the month that many months before this one."""
    at = today.year * 12 + today.month - 1 - months
    return ymd(at // 12, at % 12 + 1)


def week_back(today: date, weeks: int) -> Reading:
    """Return one day of the week that many weeks before this one; weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday() + 7 * weeks)
    return Reading(f"[{monday.isoformat()}..{(monday + timedelta(days=6)).isoformat()}]")


def numeric(text: str, setting: Setting) -> Reading | None:
    """Return a date written in numbers: with dots the day comes first, else as the setting says."""
    if whole := re.fullmatch(r"(\d{4})([./-])(\d{1,2})(?:\2(\d{1,2}))?", text):
        return Reading(ymd(whole[1], whole[3], whole[4]))
    if short := re.fullmatch(r"(\d{1,2})[./-](\d{4})", text):
        return Reading(ymd(short[2], short[1]))
    found = re.fullmatch(r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})", text)
    if not found:
        return None
    first, second = found[1], found[3]
    day, month = (first, second) if setting.day_first or found[2] == "." else (second, first)
    return Reading(ymd(found[4], month, day))


def _qualified(text: str, tongue: Tongue, setting: Setting) -> Reading | None:
    """Return a single date with its marks: about, perhaps."""
    marks = set()
    for _again in range(3):
        for pattern, mark in ((tongue.about, "~"), (tongue.maybe, "?")):
            shorter = pattern.sub("", text).strip()
            if shorter != text and shorter:
                marks.add(mark)
                text = shorter
    found = tongue.point(text, setting)
    if found is None or not valid(found.edtf):
        return None
    if not marks:
        return found
    bare = found.edtf.rstrip("?~%")
    own = found.edtf[len(bare) :]
    marks |= {"?", "~"} if own == "%" else set(own)
    marked = bare + ("%" if len(marks) > 1 else marks.pop())
    return Reading(marked, found.doubt) if valid(marked) else None


def _formed(form: str, parts: dict[str, str | None], tongue: Tongue, setting: Setting) -> Reading | None:
    """Return what a pattern's parts make together, or None when they make no date."""
    a, b = parts.get("a"), parts.get("b")
    pairs = tongue.complete(a, b) if a is not None and b is not None else [(a or b or "", "")]
    for one, other in pairs:
        first = _qualified(one.strip(), tongue, setting)
        last = _qualified(other.strip(), tongue, setting) if other else None
        if first is None or (other and last is None):
            continue
        text = _joined(form, first.edtf, last.edtf if last else "")
        if text and valid(text):
            doubts = dict.fromkeys(one.doubt for one in (first, last) if one and one.doubt)
            return Reading(text, " ".join(doubts))
    return None


def _joined(form: str, a: str, b: str) -> str:
    match form:
        case "to":
            return f"{a}/{b}"
        case "between":
            return f"[{a}..{b}]"
        case "since":
            return f"{a}/.."
        case "until":
            return f"../{a}"
        case "end unknown":
            return f"{a}/"
        case "start unknown":
            return f"/{a}"
        case "or before":
            return f"[..{a}]"
        case "or after":
            return f"[{a}..]"
        case "before":
            return f"[..{_beside(a, -1)}]"
        case "after":
            return f"[{_beside(a, 1)}..]"
        case "night":
            return f"{a}/{_beside(a, 1)}" if re.fullmatch(r"\d{4}-\d\d-\d\d", a) else ""
        case _:
            return ""


def _beside(text: str, step: int) -> str:
    """Return the day, month or year just before or after one; itself when it is only about then."""
    read_ = edtf.parse(text)
    at = read_.earliest if step < 0 else read_.latest
    if read_.approximate or read_.uncertain or at is None or not 2 <= at <= date.max.toordinal() - 1:
        return text
    beside = date.fromordinal(at + step).isoformat()
    return beside[: 10 if len(text) == 10 and "X" not in text else 7 if len(text) == 7 and "X" not in text else 4]
