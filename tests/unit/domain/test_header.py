from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from app.base.errors import NotCanonical
from app.domain import canonical
from app.domain.header import HEADER_LIMIT, Header, header_bytes, parse_header

HEADER = Header(
    record="ab" * 16,
    type="note",
    parents=("1a" * 32, "2b" * 32),
    author="cd" * 32,
    at="2024-02-29T23:59:59Z",
    zone="+08:00",
    software="keepsake 1",
    body_commit="ef" * 32,
)


def changed(**parts: object) -> bytes:
    """Return the bytes of HEADER with some parts put in or replaced, or left out (...)."""
    value = canonical.decode(header_bytes(HEADER)) | parts
    return canonical.encode({key: part for key, part in value.items() if part is not ...})


def test_a_header_comes_back() -> None:
    assert parse_header(header_bytes(HEADER)) == HEADER
    assert HEADER.readable


@pytest.mark.parametrize(
    "parts",
    [
        {"v": ...},
        {"v": 0},
        {"v": -1},
        {"v": True},
        {"v": "1"},
        {"crit": ...},
        {"crit": None},
        {"crit": {}},
        {"crit": [1]},
        {"crit": ["b", "a"]},
        {"crit": ["a", "a"]},
        {"record": ...},
        {"record": None},
        {"record": "AB" * 16},
        {"record": "ab" * 15},
        {"type": "No"},
        {"type": ""},
        {"type": None},
        {"parents": ...},
        {"parents": None},
        {"parents": {}},
        {"parents": ["2b" * 32, "1a" * 32]},
        {"parents": ["1a" * 32, "1a" * 32]},
        {"parents": ["1a" * 31]},
        {"parents": ["1A" * 32]},
        {"parents": [1]},
        {"author": "cd" * 31},
        {"author": "CD" * 32},
        {"author": None},
        {"at": "2024-02-29T23:59:59"},
        {"at": "2024-02-29 23:59:59Z"},
        {"at": "2023-02-29T23:59:59Z"},
        {"at": "2024-04-31T23:59:59Z"},
        {"at": "2024-13-01T23:59:59Z"},
        {"at": "2024-00-01T23:59:59Z"},
        {"at": "2024-01-00T23:59:59Z"},
        {"at": "0000-01-01T23:59:59Z"},
        {"at": "2024-02-29T24:00:00Z"},
        {"at": "2024-02-29T23:60:00Z"},
        {"at": "2024-02-29T23:59:60Z"},
        {"at": "2024-02-29T23:59:59Z\n"},
        {"at": "2024-02-29T23:59:59+00:00"},
        {"at": "２０２４-02-29T23:59:59Z"},
        {"at": ...},
        {"at": 1},
        {"zone": "Z"},
        {"zone": "+8:00"},
        {"zone": "+24:00"},
        {"zone": "+00:60"},
        {"zone": ...},
        {"software": ""},
        {"software": "x" * 201},
        {"software": "a\x1b[2J"},
        {"software": "a\u202e"},
        {"software": None},
        {"body_commit": "ab" * 31},
        {"body_commit": None},
        {"body_commit": ...},
        {"extra": 1},
    ],
)
def test_headers_out_of_shape_are_refused(parts: dict[str, object]) -> None:
    with pytest.raises(NotCanonical):
        parse_header(changed(**parts))


@pytest.mark.parametrize(
    "wrong",
    [
        {"parents": ("2b" * 32, "1a" * 32)},
        {"at": "now"},
        {"record": ""},
        {"software": "two\nlines"},
        {"zone": "CST"},
    ],
)
def test_a_header_out_of_shape_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(NotCanonical):
        header_bytes(replace(HEADER, **wrong))  # type: ignore[arg-type]


def test_a_header_has_a_size() -> None:
    parents = tuple(sorted(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(1200)))
    with pytest.raises(NotCanonical):
        header_bytes(replace(HEADER, parents=parents))
    some = replace(HEADER, parents=parents[:900])
    assert len(header_bytes(some)) <= HEADER_LIMIT
    assert parse_header(header_bytes(some)) == some
    extra = changed(v=2, extra="x" * HEADER_LIMIT)
    with pytest.raises(NotCanonical):
        parse_header(extra)


@pytest.mark.parametrize(
    "parts",
    [
        {"v": 2},
        {"v": 2, "crit": ..., "at": ..., "zone": ..., "software": ..., "body_commit": ...},
        {"v": 9007199254740991, "at": {"clock": 1}, "software": None},
        {"v": 2, "extra": [1, {"a": None}]},
        {"crit": ["x"]},
        {"crit": ["x", "y"], "extra": 1, "zone": ...},
    ],
)
def test_headers_of_newer_versions_are_accepted_and_not_readable(parts: dict[str, object]) -> None:
    data = changed(**parts)
    header = parse_header(data)
    assert not header.readable
    assert (header.record, header.parents, header.author) == (HEADER.record, HEADER.parents, HEADER.author)


@pytest.mark.parametrize("missing", ["record", "type", "parents", "author", "v"])
def test_even_newer_headers_say_the_least(missing: str) -> None:
    with pytest.raises(NotCanonical):
        parse_header(changed(**{"v": 2, missing: ...}))
