"""The order of words in lists, in any script: without case and accents, Chinese as it is read aloud."""

from __future__ import annotations

import os
import re

from app.domain import search

_HAN = re.compile("[\u3005-\u3007\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def key(text: str) -> str:
    """Return what a text is sorted by; texts that differ in case, accents or signs only have the same."""
    folded = search.folded(text)
    if not folded.isascii():
        folded = _HAN.sub(_spelled, folded)
    return " ".join(folded.split())


class _Read(dict[str, str]):
    """How each character is read, filled as characters are met: characters read alike stay together."""

    def __missing__(self, character: str) -> str:
        # As in search: single characters in their usual reading, without the 45 MB of words.
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
        os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
        from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 140 ms that start-up saves until needed

        read = "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore"))
        self[character] = spelled = f" {read}{character} "
        return spelled


_read = _Read()


def _spelled(run: re.Match[str]) -> str:
    return "".join(map(_read.__getitem__, run[0]))
