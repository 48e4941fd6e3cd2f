"""Texts and small structures: what is written is read, what is read was written so."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import errors
from app.crypto import bech32, slots, sshsig
from app.crypto.header import Stanza, from_base64, header_bytes, parse_header, to_base64
from app.crypto.recipients import parse_identity, parse_recipient
from app.crypto.signing import Signatures, SigningKeys, sign_both, verify_both

visible = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
stanzas = st.builds(
    Stanza,
    st.lists(visible, min_size=1, max_size=4).map(tuple).filter(lambda arguments: arguments[0] != "scrypt"),
    st.binary(max_size=200),
)
KEYS = SigningKeys(bytes(32), bytes(range(32)))


@given(st.lists(stanzas, min_size=1, max_size=9), st.binary(min_size=16, max_size=16))
def test_headers_come_back(made: list[Stanza], file_key: bytes) -> None:
    raw = header_bytes(file_key, made)
    header = parse_header(io.BytesIO(raw + b"payload"))
    assert list(header.stanzas) == made
    assert header.raw == raw
    header.check_mac(file_key)
    other = bytes([file_key[0] ^ 1]) + file_key[1:]
    with pytest.raises(errors.DamagedHeader):
        header.check_mac(other)


@given(st.binary(max_size=100))
def test_base64_comes_back(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_base64_has_one_text_for_its_bytes(text: str) -> None:
    try:
        data = from_base64(text)
    except ValueError:  # UnicodeEncodeError too
        return
    assert to_base64(data) == text


@given(st.binary(max_size=200), st.sampled_from(["age", "age1pq", "age-secret-key-"]))
def test_bech32_comes_back(data: bytes, prefix: str) -> None:
    assert bech32.decode(bech32.encode(prefix, data), prefix) == data


@given(st.text(max_size=200) | st.text(alphabet=bech32.CHARSET, max_size=200).map(lambda text: "age1" + text))
def test_keys_are_read_or_refused(text: str) -> None:
    for parse in (parse_recipient, parse_identity):
        with pytest.raises(errors.BadInput):
            parse(text)


@given(st.text())
def test_a_passphrase_made_alike_stays(passphrase: str) -> None:
    once = slots.normalise(passphrase)
    text = once.decode()
    assert slots.normalise(text) in (once, once.removesuffix(b"\n"), once.removesuffix(b"\r\n"))
    assert "\t" not in text
    assert "\u00a0" not in text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
SLOT = {
    "commitment": "00" * 32,
    "id": "00" * 8,
    "kdf": {"lanes": 1, "memory_kib": 65536, "name": "argon2id", "passes": 1, "salt": "00" * 16},
    "kind": "passphrase",
    "nonce": "00" * 12,
    "wrapped": "00" * 48,
}


@given(json_values)
def test_slots_of_any_other_shape_are_refused(value: object) -> None:
    with pytest.raises(errors.CannotOpen):
        slots.check_slots(value)


@given(st.sampled_from(sorted(SLOT)), json_values)
def test_a_slot_with_any_other_part_is_refused(name: str, value: object) -> None:
    slots.check_slots([SLOT])
    with pytest.raises(errors.CannotOpen):
        slots.check_slots([{**SLOT, name: value}])


@given(st.sampled_from(sorted(SLOT["kdf"])), json_values)  # type: ignore[call-overload]
def test_costs_are_within_limits_or_refused(name: str, value: object) -> None:
    slot = {**SLOT, "kdf": {**SLOT["kdf"], name: value}}  # type: ignore[dict-item]
    try:
        slots.check_slots([slot])
    except errors.CannotOpen:
        return
    assert type(value) is int
    assert 1 <= value <= 1 << 20


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_a_signature_covers_its_data(data: bytes, other: bytes) -> None:
    signatures = sign_both(KEYS, data, "keepsake-card-v1")
    verify_both(KEYS.ed25519_public, KEYS.mldsa_public, data, "keepsake-card-v1", signatures)
    if other != data:
        with pytest.raises(errors.BadSignature):
            verify_both(KEYS.ed25519_public, KEYS.mldsa_public, other, "keepsake-card-v1", signatures)


@given(st.text(max_size=500), st.binary(max_size=100))
def test_signatures_of_any_other_text_are_refused(text: str, noise: bytes) -> None:
    for armored in (text, sshsig.BEGIN + text + sshsig.END):
        with pytest.raises(errors.BadSignature):
            verify_both(KEYS.ed25519_public, KEYS.mldsa_public, b"", "n", Signatures(armored, noise))
