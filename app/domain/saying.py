"""Dates as people say them: read into EDTF, and EDTF said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.base.errors import BadDate
from app.domain import edtf


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
    """Return the date that `words` tell, or None when they tell none that we can read."""
    try:
        return Said(edtf.parse(words.strip()).text)
    except BadDate:
        return None


def in_words(text: str, language: str = "en") -> str:
    """Return EDTF in words; what cannot be read is returned as it is."""
    return text
