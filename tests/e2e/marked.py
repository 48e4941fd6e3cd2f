"""Records of every type with a marker of its own in every field and in every place of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, assert_never

from app.domain import schema, vocabulary
from app.domain.schema import kinds
from app.domain.schema.kinds import Field

STEM = "qxjzwvk"
"""Three letters that no other marker begins with stand before it: so the index cannot leave it out of any word."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = r"[a-z]{3}" + STEM + r"[0-9]{4}"
MARKER = re.compile(_WORD.encode(), re.IGNORECASE)
WIDE = re.compile("".join(f"{part}\\x00" for part in (*["[a-z]"] * 3, *STEM, *["[0-9]"] * 4)).encode(), re.IGNORECASE)
NEEDLES = tuple(
    form
    for word in (STEM, STEM.upper())
    for form in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode().hex().encode())
)


class Markers:
    """Gives a new marker each time and counts them."""

    def __init__(self) -> None:
        self._numbers = count()
        self.given = 0

    def __call__(self) -> str:
        n = next(self._numbers)
        self.given = n + 1
        start = LETTERS[n % 26] + LETTERS[n // 26 % 26] + LETTERS[n // 676 % 26]
        return f"{start}{STEM}{n:04}"


def every_type(marker: Markers) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each record type with fields in which every place of words holds a marker."""
    for name in schema.OURS.types:
        fields = {}
        for field in schema.OURS.fields_of(name).values():
            if field.name == "trashed":
                continue
            value = _value(field, marker)
            fields[field.name] = [value] if field.many or isinstance(field.kind, kinds.Names) else value
        yield name, schema.OURS.check_fields(name, fields)


def _value(field: Field, marker: Markers) -> Any:  # noqa: C901 - one arm for each kind
    match field.kind:
        case kinds.Text():
            other = {"id": "t1", "language": "en", "text": marker(), "by": marker()}
            return {"text": f"曹 {marker()} words", "language": "zh", "translations": [other], "note": marker()}
        case kinds.Date():
            return {"edtf": "2012-08/..", "words": marker(), "basis": marker(), "note": marker()}
        case kinds.Number():
            return {"best": 3, "words": marker(), "note": marker()}
        case kinds.Term(vocabulary=name):
            return {"term": next(iter(vocabulary.OURS.load(name).terms)), "note": marker()}
        case kinds.Place():
            names = [{"id": "n1", "text": marker()}]
            return {"words": marker(), "names": names, "within": [marker()], "note": marker()}
        case kinds.Names():
            return {"id": "n1", "text": marker(), "script": "Latn", "language": "en", "note": marker()}
        case kinds.Link(roles=roles, attributes=attributes):
            inner = {one.name: _value(one, marker) for one in attributes}
            return {"role": roles[0], "to": None, "words": marker(), "attributes": inner, "note": marker()}
        case kinds.Attachment():
            told = {"name": marker(), "media_type": f"text/{marker()}", "role": "original", "note": marker()}
            return {**told, "sha256": "ab" * 32, "size": 3, "taken": {"words": marker()}}
        case kinds.Flag():
            return True
        case kinds.Group(fields=fields):
            return {one.name: [_value(one, marker)] if one.many else _value(one, marker) for one in fields}
        case kinds.Cites():
            return {"id": "c1", "field": "remarks", "locator": marker(), "quote": marker(), "note": marker()}
        case kinds.Accounts():
            cites = [{"id": "c1", "quote": marker()}]
            return {"field": "remarks", "value": {"text": marker()}, "reason": marker(), "cites": cites}
    assert_never(field.kind)
