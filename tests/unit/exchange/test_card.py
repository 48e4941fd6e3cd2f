"""Contact cards: made, read, and refused for every reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from app.base import errors
from app.crypto import recipients, signing
from app.domain import canonical
from app.exchange import signed
from app.exchange.card import LARGEST, NAMESPACE, make_card, parse_card
from tests.unit.exchange import making

LARK = making.person("Lark")
DESK = making.person("Desk", "headquarters")


def resigned(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return Lark's card with a change, signed by Lark's keys again."""
    value = canonical.decode_object(LARK.card.data)["card"]
    change(value)
    return signed.make("card", value, LARK.keys, NAMESPACE)


def test_card_says_who() -> None:
    card = parse_card(LARK.card.data)
    assert (card.name, card.role, card.office, card.practice, card.version) == (
        "Lark",
        "field",
        False,
        False,
        1,
    )
    assert card.key_id == LARK.keys.key_id
    assert card.hash == hashlib.sha256(LARK.card.data).hexdigest()
    assert card.recipients("xwing") == (str(LARK.xwing.recipient),)
    assert card.recipients("x25519") == (str(LARK.x25519.recipient),)
    assert len(card.fingerprint) == 60
    assert DESK.card.office


def test_fingerprint_is_one_per_key_pair() -> None:
    other = parse_card(make_card(LARK.keys, "Wren", "field", [str(LARK.xwing.recipient)]))
    assert other.fingerprint == LARK.card.fingerprint
    assert DESK.card.fingerprint != LARK.card.fingerprint


def test_a_later_card_names_the_one_before() -> None:
    later = make_card(LARK.keys, "Lark", "field", [str(LARK.xwing.recipient)], version=2, previous=LARK.card.hash)
    assert parse_card(later).previous == LARK.card.hash


@pytest.mark.parametrize("name", ["曹顺利", "أحمد", "Ngũgĩ wa Thiong'o", "می\u200cخواهم", "x" * 200])
def test_names_in_any_script(name: str) -> None:
    assert parse_card(make_card(LARK.keys, name, "field", [str(LARK.xwing.recipient)])).name == name


def test_names_are_composed_and_trimmed() -> None:
    made = make_card(LARK.keys, " Ame\u0301lie ", "field", [str(LARK.xwing.recipient)])
    assert parse_card(made).name == "Amélie"


BAD_NAMES = [
    "",
    " ",
    "x" * 201,
    "a\nb",
    "a\0b",
    "a\u202eb",
    "a\u2066b",
    "a\u200fb",
    "a\ufeffb",
    "a\u2028b",
    "a\u00a0b",
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_one_cannot_show_are_refused(name: str) -> None:
    with pytest.raises(errors.BadInput):
        make_card(LARK.keys, name, "field", [str(LARK.xwing.recipient)])
    with pytest.raises(errors.BadCard):
        parse_card(resigned(lambda value: value.update(name=name)))


SMALL_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]
CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "extra key": lambda value: value.update(extra=1),
    "missing key": lambda value: value.pop("practice"),
    "format": lambda value: value.update(format=2),
    "format text": lambda value: value.update(format="1"),
    "role": lambda value: value.update(role="admin"),
    "role and authority": lambda value: value.update(role="headquarters"),
    "authority without role": lambda value: value.update(authority=["office"]),
    "unknown authority": lambda value: value.update(authority=["court"]),
    "practice is a number": lambda value: value.update(practice=1),
    "version zero": lambda value: value.update(version=0),
    "version is true": lambda value: value.update(version=True),
    "version without previous": lambda value: value.update(version=2),
    "previous without version": lambda value: value.update(previous="00" * 32),
    "previous is short": lambda value: value.update(version=2, previous="00" * 31),
    "key in capitals": lambda value: value.update(ed25519=value["ed25519"].upper()),
    "other key": lambda value: value.update(ed25519=DESK.card.key_id),
    "other mldsa key": lambda value: value.update(mldsa65=signed.shape.to_base64(DESK.card.mldsa65)),
    "mldsa key is short": lambda value: value.update(mldsa65=value["mldsa65"][:-4]),
    "no xwing recipient": lambda value: value["recipients"].update(xwing=[]),
    "nine recipients": lambda value: value["recipients"].update(
        x25519=[str(recipients.new_x25519().recipient) for _ in range(9)]
    ),
    "recipient twice": lambda value: value["recipients"].update(xwing=value["recipients"]["xwing"] * 2),
    "recipients swapped": lambda value: value["recipients"].update(xwing=value["recipients"]["x25519"]),
    "recipient in capitals": lambda value: value["recipients"].update(x25519=[str(LARK.x25519.recipient).upper()]),
    "recipient is a number": lambda value: value["recipients"].update(x25519=[1]),
    "recipient mistyped": lambda value: value["recipients"].update(x25519=["age1qqqqqqqq"]),
    "more recipients": lambda value: value["recipients"].update(more=[]),
    "name is a list": lambda value: value.update(name=["Lark"]),
    **{f"small key {key[:4]}": lambda value, key=key: value.update(ed25519=key) for key in SMALL_ORDER},  # type: ignore[misc]
}


@pytest.mark.parametrize("label", CHANGES)
def test_other_cards_are_refused_even_when_signed(label: str) -> None:
    with pytest.raises(errors.BadCard):
        parse_card(resigned(CHANGES[label]))


def test_every_flip_and_every_cut_is_refused() -> None:
    data = LARK.card.data
    for position in range(len(data)):
        for bit in (0, 5):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            with pytest.raises(errors.BadCard):
                parse_card(bytes(changed))
    for length in range(len(data)):
        with pytest.raises(errors.BadCard):
            parse_card(data[:length])


def test_other_bytes_are_refused() -> None:
    data = LARK.card.data
    more = [
        b"",
        b"null",
        b"[]",
        b"{}",
        data + b"\n",
        b" " + data,
        b"\xef\xbb\xbf" + data,
        data.replace(b'"format":1', b'"format":1.0'),
        data.replace(b'"format":1', b'"format":1,"format":1'),
        data.replace(b'"practice":false', b'"practice": false'),
        data.replace(b'"version":1', b'"version":' + b"9" * 400),
        b'{"card":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"card":{"name":"\xff"}}',
        b'{"card":{"name":"\\ud800"}}',
        data + b" " * LARGEST,
    ]
    for other in more:
        with pytest.raises(errors.BadCard):
            parse_card(other)


def test_signatures_of_others_are_refused() -> None:
    document = canonical.decode_object(LARK.card.data)
    other = canonical.decode_object(DESK.card.data)
    for key in ("ssh", "mldsa"):
        with pytest.raises(errors.BadCard):
            parse_card(canonical.encode({**document, key: other[key]}))
    wrong = signed.make("card", document["card"], LARK.keys, "keepsake-bundle-v1")
    with pytest.raises(errors.BadCard):
        parse_card(wrong)


def test_a_newer_card_says_so() -> None:
    with pytest.raises(errors.BadCard, match="newer version"):
        parse_card(resigned(lambda value: value.update(format=3)))


WREN = making.person("Wren")


def successor() -> bytes:
    """Return a card of Wren's keys that follows Lark's, and that Lark's keys signed."""
    return make_card(
        WREN.keys, "Lark", "field", [str(WREN.xwing.recipient)], version=2, previous=LARK.card.hash, endorsing=LARK.keys
    )


def test_a_card_of_new_keys_shows_that_the_old_keys_signed_it() -> None:
    card = parse_card(successor())
    assert (card.key_id, card.predecessor, card.previous) == (WREN.card.key_id, LARK.card.key_id, LARK.card.hash)
    assert card.endorsement is not None
    assert card.endorsement.fingerprint == LARK.card.fingerprint
    assert card.fingerprint == WREN.card.fingerprint
    assert LARK.card.predecessor is None
    assert len(card.data) < LARGEST


ENDORSEMENTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "none": lambda value: value.pop("endorsement"),
    "null": lambda value: value.update(endorsement=None),
    "format 1": lambda value: value.update(format=1),
    "first version": lambda value: value.update(version=1, previous=None),
    "another name": lambda value: value.update(name="Larks"),
    "another predecessor": lambda value: value.update(previous=DESK.card.hash),
    "another recipient": lambda value: value["recipients"].update(xwing=[str(DESK.xwing.recipient)]),
    "another's key": lambda value: value["endorsement"].update(ed25519=DESK.card.key_id),
    "its own key": lambda value: value["endorsement"].update(ed25519=WREN.card.key_id),
    "a small key": lambda value: value["endorsement"].update(ed25519=SMALL_ORDER[1]),
    "another's mldsa key": lambda value: value["endorsement"].update(mldsa65=signed.shape.to_base64(DESK.card.mldsa65)),
    "more": lambda value: value["endorsement"].update(more=1),
    "its own signature": lambda value: value["endorsement"].update(
        ssh=signing.sign_both(WREN.keys, b"", NAMESPACE).ssh
    ),
}


@pytest.mark.parametrize("label", ENDORSEMENTS)
def test_a_card_that_the_old_keys_did_not_sign_as_it_is_is_refused(label: str) -> None:
    value = canonical.decode_object(successor())["card"]
    ENDORSEMENTS[label](value)
    with pytest.raises(errors.BadCard):
        parse_card(signed.make("card", value, WREN.keys, NAMESPACE))


def test_every_flip_in_a_card_of_new_keys_is_refused() -> None:
    data = successor()
    for position in range(0, len(data), 3):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 7)
        with pytest.raises(errors.BadCard):
            parse_card(bytes(changed))
