"""An office's own numbers for its cases: which one comes next, by the way the last ones were given."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LAST = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
LONGEST = 40


def following(given: Sequence[str], year: int) -> str:
    """Return the number after the last of `given`, which begins with the latest; `2013-001` where there is none.

    The numbers of a year begin anew with the year: after 2012-017 comes 2013-001.
    """
    for last in given:
        found = _LAST.fullmatch(last.strip()) if len(last) <= LONGEST else None
        if found is None:
            continue
        head, digits, tail = found.groups()
        dated = _YEAR.search(head)
        if dated and int(dated[1]) != year:
            head = f"{head[: dated.start(1)]}{year}{head[dated.end(1) :]}"
        highest = max((n for one in given if (n := _number(one, head, tail)) is not None), default=0)
        if not dated:
            highest = max(highest, int(digits))
        return f"{head}{highest + 1:0{len(digits)}}{tail}"
    return f"{year}-001"


def _number(text: str, head: str, tail: str) -> int | None:
    inner = text.strip().removeprefix(head).removesuffix(tail)
    fits = text.strip() == head + inner + tail and inner.isascii() and inner.isdecimal() and len(inner) < 19
    return int(inner) if fits else None
