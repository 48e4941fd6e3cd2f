"""A passage of a recording as people write it: `12:34`, `1:02:03`, `12:34-13:05`, in seconds from the beginning."""

from __future__ import annotations

import re

LONGEST = 1000 * 3600
"""Seconds: no recording is longer."""

_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９：", "012345678901234567890123456789:")
_CLOCK = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-9]{1,4}):)?([0-9]{1,7})")
_BETWEEN = re.compile(r"\s*[-–—]\s*")


def read(text: str) -> dict[str, int] | None:
    """Return the passage a text names as `start` and, where it has one, `end`; None when it names none."""
    parts = _BETWEEN.split(text.translate(_WESTERN).strip().strip("[]"))
    seconds = [_seconds(one.strip("[] ")) for one in parts]
    if not 1 <= len(seconds) <= 2:
        return None
    start, end = seconds[0], seconds[-1]
    if start is None or end is None or end < start:
        return None
    return {"start": start} if len(seconds) == 1 else {"start": start, "end": end}


def write(seconds: int) -> str:
    """Return a place in a recording as people write it: minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _seconds(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = found.groups()
    if (minutes is not None and int(seconds) > 59) or (hours is not None and int(minutes) > 59):
        return None
    told = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return told if told <= LONGEST else None
