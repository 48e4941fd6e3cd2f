"""Receipts: made by one card, read, and refused when anything else made or changed them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.base import errors
from app.domain import canonical
from app.exchange import signed
from app.exchange.receipt import NAMESPACE, make_receipt, parse_receipt, read_receipt
from tests.unit.exchange import making

DESK = making.person("Desk", "headquarters")
LARK = making.person("Lark")
AT = "2024-05-06T07:08:09Z"


def made() -> bytes:
    return make_receipt(DESK.keys, "ab" * 16, "cd" * 32, AT)


def test_receipt_says_what_was_received() -> None:
    receipt = parse_receipt(made(), DESK.card)
    assert (receipt.at, receipt.bundle, receipt.by, receipt.manifest) == (AT, "ab" * 16, DESK.card.key_id, "cd" * 32)
    assert read_receipt(receipt.data) == receipt


def test_receipts_of_others_are_forgeries() -> None:
    with pytest.raises(errors.BundleForged):
        parse_receipt(made(), LARK.card)
    value = canonical.decode_object(made())["receipt"]
    with pytest.raises(errors.BundleForged):
        parse_receipt(signed.make("receipt", value, LARK.keys, NAMESPACE), DESK.card)
    with pytest.raises(errors.BundleForged):
        parse_receipt(signed.make("receipt", value, DESK.keys, "keepsake-card-v1"), DESK.card)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(format=2),
        lambda value: value.update(at="2024-05-06 07:08:09"),
        lambda value: value.update(at="2024-13-06T07:08:09Z"),
        lambda value: value.update(at="２０２４-05-06T07:08:09Z"),
        lambda value: value.update(bundle="ab" * 15),
        lambda value: value.update(manifest="CD" * 32),
        lambda value: value.update(extra=1),
        lambda value: value.pop("by"),
    ],
)
def test_other_shapes_are_refused_even_when_signed(change: Callable[[dict[str, Any]], object]) -> None:
    value = canonical.decode_object(made())["receipt"]
    change(value)
    with pytest.raises(errors.BundleBroken):
        parse_receipt(signed.make("receipt", value, DESK.keys, NAMESPACE), DESK.card)


def test_every_flip_and_every_cut_is_refused() -> None:
    data = made()
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << position % 8
        with pytest.raises(errors.BundleRefused):
            parse_receipt(bytes(changed), DESK.card)
    for length in range(len(data)):
        with pytest.raises(errors.BundleRefused):
            parse_receipt(data[:length], DESK.card)


def test_a_receipt_is_made_right_or_not_at_all() -> None:
    with pytest.raises(errors.BundleBroken):
        make_receipt(DESK.keys, "short", "cd" * 32, AT)
