"""Degrees as people write them, and the whole microdegrees they are kept in."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

_DEGREES = re.compile(
    r"([NSEW])?\s*([-+]?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*°?\s*"
    r"(?:([0-9]{1,2}(?:\.[0-9]{1,9})?)\s*['′]\s*)?(?:([0-9]{1,2}(?:\.[0-9]{1,9})?)\s*(?:\"|″|'')\s*)?([NSEW])?",
    re.IGNORECASE,
)
LIMITS = {"lat": 90_000_000, "lon": 180_000_000}


def microdegrees(text: str, axis: str) -> int | None:
    """Return degrees such as 39.904, 39°54'14"N or -33.9 in whole microdegrees; None when they are none of `axis`.

    `axis` is lat or lon; N and S belong to the one, E and W to the other.
    """
    plain = "".join(str(unicodedata.decimal(one, one)) for one in text.strip()).replace("٫", ".").replace("−", "-")
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    found = _DEGREES.fullmatch(plain)
    if not found:
        return None
    before, degrees, minutes, seconds, after = found.groups()
    side = (before or after or "").upper()
    if (before and after) or (side and side not in ("NS" if axis == "lat" else "EW")) or (side and degrees[0] in "+-"):
        return None
    if any(part is not None and Decimal(part) >= 60 for part in (minutes, seconds)):
        return None
    size = abs(Decimal(degrees)) + Decimal(minutes or 0) / 60 + Decimal(seconds or 0) / 3600
    micro = int((size * 1_000_000).to_integral_value(ROUND_HALF_EVEN))
    micro = -micro if side in ("S", "W") or degrees.startswith("-") else micro
    return micro if abs(micro) <= LIMITS[axis] else None


def pair(text: str) -> tuple[str, str] | None:
    """Return latitude and longitude of a text that holds both, as maps copy them; None for any other."""
    parts = [one for one in re.split(r"[,،;]\s+|[،;]|,(?=\s*[-+]?[0-9]+\.)|(?<=[NS])\s+", text.strip()) if one]
    if len(parts) == 2 and microdegrees(parts[0], "lat") is not None and microdegrees(parts[1], "lon") is not None:
        return parts[0].strip(), parts[1].strip()
    return None
