"""EDTF said in words: a table of phrases for each language, numbers where we have none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import BadDate
from app.domain import edtf
from app.domain.saying_en import MONTHS as ENGLISH_MONTHS

_POINT = re.compile(r"(\d{4}|\d{3}X|\d{2}XX|\dXXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%]?)")
_PLAIN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(Z|[+-].*)?")
_SEASONS = ("spring", "summer", "autumn", "winter")
_SEASON_MONTHS = ((3, 5), (6, 8), (9, 11), (12, 2))


@dataclass(frozen=True, slots=True)
class Phrases:
    """How a language says dates: `y`, `m`, `d` stand for year, month, day; `x`, `a`, `b` for dates."""

    months: tuple[str, ...]
    words: Mapping[str, str]
    shorter: str
    """Which of two dates of one year goes without what the other says: first, second, or neither."""


ENGLISH = Phrases(
    ENGLISH_MONTHS,
    {
        "day": "{d} {m} {y}",
        "month": "{m} {y}",
        "day of month": "{d} {m}",
        "day alone": "{d}",
        "month alone": "{m}",
        "decade": "the {y}s",
        "years": "the years {a}-{b}",
        "in": "in {x}",
        "some day": "some day in {x}",
        "some month": "some month in {x}",
        "spring": "spring {y}",
        "summer": "summer {y}",
        "autumn": "autumn {y}",
        "winter": "winter {y}",
        "season months": "{x} ({a} to {b})",
        "~": "about {x}",
        "?": "perhaps {x}",
        "%": "perhaps about {x}",
        "clock": "{x} at {clock}",
        "to": "from {a} until {b}",
        "since": "since {a}, still going on",
        "until": "until {b}",
        "end unknown": "from {a}; the end is not known",
        "start unknown": "until {b}; the start is not known",
        "between days": "some day between {a} and {b}",
        "between months": "some month between {a} and {b}",
        "between years": "some year between {a} and {b}",
        "between": "some time between {a} and {b}",
        "or before": "{b} or earlier",
        "or after": "{a} or later",
    },
    "first",
)

CHINESE = Phrases(
    tuple(str(n) for n in range(1, 13)),
    {
        "day": "{y}年{m}月{d}日",
        "month": "{y}年{m}月",
        "year": "{y}年",
        "day of month": "{m}月{d}日",
        "day alone": "{d}日",
        "month alone": "{m}月",
        "decade": "{y}年代",
        "years": "{a}-{b}年间",
        "some day": "{x}某日",
        "some month": "{x}某月",
        "spring": "{y}年春季",
        "summer": "{y}年夏季",
        "autumn": "{y}年秋季",
        "winter": "{y}年冬季",
        "season months": "{x}（{a}至{b}）",
        "~": "约{x}",
        "?": "可能是{x}",
        "%": "可能约{x}",
        "clock": "{x}{clock}",
        "to": "从{a}到{b}",
        "since": "{a}以来，仍在持续",
        "until": "直到{b}",
        "end unknown": "从{a}开始；结束时间不明",
        "start unknown": "直到{b}；开始时间不明",
        "between days": "{a}至{b}之间的某一天",
        "between months": "{a}至{b}之间的某个月",
        "between years": "{a}至{b}之间的某一年",
        "between": "{a}至{b}之间的某个时候",
        "or before": "{b}或更早",
        "or after": "{a}或更晚",
    },
    "second",
)

ARABIC = Phrases(
    ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    {
        "day": "{d} {m} {y}",
        "month": "{m} {y}",
        "day of month": "{d} {m}",
        "day alone": "{d}",
        "month alone": "{m}",
        "decade": "السنوات {a}-{b}",
        "years": "السنوات {a}-{b}",
        "in": "في {x}",
        "some day": "يوم ما في {x}",
        "some month": "شهر ما في {x}",
        "spring": "ربيع {y}",
        "summer": "صيف {y}",
        "autumn": "خريف {y}",
        "winter": "شتاء {y}",
        "season months": "{x} ({a} إلى {b})",
        "~": "حوالي {x}",
        "?": "ربما {x}",
        "%": "ربما حوالي {x}",
        "clock": "{x} الساعة {clock}",
        "to": "من {a} حتى {b}",
        "since": "منذ {a}، وما زال مستمرا",
        "until": "حتى {b}",
        "end unknown": "من {a}؛ والنهاية غير معروفة",
        "start unknown": "حتى {b}؛ والبداية غير معروفة",
        "between days": "يوم ما بين {a} و{b}",
        "between months": "شهر ما بين {a} و{b}",
        "between years": "سنة ما بين {a} و{b}",
        "between": "وقت ما بين {a} و{b}",
        "or before": "{b} أو قبل ذلك",
        "or after": "{a} أو بعد ذلك",
    },
    "first",
)

NUMBERS = Phrases(
    tuple(f"{n:02}" for n in range(1, 13)),
    {
        "day": "{y}-{m}-{d:02}",
        "month": "{y}-{m}",
        "decade": "{a}-{b}",
        "years": "{a}-{b}",
        "~": "≈ {x}",
        "?": "{x}?",
        "%": "≈ {x}?",
        "clock": "{x} {clock}",
        "to": "{a} – {b}",
        "since": "{a} – …",
        "until": "… – {b}",
        "end unknown": "{a} – ?",
        "start unknown": "? – {b}",
        "between": "{a} … {b}",
        "or before": "≤ {b}",
        "or after": "≥ {a}",
    },
    "neither",
)
LANGUAGES = {"en": ENGLISH, "zh": CHINESE, "ar": ARABIC}


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
    """Return what a date is: days, months, years; anything else is only a time."""
    bare = text.rstrip("?~%")
    return {10: "days", 7: "months", 4: "years"}[len(bare)] if _PLAIN.fullmatch(bare) or bare.isdecimal() else ""


def _period(phrases: Phrases, start: str, end: str) -> str:
    form = {"..": "until", "": "start unknown"}.get(start) or {"..": "since", "": "end unknown"}.get(end) or "to"
    a, b = _both(phrases, start, end)
    return phrases.words[form].format(a=a, b=b)


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
    short = phrases.words[form].format(m=phrases.months[int(kept[2]) - 1], d=int(kept[3] or 1))
    return (short, b) if phrases.shorter == "first" else (a, short)


def _point(phrases: Phrases, text: str, *, alone: bool = False) -> str:
    """Return a single date in words with its mark; alone, a season tells its months."""
    found = _POINT.fullmatch(text)
    core = _core(phrases, *found.groups()[:3], alone=alone) if found else ""
    if not found or not core:
        return text  # years of five digits or before the year 0, seasons without a name: as they are written
    return phrases.words.get(found[4], "{x}").format(x=core)


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
    return words["day"].format(y=year, m=name, d=int(day))


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
