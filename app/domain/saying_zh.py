"""Dates as Chinese says them."""

from __future__ import annotations

import re
import unicodedata
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
    shifted,
    week_back,
    ymd,
)
from app.domain.saying_hijri import point as hijri

SEASONS = {"春": 21, "夏": 22, "秋": 23, "冬": 24}
_DIGITS = {**{c: n for n, c in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0, "两": 2, "廿": 20, "卅": 30}
_NUMERAL = re.compile("(?<![某期周第])([〇零○一二三四五六七八九十廿卅两]+)(?=[年月日号天周]|个月|世纪|点|时)")
_PART = re.compile(
    "(?P<a>.+?[年月代])(?:份)?(?P<part>年初|月初|初|早期|初期|年中|中期|中旬|中|上旬|上半年|上半月|下旬|下半年|下半月|晚期|后期|年底|年末|月底|月末|底|末)"
)
_HOURS = re.compile("(?P<a>.+?[日号])(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚|当天|当日|白天)")
_TIME = re.compile(
    r"(?P<a>.+?[日号])(上午|早上|凌晨|中午|下午|晚上|晚)?(\d{1,2})(?::|点|时)(?:(\d{1,2})分?)?(?::?(\d{2})秒?)?"
    r"(?:\(?(?:UTC|GMT)([+-]\d\d(?::?\d\d)?)?\)?(Z)?)?"
)
_BESIDE = tuple(
    re.compile(form)
    for form in (
        r"(?P<a>.+[年月日号])(?P<way>之后|以后|后|之前|以前|前)的?第?(?P<n>\d{1,3})(?P<unit>天|日|周|个月|年)",
        r"(?P<a>.+[年月日号])的?(?P<n>\d{1,3})(?P<unit>天|周|个月|年)(?P<way>之后|以后|后|之前|以前|前)",
    )
)
_UNITS = {"天": "day", "日": "day", "周": "week", "个月": "month", "年": "year"}
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")


def _prepare(words: str) -> str:
    text = unicodedata.normalize("NFKC", words).strip()
    text = re.sub(r"(?<=[日号月年代\d])[~‐‑‒–—―]+(?=[\d二三一])", "-", re.sub(r"\s+", "", text))
    return _NUMERAL.sub(lambda found: _number(found[1]), text).rstrip("。.").replace("、", ",")


def _number(numeral: str) -> str:
    """Return 二〇一二 as 2012, 二十一 as 21."""
    if "十" in numeral:
        tens, _ten, ones = numeral.partition("十")
        return str((_DIGITS.get(tens, 1)) * 10 + _DIGITS.get(ones, 0))
    if numeral[0] in "廿卅":
        return str(_DIGITS[numeral[0]] + _DIGITS.get(numeral[1:], 0))
    return "".join(str(_DIGITS[one]) for one in numeral)


def _point(text: str, setting: Setting) -> Reading | None:
    text = re.sub("^(?:在|于|公元|就在|时间为)+(?=.)", "", text)
    text = re.sub("(?<=.)(?:的时候|时候|期间|间|的)$", "", text) if not text.endswith("年间") else text
    if known := literal(text) or hijri(text) or numeric(text, setting) or _relative(text, setting.today):
        return known
    if beside := next((found for form in _BESIDE if (found := form.fullmatch(text))), None):
        sign = -1 if beside["way"].endswith("前") else 1
        return shifted(_point(beside["a"], setting), sign * int(beside["n"]), _UNITS[beside["unit"]])
    if timed := _TIME.fullmatch(text):
        return _timed(timed, setting)
    if part := _PART.fullmatch(text) or _HOURS.fullmatch(text):
        inner = _point(part["a"], setting)
        doubt = _("“{part}” has no fixed bounds, so all of it is meant.").format(part=part["part"])
        return replace(inner, doubt=" ".join(filter(None, (doubt, inner.doubt)))) if inner else None
    text = _WEEKDAY.sub("", text)
    if found := re.fullmatch(r"(\d{4})年(?:(\d{1,2})月份?(?:(\d{1,2})[日号]?)?)?", text):
        return Reading(ymd(*found.groups()))
    if found := re.fullmatch(r"(\d{4})年?的?([春夏秋冬])[季天]?(?:\(.*\))?", text):
        return Reading(f"{found[1]}-{SEASONS[found[2]]}")
    if found := re.fullmatch(r"(\d{4})年(?:(\d{1,2})月份?)?的?(某[1一]?[天日]|某个?月)", text):
        return _some(found[1], found[2], found[3])
    return _years(text)


def _some(year: str, month: str | None, what: str) -> Reading | None:
    if what.endswith("月"):
        return Reading(f"{year}-XX") if month is None else None
    return Reading(f"{ymd(year, month)}-XX" if month else f"{year}-XX-XX")


def _years(text: str) -> Reading | None:
    if found := re.fullmatch(r"(\d{3})0年代", text):
        return Reading(f"{found[1]}X")
    if found := re.fullmatch(r"(?:(\d{1,2})世纪|(上个?世纪)|(本世纪))?的?(\d)0年代", text):
        century = int(found[1]) - 1 if found[1] else 20 if found[3] else 19
        said = found[1] or found[2] or found[3]
        if not said and int(found[4]) < 4:
            return None  # 20年代: of which century
        return Reading(f"{century:02}{found[4]}X", "" if said else _("The century was not said."))
    if found := re.fullmatch(r"(\d{4})-(\d{4})年间", text):
        years = decade(int(found[1]), int(found[2]))
        return Reading(years) if years else None
    if found := re.fullmatch(r"(\d{1,2})世纪", text):
        return Reading(f"{int(found[1]) - 1:02}XX")
    return None


def _timed(found: re.Match[str], setting: Setting) -> Reading | None:
    day, half, hour = _point(found["a"], setting), found[2], int(found[3])
    if half in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    if found[4] is None and ":" in found[0]:
        return None
    zone = found[6] or ("Z" if "UTC" in found[0] or "GMT" in found[0] else "")
    return moment(day.edtf, hour, int(found[4] or 0), int(found[5] or 0), zone) if day else None


def _relative(text: str, today: date | None) -> Reading | None:
    """Return a date told from today."""
    if today is None:
        return None
    for words, back in (("今天", 0), ("今日", 0), ("昨天", 1), ("昨日", 1), ("前天", 2), ("大前天", 3)):
        if text == words:
            return day_of(today - timedelta(days=back))
    for words, back in (("今年", 0), ("去年", 1), ("前年", 2)):
        if text == words:
            return Reading(ymd(today.year - back))
    if text in ("本月", "这个月", "上月", "上个月"):
        return Reading(months_back(today, int(text.startswith("上"))))
    if text in ("本周", "这周", "上周", "上星期", "上个星期"):
        return week_back(today, int(text.startswith("上")))
    if found := re.fullmatch(r"(\d{1,2})(天|周|个月|年)(?:以前|之前|前)", text):
        count = int(found[1])
        match found[2]:
            case "天":
                return day_of(today - timedelta(days=count))
            case "周":
                return Reading((today - timedelta(weeks=count)).isoformat() + "~")
            case "个月":
                return Reading(months_back(today, count))
            case _:
                return Reading(ymd(today.year - count))
    return None


def _complete(a: str, b: str) -> list[tuple[str, str]]:
    """Return both in full: the second goes without the year, or the year and month, of the first."""
    pairs = [(a, b)]
    if found := re.search(r"(\d{4}年)(\d{1,2}月)?", a):
        pairs.append((a, f"{found[1]}{b}"))
        if found[2]:
            pairs.append((a, f"{found[1]}{found[2]}{b}"))
        if re.fullmatch(r"\d{4}年", a):
            pairs.append((a, f"{b}年"))
    elif re.fullmatch(r"\d{4}", a) and b.endswith("年"):
        pairs.append((f"{a}年", b))
    return pairs


_UNKNOWN = "(?:不明|不详|未知|不清楚|不知)"
_SOME = "(?:的?(?:某[1一]?[天日]|某个?月|某[1一]?年|某个?时[候间]?|某时))?"
_SPANS = (
    (r"(?P<a>.+?[日号])(?:到|至|-|和)(?P<b>\d{1,2}[日号])(?:之间)?的?(?:夜里|夜间|夜晚|深夜|夜|晚上|晚)", "to"),
    (r"(?P<a>.+?[日号])(?:夜里|夜间|夜晚|深夜|夜|当夜)", "night"),
    (rf"在?(?P<a>.+?)(?:和|与|到|至)(?P<b>.+?)之间{_SOME}", "between"),
    (rf"在?(?P<a>.+?)-(?P<b>.+?)之间{_SOME}", "between"),
    (rf"(?:从|自)?(?P<a>.+?)(?:起|开始|以来|之后)?[;,]?(?:结束时间|结束日期|何时结束|止期){_UNKNOWN}", "end unknown"),
    (rf"(?:从|自)?(?P<a>.+?)(?:到|至|-)(?:{_UNKNOWN}|\?)", "end unknown"),
    (
        rf"(?:截至|直到|直至|到|至)?(?P<b>.+?)(?:为止|止)?[;,]?(?:开始时间|起始时间|开始日期|何时开始){_UNKNOWN}",
        "start unknown",
    ),
    (
        r"(?:从|自)?(?P<a>.+?)(?:以来|起|开始)?(?:至今|到现在|迄今|到今天|直到现在|直到今天)[,;]?(?:(?:仍|还|一直|现在).*)?",
        "since",
    ),
    (r"(?:从|自)?(?P<a>.+?)(?:以来|起|开始)[,;]?(?:(?:仍|还|一直|现在|持续).*)?", "since"),
    (r"(?:从|自)?(?P<a>.+?)(?:直到|到|至)(?P<b>.+?)(?:为止|止)?", "to"),
    (r"(?:截至|截止|直到|直至|到|至)(?P<b>.+?)(?:为止|止)?", "until"),
    (r"(?P<b>.+?)为止", "until"),
    (r"(?P<b>.+?)或(?:者)?(?:更早|以前|之前)", "or before"),
    (r"(?P<a>.+?)或(?:者)?(?:更晚|以后|之后)", "or after"),
    (r"(?:不晚于|最晚|至迟)(?P<b>.+)", "or before"),
    (r"(?:不早于|最早)(?P<a>.+)", "or after"),
    (r"(?:或是|要么)?(?P<a>.+?)(?:或者|或是|或|还是|要么)(?P<b>.+)", "or"),
    (r"(?P<b>.+?)(?:以前|之前|前)", "before"),
    (r"(?P<a>.+?)(?:以后|之后|后)", "after"),
    (r"(?:从|自)(?P<a>.+?)-(?P<b>.+)", "to"),
    (r"(?P<a>.+?[年月日号])-(?P<b>.+)", "to"),
    (r"(?P<a>\d{4})-(?P<b>\d{4})年?", "to"),
)

CHINESE = Tongue(
    _prepare,
    _point,
    tuple((re.compile(pattern), form) for pattern, form in _SPANS),
    re.compile(r"^(?:大约|大概|大致|约|差不多)(?:是|在)?(?=.)|(?<=.)(?:左右|前后|上下)$"),
    re.compile(r"^(?:可能|也许|或许|好像|似乎|疑似)(?:是|在)?(?=.)|(?<=.)\(?(?:\?|不确定|存疑)\)?$"),
    _complete,
    "{year}年{words}",
)
