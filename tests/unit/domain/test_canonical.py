from __future__ import annotations

import json
from enum import IntEnum, StrEnum
from typing import Any

import pytest
import rfc8785

from app.base.errors import NotCanonical
from app.domain import canonical

MOST = 2**53 - 1


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, b"null"),
        (True, b"true"),
        (False, b"false"),
        (0, b"0"),
        (-1, b"-1"),
        (MOST, b"9007199254740991"),
        (-MOST, b"-9007199254740991"),
        ("", b'""'),
        ([], b"[]"),
        ({}, b"{}"),
        ({"b": 1, "a": [None, {"z9_": "x", "0": 2}]}, b'{"a":[null,{"0":2,"z9_":"x"}],"b":1}'),
        ({"_": 1, "a": 2, "0": 3, "aa": 4, "a_": 5, "a0": 6}, b'{"0":3,"_":1,"a":2,"a0":6,"a_":5,"aa":4}'),
    ],
)
def test_one_value_one_way(value: Any, data: bytes) -> None:
    assert canonical.encode(value) == data
    decoded = canonical.decode(data)
    assert decoded == value
    assert type(decoded) is type(value)
    assert canonical.encode_decoded(decoded) == data
    assert rfc8785.dumps(value) == data


def test_every_character_of_the_first_plane_and_some_beyond_is_written_as_rfc_8785_says() -> None:
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    characters += ["\U00010000", "\U0001f4c4", "\U0010ffff"]
    for character in characters:
        assert canonical.encode(character) == rfc8785.dumps(character)
    everything = "".join(characters)
    data = canonical.encode({"text": everything})
    assert data == rfc8785.dumps({"text": everything})
    assert canonical.decode(data) == {"text": everything}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"nul",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1.0",
        b"1.5",
        b"1e3",
        b"1E3",
        b"1e400",
        b"0.0",
        b"-0",
        b"-0.0",
        b"01",
        b"+1",
        b"9007199254740992",
        b"-9007199254740992",
        b"18446744073709551616",
        b"1" * 400,
        b'{"a":1.0}',
        b"[[1.0]]",
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"A":1}',
        b'{"":1}',
        b'{"a-b":1}',
        b'{"a b":1}',
        b'{"\xc3\xa9":1}',
        b'{"a\\u0062":1}',
        b'{"a":{"b":{"C":1}}}',
        b'[{},{},{"a.b":1}]',
        b" 1",
        b"1 ",
        b"1\n",
        b'{"a": 1}',
        b'{"a":1 }',
        b"[1, 2]",
        b"[1,]",
        b"1 2",
        b"11 ",
        b"{}{}",
        b"null\x00",
        b"\xef\xbb\xbf1",
        b"\xff\xfe1\x00",
        b'"\\/"',
        b'"\\u0041"',
        b'"\\u00e9"',
        b'"\\u007f"',
        b'"\\u2028"',
        b'"\\u001F"',
        b'"\\u000a"',
        b'"\\u0008"',
        b'"\n"',
        b'"\x00"',
        b'"\\ud800"',
        b'"\\udc00"',
        b'"\\ud83d\\udcc4"',
        b'"\xed\xa0\x80"',
        b'"\xed\xb0\x80"',
        b'"\xff"',
        b'"\xc0\xaf"',
        b'"\xf4\x90\x80\x80"',
        b'"\xe6\x9b"',
        b"'a'",
        b"// comment\n1",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(data)


def nested(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * depth + closing * depth


def test_nesting_has_a_limit() -> None:
    assert canonical.encode(canonical.decode(nested(32))) == nested(32)
    with pytest.raises(NotCanonical):
        canonical.decode(nested(33))
    assert canonical.decode(nested(33), depth=33)
    with pytest.raises(NotCanonical):
        canonical.encode(json.loads(nested(33)))
    objects = b'{"a":' * 32 + b"1" + b"}" * 32
    assert canonical.decode(objects)
    with pytest.raises(NotCanonical):
        canonical.decode(b'{"a":' + objects + b"}")
    assert canonical.decode(b"1", depth=0) == 1
    with pytest.raises(NotCanonical):
        canonical.decode(b"[]", depth=0)


@pytest.mark.parametrize("depth", [1000, 1025, 100_000])
def test_hostile_nesting_ends_in_the_same_refusal(depth: int) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(nested(depth))
    with pytest.raises(NotCanonical):
        canonical.decode(b"[" * depth)


def test_a_value_inside_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(NotCanonical):
        canonical.encode(value)


def test_size_has_a_limit() -> None:
    assert canonical.decode(b'"123"', limit=5) == "123"
    with pytest.raises(NotCanonical):
        canonical.decode(b'"1234"', limit=5)
    full = b'"' + b"a" * (canonical.LIMIT - 2) + b'"'
    assert len(canonical.decode(full)) == canonical.LIMIT - 2
    with pytest.raises(NotCanonical):
        canonical.decode(full[:-1] + b'a"')


class Number(IntEnum):
    ONE = 1


class Word(StrEnum):
    ONE = "one"


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        2**64,
        (1,),
        {1},
        b"1",
        Number.ONE,
        Word.ONE,
        {Word.ONE: 1},
        {1: 1},
        {None: 1},
        {"A": 1},
        {"": 1},
        {"é": 1},
        {"a\n": 1},
        "\ud800",
        {"a": ["\udfff"]},
        object(),
    ],
)
def test_values_canonical_json_cannot_hold_are_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(value)
    with pytest.raises(NotCanonical):
        canonical.encode({"a": [value]})


def test_an_object_is_asked_for_by_name() -> None:
    assert canonical.decode_object(b'{"a":1}') == {"a": 1}
    for data in (b"[]", b"1", b"null"):
        with pytest.raises(NotCanonical):
            canonical.decode_object(data)


def test_a_refusal_says_nothing_of_the_content() -> None:
    for data in (b'{"secret_name": 1}', b'{"SecretName":1}', b'["secret"', b'"secret\xff"'):
        with pytest.raises(NotCanonical) as caught:
            canonical.decode(data)
        error: BaseException | None = caught.value
        while error is not None:
            assert "ecret" not in str(error)
            error = error.__cause__  # what a traceback would print too


def test_many_strange_keys_are_not_remembered_forever() -> None:
    for batch in range(20):
        canonical.decode(canonical.encode({f"hostile_{batch}_{n}": n for n in range(1000)}))
    assert len(canonical._good_keys) < 10_000
    assert canonical.decode(b'{"still_works":1}') == {"still_works": 1}
