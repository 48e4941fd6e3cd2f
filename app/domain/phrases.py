"""Passphrases made by chance: six words of the reader's language, or six groups of digits where there is no list."""

from __future__ import annotations

import secrets
from functools import cache

from app.base import resources

WORDS, GROUPS, DIGITS = 6, 6, 5
LISTED = frozenset({"en", "es", "fr"})
"""Languages with a list of at least 2,048 words: six of them are 66 bits, six groups of digits 99."""


@cache
def words(language: str) -> tuple[str, ...]:
    """Return the language's words, sorted; none where there is no list."""
    if language not in LISTED:
        return ()
    lines = resources.read_text("words", f"{language}.txt").split("\n")
    return tuple(line for line in lines if line and not line.startswith("#"))


def generate(language: str) -> str:
    """Return a new passphrase from the system's source of chance."""
    known = words(language)
    if known:
        return " ".join(secrets.choice(known) for _ in range(WORDS))
    return " ".join(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(GROUPS))
