"""Canonical bytes: one value, one way; the same as another implementation; everything else refused."""

from __future__ import annotations

import json
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import NotCanonical
from app.domain import canonical

MOST = 2**53 - 1
texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text("abcxyz0189_", min_size=1, max_size=6)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-MOST, MOST), texts)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(keys, inner, max_size=5))
)
anything = st.recursive(
    st.one_of(scalars, st.floats(), st.integers(), st.text(), st.binary(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
)


@given(values)
def test_bytes_are_those_of_rfc_8785_and_come_back(value: Any) -> None:
    data = canonical.encode(value)
    assert data == rfc8785.dumps(value)
    back = canonical.decode(data)
    assert back == value
    assert repr(back) == repr(json.loads(data))  # true is not 1
    assert canonical.encode_decoded(back) == data


@given(values, st.randoms())
def test_the_order_of_keys_means_nothing(value: Any, random: Any) -> None:
    def shuffled(part: Any) -> Any:
        if isinstance(part, list):
            return [shuffled(one) for one in part]
        if isinstance(part, dict):
            items = list(part.items())
            random.shuffle(items)
            return {key: shuffled(one) for key, one in items}
        return part

    assert canonical.encode(shuffled(value)) == canonical.encode(value)


@given(anything)
def test_what_is_written_can_be_read_and_the_rest_is_refused(value: Any) -> None:
    try:
        data = canonical.encode(value)
    except NotCanonical:
        return
    assert canonical.decode(data) == value


@given(values, st.data())
def test_a_changed_byte_is_refused_or_is_another_value(value: Any, data: st.DataObject) -> None:
    before = canonical.encode(value)
    place = data.draw(st.integers(0, len(before) - 1))
    byte = data.draw(st.integers(0, 255))
    after = before[:place] + bytes([byte]) + before[place + 1 :]
    try:
        read = canonical.decode(after)
    except NotCanonical:
        return
    assert canonical.encode(read) == after
    assert after == before or canonical.encode(read) != before


@given(values, st.integers(0, 200))
def test_a_cut_is_refused_or_is_another_value(value: Any, length: int) -> None:
    data = canonical.encode(value)[:length]
    try:
        assert canonical.encode(canonical.decode(data)) == data
    except NotCanonical:
        return


@given(values, st.sampled_from([None, 1, "\t"]))
def test_other_ways_to_write_a_value_are_refused(value: Any, indent: Any) -> None:
    canonical_bytes = canonical.encode(value)
    for other in (
        json.dumps(value, indent=indent),
        json.dumps(value),
        json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        canonical_bytes.decode() + " ",
        "\ufeff" + canonical_bytes.decode(),
    ):
        data = other.encode()
        if data != canonical_bytes:
            try:
                canonical.decode(data)
            except NotCanonical:
                continue
            raise AssertionError(other)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except NotCanonical:
        return
    assert canonical.encode(value) == data


@given(st.text('{}[]",:0123456789.eE-+ tfnrulasé\\u', max_size=30))
def test_any_text_like_json_is_read_or_refused(text: str) -> None:
    try:
        value = canonical.decode(text.encode())
    except NotCanonical:
        return
    assert rfc8785.dumps(value) == text.encode()
