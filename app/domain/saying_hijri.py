"""Dates of other calendars: those of the Hijra as the days they may be in ours, all others only recognised.

The Umm al-Qura calendar is counted ahead. Where the moon was sighted, or another office counted, a month began a
day earlier or later; and a day of the Hijra begins at the sunset before. So each end is open by one day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from hijridate import Hijri

from app.base.i18n import _
from app.domain.saying_grammar import Reading

HIJRI, PERSIAN, CHINESE_LUNAR = "hijri", "persian", "chinese"
"""As the vocabulary of calendars names them."""

FIRST_YEAR, LAST_YEAR = 1343, 1500
"""The years of the table: 1924 to 2077."""

_AL = r"(?:(?:al|ul|el|as|ath|at) ?)?"
_ENGLISH = (
    "mu?o?harram|muharam",
    "safar",
    rf"rabi[ia]? ?(?:{_AL}(?:awwal|awal|ula)|i|1)",
    rf"rabi[ia]? ?(?:{_AL}(?:thani|sani|akhir|akhar)|ii|2)",
    rf"jum[ao]da ?(?:{_AL}(?:ula|awwal|awal|oola)|i|1)",
    rf"jum[ao]da ?(?:{_AL}(?:thani|thaniya|thania|thaniyah|akhira|akhirah|akhir|sani)|ii|2)",
    "rajab",
    "sha{1,2}ba{1,2}n",
    "ramadh?an|ramaz?zan|ramzan",
    "shaww?al",
    rf"(?:dh|z)(?:u|ul|i)? ?{_AL}?(?:qadah?|qaadah?|qidah?|qaidah?|kadah?)",
    rf"(?:dh|z)(?:u|ul|i)? ?{_AL}?(?:hijj?ah?|hajj?)",
)
_ARABIC = (
    "(?:ال)?محرم(?: الحرام)?",
    "صفر(?: الخير)?",
    "ربيع (?:ال)?اول",
    "ربيع (?:ال)?(?:ثاني|اخر)",
    "جماد[ياه] (?:ال)?او?لي?|جماد[ياه] الاول",
    "جماد[ياه] (?:ال)?(?:ثانيه|ثاني|اخره|اخر)",
    "رجب",
    "شعبان",
    "رمضان(?: المبارك| الكريم)?",
    "شوال",
    "ذ[ويا] ?(?:ال)?قعده?",
    "ذ[ويا] ?(?:ال)?حجه",
)
_NAMES = [re.compile(f"{english}|{arabic}") for english, arabic in zip(_ENGLISH, _ARABIC, strict=True)]
_MONTH = rf"(?P<m>{'|'.join((*_ENGLISH, *_ARABIC))})"
_YEAR = r"(?:(?:من |of |in |سنه |عام |لعام |لسنه |year )*)(?P<y>\d{4})"
_AH = r"(?P<ah> ?(?:ah|a ?h|h|hijri|hegira|anno hegirae|ه|هجري|هجريه|للهجره))"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: day)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}(?: (?:of|من))?(?: شهر)? {_MONTH} {_YEAR}{_AH}?",
        rf"{_MONTH} (?:the )?{_DAY} {_YEAR}{_AH}?",
        rf"(?:(?:the )?month of |شهر )?{_MONTH} {_YEAR}{_AH}?",
        rf"(?P<d>\d{{1,2}})[/.-](?P<n>\d{{1,2}})[/.-](?P<y>\d{{4}}){_AH}?",
        rf"(?P<y>\d{{4}})[/.-](?P<n>\d{{1,2}})[/.-](?P<d>\d{{1,2}}){_AH}?",
        rf"(?:the )?(?:hijri )?{_YEAR}{_AH}",
        r"(?:a ?h|hijri(?: year)?) ?(?P<y>\d{4})",
        r"(?:伊斯兰历|回历|希吉来历|希吉拉历|伊历)(?P<y>\d{4})年?(?:(?P<n>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?)?",
    )
)
_SURE = 1410
"""Of numbers alone: before it a year may as well be one of the Persian calendar."""


def point(text: str) -> Reading | None:
    """Return the days in our calendar that a date of the Hijra may be, or None when the words tell none."""
    plain = _plain(text)
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _read(found.groupdict())
    return None


def _read(parts: dict[str, str | None]) -> Reading | None:
    year, named = int(parts["y"] or 0), parts.get("m")
    number = next((n for n, one in enumerate(_NAMES, 1) if named and one.fullmatch(named)), 0)
    month = number or int(parts.get("n") or 0)
    if not named and not parts.get("ah") and "n" in parts and parts.get("d") and not _SURE <= year <= LAST_YEAR:
        return None
    day = int(parts.get("d") or 0)
    if named and 1900 <= year <= 2100:  # Ramadan 2012: the one that began in that year
        years = [one for one in range(FIRST_YEAR, LAST_YEAR + 1) if _begins_in(one, month, year)]
        if len(years) != 1:
            return None
        year = years[0]
    found = days(year, month, day)
    return Reading(_widened(*found), doubt(), HIJRI) if found else None


def _begins_in(hijri_year: int, month: int, year: int) -> bool:
    found = days(hijri_year, month)
    return found is not None and date.fromordinal(found[0]).year == year


def days(year: int, month: int = 0, day: int = 0) -> tuple[int, int] | None:
    """Return the first and last day of a year, month or day of Umm al-Qura as ordinals; None outside its table."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 0 <= month <= 12 or (day and not month):
        return None
    end = Hijri(year, month or 12, 1)
    first = Hijri(year, month or 1, 1).to_gregorian().toordinal()
    last = end.to_gregorian().toordinal() + end.month_length() - 1
    if not day:
        return first, last
    return (first + day - 1, first + day - 1) if 1 <= day <= last - first + 1 else None


def doubt() -> str:
    """Return what is always to be said beside a converted date."""
    return _("Counted by the Umm al-Qura calendar; where the moon was sighted it may be a day earlier or later.")


def _widened(first: int, last: int) -> str:
    return f"[{date.fromordinal(first - 1).isoformat()}..{date.fromordinal(last + 1).isoformat()}]"


_PERSIAN_MONTHS = (
    r"farvardin|ordibehesht|khordad|tir|a?mordad|shahrivar|mehr|aban|azar|dey|bahman|esfand"
    r"|hamal|sawr|jawza|saratan|asad|sonbola|mizan|aqrab|qaws|jadi|dalw|hut"
    r"|فروردين|ارديبهشت|خرداد|تير|ا?مرداد|شهريور|مهر|ابان|اذر|دي|بهمن|اسفند"
    r"|حمل|ثور|جوزا|سرطان|اسد|سنبله|ميزان|عقرب|قوس|جدي|دلو|حوت"
)
_PERSIAN = re.compile(
    rf"(?<!\w)(?:{_PERSIAN_MONTHS})(?: ?(?:ماه|month))?(?: ?(?:سال|of))? 1[23]\d\d(?!\d)"
    rf"|(?<!\w)(?:{_PERSIAN_MONTHS})(?: ?(?:ماه|month))?(?: ?(?:سال|of))? 14[0-4]\d(?!\d)"
    r"|solar hijri|shamsi|هجري شمسي|ه ?ش(?!\w)|\d{4} ?sh(?!\w)"
)
_PERSIAN_DIGITS = re.compile("[۰-۹]{4}[/.-][۰-۹]{1,2}[/.-][۰-۹]{1,2}|[۰-۹]{1,2}[/.-][۰-۹]{1,2}[/.-][۰-۹]{4}")
_LUNAR = re.compile(
    "农历|農曆|阴历|陰曆|旧历|舊曆|夏历|腊月|臘月|正月|冬月|闰[一二三四五六七八九十]+月"
    "|[年月]初[一二三四五六七八九十]|除夕|春节|中秋|端午|重阳|元宵|清明|中元节"
    "|chinese lunar|lunar (?:calendar|month|new year|year)|chinese new year"
)


def foreign(text: str) -> str:
    """Return the calendar of words that tell a date of one we do not count in; empty when we know of none."""
    if _PERSIAN_DIGITS.search(text):
        return PERSIAN
    plain = _plain(text)
    if _PERSIAN.search(plain):
        return PERSIAN
    return CHINESE_LUNAR if _LUNAR.search(plain) else ""


_UNIFIED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": None})


def _plain(text: str) -> str:
    """Return words without accents, marks and joints, in Western digits: Sha'bān is shaban, هـ is ه."""
    folded = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    folded = "".join(str(unicodedata.decimal(one, one)) for one in folded.translate(_UNIFIED))
    folded = re.sub("['’‘`´ʿʾʼʻ.]", "", folded) if not re.search(r"\d[.]\d", folded) else folded
    return re.sub(r"\s+", " ", re.sub(r"(?<=[a-z])-(?=[a-z])|[,،]", " ", folded)).strip()
