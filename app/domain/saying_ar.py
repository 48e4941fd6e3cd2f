"""Dates as Arabic says them, with the month names of Egypt and the Gulf, of the Levant, and of the Maghreb."""

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
    rests,
    shifted,
    week_back,
    ymd,
)
from app.domain.saying_hijri import point as hijri

MONTHS = (
    "يناير|كانون الثاني|جانفي",
    "فبراير|شباط|فيفري",
    "مارس|آذار|مارث",
    "أبريل|إبريل|نيسان|أفريل",
    "مايو|أيار|ماي",
    "يونيو|يونيه|حزيران|جوان",
    "يوليو|يوليه|تموز|جويلية|يوليوز",
    "أغسطس|آب|أوت|غشت",
    "سبتمبر|أيلول|شتنبر",
    "أكتوبر|تشرين الأول",
    "نوفمبر|تشرين الثاني|نونبر",
    "ديسمبر|كانون الأول|دجنبر",
)
SEASONS = {"ربيع": 21, "صيف": 22, "خريف": 23, "شتاء": 24}
_TENS = {"عشرين": 2, "ثلاثين": 3, "اربعين": 4, "خمسين": 5, "ستين": 6, "سبعين": 7, "ثمانين": 8, "تسعين": 9}
_UNIFIED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": None})
_MARKS = re.compile("[\u064b-\u0652\u0670\u200e\u200f\u061c]")


def _folded(text: str) -> str:
    plain = "".join(str(unicodedata.decimal(one, one)) for one in _MARKS.sub("", text).translate(_UNIFIED))
    return re.sub(r"\s+", " ", re.sub("[،؛,;]", " ", re.sub("[‐‑‒–—−]", "-", plain))).strip()


def _prepare(words: str) -> str:
    return _folded(words.casefold()).removesuffix(".").strip()


_MONTH_OF = {_folded(name): n for n, names in enumerate(MONTHS, 1) for name in names.split("|")}
_M = "(" + "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True)) + ")"
_OF = r"(?: من)?(?: ?(?:عام|سنه|لعام|لسنه))?"
_Y = r"(\d{4}) ?م?"
_WEEKDAY = re.compile(r"^(?:يوم )?(?:ال)?(?:اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت|احد) (?=.)")
_PART = re.compile(r"(?P<part>اوائل|بدايه|مطلع|مستهل|منتصف|اواسط|اواخر|نهايه|اخر|صباح|مساء|ظهر|عصر|فجر) (?P<a>.+)")
_TIME = re.compile(
    r"(?P<a>.+?)(?: (?:الساعه|في الساعه|عند الساعه))? (\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?: ?(?:utc|gmt)([+-]\d\d(?::?\d\d)?)?(z)?)?"
)


def _point(text: str, setting: Setting) -> Reading | None:
    text = re.sub(r"^(?:(?:في|خلال|بتاريخ|تاريخ|يوم|عام|العام|سنه|السنه)(?: |$))+(?=.)", "", text)
    if found := literal(text):
        return None if "1343" <= found.edtf[:4] <= "1500" else found  # most likely a year of the Hijra
    if found := hijri(text) or numeric(text, setting) or _relative(text, setting.today):
        return found
    if timed := _TIME.fullmatch(text):
        day = _point(timed["a"], setting)
        zone = timed[5] or ("z" if re.search("utc|gmt", timed[0]) else "")
        return moment(day.edtf, int(timed[2]), int(timed[3]), int(timed[4] or 0), zone.upper()) if day else None
    if part := _PART.fullmatch(text):
        inner = _point(part["a"], setting)
        doubt = _("“{part}” has no fixed bounds, so all of it is meant.").format(part=part["part"])
        return replace(inner, doubt=" ".join(filter(None, (doubt, inner.doubt)))) if inner else None
    if beside := _BESIDE.fullmatch(text):
        count, unit = _counted(beside["n"])
        sign = -1 if beside["way"].startswith("قبل") else 1
        return shifted(_point(beside["a"], setting), sign * count, unit) if unit else None
    edtf = _named(_WEEKDAY.sub("", text))
    return Reading(edtf) if edtf else None


_BESIDE = re.compile(
    r"(?P<way>بعد|قبل) (?:مرور )?(?P<n>(?:[\w]+ )?"
    r"(?:يومين|اسبوعين|شهرين|عامين|سنتين|ايام|يوما?|اسابيع|اسبوعا?|اشهر|شهور|شهرا?"
    r"|سنوات|اعوام|سنه|عاما?)(?: واحده?)?) (?:من|علي|عن) (?P<a>.+)"
)
_UNITS = (
    ("day", "يومين", "ايام|يوما?"),
    ("week", "اسبوعين", "اسابيع|اسبوعا?"),
    ("month", "شهرين", "اشهر|شهور|شهرا?"),
    ("year", "عامين|سنتين", "سنوات|اعوام|سنه|عاما?"),
)
_COUNTS = ("", "", "", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر")


def _counted(words: str) -> tuple[int, str]:
    """Return how many of which unit: three days is (3, day); (0, "") for none."""
    for unit, two, many in _UNITS:
        if re.fullmatch(two, words):
            return 2, unit
        if found := re.fullmatch(rf"(?:(\w+) )?(?:{many})(?: واحده?)?", words):
            said = found[1] or "1"
            if said.isdecimal():
                return int(said), unit
            short = re.sub("(?:ه|يه|ي)$", "", said)
            return (_COUNTS.index(short), unit) if short in _COUNTS[3:] else (0, "")
    return 0, ""


def _named(text: str) -> str:
    """Return a date that names its month, season or years."""
    if found := re.fullmatch(rf"(\d{{1,2}})(?: من)?(?: ?شهر)? {_M}(?: ?/ ?{_M})?{_OF} {_Y}", text):
        return ymd(found[4], _MONTH_OF[found[2]], found[1])
    if found := re.fullmatch(rf"(?:شهر )?{_M}(?: ?/ ?{_M})?{_OF} {_Y}", text):
        return ymd(found[3], _MONTH_OF[found[1]])
    if found := re.fullmatch(_Y, text):
        return found[1]
    if found := re.fullmatch(rf"(?:فصل )?(?:ال)?({'|'.join(SEASONS)}){_OF} {_Y}(?: \(.*\))?", text):
        return f"{found[2]}-{SEASONS[found[1]]}"
    if found := re.fullmatch(
        r"(يوم|شهر) (?:ما|غير معروف) (?:في|من) (.+)", f"يوم {text}" if text.startswith("ما ") else text
    ):
        inner = _named(found[2].removeprefix("عام "))
        if re.fullmatch(r"\d{4}", inner):
            return f"{inner}-XX" if found[1] == "شهر" else f"{inner}-XX-XX"
        return f"{inner}-XX" if re.fullmatch(r"\d{4}-\d\d", inner) and found[1] == "يوم" else ""
    return _years(text)


def _years(text: str) -> str:
    if found := re.fullmatch(r"السنوات (\d{4})-(\d{4})", text):
        return decade(int(found[1]), int(found[2]))
    if found := re.fullmatch(
        r"(?:عقد )?(?:ال)?(\w+?)(?:يات|ات)(?: (?:من )?القرن (العشرين|الماضي|الحادي والعشرين))?", text
    ):
        tens = _TENS.get(found[1])
        if tens and (found[2] or tens >= 4):
            return f"{20 if found[2] == 'الحادي والعشرين' else 19}{tens}X"
    return ""


def _relative(text: str, today: date | None) -> Reading | None:
    """Return a date told from today."""
    if today is None:
        return None
    days = {"اليوم": 0, "هذا اليوم": 0, "امس": 1, "البارحه": 1, "اول امس": 2, "اول من امس": 2, "قبل يومين": 2}
    if text in days:
        return day_of(today - timedelta(days=days[text]))
    if text in ("هذا الاسبوع", "الاسبوع الماضي"):
        return week_back(today, int("الماضي" in text))
    if text in ("هذا الشهر", "الشهر الماضي"):
        return Reading(months_back(today, int("الماضي" in text)))
    if text in ("هذا العام", "هذه السنه", "العام الماضي", "السنه الماضيه", "الماضي", "الماضيه"):
        return Reading(ymd(today.year - int("الماضي" in text)))
    return None


def _complete(a: str, b: str) -> list[tuple[str, str]]:
    """Return both in full: a day lacks its month and year, a month its year."""
    pairs = [(a, b)]
    if end := re.search(rf"{_M}(?: ?/ ?{_M})?{_OF} (\d{{4}}) ?م?$", b):
        pairs += [(f"{a} {end[3]}", b), (f"{a} {end[1]} {end[3]}", b)]
    return pairs + rests(a, b)


_STILL = r"(?:و ?)?(?:ما زالت?|لا ي?ت?زال|مازالت?|مستمره?|حتي الان|الي الان|حتي اليوم|الي اليوم|حتي الوقت الحاضر).*"
_SOME = "(?:يوم|وقت|شهر|عام|سنه)"
_UNKNOWN = r"(?:غير معروفه?|مجهوله?|غير معلومه?)"
_SPANS = (
    (r"(?:في )?ليله (?P<a>.+)", "night"),
    (
        rf"(?:في )?(?:{_SOME}(?: ما)? )?(?:ما )?بين (?:عامي |يومي |شهري )?(?P<a>.+?) (?:و ?|الي )(?P<b>.+)",
        "between",
    ),
    (rf"(?:من|منذ) (?P<a>.+?) و? ?(?:ال)?(?:نهايه|نهايته|تاريخ الانتهاء) {_UNKNOWN}", "end unknown"),
    (rf"(?:من |منذ )?(?P<a>.+?) (?:حتي|الي|-) (?:تاريخ )?{_UNKNOWN}", "end unknown"),
    (rf"(?:حتي|الي) (?P<b>.+?) و? ?(?:ال)?(?:بدايه|بدايته|تاريخ البدايه) {_UNKNOWN}", "start unknown"),
    (rf"(?:من|منذ|ابتداء من) (?P<a>.+?) {_STILL}", "since"),
    (r"من (?P<a>.+?) (?:حتي|الي|-) (?P<b>.+)", "to"),
    (r"(?P<a>.+?) (?:حتي|الي|-) (?P<b>.+)", "to"),
    (r"(?:منذ|من|ابتداء من) (?P<a>.+?)(?: فصاعدا)?", "since"),
    (r"(?:حتي|الي|لغايه) (?P<b>.+)", "until"),
    (r"(?P<b>.+?) او قبل(?: ذلك|ه|ها)?", "or before"),
    (r"(?P<a>.+?) او بعد(?: ذلك|ه|ها)?", "or after"),
    (r"(?:في موعد اقصاه|علي ابعد تقدير) (?P<b>.+)", "or before"),
    (r"قبل (?P<b>.+)", "before"),
    (r"بعد (?P<a>.+)", "after"),
    (r"(?P<a>[^-]+)-(?P<b>[^-]+)", "to"),
    (r"(?:اما )?(?:في )?(?P<a>.+?) (?:او|ام|واما) (?:في )?(?P<b>.+)", "or"),
)

ARABIC = Tongue(
    _prepare,
    _point,
    tuple((re.compile(pattern), form) for pattern, form in _SPANS),
    re.compile(r"^(?:في )?(?:حوالي|نحو|قرابه|زهاء|تقريبا) (?=.)| تقريبا$"),
    re.compile(r"^(?:ربما|لعله|يحتمل|من المحتمل|علي الارجح|قد يكون)(?: في)? (?=.)| ?\(?(?:\?|؟|غير مؤكد)\)?$"),
    _complete,
)
