from __future__ import annotations

import pytest

from app.base.errors import NewerVersion, NotCanonical
from app.domain import body


def test_what_is_written_is_read() -> None:
    data = body.encode_body("note", {"text": {"text": "x"}})
    assert data == b'{"fields":{"text":{"text":"x"}},"format":1,"type":"note"}'
    read = body.parse_body(data)
    assert (read.format, read.type, read.fields) == (1, "note", {"text": {"text": "x"}})
    assert read.readable
    assert read == body.Body(1, "note", {"text": {"text": "x"}})
    assert read != body.Body(1, "note", {})
    assert read != "note"


@pytest.mark.parametrize("name", ["", "Note", "a b", "a-b", "x" * 65, "é"])
def test_a_type_has_a_name(name: str) -> None:
    with pytest.raises(NotCanonical):
        body.encode_body(name, {})


def test_an_unknown_type_is_not_our_business_here() -> None:
    assert body.parse_body(body.encode_body("from_2031", {})).type == "from_2031"


def test_a_body_has_a_size() -> None:
    overhead = len(body.encode_body("note", {"text": ""}))
    full = body.encode_body("note", {"text": "a" * (body.LIMIT - overhead)})
    assert len(full) == body.LIMIT
    assert body.parse_body(full).type == "note"
    with pytest.raises(NotCanonical):
        body.encode_body("note", {"text": "a" * (body.LIMIT - overhead + 1)})
    with pytest.raises(NotCanonical):
        body.parse_body(full.replace(b'"text":"', b'"text":"a'))


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"{}",
        b'{"fields":{},"type":"note"}',
        b'{"fields":{},"format":1}',
        b'{"format":1,"type":"note"}',
        b'{"extra":1,"fields":{},"format":1,"type":"note"}',
        b'{"fields":[],"format":1,"type":"note"}',
        b'{"fields":{},"format":1,"type":"No"}',
        b'{"fields":{},"format":1,"type":1}',
        b'{"fields":{},"format":true,"type":"note"}',
        b'{"fields":{},"format":"1","type":"note"}',
        b'{"fields":{},"format":0,"type":"note"}',
        b'{"fields":{},"format":-1,"type":"note"}',
        b'{"format":null,"fields":{},"type":"note"}',
        b'{"fields":{}, "format":1,"type":"note"}',
    ],
)
def test_other_shapes_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        body.parse_body(data)


@pytest.mark.parametrize(
    "data", [b'{"format":2}', b'{"format":7,"type":["a"]}', b'{"fields":{},"format":2,"type":"note"}']
)
def test_another_format_is_kept_until_someone_asks_for_its_fields(data: bytes) -> None:
    read = body.parse_body(data)
    assert not read.readable
    assert read.type in ("", "note")
    with pytest.raises(NewerVersion):
        _ = read.fields


def test_nothing_of_a_case_shows_in_its_representation() -> None:
    assert "secret" not in repr(body.Body(1, "note", {"text": "secret"}))
