"""Dates as people say them: read into EDTF, and EDTF said in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.domain import saying_words
from app.domain.saying_ar import ARABIC
from app.domain.saying_en import ENGLISH
from app.domain.saying_grammar import Reading, Setting, Tongue, valid
from app.domain.saying_grammar import read as read_in
from app.domain.saying_west import WESTERN
from app.domain.saying_zh import CHINESE

_HAN = re.compile("[\u4e00-\u9fff〇]")
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of a person's words."""

    edtf: str
    """Empty when the words may mean several dates: those of `alternatives`."""
    calendar: str = "gregorian"
    doubt: str = ""
    """What the reading leaves open, as a sentence; empty when nothing."""
    alternatives: tuple[str, ...] = ()


def read(words: str, language: str = "en", today: date | None = None) -> Said | None:
    """Return the date that `words` tell, or None when they tell none that we can read.

    Words may be English, Chinese, Arabic, plain French, Spanish or Russian, numbers or EDTF, whatever the
    language; yesterday and its like need `today`. Nothing is filled in: a month is a month. Where day and month
    may be meant either way round, no date is read, and both are offered. Dates of other calendars are not read.
    """
    text = words.strip()
    if valid(text):
        return Said(text)
    first = _tongue(text, language)
    tongues = (first, WESTERN) if first is ENGLISH else (first,)
    return next((said for tongue in tongues if (said := _read(text, tongue, today))), None)


def _read(text: str, tongue: Tongue, today: date | None) -> Said | None:
    day_first, month_first = (read_in(text, tongue, Setting(first, today)) for first in (True, False))
    if day_first and month_first and day_first.edtf != month_first.edtf:
        return Said("", alternatives=(day_first.edtf, month_first.edtf))
    found: Reading | None = day_first or month_first
    return Said(found.edtf, doubt=found.doubt) if found else None


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
