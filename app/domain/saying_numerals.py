"""What the reader of numbers needs of a language, and numbers with bounds in the words of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Numerals:
    """How one language says numbers; `a` and `b` in patterns are numerals."""

    language: str
    prepare: Callable[[str], str]
    number: Callable[[str], int | str | None]
    forms: tuple[tuple[Pattern, str], ...]
    plain: Pattern
    loose: tuple[tuple[Pattern, int, int | None], ...]
    """Words that say a size only: at least, at most; `w` is the word."""
    age: Pattern
    """What is said around an age and taken away."""
    child: Pattern
    adult: Pattern
    decade: Pattern
    months: Pattern
    tens: Callable[[str], int]
    odd: Callable[[str], tuple[int, int | None] | None] | None = None


_DIGITS = re.compile(r"[0-9]{1,3}(?:[ ,'][0-9]{3})+|[0-9]{1,15}(?:\.[0-9]{1,9})?")


def digits(text: str) -> int | str | None:
    """Return a number written in digits, grouped or not."""
    if not _DIGITS.fullmatch(text):
        return None
    plain = re.sub("[ ,']", "", text)
    return plain if "." in plain else int(plain)


def western(text: str) -> str:
    """Return a text with its digits written 0 to 9."""
    return "".join(str(unicodedata.decimal(one, one)) for one in unicodedata.normalize("NFKC", text))


def forms(*rows: tuple[str, str]) -> tuple[tuple[Pattern, str], ...]:
    """Return patterns with the form each of them tells."""
    return tuple((re.compile(pattern), form) for pattern, form in rows)


PHRASES = {
    "en": {
        "n": "about {n}",
        "a": "at least {a}",
        "b": "at most {b}",
        "ab": "between {a} and {b}",
        "anb": "between {a} and {b}, most likely {n}",
        "an": "at least {a}, most likely {n}",
        "nb": "at most {b}, most likely {n}",
    },
    "zh": {
        "n": "约{n}",
        "a": "至少{a}",
        "b": "至多{b}",
        "ab": "{a}到{b}之间",
        "anb": "{a}到{b}之间，最可能是{n}",
        "an": "至少{a}，最可能是{n}",
        "nb": "至多{b}，最可能是{n}",
    },
    "ar": {
        "n": "حوالي {n}",
        "a": "ما لا يقل عن {a}",
        "b": "ما لا يزيد عن {b}",
        "ab": "بين {a} و{b}",
        "anb": "بين {a} و{b}، والأرجح {n}",
        "an": "ما لا يقل عن {a}، والأرجح {n}",
        "nb": "ما لا يزيد عن {b}، والأرجح {n}",
    },
    "fr": {
        "n": "environ {n}",
        "a": "au moins {a}",
        "b": "au plus {b}",
        "ab": "entre {a} et {b}",
        "anb": "entre {a} et {b}, probablement {n}",
        "an": "au moins {a}, probablement {n}",
        "nb": "au plus {b}, probablement {n}",
    },
    "es": {
        "n": "unos {n}",
        "a": "al menos {a}",
        "b": "como máximo {b}",
        "ab": "entre {a} y {b}",
        "anb": "entre {a} y {b}, probablemente {n}",
        "an": "al menos {a}, probablemente {n}",
        "nb": "como máximo {b}, probablemente {n}",
    },
    "ru": {
        "n": "около {n}",
        "a": "не менее {a}",
        "b": "не более {b}",
        "ab": "от {a} до {b}",
        "anb": "от {a} до {b}, вероятнее всего {n}",
        "an": "не менее {a}, вероятнее всего {n}",
        "nb": "не более {b}, вероятнее всего {n}",
    },
}
