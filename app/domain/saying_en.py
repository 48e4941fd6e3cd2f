"""Dates as English says them."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta

from app.base.i18n import _
from app.domain.saying_grammar import (
    Reading,
    Setting,
    Tongue,
    day_of,
    decade,
    literal,
    moment,
    months_back,
    numeric,
    rests,
    shifted,
    valid,
    week_back,
    ymd,
)
from app.domain.saying_hijri import point as hijri

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_MONTH_OF = {name.lower()[:length]: n for n, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}
_M = "(" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + ")"
_D = r"(\d{1,2})(?:st|nd|rd|th)?"
_Y = r"(\d{4})"
_SEASON = f"({'|'.join(SEASONS)})"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|r)?\s+(?:the )?(?=[a-z0-9])")
_SMALL = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)  # noqa: SIM905
)
_PART = re.compile(
    r"(?:(?:very )?early|mid|middle of|late|later|beginning of|start of|first half of|second half of|first days of"
    r"|last days of|(?:first|second|third|fourth|last|a) week (?:of|in)|end of|turn of)"
    r"(?: |-)(?:in )?(?:the )?(?P<a>.+)"
)
_HOURS = re.compile(
    r"(?:the )?(?:early |late )?(?:morning|afternoon|evening|noon|midday|midnight|dawn|dusk|small hours|hours)"
    r" (?:of|on) (?:the )?(?P<a>.+)"
)
_WITHIN = re.compile(r"(?:some ?time|at some (?:point|time)|once|somewhen) (?:in|during|on) (?:the )?(?P<a>.+)")
_WHOLE = re.compile(r"(?:throughout|all through|all of|the whole of|all) (?P<a>.+)")
_BESIDE = re.compile(
    r"(?:the |an? )?(?P<n>\d{1,3}|[a-z]+)?(?: ?full)? ?(?P<unit>day|night|week|month|year)s? "
    r"(?P<way>after|before|from|later than|earlier than) (?P<a>.+)"
)
_TIME = re.compile(
    r"(?P<a>.+?)(?: at)? (\d{1,2})(?:[:.](\d{2})(?::(\d{2}))?"
    r"(?: ?hrs?| hours| o'clock)? ?(am|pm)?| ?(am|pm))(?: ?\(?(?:utc|gmt)([+-]\d\d(?::?\d\d)?)?\)?(z)?)?"
)


def _prepare(words: str) -> str:
    text = re.sub("[‐‑‒–—−]", "-", words.strip().casefold()).replace("’", "'")
    text = re.sub(r"(?<=[a-z])\.(?=[\s,]|$)", "", text)
    return re.sub(r"\s+", " ", re.sub("[,;]", " ", text)).strip().removesuffix(".").strip()


def _point(text: str, setting: Setting) -> Reading | None:
    if (beside := _BESIDE.fullmatch(text)) and (found := _shifted(beside, setting)):
        return found
    text = re.sub(r"^(?:(?:on|in|at|during|over|the|year|a|date)(?: |$))+(?=.)", "", text)
    if found := literal(text) or hijri(text) or numeric(text, setting) or _relative(text, setting.today):
        return found
    if within := _WITHIN.fullmatch(text):
        return _point(within["a"], setting)
    if lasting := _WHOLE.fullmatch(text):
        inner = _point(lasting["a"], setting)
        return replace(inner, edtf=f"{inner.edtf}/{inner.edtf}") if inner and _WHOLE_OF.fullmatch(inner.edtf) else None
    if rough := _ABOUT_HOUR.fullmatch(text):
        inner = _point(rough["a"], setting)
        return replace(inner, doubt=_("The hour is only about; it stays in your words.")) if inner else None
    if whole := _TIME.fullmatch(text):
        return _timed(whole, setting)
    if part := _PART.fullmatch(text) or _HOURS.fullmatch(text):
        inner = _point(part["a"], setting)
        doubt = _("“{part}” has no fixed bounds, so all of it is meant.").format(part=text[: part.start("a")].strip())
        return replace(inner, doubt=" ".join(filter(None, (doubt, inner.doubt)))) if inner else None
    doubt = ""
    weekday = _WEEKDAY.match(text)
    if weekday:
        text = text[weekday.end() :]
    edtf = _named(text)
    if edtf and weekday and valid(edtf) and len(edtf) == 10:
        named = _WEEKDAYS.index(weekday[1])
        if calendar.weekday(*(int(one) for one in edtf.split("-"))) != named:
            doubt = _("The day of the week does not fit this date.")
    return Reading(edtf, doubt) if edtf else None


_ABOUT_HOUR = re.compile(
    r"(?P<a>.*\d{4})(?: at)? (?:about|around|roughly|before|after) "
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m| o'clock)?|noon|midday|midnight)"
)
_WHOLE_OF = re.compile(r"\d{4}(?:-\d\d)?")


def _shifted(beside: re.Match[str], setting: Setting) -> Reading | None:
    """Return what is so many days from a date that is told beside it."""
    said = beside["n"] or "one"
    count = int(said) if said.isdecimal() else _SMALL.get(said, 0)
    sign = -1 if beside["way"] in ("before", "earlier than") else 1
    unit = "day" if beside["unit"] == "night" else beside["unit"]
    return shifted(_point(beside["a"], setting), sign * count, unit) if count else None


def _named(text: str) -> str:
    """Return a date that names its month, season, decade or years."""
    for pattern, order in (
        (rf"{_D}(?: day)?(?: of)? {_M}(?: of)? {_Y}", "dmy"),
        (rf"{_M} (?:the )?{_D} {_Y}", "mdy"),
        (rf"{_M}(?: of)? {_Y}", "my"),
        (rf"{_Y} {_M}", "ym"),
        (rf"{_Y} {_M} {_D}", "ymd"),
    ):
        if found := re.fullmatch(pattern, text):
            parts = dict(zip(order, found.groups(), strict=True))
            return ymd(parts["y"], _MONTH_OF[parts["m"]], parts.get("d"))
    if found := re.fullmatch(rf"{_SEASON}(?: of)? {_Y}(?: ?[/-] ?(\d{{2}}|\d{{4}}))?(?: \(.*\))?", text):
        return f"{found[2]}-{SEASONS[found[1]]}"
    if found := re.fullmatch(r"(?:some|a|unknown|one) ?(day|month)? (?:in|of) (.+)", text):
        inner = _named(found[2]) or (found[2] if re.fullmatch(r"\d{4}", found[2]) else "")
        return _some(inner, found[1] or "day")
    return _years(text)


def _some(inner: str, what: str) -> str:
    if re.fullmatch(r"\d{4}", inner):
        return f"{inner}-XX" if what == "month" else f"{inner}-XX-XX"
    return f"{inner}-XX" if re.fullmatch(r"\d{4}-\d\d", inner) and what == "day" else ""


def _years(text: str) -> str:
    if found := re.fullmatch(r"(\d{3})0'?s", text):
        return "" if found[1].endswith("0") else f"{found[1]}X"  # the 1900s: ten years, or a hundred
    if found := re.fullmatch(r"years (\d{4})-(\d{4})", text):
        return decade(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th) century", text):
        return f"{int(found[1]) - 1:02}XX"
    return ""


def _timed(whole: re.Match[str], setting: Setting) -> Reading | None:
    day = _point(whole["a"], setting)
    hour, minute, half, zone = int(whole[2]), int(whole[3] or 0), whole[5] or whole[6], whole[7] or ""
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if not zone and re.search(r" ?\(?(?:utc|gmt)\)?z?$", whole[0]):
        zone = "Z"
    return moment(day.edtf, hour, minute, int(whole[4] or 0), zone) if day else None


def _relative(text: str, today: date | None) -> Reading | None:
    """Return a date told from today."""
    if today is None:
        return None
    days = {
        "today": 0,
        "this morning": 0,
        "tonight": 0,
        "yesterday": 1,
        "yesterday morning": 1,
        "day before yesterday": 2,
    }
    if text in days:
        return day_of(today - timedelta(days=days[text]))
    if text == "last night":
        return Reading(f"{(today - timedelta(days=1)).isoformat()}/{today.isoformat()}")
    if text in ("this week", "last week"):
        return week_back(today, int(text == "last week"))
    if text in ("this month", "last month"):
        return Reading(months_back(today, int(text == "last month")))
    if text in ("this year", "last year"):
        return Reading(ymd(today.year - (text == "last year")))
    found = re.fullmatch(r"(\d{1,2}|[a-z]+) (day|week|month|year)s? ago", text)
    count = int(found[1]) if found and found[1].isdecimal() else _SMALL.get(found[1], 0) if found else 0
    if not found or not count:
        return None
    match found[2]:
        case "day":
            return day_of(today - timedelta(days=count))
        case "week":
            return Reading((today - timedelta(weeks=count)).isoformat() + "~")
        case "month":
            return Reading(months_back(today, count))
        case _:
            return Reading(ymd(today.year - count))


def _complete(a: str, b: str) -> list[tuple[str, str]]:
    """Return both in full: a day lacks its month and year, a month its year."""
    pairs = [(a, b)]
    if end := re.search(r"([a-z]+) (\d{4})$", b):
        pairs += [(f"{a} {end[2]}", b), (f"{a} {end[1]} {end[2]}", b)]
    elif end := re.search(r"^(\d{1,2}\w{0,2}) (\d{4})$", b):  # May 3 to 5, 2013
        month = re.search(_M, a)
        pairs += [(f"{a} {end[2]}", f"{month[1]} {b}")] if month else []
    if end := re.search(rf"{_M} {_D} (\d{{4}})$", b):
        pairs.append((f"{a} {end[3]}", b))
    return pairs + rests(a, b)


_STILL = (
    r"(?:and |but )?(?:(?:is|are|was|he is|she is|they are|it is) )?\(?still(?: going on| continuing| ongoing| there"
    r"| held| detained| missing| in (?:custody|prison|detention))?\)?"
)
_HELD = rf"(?:{_STILL} |ongoing |continuing |held |detained |missing |in (?:custody|prison|detention) |ever )"
_NOW = rf"(?:now|today|(?:the )?present(?: day)?|{_STILL}|(?:and )?ongoing|(?:and )?continuing|to date|this day)"
_UNKNOWN = r"(?:an? )?(?:unknown|not known|not told|\?)(?: (?:date|end|time))?"
_TO = r"(?:until|till|to|through|up to|up until|-)"
_SOME = r"(?:(?:on |at )?(?:some|a|one) ?(?:day|time|month|year|moment|point)? |sometime |somewhere )?"
_THE_END = r"(?:and |but )?(?:(?:the|its) )?end (?:date )?(?:is |was )?"
_THE_START = r"(?:and |but )?(?:(?:the|its) )?(?:start|beginning) (?:date )?(?:is |was )?"
_SPANS = (
    (r"(?:the )?night (?:of|from) (?:the )?(?P<a>.+?) (?:to|-|and) (?:the )?(?P<b>.+)", "to"),
    (r"(?:(?:in|during|on) )?(?:the )?night (?:of|from) (?:the )?(?P<a>.+)", "night"),
    (r"(?P<a>.+?) at night", "night"),
    (rf"{_SOME}between (?:the )?(?P<a>.+?) (?:and|to|-) (?:the )?(?P<b>.+)", "between"),
    (rf"(?:from |since )?(?P<a>.+?) {_TO} {_UNKNOWN}", "end unknown"),
    (rf"(?:from |since )?(?P<a>.+?) {_THE_END}{_UNKNOWN}", "end unknown"),
    (rf"(?:up )?(?:until|till|to) (?P<b>.+?) {_THE_START}{_UNKNOWN}", "start unknown"),
    (rf"(?:since |from |starting |beginning )?(?:in |on )?(?P<a>.+?) {_TO} {_NOW}", "since"),
    (rf"{_HELD}+(?:ever )?(?:since|from)(?: in| on)? (?P<a>.+?)(?: {_NOW})?", "since"),
    (rf"(?:since|from|starting|beginning)(?: in| on)? (?P<a>.+?) {_NOW}", "since"),
    (rf"from (?:the )?(?P<a>.+?) {_TO} (?:the )?(?P<b>.+)", "to"),
    (rf"(?P<a>.+?) {_TO} (?P<b>.+)", "to"),
    (r"(?:since|from|starting|beginning)(?: in| on| with)? (?P<a>.+?)(?: on| onwards?)?", "since"),
    (r"(?P<a>.+?) (?:onwards?|and since)", "since"),
    (r"(?:until|till|up to|up until) (?P<b>.+)", "until"),
    (r"(?:on or before|by|no later than|not later than|not after|at the latest(?: in| on)?) (?P<b>.+)", "or before"),
    (r"(?P<b>.+?) (?:or (?:earlier|before)(?: that)?|at the latest)", "or before"),
    (r"(?:on or after|no earlier than|not earlier than|not before|at the earliest(?: in| on)?) (?P<a>.+)", "or after"),
    (r"(?P<a>.+?) (?:or (?:later|after)(?: that)?|at the earliest)", "or after"),
    (r"(?:some ?time |shortly |just )?(?:before|prior to|earlier than) (?P<b>.+)", "before"),
    (r"(?:some ?time |shortly |just )?(?:after|later than) (?P<a>.+)", "after"),
    (r"(?P<a>[^-]+)-(?P<b>[^-]+)", "to"),
    (r"(?:either )?(?P<a>.+?) or (?P<b>.+)", "or"),
)
_ABOUT = r"(?:about|around|circa|ca|approximately|approx|roughly|near|c(?= ))"
_PERHAPS = r"(?:maybe|perhaps|possibly|probably|likely|may be|it may be|uncertain:?)"

ENGLISH = Tongue(
    _prepare,
    _point,
    tuple((re.compile(pattern), form) for pattern, form in _SPANS),
    re.compile(
        rf"^(?:some ?time |somewhere )?{_ABOUT}\.? ?(?=.)|^~ ?(?=\d)|^≈ ?(?=\d)"
        r"| or so$| \(?(?:approx|approximately|roughly)\)?$"
    ),
    re.compile(rf"^{_PERHAPS} (?=.)| ?\(?(?:\?|uncertain|not certain|not sure)\)?$"),
    _complete,
)
