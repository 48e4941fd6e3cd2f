"""Numbers and ages as people say them: read into least, best and most, and said in words again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.base.i18n import _
from app.domain.saying_numerals import PHRASES, Numerals
from app.domain.saying_numerals_ar import ARABIC
from app.domain.saying_numerals_en import ENGLISH
from app.domain.saying_numerals_zh import CHINESE

LONGEST = 120
OF_AGE = 18
"""Below it a person is a child, by the Convention on the Rights of the Child."""

Bound = int | str | None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what is known of its bounds; a decimal is text."""

    low: Bound = None
    best: Bound = None
    high: Bound = None
    doubt: str = ""
    """What the reading leaves open, as a sentence; empty when nothing."""

    @property
    def bounds(self) -> tuple[Bound, Bound, Bound]:
        """Least, best and most."""
        return self.low, self.best, self.high


def read(words: str, language: str = "en", *, age: bool = False) -> Amount | None:
    """Return the number that `words` tell, or None when they tell none that we can read.

    Words may be English, Chinese or Arabic, whatever the language. No bound is made up: about 30 has none. Of an
    `age`, a child, an adult and somebody's forties are read too.
    """
    if len(words) > LONGEST:
        return None
    tongue = _tongue(words, language)
    text = tongue.prepare(words)
    if age:
        text = tongue.age.sub("", text).strip()
        if found := _of_age(text, tongue):
            return found
    return _loose(text, tongue, language) or _formed(text, tongue, age=age) or _parted(text, tongue)


def _of_age(text: str, tongue: Numerals) -> Amount | None:
    if tongue.child.fullmatch(text):
        return Amount(0, None, OF_AGE - 1, _("Anybody under 18 is a child."))
    if tongue.adult.fullmatch(text):
        return Amount(OF_AGE)
    if found := tongue.decade.fullmatch(text):
        tens = tongue.tens(found["tens"])
        part = found.groupdict().get("part")
        doubt = _("“{part}” has no fixed bounds, so all of it is meant.").format(part=part) if part else ""
        return Amount(tens, None, tens + 9, doubt) if tens else None
    if found := tongue.months.fullmatch(text):
        count = tongue.number(found["n"])
        years = count // 12 if isinstance(count, int) else None
        return Amount(years, years, years) if years is not None else None
    return None


def _loose(text: str, tongue: Numerals, language: str) -> Amount | None:
    """Return what a word such as dozens, or 三十多, tells at least and at most."""
    for pattern, low, high in tongue.loose:
        if word := pattern.fullmatch(text):
            doubt = _("“{word}” is a loose word: read as {amount}.")
            said = in_words(low, None, high, language)
            return Amount(low, None, high, doubt.format(word=word["w"], amount=said))
    if tongue.odd is not None and (bounds := tongue.odd(text)):
        return Amount(bounds[0], None, bounds[1])
    return None


def _formed(text: str, tongue: Numerals, *, age: bool) -> Amount | None:
    for pattern, form in tongue.forms:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        a = tongue.number(parts.get("a") or parts.get("c") or "")
        b = tongue.number(parts.get("b") or "")
        meant = "least" if age and form == "more" else form  # over 60 may be 60 and a day
        if a is not None and (made := _amount(meant, a, b)):
            return made
    return None


def _parted(text: str, tongue: Numerals) -> Amount | None:
    """Return what stands there with no more said: so many."""
    found = tongue.plain.fullmatch(text)
    number = tongue.number(found["a"]) if found else None
    return Amount(number, number, number) if number is not None else None


def _amount(form: str, a: int | str, b: int | str | None) -> Amount | None:
    match form:
        case "about":
            return Amount(best=a)
        case "least":
            return Amount(low=a)
        case "most":
            return Amount(high=a)
        case "more" if isinstance(a, int):
            return Amount(low=a + 1)
        case "less" if isinstance(a, int) and a > 0:
            return Amount(high=a - 1)
        case "between" if b is not None and float(a) <= float(b):
            return Amount(a, None, b) if a != b else Amount(a, a, b)
        case _:
            return None


def in_words(low: Bound, best: Bound, high: Bound, language: str = "en") -> str:
    """Return a number with its bounds in words of a language, in English where we have none; empty for nothing."""
    words = PHRASES.get(language, PHRASES["en"])
    if low is not None and low == best == high:
        return str(low)
    form = "".join(letter for letter, one in (("a", low), ("n", best), ("b", high)) if one is not None)
    return words[form].format(a=low, n=best, b=high) if form else ""


def _bound(value: Any) -> Bound:
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def said(value: Mapping[str, Any], language: str = "en") -> str:
    """Return a number's words as given, and its bounds when the words tell them otherwise; or what there is."""
    words = str(value.get("words") or "").strip()
    low, best, high = (_bound(value.get(key)) for key in ("min", "best", "max"))
    told = in_words(low, best, high, language)
    return f"{words} ({told})" if words and told and words != told else words or told


def _tongue(words: str, language: str) -> Numerals:
    if re.search("[\u4e00-\u9fff〇]", words):
        return CHINESE
    if re.search("[\u0600-\u06ff]", words):
        return ARABIC
    if re.search("[A-Za-z]", words):
        return ENGLISH
    return {"zh": CHINESE, "ar": ARABIC}.get(language, ENGLISH)
