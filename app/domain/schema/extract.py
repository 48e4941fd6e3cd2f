"""What storage derives from a body: rows per kind for filters and links, and the words to search.

Generic over kinds, so a new field needs nothing here. Strange shapes, of a newer version, are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, assert_never

from app.base import errors
from app.domain import edtf, vocabulary
from app.domain.schema.kinds import (
    DECIMAL,
    Accounts,
    Attachment,
    Cites,
    Date,
    Field,
    Flag,
    Group,
    Link,
    Names,
    Number,
    Place,
    Term,
    Text,
)

EXTRACTION = 4
"""Version of the rules of this module; a change means rebuild."""

Bound = int | float | None


@dataclass(frozen=True, slots=True)
class Extract:
    """Derived rows of one body; fields inside a group or link are named `outer.inner`."""

    terms: list[tuple[str, str]] = field(default_factory=list)
    """(field, code); an answer is `answer/unknown` or `answer/declined`."""
    spans: list[tuple[str, int | None, int | None, str]] = field(default_factory=list)
    """(field, earliest, latest, EDTF); bounds are day ordinals, None for open or unknown."""
    numbers: list[tuple[str, Bound, Bound, Bound]] = field(default_factory=list)
    """(field, min, max, best); a flag is 0 or 1 in all three."""
    links: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    """(field, item id, role, target or None)."""
    names: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    """(item id, text, script, kind); the names of places have the kind `place`."""
    texts: list[tuple[str, str]] = field(default_factory=list)
    """(field, text) of everything searchable but names, in the body's order."""
    lists: vocabulary.Lists = field(default=vocabulary.OURS, repr=False, compare=False)
    """The vocabularies that terms get their words from."""


Reader = Callable[[Extract, str, dict[str, Any]], None]


def extract_fields(
    known: Mapping[str, Field], fields: Mapping[str, Any], prefix: str = "", out: Extract | None = None
) -> Extract:
    """Return the derived rows of `fields`, read by the fields `known`; what is not known is skipped."""
    result = Extract() if out is None else out
    for name, value in fields.items():
        declared = known.get(name)
        if declared is None:
            continue
        path = prefix + name
        read = _reader(declared)
        if isinstance(value, dict):
            _read(read, result, path, value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    _read(read, result, path, item)
        elif isinstance(value, bool) and isinstance(declared.kind, Flag):
            result.numbers.append((path, int(value), int(value), int(value)))
    return result


def _read(read: Reader, out: Extract, path: str, value: dict[str, Any]) -> None:
    answer = value.get("answer")
    if answer is None:
        read(out, path, value)
    elif isinstance(answer, str):
        out.terms.append((path, f"answer/{answer}"))
    for key in ("words", "note"):
        if isinstance(words := value.get(key), str):
            out.texts.append((path, words))


@lru_cache(4096)
def _reader(declared: Field) -> Reader:  # noqa: C901 - one arm for each kind
    match declared.kind:
        case Text():
            return _text
        case Date():
            return _date
        case Number():
            return _number
        case Term():
            return _term
        case Place():
            return _place
        case Names():
            return _name
        case Link():
            return _link_reader(declared.kind)
        case Attachment():
            return _attachment_reader(declared.kind)
        case Flag():
            return _nothing
        case Group():
            return _group_reader(declared.kind)
        case Cites():
            return _cite
        case Accounts():
            return _account
    assert_never(declared.kind)


def _nothing(out: Extract, path: str, value: dict[str, Any]) -> None:
    """Read no more than an answer, words and note."""


def _text(out: Extract, path: str, value: dict[str, Any]) -> None:
    if isinstance(text := value.get("text"), str):
        out.texts.append((path, text))
    translations = value.get("translations")
    if isinstance(translations, list):
        for translation in translations:
            if isinstance(translation, dict) and isinstance(text := translation.get("text"), str):
                out.texts.append((path, text))


def _date(out: Extract, path: str, value: dict[str, Any]) -> None:
    text = value.get("edtf")
    if not isinstance(text, str):
        return
    try:
        date = edtf.parse(text)
    except errors.BadDate:
        return
    out.spans.append((path, date.earliest, date.latest, text))
    out.texts.append((path, text))


def _number(out: Extract, path: str, value: dict[str, Any]) -> None:
    low, high, best = _bound(value.get("min")), _bound(value.get("max")), _bound(value.get("best"))
    if low is not None or high is not None or best is not None:
        out.numbers.append((path, low, high, best))


def _bound(value: Any) -> Bound:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return float(value) if isinstance(value, str) and DECIMAL.fullmatch(value) else None


def _term(out: Extract, path: str, value: dict[str, Any]) -> None:
    if isinstance(code := value.get("term"), str):
        out.terms.append((path, code))
        if labels := out.lists.labels(code):
            out.texts.append((path, labels))  # a list shows "Torture": then "torture" must find it, in any language


def _place(out: Extract, path: str, value: dict[str, Any]) -> None:
    names = value.get("names")
    if isinstance(names, list):
        for name in names:
            if isinstance(name, dict):
                _add_name(out, name, "place")
    within = value.get("within")
    if isinstance(within, list):
        out.texts.extend((path, area) for area in within if isinstance(area, str))


def _name(out: Extract, _path: str, value: dict[str, Any]) -> None:
    _add_name(out, value, _string(value.get("kind")))


def _add_name(out: Extract, value: dict[str, Any], kind: str | None) -> None:
    if isinstance(text := value.get("text"), str):
        out.names.append((_string(value.get("id")) or "", text, _string(value.get("script")), kind))


def _link_reader(kind: Link) -> Reader:
    attributes = {inner.name: inner for inner in kind.attributes}

    def read(out: Extract, path: str, value: dict[str, Any]) -> None:
        role, to = value.get("role"), value.get("to")
        if isinstance(role, str) and (to is None or isinstance(to, str)):
            out.links.append((path, _string(value.get("id")) or "", role, to))
        if isinstance(number := value.get("number"), dict):
            _read(_number, out, f"{path}.number", number)
        if attributes and isinstance(inner := value.get("attributes"), dict):
            extract_fields(attributes, inner, f"{path}.", out)

    return read


def _group_reader(kind: Group) -> Reader:
    known = {inner.name: inner for inner in kind.fields}

    def read(out: Extract, path: str, value: dict[str, Any]) -> None:
        extract_fields(known, value, f"{path}.", out)

    return read


def _attachment_reader(kind: Attachment) -> Reader:
    parts = {inner.name: inner for inner in kind.parts}

    def read(out: Extract, path: str, value: dict[str, Any]) -> None:
        if isinstance(name := value.get("name"), str):
            out.texts.append((path, name))
        if isinstance(taken := value.get("taken"), dict):
            _read(_date, out, f"{path}.taken", taken)
        extract_fields(parts, value, f"{path}.", out)

    return read


def _cite(out: Extract, path: str, value: dict[str, Any]) -> None:
    if isinstance(source := value.get("source"), str):
        out.links.append((path, _string(value.get("id")) or "", "source", source))
    for key in ("quote", "locator"):
        if isinstance(text := value.get(key), str):
            out.texts.append((path, text))


def _account(out: Extract, path: str, value: dict[str, Any]) -> None:
    """Read words and sources of a rival account; its claim is no value of the record, so no more rows."""
    claimed = value.get("value")
    if isinstance(claimed, dict):
        for key in ("text", "words", "note"):
            if isinstance(text := claimed.get(key), str):
                out.texts.append((path, text))
    if isinstance(reason := value.get("reason"), str):
        out.texts.append((path, reason))
    cites = value.get("cites")
    if isinstance(cites, list):
        for cite in cites:
            if isinstance(cite, dict):
                _cite(out, path, cite)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None
