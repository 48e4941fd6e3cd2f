"""Names in Arabic and Cyrillic letters under the ways they are written in Latin ones: keys to search by, never shown.

Arabic writes few vowels: `Fatima`, `Fatimah` and `فاطمة` have their consonants in common. Cyrillic letters are written
differently from office to office: `Мария` is `Maria` and `Mariya`, `Сергей` `Sergei` and `Sergey`. A key is what all of
them share; two letters in front keep it apart from words.
"""

from __future__ import annotations

import re

ARABIC, CYRILLIC = "zz", "zy"
"""What keys begin with."""

SHORTEST = 3
"""Consonants of a key of Arabic: fewer would find half of all names."""

SHORTEST_WORD = 4
"""Letters of a word that is looked for under other spellings."""

_CONSONANTS = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "bttghkddrzsssdtzgfkklmnh", strict=True)),
    **dict(zip("پچژگڤ", "bszgf", strict=True)),
    "ڭ": "ng",
}
_PAIRS = (("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("dh", "d"), ("zh", "z"), ("ph", "f"))
_SINGLE = str.maketrans("qcjvp", "kkgfb")
_VOWELS = re.compile("[aeiouwy]")
_TWICE = re.compile(r"(.)\1+")
_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3]+")
_ARTICLE = "ال"


def of_arabic(word: str) -> list[str]:
    """Return the keys of one folded word in Arabic letters, with its article and without it."""
    if not _ARABIC.fullmatch(word):
        return []
    words = [word, word.removeprefix(_ARTICLE)] if word.startswith(_ARTICLE) else [word]
    made = (_key("".join(_CONSONANTS.get(letter, "") for letter in one)) for one in words)
    return list(dict.fromkeys(f"{ARABIC}{one}" for one in made if one))


def of_cyrillic(latin: str) -> str:
    """Return the key of one word of Cyrillic letters that was written in Latin ones."""
    return f"{CYRILLIC}{_settled(latin)}"


def of_latin(word: str) -> list[str]:
    """Return the keys under which a word typed in Latin letters may be kept in another script."""
    if len(word) < SHORTEST_WORD or not (word.isascii() and word.isalpha()):
        return []
    consonants = word
    for pair, one in _PAIRS:
        consonants = consonants.replace(pair, one)
    key = _key(_VOWELS.sub("", consonants.replace("x", "ks").translate(_SINGLE)))
    return [*([f"{ARABIC}{key}"] if key else []), f"{CYRILLIC}{_settled(word)}"]


def _key(consonants: str) -> str:
    """Return consonants, none twice in a row, without the `h` that a word may or may not end in."""
    told = _TWICE.sub(r"\1", consonants).removesuffix("h")
    return told if len(told) >= SHORTEST else ""


def _settled(word: str) -> str:
    """Return a word in the one spelling all spellings of its Cyrillic letters come to."""
    for written, one in (("kh", "h"), ("ks", "x"), ("y", "i"), ("j", "i"), ("ie", "e"), ("w", "v")):
        word = word.replace(written, one)
    return _TWICE.sub(r"\1", word)
