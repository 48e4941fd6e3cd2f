"""Search text: one way of writing words for the index and for what a person types.

NFKC, case and accents folded, Arabic letters unified, scripts without spaces as single characters and
overlapping pairs, names with hidden Latin keys. Made for FTS5's ascii tokenizer, which keeps the rest whole.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from app.domain import romanised

NORMALISER = 2
"""Version of the rules of this module; a change means rebuild."""

MOST_TERMS = 60
"""A longer query is cut: FTS5 limits the depth of an expression."""

LONGEST_NAME = 200
"""Characters of one name that get hidden keys: more is no name, and each key costs time."""

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"  # Hangul: words carry endings
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3100-\u312f\u31a0-\u31bf"  # bopomofo
    "\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_PARTS = re.compile(f"([{_UNSPACED}]+)|([^ {_UNSPACED}]+)")
"""Runs of a script without spaces, and words: `g20峰会` is `g20` and `峰会`."""

_CYRILLIC = re.compile("[\u0400-\u052f]+")
_JOINTS = re.compile("['’‘ʻʼʿʾ`-]")
_HAN = re.compile("[\u3005-\u3007\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

# Letters that do not decompose, or are written in several ways (Persian, Urdu and Uyghur ones too).
_UNIFIED = {
    **dict(zip("øđðħıłŋŧəɓɗƙƴɛɔ", "oddhilntabdkyeo", strict=True)),
    "œ": "oe",
    "æ": "ae",
    "þ": "th",
    **dict.fromkeys("ٱ", "ا"),
    **dict.fromkeys("ىیېے", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةھہەۃ", "ه"),
    "\u0640": "",  # the stroke that only stretches a word
}

# Combining marks that are dropped.
_DROPPED = re.compile(
    "["
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # accents
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # Arabic vowels and hamza
    "\ufe00-\ufe0f"  # variation selectors
    "]"
)


class _Letters(dict[int, str]):
    """What each decomposed, case-folded character becomes; filled as characters are met."""

    def __missing__(self, point: int) -> str:
        self[point] = written = _letter(point)
        return written


def _letter(point: int) -> str:
    character = chr(point)
    if character in _UNIFIED:
        return _UNIFIED[character]
    if _DROPPED.match(character):
        return ""
    category = unicodedata.category(character)
    if category == "Cf":  # direction marks, joiners, soft hyphens: unseen, so not to be searched for
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    apostrophe = 0x02B0 <= point <= 0x02FF  # letters by name, typed as any other apostrophe
    return character if category[0] in "LMN" and not apostrophe else " "


_letters = _Letters()
_ascii = {point: chr(point).lower() if chr(point).isalnum() else " " for point in range(128)}


def folded(text: str) -> str:
    """Return `text` with case, accents and variants folded; all but letters and digits is a space."""
    if text.isascii():
        return text.translate(_ascii)
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", decomposed.translate(_letters))


def fold(texts: Iterable[str], names: Iterable[str]) -> str:
    """Return the words to index for `texts` and `names`, separated by spaces.

    The same input gives the same output, byte by byte: a contentless index deletes by what it was given.
    """
    words: list[str] = []
    for text in texts:
        _add_words(words, folded(text))
    for name in names:
        written = folded(name)
        _add_words(words, written)
        if (joined := _JOINTS.sub("", name)) != name:  # Xi'an is also typed xian, Al-Hassan alhassan
            _add_words(words, folded(joined))
        if not written.isascii():
            words.extend(_hidden_keys(written[:LONGEST_NAME]))
    return " ".join(words)


def query(words: str) -> str:
    """Return an FTS5 MATCH expression that asks for every one of `words`, or '' when none is searchable.

    Words of spaced scripts match as beginnings, Latin ones also the names in other scripts that are written so. Every
    term is quoted and holds letters and digits only.
    """
    terms: dict[str, None] = {}
    for run, word in _PARTS.findall(folded(words)):
        if keys := romanised.of_latin(word):
            terms[" OR ".join((f'"{word}"*', *(f'"{key}"' for key in keys)))] = None
        elif word:
            terms[f'"{word}"*'] = None
        else:
            terms.update((f'"{pair}"', None) for pair in _pairs(run) or [run])
    asked = list(terms)[:MOST_TERMS]
    return " AND ".join(f"({one})" if " OR " in one else one for one in asked) if len(asked) > 1 else "".join(asked)


def sounds(name: str) -> frozenset[str]:
    """Return the Latin spellings, without spaces, under which a whole name may also be written: `caoshunli`."""
    written = folded(name[:LONGEST_NAME])
    whole = "".join(written.split())
    if written.isascii():
        return frozenset({whole}) if whole else frozenset()
    if _HAN.fullmatch(whole):
        keys = _pinyin_keys(whole)
        begun = tuple(_pinyin_keys(whole[0]))
        return frozenset(k for k in keys if k.startswith(begun) and not any(o != k and o.startswith(k) for o in keys))
    from anyascii import anyascii  # noqa: PLC0415 - as in _hidden_keys

    return frozenset({"".join(folded(anyascii(written)).split())})


def spelled_alike(one: str, other: str) -> bool:
    """Tell whether a name in Latin letters is how one in Arabic or Cyrillic ones is also written: `Fatima`, `فاطمة`."""
    latin, written = (folded(name[:LONGEST_NAME]) for name in sorted((one, other), key=lambda name: not name.isascii()))
    if not latin.isascii() or written.isascii():
        return False
    words = latin.split()
    if len(words) != len(written.split()):
        return False
    keys = set(_hidden_keys(written))
    return bool(words) and all(not keys.isdisjoint(romanised.of_latin(word)) for word in words)


def _add_words(words: list[str], written: str) -> None:
    if written.isascii():
        words.extend(written.split())
        return
    for run, word in _PARTS.findall(written):
        if word:
            words.append(word)
        else:
            words.extend(run)
            words.extend(_pairs(run))


def _pairs(run: str) -> list[str]:
    """Return each character with the next; none for a single one."""
    return [one + other for one, other in pairwise(run)]


def _hidden_keys(written: str) -> list[str]:
    """Return Latin spellings under which a folded name in another script is also found; never shown."""
    keys: list[str] = []
    for run in _HAN.findall(written):
        keys += _pinyin_keys(run)
    rest = _HAN.sub(" ", written)
    if not rest.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - 20 ms that start-up saves until such a name is met

        keys += folded(anyascii(rest)).split()
        for word in rest.split():
            keys += romanised.of_arabic(word)
            if _CYRILLIC.fullmatch(word):
                keys += [romanised.of_cyrillic(one) for one in folded(anyascii(word)).split()]
    return keys


def _pinyin_keys(run: str) -> list[str]:
    """Return each syllable in every reading, and syllables joined as names are: `shunli`, `caoshunli`."""
    # Words take 45 MB and say nothing of names: single characters in all their readings are enough.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, lazy_pinyin, pinyin  # noqa: PLC0415 - 140 ms that start-up saves until needed

    readings = pinyin(run, style=Style.NORMAL, heteronym=True, errors="ignore")
    likely = lazy_pinyin(run, style=Style.NORMAL, errors="ignore")
    keys = dict.fromkeys(reading for syllable in readings for reading in syllable)
    for first in readings[0] if readings else ():  # family names are read in ways of their own: 曾 is Zeng
        keys["".join([first, *likely[1:]])] = None
    for start in (1, 2):  # the given name, after a family name of one or two characters
        keys["".join(likely[start:])] = None
        keys["".join(likely[:start])] = None
    keys.update({key.replace("v", u): None for key in list(keys) if "v" in key for u in ("u", "yu")})  # 吕: lü
    return [key for key in keys if key]
