"""Fingerprints of contact cards: sixty digits, shown in groups, compared as people type them."""

from __future__ import annotations

import hashlib
import unicodedata

LABEL = b"keepsake/card-fp/v1\0"
DIGITS = 60
GROUP = 5
_SEPARATORS = "-.,:;/|'·"


def digits(ed25519: bytes, mldsa65: bytes) -> str:
    """Return the 60 digits of SHA-512 over the label and both raw public keys."""
    number = int.from_bytes(hashlib.sha512(LABEL + ed25519 + mldsa65).digest(), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def group_digits(value: str) -> str:
    """Return the digits in groups of five, separated by spaces."""
    return " ".join(value[start : start + GROUP] for start in range(0, len(value), GROUP))


def plain_digits(text: str) -> str | None:
    """Return what was typed as Western digits, or None when something else than digits is in it.

    Spaces, invisible marks and the usual separators are skipped; digits of any script count
    (Arabic, Devanagari, fullwidth, the Chinese numerals for zero to nine).
    """
    found = []
    for character in text:
        if character in _SEPARATORS or character.isspace() or unicodedata.category(character) in ("Cf", "Pd"):
            continue
        value = unicodedata.numeric(character, -1.0)
        if value not in range(10):
            return None
        found.append(str(int(value)))
    return "".join(found)


def same_fingerprint(a: str, b: str) -> bool:
    """Tell whether two fingerprints, as typed or shown, are the same sixty digits."""
    first = plain_digits(a)
    return first is not None and len(first) == DIGITS and first == plain_digits(b)
