"""Dates as people say them: read into EDTF, and EDTF said in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.domain import edtf, saying_words
from app.domain.saying_ar import ARABIC
from app.domain.saying_en import ENGLISH
from app.domain.saying_grammar import LONGEST, Reading, Setting, Tongue, valid
from app.domain.saying_grammar import read as read_in
from app.domain.saying_hijri import foreign
from app.domain.saying_west import WESTERN
from app.domain.saying_zh import CHINESE

_HAN = re.compile("[\u4e00-\u9fff〇]")
_YEAR = re.compile(r"\d{4}|\d0'?s|\d0年代")
YEARS_OFFERED = 3
"""The years asked about when words leave theirs out: this one and those before it."""
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of a person's words."""

    edtf: str
    """Empty when the words may mean several dates, those of `alternatives`; or when they tell a date of a calendar
    that we do not count in."""
    calendar: str = "gregorian"
    doubt: str = ""
    """What the reading leaves open, as a sentence; empty when nothing."""
    alternatives: tuple[str, ...] = ()


def read(words: str, language: str = "en", today: date | None = None) -> Said | None:
    """Return the date that `words` tell, or None when they tell none that we can read.

    Words may be English, Chinese, Arabic, plain French, Spanish or Russian, numbers or EDTF, whatever the
    language; yesterday and its like need `today`. Nothing is filled in: a month is a month. Where day and month
    may be meant either way round, no date is read, and both are offered; where the year was not said, those of
    the last years. Dates of the Hijra are read as the days they may be; of other calendars only the calendar is
    told, and a person says which days they are.
    """
    text = words.strip()
    if valid(text):
        return Said(text)
    first = _tongue(text, language)
    tongues = (first, WESTERN) if first is ENGLISH else (first,)
    if calendar := foreign(text) if len(text) <= LONGEST else "":
        return Said("", calendar)
    if found := next((said for tongue in tongues if (said := _read(text, tongue, today))), None):
        return found
    if today is not None and not _YEAR.search(text) and len(text) <= LONGEST:
        return next((said for tongue in tongues if (said := _yearless(text, tongue, today))), None)
    return None


def _read(text: str, tongue: Tongue, today: date | None) -> Said | None:
    day_first, month_first = (read_in(text, tongue, Setting(first, today)) for first in (True, False))
    found: Reading | None = day_first or month_first
    if day_first and month_first and day_first.edtf != month_first.edtf:
        return Said("", day_first.calendar or "gregorian", day_first.doubt, (day_first.edtf, month_first.edtf))
    return Said(found.edtf, found.calendar or "gregorian", found.doubt) if found else None


def _yearless(text: str, tongue: Tongue, today: date) -> Said | None:
    """Return the dates of the last years that words without a year may mean; of the Hijra's, a month may do so too."""
    found: list[Reading] = []
    for year in range(today.year, today.year - YEARS_OFFERED, -1):
        one = read_in(tongue.dated.format(words=text, year=year), tongue, Setting(True, None))
        first = edtf.parse(one.edtf).earliest if one else None
        if one and "-" in one.edtf and (first is None or first <= today.toordinal()):
            found.append(one)
    offered = tuple(one.edtf for one in found)
    return Said("", found[0].calendar or "gregorian", found[0].doubt, offered) if offered else None


def in_words(text: str, language: str = "en") -> str:
    """Return EDTF in words of a language, in numbers where we have none; what cannot be read is returned as it is."""
    return saying_words.in_words(text, language)


def _tongue(text: str, language: str) -> Tongue:
    """Return the language of the letters a person typed; of numbers alone, that of the interface."""
    if _HAN.search(text):
        return CHINESE
    if _ARABIC.search(text):
        return ARABIC
    if any(unicodedata.category(one).startswith("L") for one in text):
        return ENGLISH
    return {"zh": CHINESE, "ar": ARABIC}.get(language, ENGLISH)
