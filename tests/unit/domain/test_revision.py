from __future__ import annotations

from dataclasses import replace

import pytest

from app.base.errors import NotCanonical
from app.domain import canonical, revision
from app.domain.body import encode_body
from app.domain.header import HEADER_LIMIT, Header, header_bytes, parse_header
from app.domain.revision import Revision

SALT = bytes(range(32))
BODY = encode_body("note", {"text": {"text": "words"}})
HEADER = Header(
    record="ab" * 16,
    type="note",
    parents=("1a" * 32, "2b" * 32),
    author="cd" * 32,
    at="2024-02-29T23:59:59Z",
    zone="+08:00",
    software="keepsake 1",
    body_commit=revision.commit(SALT, BODY),
)


def made(header: Header = HEADER, body: bytes = BODY) -> Revision:
    data = header_bytes(header)
    return Revision(revision.revision_id(data), data, b"\x01" * 64, revision.PRESENT, body, SALT)


def changed(**parts: object) -> bytes:
    """Return the bytes of HEADER with some parts put in or replaced, or left out (...)."""
    value = canonical.decode(header_bytes(HEADER)) | parts
    return canonical.encode({key: part for key, part in value.items() if part is not ...})


def line_with(**parts: object) -> bytes:
    return canonical.encode(canonical.decode(revision.to_line(made())[:-1]) | parts, depth=40) + b"\n"


def test_the_header_is_parsed_when_asked_for() -> None:
    assert made().header == HEADER
    newer = changed(v=2, at=...)
    assert Revision("0" * 64, newer, b"", revision.ABSENT, None, None).header == parse_header(newer)
    with pytest.raises(NotCanonical):
        _ = Revision("0" * 64, b"{}", b"", revision.ABSENT, None, None).header


def test_a_header_that_is_too_large_is_refused_in_a_line_too() -> None:
    header = canonical.decode(changed(v=2, extra="x" * HEADER_LIMIT))
    with pytest.raises(NotCanonical):
        revision.from_line(line_with(header=header))


def test_a_line_comes_back() -> None:
    line = revision.to_line(made())
    assert revision.from_line(line) == revision.from_line(line[:-1]) == made()
    assert revision.from_line(line).header == HEADER
    assert line.endswith(b"}\n")
    assert canonical.encode(canonical.decode(line[:-1])) == line[:-1]


@pytest.mark.parametrize("state", [revision.ABSENT, revision.SEALED, revision.ERASED])
def test_lines_without_a_body(state: str) -> None:
    bare = replace(made(), state=state, body=None, salt=None)
    assert revision.from_line(revision.to_line(bare)) == bare
    for part in ({"body": canonical.decode(BODY)}, {"salt": SALT.hex()}):
        with pytest.raises(NotCanonical):
            revision.from_line(line_with(**{"state": state, "body": None, "salt": None} | part))


@pytest.mark.parametrize(
    "parts",
    [
        {"body": None},
        {"salt": None},
        {"body": []},
        {"body": "x"},
        {"body": {"fields": {"text": {"text": "other words"}}, "format": 1, "type": "note"}},
        {"salt": "00" * 32},
        {"salt": "00" * 31},
        {"salt": 1},
        {"salt": bytes(range(32)).hex().upper()},
        {"salt": " " + bytes(range(32)).hex()[1:]},
        {"sig": "01" * 63},
        {"sig": "01" * 65},
        {"sig": None},
        {"sig": "zz" * 64},
        {"sig": "AB" * 64},
        {"sig": "0 1 " * 32},
        {"state": "gone"},
        {"state": []},
        {"state": None},
        {"state": {}},
        {"header": None},
        {"header": []},
        {"extra": 1},
    ],
)
def test_lines_out_of_shape_are_refused(parts: dict[str, object]) -> None:
    with pytest.raises(NotCanonical):
        revision.from_line(line_with(**parts))


@pytest.mark.parametrize("line", [b"", b"\n", b"null\n", b"[]\n", b"{}\n", b"{}"])
def test_not_a_line(line: bytes) -> None:
    with pytest.raises(NotCanonical):
        revision.from_line(line)


def test_lines_are_canonical() -> None:
    line = revision.to_line(made())
    for bad in (
        line + b"\n",
        b" " + line,
        line.replace(b'"v":1', b'"v": 1'),
        line.replace(b'"v":1', b'"v":1.0'),
    ):
        with pytest.raises(NotCanonical):
            revision.from_line(bad)


def test_the_type_of_the_header_is_that_of_the_body() -> None:
    body = encode_body("act", {})
    with pytest.raises(NotCanonical):
        revision.from_line(revision.to_line(made(replace(HEADER, body_commit=revision.commit(SALT, body)), body)))


def test_bodies_of_newer_formats_travel_as_they_are() -> None:
    body = b'{"format":2,"parts":[["act"]],"type":"act"}'
    one = made(replace(HEADER, body_commit=revision.commit(SALT, body)), body)
    assert revision.from_line(revision.to_line(one)) == one
    strange = b'{"no_format":1}'
    with pytest.raises(NotCanonical):
        revision.from_line(revision.to_line(made(replace(HEADER, body_commit=revision.commit(SALT, strange)), strange)))


def test_newer_revisions_travel_as_they_are_and_keep_their_commitment() -> None:
    body = b'{"anything":["at",{"all":true}]}'
    committed = changed(v=2, body_commit=revision.commit(SALT, body))
    for data in (
        committed,
        changed(v=2, body_commit=...),
        changed(crit=["x"], body_commit=revision.commit(SALT, body)),
    ):
        one = Revision(revision.revision_id(data), data, b"\x01" * 64, revision.PRESENT, body, SALT)
        assert revision.from_line(revision.to_line(one)) == one
    swapped = Revision(revision.revision_id(committed), committed, b"\x01" * 64, revision.PRESENT, b"{}", SALT)
    with pytest.raises(NotCanonical):
        revision.from_line(revision.to_line(swapped))


def test_a_body_may_use_all_its_depth_and_size_in_a_line() -> None:
    deep = canonical.decode(b"[" * 30 + b"]" * 30)
    body = encode_body("note", {"text": deep})
    one = made(replace(HEADER, body_commit=revision.commit(SALT, body)), body)
    assert revision.from_line(revision.to_line(one)) == one
    overhead = len(encode_body("note", {"text": ""}))
    full = encode_body("note", {"text": "a" * (revision.BODY_LIMIT - overhead)})
    assert len(full) == revision.BODY_LIMIT
    one = made(replace(HEADER, body_commit=revision.commit(SALT, full)), full)
    assert revision.from_line(revision.to_line(one)) == one
    over = full.replace(b'"text":"', b'"text":"a')
    with pytest.raises(NotCanonical):
        revision.from_line(revision.to_line(replace(made(), body=over)))


def test_a_salt_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        revision.commit(b"short", BODY)


def test_nothing_of_a_case_shows_in_its_representation() -> None:
    assert "words" not in repr(made())
    assert made().salt is not None
    assert SALT.hex() not in repr(made())
    assert repr(SALT)[2:-1] not in repr(made())
