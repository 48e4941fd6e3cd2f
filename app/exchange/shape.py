"""Strict checks of the shape of parsed JSON: exact keys, hexadecimal, integers, plain names."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from app.domain import canonical

LARGEST_INTEGER = 2**53 - 1
_HEX = re.compile(r"[0-9a-f]*")
_TIME = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_JOINERS = "\u200c\u200d"  # Persian and Indic names need them
_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class Misshapen(Exception):
    """A value is not what its format asks for; every public function of this floor translates it."""


def exact(value: object, keys: frozenset[str]) -> Mapping[str, Any]:
    """Return `value` as an object with exactly `keys`; raise Misshapen."""
    if not isinstance(value, dict) or value.keys() != keys:
        raise Misshapen("an object does not have exactly the keys of its format")
    return value


def text(value: object, *, longest: int) -> str:
    """Return `value` as a string of at most `longest` characters; raise Misshapen."""
    if not isinstance(value, str) or len(value) > longest:
        raise Misshapen("a text is missing or too long")
    return value


def name(value: object, *, longest: int = 200) -> str:
    """Return `value` as a name safe to show: no control characters, no bidi overrides; raise Misshapen."""
    checked = text(value, longest=longest)
    if not checked or checked != checked.strip() or unicodedata.normalize("NFC", checked) != checked:
        raise Misshapen("a name is empty, or has odd spaces or loose accents")
    for character in checked:
        category = unicodedata.category(character)
        odd_space = category == "Zs" and character != " "
        if odd_space or (category in _FORBIDDEN and character not in _JOINERS):
            raise Misshapen("a name has characters that cannot be seen")
    return checked


def hexadecimal(value: object, octets: int) -> str:
    """Return `value` as lowercase hexadecimal of exactly `octets` bytes; raise Misshapen."""
    if not isinstance(value, str) or len(value) != 2 * octets or not _HEX.fullmatch(value):
        raise Misshapen("a value is not lowercase hexadecimal of its length")
    return value


def integer(value: object, *, least: int = 0, largest: int = LARGEST_INTEGER) -> int:
    """Return `value` as an integer within the bounds, both included; raise Misshapen."""
    if type(value) is not int or not least <= value <= largest:
        raise Misshapen("a number is missing or out of its bounds")
    return value


def boolean(value: object) -> bool:
    """Return `value` as true or false; raise Misshapen."""
    if type(value) is not bool:
        raise Misshapen("a value is neither true nor false")
    return value


def strings(value: object, *, most: int) -> tuple[str, ...]:
    """Return `value` as a tuple of at most `most` strings; raise Misshapen."""
    if not isinstance(value, list) or len(value) > most or not all(isinstance(item, str) for item in value):
        raise Misshapen("a list of texts is missing or too long")
    return tuple(value)


def moment(value: object) -> str:
    """Return `value` as a UTC time `YYYY-MM-DDTHH:MM:SSZ`; raise Misshapen."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise Misshapen("a time is not written as formats ask")
    return value


def base64_bytes(value: object, octets: int) -> bytes:
    """Return exactly `octets` bytes from standard base64 with padding, one spelling only; raise Misshapen."""
    if not isinstance(value, str) or len(value) != 4 * ((octets + 2) // 3) or not value.isascii():
        raise Misshapen("a value is not base64 of its length")
    try:
        decoded = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise Misshapen("a value is not base64") from None
    if len(decoded) != octets or to_base64(decoded) != value:
        raise Misshapen("a value is not base64 of its length")
    return decoded


def to_base64(data: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def json_object(data: bytes, *, limit: int) -> dict[str, Any]:
    """Return the one canonical JSON object in `data`, at most `limit` bytes; raise NotCanonical."""
    return canonical.decode_object(data, limit=limit)
