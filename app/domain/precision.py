"""How exact a point on the map is, in words and metres; and a point said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.i18n import N_, _

WORDS = (
    (10, N_("The exact spot")),
    (100, N_("The building or street")),
    (1_000, N_("The village or neighbourhood")),
    (10_000, N_("The town or district")),
    (100_000, N_("The region")),
    (1_000_000, N_("The country")),
)
"""So many metres at most around the point, and what that is called; the smallest first."""


def words(metres: int) -> str:
    """Return what a precision is called: the smallest area that holds it."""
    return _(next((text for most, text in WORDS if metres <= most), WORDS[-1][1]))


def distance(metres: int) -> str:
    """Return a distance in metres or kilometres."""
    if metres < 1000:
        return _("{n} m").format(n=metres)
    return _("{n} km").format(n=f"{metres / 1000:g}")


def said(point: Mapping[str, Any]) -> str:
    """Return a point with how exact it is; empty for what is none."""
    lat, lon, metres = (point.get(key) for key in ("lat", "lon", "precision_m"))
    if not isinstance(lat, int) or not isinstance(lon, int):
        return ""
    at = f"{degrees(lat)}, {degrees(lon)}"
    if not isinstance(metres, int) or isinstance(metres, bool):
        return _("at {point}").format(point=at)
    around = {"what": words(metres).lower(), "point": at, "distance": distance(metres)}
    return _("{what}, within {distance} of {point}").format(**around)


def degrees(micro: int) -> str:
    """Return whole microdegrees as decimal degrees, no digit more than there is."""
    text = f"{abs(micro) // 1_000_000}.{abs(micro) % 1_000_000:06}".rstrip("0").rstrip(".")
    return f"-{text}" if micro < 0 else text
