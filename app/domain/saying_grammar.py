"""How words become EDTF in any language: marks of doubt, single dates, and the ways two of them make a period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.base.errors import BadDate
from app.base.i18n import _
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
    calendar: str = ""
    """Of the words, where it is another than ours."""


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
    dated: str = "{words} {year}"
    """Words that lack their year, with one."""


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
    if re.search(r"(?<!\d)1(?:3[4-9]|4\d)\d(?!\d)", text):
        return None  # most likely a year of the Hijra, or of Persia
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


def rests(a: str, b: str) -> list[tuple[str, str]]:
    """Return the first of two dates with what the second says after its day, or at its end: 3 and 5 Ramadan 1433."""
    day = re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)? (.+)", b)
    year = re.search(r"(\d{4}(?: ?\w{1,6})?)$", b)
    return [(f"{a} {found[1]}", b) for found in (day, year) if found]


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
    if found.edtf.startswith("["):
        marked = "[" + "..".join(one and _marked(one, set(marks)) for one in _ends(found.edtf)) + "]"
    else:
        marked = _marked(found.edtf, marks)
    return replace(found, edtf=marked) if valid(marked) else None


def _marked(text: str, marks: set[str]) -> str:
    """Return a single date with marks added to its own."""
    bare = text.rstrip("?~%")
    own = text[len(bare) :]
    marks = marks | ({"?", "~"} if own == "%" else set(own))
    return bare + ("%" if len(marks) > 1 else marks.pop())


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
            told = [one for one in (first, last) if one]
            doubts = dict.fromkeys(one.doubt for one in told if one.doubt)
            if form == "night":
                doubts[_("A night belongs to two days: the evening of one, the morning after.")] = None
            elif form == "or" and _apart(first.edtf, last.edtf if last else ""):
                doubts[_("One of the two is meant, not what lies between.")] = None
            return Reading(text, " ".join(doubts), next((one.calendar for one in told if one.calendar), ""))
    return None


def _joined(form: str, a: str, b: str) -> str:  # noqa: C901 - one arm for each form
    first, last = _ends(a)[0], _ends(b or a)[1]
    vague = "~" if a.startswith("[") else ""
    until = "~" if (b or a).startswith("[") else ""
    match form:
        case "to":
            return f"{_soft(first, vague)}/{_soft(last, until)}"
        case "between":
            return f"[{first}..{last}]"
        case "or":
            return f"[{first}..{last}]" if _in_order(a, b) else f"[{_ends(b)[0]}..{_ends(a)[1]}]"
        case "since":
            return f"{_soft(first, vague)}/.."
        case "until":
            return f"../{_soft(last, until)}"
        case "end unknown":
            return f"{_soft(first, vague)}/"
        case "start unknown":
            return f"/{_soft(last, until)}"
        case "or before":
            return f"[..{last}]"
        case "or after":
            return f"[{first}..]"
        case "before":
            return f"[..{_beside(last, -1)}]"
        case "after":
            return f"[{_beside(first, 1)}..]"
        case "night":
            return _night(a)
        case _:
            return ""


def _ends(text: str) -> tuple[str, str]:
    """Return both ends of a one-of range; a single date is both."""
    if text.startswith("["):
        first, _dots, last = text[1:-1].partition("..")
        return first, last
    return text, text


def _soft(text: str, mark: str) -> str:
    return _marked(text, {mark}) if mark and text else text


def _night(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f"{text}/{_beside(text, 1)}"
    first, last = _ends(text)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d", text[1:-1]):
        return ""
    return f"{_beside(first, -1)}~/{last}~"  # in the Hijra a day begins with its night


def _in_order(a: str, b: str) -> bool:
    return (edtf.parse(a).earliest or 0) <= (edtf.parse(b).earliest or 0)


def _apart(a: str, b: str) -> bool:
    """Tell whether there is time between two dates."""
    first, last = sorted((edtf.parse(one) for one in (a, b)), key=lambda one: one.earliest or 0)
    return first.latest is not None and last.earliest is not None and first.latest + 1 < last.earliest


def shifted(base: Reading | None, count: int, unit: str) -> Reading | None:
    """Return what is so many days, weeks, months or years from a date; None when it is not that precise."""
    if base is None or not valid(base.edtf):
        return None
    moved = [_moved(one, count, unit) for one in dict.fromkeys(_ends(base.edtf))]
    if not all(moved):
        return None
    text = f"[{moved[0]}..{moved[1]}]" if len(moved) > 1 else moved[0]
    return replace(base, edtf=text) if valid(text) else None


def _moved(text: str, count: int, unit: str) -> str:
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", text)
    if not found:
        return ""
    year, month = int(found[1]), int(found[2] or 1)
    if unit in ("day", "week"):
        at = edtf.parse(text).earliest or 0
        at += count * (7 if unit == "week" else 1)
        exact = found[3] and 1 <= at <= date.max.toordinal()
        return date.fromordinal(at).isoformat() + ("~" if unit == "week" else "") if exact else ""
    if unit == "month":
        at = year * 12 + month - 1 + count
        return ymd(at // 12, at % 12 + 1) if found[2] and 0 <= at // 12 <= 9999 else ""
    if not 0 <= year + count <= 9999:
        return ""
    return ymd(year + count, month) if found[2] else ymd(year + count)


def _beside(text: str, step: int) -> str:
    """Return the day, month or year just before or after one; itself when it is only about then."""
    read_ = edtf.parse(text)
    at = read_.earliest if step < 0 else read_.latest
    if read_.approximate or read_.uncertain or at is None or not 2 <= at <= date.max.toordinal() - 1:
        return text
    beside = date.fromordinal(at + step).isoformat()
    return beside[: 10 if len(text) == 10 and "X" not in text else 7 if len(text) == 7 and "X" not in text else 4]
