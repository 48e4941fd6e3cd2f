"""Search text: one way of writing words for the index and for what a person types.

NFKC, case and accents folded, Arabic letters unified, scripts without spaces as single characters and overlapping
pairs, names with hidden Latin keys. Made for FTS5's ascii tokenizer, which leaves everything beyond ASCII whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NORMALISER = 1
"""Version of the rules of this module; a change means rebuild."""

MOST_TERMS = 60
"""A longer query is cut: FTS5 limits the depth of an expression."""

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"  # Hangul: words carry endings
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3100-\u312f\u31a0-\u31bf"  # bopomofo
    "\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_RUN = re.compile(f"[{_UNSPACED}]+")
_HAN = re.compile("[\u3005-\u3007\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

_UNIFIED = {
    # Latin letters that do not decompose
    "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "œ": "oe", "æ": "ae", "þ": "th", "ŧ": "t",
    "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o",
    # Arabic letters written in several ways, Persian, Urdu and Uyghur ones among them
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك",
    "ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ه", "ـ": "",
}  # fmt: skip

# Combining marks dropped: accents, Hebrew points, Arabic vowels and hamza above or below, Koran marks, half marks.
_DROPPED = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E8),
    (0x06EA, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip


class _Letters(dict[int, str]):
    """What each decomposed, case-folded character becomes; filled as characters are met."""

    def __missing__(self, point: int) -> str:
        self[point] = written = _letter(point)
        return written


def _letter(point: int) -> str:
    character = chr(point)
    if character in _UNIFIED:
        return _UNIFIED[character]
    if any(first <= point <= last for first, last in _DROPPED):
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
    """Return `text` with case, accents and variants folded and everything but letters and digits made a space."""
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
        if not written.isascii():
            words.extend(_hidden_keys(written))
    return " ".join(words)


def query(words: str) -> str:
    """Return an FTS5 MATCH expression that asks for every one of `words`, or '' when there is nothing to ask for.

    Words of spaced scripts match as beginnings. Every term is quoted and holds letters and digits only.
    """
    terms: dict[str, None] = {}
    for token in folded(words).split():
        for part in _parts(token):
            if _RUN.match(part):
                pairs = [part] if len(part) == 1 else [part[n : n + 2] for n in range(len(part) - 1)]
                terms.update((f'"{pair}"', None) for pair in pairs)
            else:
                terms[f'"{part}"*'] = None
    return " ".join(list(terms)[:MOST_TERMS])


def _add_words(words: list[str], written: str) -> None:
    if written.isascii() or not _RUN.search(written):
        words.extend(written.split())
        return
    for token in written.split():
        for part in _parts(token):
            if _RUN.match(part):
                words.extend(part)
                words.extend(part[n : n + 2] for n in range(len(part) - 1))
            else:
                words.append(part)


def _parts(token: str) -> list[str]:
    """Split where a script without spaces meets another: `g20峰会` is `g20` and `峰会`."""
    if token.isascii():
        return [token]
    parts: list[str] = []
    end = 0
    for run in _RUN.finditer(token):
        parts += [token[end : run.start()], run.group()]
        end = run.end()
    parts.append(token[end:])
    return [part for part in parts if part]


def _hidden_keys(written: str) -> list[str]:
    """Return Latin spellings under which a folded name in another script is also found; never shown."""
    keys: list[str] = []
    for run in _HAN.findall(written):
        keys += _pinyin_keys(run)
    rest = _HAN.sub(" ", written)
    if not rest.isascii():
        # Loaded when the first such name is met: its tables cost 20 ms at start-up.
        from anyascii import anyascii

        keys += folded(anyascii(rest)).split()
    return keys


def _pinyin_keys(run: str) -> list[str]:
    """Return each syllable in every reading, and syllables joined as names are: `shunli`, `caoshunli`."""
    # Loaded when the first Chinese name is met: its dictionaries cost 140 ms at start-up.
    from pypinyin import Style, lazy_pinyin, pinyin

    keys = {
        reading: None
        for readings in pinyin(run, style=Style.NORMAL, heteronym=True, errors="ignore")
        for reading in readings
    }
    likely = lazy_pinyin(run, style=Style.NORMAL, errors="ignore")
    for first in range(min(3, len(likely) - 1)):  # the whole, without a family name of one or two characters
        keys["".join(likely[first:])] = None
    if len(likely) > 2:  # a family name of two characters
        keys["".join(likely[:2])] = None
    keys.update({key.replace("v", other): None for key in list(keys) if "v" in key for other in ("u", "yu")})
    return list(keys)
