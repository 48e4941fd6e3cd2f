"""Targets of the domain: canonical JSON, and the header, body and line of a revision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import rfc8785

from app.base import errors
from app.domain import body, canonical, edtf, header, merge, notice, revision, schema, search
from tests.bench.invented import records
from tests.fuzz.target import GOLDEN, Target

DEEP = 60
"""More containers inside each other than any format allows, and few enough for the peer."""


def _golden(kind: str) -> Iterator[bytes]:
    for path in sorted((GOLDEN / "domain").glob(f"{kind}-*.json")):
        yield path.read_bytes()


def canonical_json(data: bytes) -> None:
    """A value is taken exactly when another implementation writes it in these bytes, within our limits."""
    try:
        value = canonical.decode(data, limit=64 << 10)
    except errors.NotCanonical:
        assert not _peer_takes(data)
        raise
    assert canonical.encode(value) == data
    assert canonical.encode_decoded(value) == data
    assert json.loads(data) == value


def _peer_takes(data: bytes) -> bool:
    try:
        value = json.loads(data.decode("utf-8"))
        return len(data) <= 64 << 10 and _allowed(value, canonical.DEPTH) and rfc8785.dumps(value) == data
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        return False


def _allowed(value: Any, depth: int) -> bool:
    match value:
        case dict():
            keys = all(key and set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_") for key in value)
            return keys and depth > 0 and all(_allowed(inner, depth - 1) for inner in value.values())
        case list():
            return depth > 0 and all(_allowed(inner, depth - 1) for inner in value)
        case float():
            return False
        case _:
            return True


def revision_header(data: bytes) -> None:
    """A header of ours is written again in the same bytes; one of a newer version keeps what it must have."""
    found = header.parse_header(data)
    if found.readable or found.notice:
        assert header.header_bytes(found) == data
    assert len(found.record) == 32
    assert len(found.author) == 64
    assert list(found.parents) == sorted(set(found.parents))


def revision_body(data: bytes) -> None:
    """Whatever a body says, a vault derives its rows, title and words from it, and merges it with itself."""
    found = body.parse_body(data)
    if not found.readable:
        return
    assert body.encode_body(found.type, found.fields) == data
    rows = schema.OURS.extract(found.type, found.fields)
    schema.OURS.title_of(found.type, found.fields)
    search.fold([text for _field, text in rows.texts], [name[1] for name in rows.names])
    assert merge.merge(found.fields, [found.fields, found.fields]).fields == found.fields
    schema.OURS.check_fields(found.type, found.fields)


def erasing_or_sealing(data: bytes) -> None:
    """A notice that is taken says again what it said; what it does not know of the body is passed over."""
    found = body.parse_body(data)
    for kind in sorted(notice.KINDS):
        said = notice.read(kind, found)
        if said is None:
            continue
        again = notice.fields_of(said)
        assert notice.read(kind, body.Body(1, found.type, again)) == said
        assert set(again) == {kind}
        if set(found.fields) == {kind}:
            assert _known(found.fields[kind], again[kind]) == again[kind]
        return
    raise errors.NotCanonical


def _known(value: Any, shape: Any) -> Any:
    """Return `value` without the keys that `shape` has not."""
    match shape:
        case dict():
            return {key: _known(value[key], inner) for key, inner in shape.items()}
        case list():
            return [_known(one, inner) for one, inner in zip(value, shape, strict=True)]
        case _:
            return value


def revision_line(data: bytes) -> None:
    """A line that is taken is written again in the same bytes, with the id of its header."""
    found = revision.from_line(data)
    assert revision.to_line(found) == data.removesuffix(b"\n") + b"\n"
    assert found.id == revision.revision_id(found.header_bytes)
    assert header.parse_header(found.header_bytes) == found.header
    assert (found.body is None) == (found.salt is None) == (found.state != revision.PRESENT)


def date(data: bytes) -> None:
    """A date that is taken has bounds in order and says itself again."""
    found = edtf.parse(data.decode("utf-8", "replace"))
    if found.earliest is not None and found.latest is not None:
        assert found.earliest <= found.latest
    assert edtf.parse(found.text) == found


def definition(data: bytes) -> None:
    """Whatever a definition says, it is read or left out with a reason, and every type keeps its own fields."""
    found = body.parse_body(data)
    if not found.readable or found.type not in schema.DEFINITIONS:
        raise errors.NotCanonical
    one = schema.office.Definition("ab" * 32, found.type, found.fields)
    schema.office.read([one])
    known = schema.OURS.with_definitions([one])
    known.fingerprint()
    for type_ in known.types:
        assert schema.OURS.fields_of(type_).keys() <= known.fields_of(type_).keys()
        known.extract(type_, {f"x_{'ab' * 32}": found.fields})


def _definitions() -> Iterator[bytes]:
    label = {"text": "Weather", "language": "en", "translations": [{"id": "a", "language": "zh", "text": "..."}]}
    said = {"label": label, "of_type": {"term": "record-type/act"}, "kind": {"term": "field-kind/text"}}
    yield body.encode_body("field", said)
    yield body.encode_body("note", said)
    terms = [
        {"id": "t1", "label": label, "position": {"best": 1}},
        {"id": "t2", "label": label, "broader": {"text": "t1"}},
    ]
    yield body.encode_body("vocabulary", {"label": label, "extends": {"text": "act"}, "terms": terms})
    entry = {"id": "e1", "field": {"text": "place"}, "section": label, "position": {"best": 2}, "shown": True}
    yield body.encode_body("form", {"of_type": {"term": "record-type/act"}, "entries": [entry], "sections": [entry]})


def _bodies() -> Iterator[bytes]:
    yield from _golden("body")
    for _id, kind, fields in islice(records(10), 10):
        yield body.encode_body(kind, fields)
    from app.services import practice

    for record in practice.sample_records():
        yield body.encode_body(record["type"], record["fields"])


def _notices() -> Iterator[bytes]:
    ids, keys = ("ab" * 32, "cd" * 32), ("01" * 32, "02" * 32)
    erasure = notice.Erasure(tuple(zip(ids, keys, strict=True)), whole=True, reason="a court's order")
    for said in (erasure, notice.Seal(ids, "label", keys, "ef" * 32, 70_000)):
        yield body.encode_body("note", notice.fields_of(said))


def _headers() -> Iterator[bytes]:
    yield from _golden("header")
    first = header.parse_header((GOLDEN / "domain" / "header-first.json").read_bytes())
    for kind in sorted(notice.KINDS):
        yield header.header_bytes(replace(first, crit=(kind,)))


def _values() -> Iterator[bytes]:
    yield from _golden("body")
    yield from (b"null", b"0", b"-1", b'"\\u0000\\n"', b"[[[]]]", b'{"a":{},"b":[true,false]}', b"9007199254740991")
    yield b"[" * DEEP + b"]" * DEEP


def _dates() -> Iterator[bytes]:
    texts = ("2012-08/..", "2011-12-09/", "2008~", "[2012-01..2012-03]", "../2012-02-29?", "198X", "-0044-03-15", "Y12")
    yield from (text.encode() for text in (*texts, "2012-02-29T12:00:00Z", "2001-21", "156X-12-25", "2004-06-XX%"))


REFUSED = (errors.NotCanonical,)
TARGETS = [
    Target("canonical", canonical_json, REFUSED, _values),
    Target("revision-header", revision_header, REFUSED, _headers),
    Target("notice", erasing_or_sealing, REFUSED, _notices),
    Target("revision-body", revision_body, (*REFUSED, errors.BadField, errors.BadDate, errors.UnknownType), _bodies),
    Target("definition", definition, (*REFUSED, errors.BadDate), _definitions),
    Target("revision-line", revision_line, REFUSED, lambda: _golden("line")),
    Target("date", date, (errors.BadDate,), _dates, longest=200),
]
