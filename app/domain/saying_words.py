"""EDTF said in words, by the phrases of a language."""

from __future__ import annotations

import re

from app.base.errors import BadDate
from app.domain import edtf
from app.domain.saying_phrases import LANGUAGES, NUMBERS, Phrases

_POINT = re.compile(r"(\d{4}|\d{3}X|\d{2}XX|\dXXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%]?)")
_PLAIN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(Z|[+-].*)?")
_SEASONS = ("spring", "summer", "autumn", "winter")
_SEASON_MONTHS = ((3, 5), (6, 8), (9, 11), (12, 2))


def in_words(text: str, language: str) -> str:
    """Return EDTF in words; what cannot be read is returned as it is. Never fails."""
    try:
        edtf.parse(text)
    except BadDate:
        return text
    phrases = LANGUAGES.get(language, NUMBERS)
    if text.startswith("["):
        return _one_of(phrases, *text[1:-1].split(".."))
    if "/" in text:
        return _period(phrases, *text.split("/"))
    if moment := _MOMENT.fullmatch(text):
        day, hour, minute, second, zone = moment.groups()
        clock = f"{hour}:{minute}" if second == "00" else f"{hour}:{minute}:{second}"
        utc = f" UTC{'' if zone == 'Z' else zone}" if zone else ""
        return phrases.words["clock"].format(x=_point(phrases, day), clock=clock + utc)
    words = _point(phrases, text, alone=True)
    return phrases.words.get("in", "{x}").format(x=words) if re.fullmatch(r"\d+X+", text) else words


def _one_of(phrases: Phrases, start: str, end: str) -> str:
    if not start:
        return phrases.words["or before"].format(b=_point(phrases, end))
    if not end:
        return phrases.words["or after"].format(a=_point(phrases, start))
    kinds = {_size(start), _size(end)}
    form = f"between {kinds.pop()}" if len(kinds) == 1 else "between"
    a, b = _both(phrases, start, end)
    return phrases.words.get(form, phrases.words["between"]).format(a=a, b=b)


def _size(text: str) -> str:
    """Return what a date without a mark is: days, months, years; empty for anything else."""
    return {10: "days", 7: "months", 4: "years"}[len(text)] if _PLAIN.fullmatch(text) or text.isdecimal() else ""


def _period(phrases: Phrases, start: str, end: str) -> str:
    form = {"..": "until", "": "start unknown"}.get(start) or {"..": "since", "": "end unknown"}.get(end) or "to"
    days = all(_size(one) == "days" for one in (start, end) if one not in ("", ".."))
    a, b = _both(phrases, start, end)
    return phrases.words.get(f"{form} days" if days else form, phrases.words[form]).format(a=a, b=b)


def _both(phrases: Phrases, start: str, end: str) -> tuple[str, str]:
    """Return two dates in words, without saying twice what they share."""
    a, b = _point(phrases, start), _point(phrases, end)
    first, last = _PLAIN.fullmatch(start), _PLAIN.fullmatch(end)
    if not first or not last or first[1] != last[1] or bool(first[3]) != bool(last[3]):
        return a, b
    kept = first if phrases.shorter == "first" else last
    form = "month alone" if not kept[3] else "day alone" if first[2] == last[2] else "day of month"
    if form not in phrases.words:
        return a, b
    months = phrases.of_days or phrases.months if kept[3] else phrases.months
    short = phrases.words[form].format(m=months[int(kept[2]) - 1], d=int(kept[3] or 1))
    return (short, b) if phrases.shorter == "first" else (a, short)


def _point(phrases: Phrases, text: str, *, alone: bool = False) -> str:
    """Return a single date in words with its mark; alone, a season tells its months."""
    found = _POINT.fullmatch(text)
    core = _core(phrases, *found.groups()[:3], alone=alone) if found else ""
    if not found or not core:
        return text  # years of five digits or before the year 0, seasons without a name: as they are written
    days = f"{found[4]} days" if found[3] and "X" not in text else found[4]
    return (phrases.words.get(days) or phrases.words.get(found[4], "{x}")).format(x=core)


def _core(phrases: Phrases, year: str, month: str | None, day: str | None, *, alone: bool) -> str:
    words = phrases.words
    if "X" in year:
        first, last = year.replace("X", "0"), year.replace("X", "9")
        # the 1900s may be ten years or a hundred
        decade = year.count("X") == 1 and not year.endswith("0X")
        return words["decade" if decade else "years"].format(y=first, a=first, b=last)
    if month is None:
        return words.get("year", "{y}").format(y=year)
    if month == "XX":
        some = words.get("some month" if day is None else "some day", "")
        return some.format(x=words.get("year", "{y}").format(y=year))
    if int(month) > 12:
        return _season(phrases, year, int(month) - 21, alone=alone)
    name = phrases.months[int(month) - 1]
    if day is None:
        return words["month"].format(y=year, m=name)
    if day == "XX":
        return words.get("some day", "").format(x=words["month"].format(y=year, m=name))
    return words["day"].format(y=year, m=phrases.of_days[int(month) - 1] if phrases.of_days else name, d=int(day))


def _season(phrases: Phrases, year: str, at: int, *, alone: bool) -> str:
    words = phrases.words
    name = words.get(_SEASONS[at], "").format(y=year)
    if not alone or not name:
        return name
    first, last = (phrases.months[n - 1] for n in _SEASON_MONTHS[at])
    if at == 3:  # winter ends in the next year
        a = words["month"].format(y=year, m=first)
        b = words["month"].format(y=f"{int(year) + 1:04}", m=last)
    else:
        a, b = words["month alone"].format(m=first), words["month alone"].format(m=last)
    return words["season months"].format(x=name, a=a, b=b)
