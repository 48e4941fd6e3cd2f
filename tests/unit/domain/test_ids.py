from __future__ import annotations

import secrets

import pytest

from app.domain import ids


def test_new_ids_are_what_they_should_look_like_and_differ() -> None:
    records = {ids.new_record_id() for _ in range(1000)}
    items = {ids.new_item_id() for _ in range(1000)}
    assert len(records) == len(items) == 1000
    assert all(ids.is_record_id(one) for one in records)
    assert all(ids.is_item_id(one) and len(one) == 10 for one in items)
    assert set("".join(items)) == set(ids.ITEM_LETTERS)


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32 + "\n", "٠" * 32])
def test_not_a_record_id(text: str) -> None:
    assert not ids.is_record_id(text)


@pytest.mark.parametrize("text", ["", "0" * 32, "0" * 63, "0" * 65, "F" * 64, "0" * 64 + "\n"])
def test_not_a_revision_id(text: str) -> None:
    assert not ids.is_revision_id(text)


@pytest.mark.parametrize("text", ["", "a" * 33, "A1", "a_1", "a/1", "a1\n", "é1"])
def test_not_an_item_id(text: str) -> None:
    assert not ids.is_item_id(text)


def test_ids() -> None:
    assert ids.is_record_id("0123456789abcdef" * 2)
    assert ids.is_revision_id("0123456789abcdef" * 4)
    assert ids.is_item_id("l1")
    assert ids.is_item_id("z" * 32)


def test_many_ids_are_sorted_as_few_are_each_once() -> None:
    raw = [secrets.token_bytes(16) for _n in range(ids.FEW + 1)]
    assert ids.in_order([*raw, raw[0], b""]) == sorted({*raw, b""})
    assert ids.in_order([b"b", b"a", b"b"]) == [b"a", b"b"]
