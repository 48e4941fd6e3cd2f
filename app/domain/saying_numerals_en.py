"""Numbers as English says them: numerals, the words around them, loose words, ages."""

from __future__ import annotations

import re

from app.domain.saying_numerals import Numerals, digits, forms, western

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - as the line above
_WORD = {
    **{word: n for n, word in enumerate(_ONES)},
    **{word: n for n, word in zip(range(20, 100, 10), _TENS, strict=True)},
    "fourty": 40,
}
_SIZES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "million": 1_000_000}


def _english(text: str) -> int | str | None:
    text = text.strip()
    if (found := digits(text)) is not None:
        return found
    total, current, seen = 0, 0, False
    for word in re.split(r"[ -]+", text):
        if word == "and" and seen:
            continue
        if word in ("a", "an") and not seen:
            current = 1
        elif word in _WORD:
            current += _WORD[word]
        elif word.isdecimal() and not seen and len(word) < 7:
            current = int(word)
        elif word in _SIZES and (current or not seen):
            size = _SIZES[word]
            current = max(current, 1) * size
            if size >= 1000:
                total, current = total + current, 0
        else:
            return None
        seen = True
    made = total + current
    return None if text in ("a", "an") else made


_COUNTING = "|".join((*_WORD, *_SIZES))
_NOUN = rf"(?: (?!(?:and|or|to|per|but|if|{_COUNTING})s?(?![a-z]))[a-z][a-z'-]*){{0,4}}"
_E = (
    r"(?P<a>(?:\d[\d ,.']*\d|\d|[a-z-]+(?: (?:and |a )?[a-z-]+){0,5}?)"
    r"(?: (?:dozen|hundred|thousand|million))?)"
)
_C = _E.replace("?P<a>", "?P<c>")
_F = _E.replace("?P<a>", "?P<b>")


def _prepare_english(words: str) -> str:
    text = re.sub("[‐‑‒–—−]", "-", western(words).casefold()).replace("’", "'")
    text = re.sub(r"^(?:there were|they were|some say|we counted|a total of|in all|altogether|the) ", "", text.strip())
    text = re.sub(r"\bhalf(?: a | an |-)dozen\b", "6", text)
    return re.sub(r"\s+", " ", text).strip().removesuffix(".").strip()


_ABOUT = (
    r"(?:about|around|approximately|approx\.?|roughly|circa|c\.|ca\.?|some|nearly|almost|close to|perhaps|maybe"
    r"|an estimated|estimated|~|≈)"
)
_AFTER = "(?: of)?(?: (?!thousand|million|hundred)[a-z'-]+){0,4}"
ENGLISH = Numerals(
    "en",
    _prepare_english,
    _english,
    forms(
        (rf"(?:about |around |roughly )?(?:between|from) {_E} (?:and|to|-) {_F}{_NOUN}", "between"),
        (rf"(?:more than|over|above|greater than|in excess of) {_E}{_NOUN}", "more"),
        (
            rf"(?:at least|(?:no|not) (?:fewer|less) than|a minimum of|minimum|upwards of|at the least) {_E}{_NOUN}",
            "least",
        ),
        (rf"{_E}{_NOUN} (?:or|and) (?:more|over|older|above|upwards)|{_C}\+", "least"),
        (rf"(?:fewer than|less than|under|below) {_E}{_NOUN}", "less"),
        (rf"(?:at most|no more than|not more than|up to|a maximum of|maximum|at the most) {_E}{_NOUN}", "most"),
        (rf"{_E}{_NOUN} (?:or|and) (?:fewer|less|younger|under|below)", "most"),
        (
            rf"{_ABOUT} ?{_E}{_NOUN}",
            "about",
        ),
        (rf"{_E} or so{_NOUN}|{_C}ish", "about"),
        (rf"(?:about |around |roughly )?{_E} (?:to|-|or) {_F}{_NOUN}", "between"),
        (rf"(?:about |around |roughly )?(?P<a>[0-9.,]+) ?- ?(?P<b>[0-9.,]+){_NOUN}", "between"),
    ),
    re.compile(rf"(?:exactly |only |just )?{_E}{_NOUN}"),
    tuple(
        (
            re.compile(rf"(?:many |several |some )?(?P<w>{word}){_AFTER}"),
            low,
            None,
        )
        for word, low in (
            ("tens of thousands", 20_000),
            ("hundreds of thousands", 200_000),
            ("several dozen", 36),
            ("several hundred", 300),
            ("several thousand", 3000),
            ("dozens", 24),
            ("tens", 20),
            ("scores", 40),
            ("hundreds", 200),
            ("thousands", 2000),
        )
    ),
    re.compile(
        r"^(?:aged|age|(?:he|she) (?:was|is)|they were|was|then|a|an) (?=\d|about|around|between|at|over|under|in)"
        r"|(?<=\d)[ -]years?[ -]old(?: (?:man|woman|boy|girl|person))?$| years?(?: old| of age)?$|(?<=\d) ?y/?o$"
    ),
    re.compile(
        r"(?:an? |the |still an? |still )?(?:child|minor|boy|girl|under ?age|under-age|juvenile|schoolchild|kid)"
        r"|under (?:18|eighteen)"
    ),
    re.compile(r"(?:an? |the )?(?:adult|grown-up|grown up|grown man|grown woman)|of age"),
    re.compile(
        r"(?:in )?(?:his |her |their |the )?(?:(?P<part>early|mid|late|middle)[ -])?"
        r"(?P<tens>(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies|[2-9]0'?s)"
    ),
    re.compile(r"(?P<n>\d{1,2}|[a-z]+)[ -]months?(?:[ -]old)?"),
    lambda text: int(text[0]) * 10 if text[0].isdigit() else (2 + [t[:4] for t in _TENS].index(text[:4])) * 10,
)
