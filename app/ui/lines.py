"""Lines put together of parts: each keeps its own direction where some run to the right and some to the left."""

from __future__ import annotations

import unicodedata

from app.base import i18n
from app.ui.look import RIGHT_TO_LEFT

JOINT = " · "
APART, TOGETHER = "\u2068", "\u2069"
FROM_LEFT, FROM_RIGHT = "\u200e", "\u200f"
"""Marks that say where a line begins whose parts all stand apart."""


def apart(text: str) -> str:
    """Return a name, title, time or size as it goes into a sentence: it keeps its own direction (Unicode, UAX 9)."""
    return f"{APART}{text}{TOGETHER}"


def joined(*parts: str) -> str:
    """Return the parts that say something as one line, those of titles put together of parts among them.

    Without it the numbers of an Arabic date are read into a Latin title before it. A line that runs one way stays as
    it is.
    """
    told = [one for part in parts for one in part.split(JOINT) if one]
    ways = {_way(letter) for part in told for letter in part}
    if len(told) < 2 or not ways >= {"left", "right"}:
        return JOINT.join(told)
    first = FROM_RIGHT if i18n.language() in RIGHT_TO_LEFT else FROM_LEFT
    return first + JOINT.join(map(apart, told))


def _way(letter: str) -> str:
    """Return where a letter is read to: a number, a sign or a space to neither side."""
    match unicodedata.bidirectional(letter):
        case "L":
            return "right"
        case "R" | "AL":
            return "left"
        case _:
            return ""
