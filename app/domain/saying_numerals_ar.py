"""Numbers as Arabic says them: numerals, the words around them, loose words, ages."""

from __future__ import annotations

import re

from app.domain.saying_numerals import Numerals, digits, forms, western

_FOLDS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ئ": "ي", "ؤ": "و", "ـ": None, "٬": None, "٫": "."}
)
_UNITS = ("", "واحد", "اثن", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر")
_ARABIC_TENS = ("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")


def _arabic(text: str) -> int | str | None:
    if (found := digits(text)) is not None:
        return found
    total = 0
    for word in re.split(r" و ?", text):
        value = _arabic_word(word.strip())
        if value is None:
            return None
        total += value
    return total or None


def _arabic_word(word: str) -> int | None:
    fixed = {"ميه": 100, "مايه": 100, "ميتين": 200, "ميتان": 200, "الف": 1000, "الفين": 2000, "الفان": 2000, "عشره": 10}
    if word in fixed:
        return fixed[word]
    if ten := re.fullmatch(rf"({'|'.join(_ARABIC_TENS)})(?:ون|ين)", word):
        return (_ARABIC_TENS.index(ten[1]) + 2) * 10
    if teen := re.fullmatch(r"(\w+) عشره?", word):
        unit = _arabic_word(teen[1]) if teen[1] not in ("احد", "احدي") else 1
        return 10 + unit if unit is not None and unit < 10 else None
    if hundred := re.fullmatch(r"(\w+?)(?:ه|ي)? ?(?:ميه|مايه)", word):
        unit = _arabic_word(hundred[1])
        return unit * 100 if unit is not None and unit < 10 else None
    short = re.sub("(?:ان|ين|تان|تين|ا|ه|يه|ي|ى)$", "", word)
    return _UNITS.index(short) if short in _UNITS[1:] else None


def _prepare_arabic(words: str) -> str:
    text = re.sub("[\u064b-\u0652\u0670\u200e\u200f\u061c]", "", western(words).casefold().translate(_FOLDS))
    text = re.sub("[‐‑‒–—−]", "-", text)
    return re.sub(r"\s+", " ", text).strip().removesuffix(".").strip()


_A = r"(?P<a>[0-9][0-9,.]*|(?:\w+ (?:عشره?|ميه|مايه)|\w+)(?: و ?(?:\w+ عشره?|\w+))*)"
_B = _A.replace("?P<a>", "?P<b>")
_AMOUNTS = "|".join(("واحد", *_UNITS[2:], *_ARABIC_TENS, "مي[هت]", "ماي[هت]", "الف", "الاف", "مليون", "ملايين"))
_THING = rf"(?: (?!و |او |الي |و?(?:{_AMOUNTS}))[^\W\d]+){{0,4}}"
ARABIC = Numerals(
    "ar",
    _prepare_arabic,
    _arabic,
    forms(
        (rf"(?:ما )?بين (?P<a>[0-9.,]+|\w+) (?:و ?|الي )(?P<b>[0-9.,]+|\w+){_THING}", "between"),
        (rf"من (?P<a>[0-9.,]+|\w+) (?:الي|حتي|-) (?P<b>[0-9.,]+|\w+){_THING}", "between"),
        (rf"(?P<a>[0-9.,]+|\w+) ?(?:الي|-|او) ?(?P<b>[0-9.,]+|\w+){_THING}", "between"),
        (rf"(?:اكثر من|ازيد من|ما يزيد (?:عن|علي)|يزيد (?:عن|علي)|فوق|يفوق) {_A}{_THING}", "more"),
        (rf"(?:ما لا يقل عن|لا يقل عن|لا تقل عن|علي الاقل) {_A}{_THING}", "least"),
        (rf"{_A}{_THING} (?:علي الاقل|او اكثر|فاكثر|فما فوق)", "least"),
        (rf"(?:اقل من|دون) {_A}{_THING}", "less"),
        (rf"(?:ما لا يزيد (?:عن|علي)|لا يزيد (?:عن|علي)|لا يتجاوز|لا تتجاوز|علي الاكثر) {_A}{_THING}", "most"),
        (rf"{_A}{_THING} (?:علي الاكثر|كحد اقصي|او اقل|فما دون)", "most"),
        (rf"(?:نحو|حوالي|قرابه|زهاء|تقريبا|ما يقارب|ما يقرب من|يقدر ب) ?{_A}{_THING}", "about"),
        (rf"{_A}{_THING} تقريبا", "about"),
    ),
    re.compile(r"(?P<a>[0-9][0-9,.]*|(?:\w+ (?:عشره?|ميه|مايه)|\w+)(?: و ?\w+)?)" + _THING),
    tuple(
        (re.compile(rf"(?P<w>{word}){_THING}"), low, high)
        for word, low, high in (
            ("عشرات الالاف", 20_000, None),
            ("ميات الالاف", 200_000, None),
            ("عشرات", 20, None),
            ("العشرات", 20, None),
            ("ميات", 200, None),
            ("الميات", 200, None),
            ("الاف|الالاف", 2000, None),
            ("بضعه?", 3, 9),
        )
    ),
    re.compile(r"^(?:عمره?ا?|كان عمره?ا?|يبلغ من العمر|تبلغ من العمر|في سن) |(?<=\d) (?:سنه|عاما?|سنوات|اعوام)$"),
    re.compile(r"(?:كان |كانت |ما زال )?(?:طفلا?|طفله|قاصرا?|قاصره?|حدثا?|دون (?:18|الثامنه عشره?|سن الرشد))"),
    re.compile(r"(?:كان |كانت )?(?:بالغا?|بالغه|راشدا?|راشده)"),
    re.compile(
        r"(?:في )?(?:(?P<part>اوايل|بدايه|منتصف|اواسط|اواخر|نهايه) )?"
        r"(?:ال)?(?P<tens>\w+?)(?:ينيات|ينات)(?: من (?:عمره?ا?|العمر))?"
    ),
    re.compile(r"(?P<n>\d{1,2}) (?:اشهر|شهرا?|شهور)"),
    lambda text: (_ARABIC_TENS.index(text) + 2) * 10 if text in _ARABIC_TENS else 0,
)
