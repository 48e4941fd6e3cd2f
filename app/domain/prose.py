"""Changes to different sentences of one text, put together; changes to the same, or to neighbours, are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

MOST = 2000
"""Sentences compared; of longer texts a person decides."""

ALIKE = 40_000
"""Pairs of equal sentences compared: a text that says one thing over and over would take minutes."""

_END = re.compile(r"\n+|(?<![.!?؟])[.!?؟]++[\"'”’»)\]]*+\s+|[。！？]++[”’」』）]*+\s*+")
"""Where a sentence ends; each mark is looked at once, as a text may hold nothing else."""

Edit = tuple[int, int, tuple[str, ...]]
"""From which sentence of the base up to which, and what stands there instead."""


def together(base: str, texts: Sequence[str]) -> str | None:
    """Return the text with all changes that `texts` make to `base`, whatever their order; None when some meet.

    Changes meet when they touch one sentence or two that stand side by side. The same change made in several
    is one. Nothing is in the result that is not in one of the texts, and nothing is gone that all have.
    """
    before = sentences(base)
    edits: set[Edit] = set()
    for text in texts:
        after = sentences(text)
        if len(before) > MOST or len(after) > MOST or _alike(before, after) > ALIKE:
            return None
        edits |= _edits(before, after)
    ordered = sorted(edits)
    if any(one[1] >= other[0] for one, other in pairwise(ordered)):
        return None
    made: list[str] = []
    at = 0
    for start, end, new in ordered:
        made += [*before[at:start], *new]
        at = end
    return "".join([*made, *before[at:]])


def sentences(text: str) -> list[str]:
    """Return the sentences and lines of a text, with what stands between them; joined, they are the text."""
    found = []
    at = 0
    while at < len(text):
        end = _END.search(text, at + 1)
        until = end.end() if end else len(text)
        found.append(text[at:until])
        at = until
    return found


def _alike(before: list[str], after: list[str]) -> int:
    counted = Counter(after)
    return sum(counted[one] for one in before)


def _edits(before: list[str], after: list[str]) -> set[Edit]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {(a, b, tuple(after[c:d])) for what, a, b, c, d in matcher.get_opcodes() if what != "equal"}
