"""Which Ed25519 keys and signatures are refused; the cases are those of "Taming the many EdDSAs" (2020/1244)."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.base import errors
from app.crypto import ed25519

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
SIGN = 1 << 255
ORDER_EIGHT = (
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
)
SMALL_ORDER = [number | sign for number in (0, 1, P - 1, *ORDER_EIGHT) for sign in (0, SIGN)]
NOT_CANONICAL = [number | sign for number in range(P, 2**255) for sign in (0, SIGN)]


def _raw(number: int) -> bytes:
    return number.to_bytes(32, "little")


@pytest.mark.parametrize("number", SMALL_ORDER, ids=hex)
def test_points_of_small_order_are_refused(number: int) -> None:
    with pytest.raises(errors.BadSignature):
        ed25519.check_key(_raw(number))


@pytest.mark.parametrize("number", NOT_CANONICAL, ids=hex)
def test_ordinates_written_in_a_second_way_are_refused(number: int) -> None:
    with pytest.raises(errors.BadSignature):
        ed25519.check_key(_raw(number))


def test_what_is_not_on_the_curve_is_refused() -> None:
    taken = 0
    for number in range(2, 1000):
        try:
            ed25519.check_key(_raw(number))
            taken += 1
        except errors.BadSignature:
            pass
    assert 400 < taken < 600  # about half of all numbers are ordinates
    with pytest.raises(errors.BadSignature):
        ed25519.check_key(_raw(2))  # the smallest that is none


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_another_length_is_refused(size: int) -> None:
    with pytest.raises(errors.BadSignature):
        ed25519.check_key(b"\x03" * size)


def test_keys_of_people_are_taken() -> None:
    for seed in range(200):
        key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([seed])).digest())
        ed25519.check_key(key.public_key().public_bytes_raw())


def test_the_library_alone_takes_weak_keys() -> None:
    """The reason for `check_key`: under the neutral point, R = [S]B holds for every message."""
    one = Ed25519PrivateKey.from_private_bytes(bytes(32))
    base = bytes.fromhex("58" + "66" * 31)
    weak, signature = _raw(1), base + _raw(1)
    assert one.public_key().public_bytes_raw() != weak
    for message in (b"one thing", b"and its contrary"):
        Ed25519PublicKey.from_public_bytes(weak).verify(signature, message)
        with pytest.raises(errors.BadSignature):
            ed25519.verify(weak, signature, message)


def _signed(message: bytes) -> tuple[bytes, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"seed").digest())
    return key.public_key().public_bytes_raw(), key.sign(message)


def test_a_signature_has_one_form() -> None:
    raw, signature = _signed(b"words")
    ed25519.verify(raw, signature, b"words")
    s = int.from_bytes(signature[32:], "little")
    for forged in (
        signature[:32] + _raw(s + ORDER),
        signature + b"\0",
        signature[:-1],
        b"",
        bytes(64),
    ):
        with pytest.raises(errors.BadSignature):
            ed25519.verify(raw, forged, b"words")


def test_r_has_one_form() -> None:
    """A signature whose R is the neutral point, once in its one way of writing and then in the others."""
    seed = hashlib.sha256(b"seed").digest()
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 63 | 64
    secret = int.from_bytes(digest, "little")
    raw, _signature = _signed(b"words")
    forms = [_raw(1), _raw(1 | SIGN), _raw(P + 1), _raw((P + 1) | SIGN)]
    for r in forms:
        hashed = int.from_bytes(hashlib.sha512(r + raw + b"words").digest(), "little")
        signature = r + _raw(hashed * secret % ORDER)
        if r == forms[0]:
            ed25519.verify(raw, signature, b"words")
        else:
            with pytest.raises(errors.BadSignature):
                ed25519.verify(raw, signature, b"words")


def test_every_changed_bit_is_refused() -> None:
    raw, signature = _signed(b"words")
    for position in range(64 * 8):
        changed = bytearray(signature)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(errors.BadSignature):
            ed25519.verify(raw, bytes(changed), b"words")
    with pytest.raises(errors.BadSignature):
        ed25519.verify(raw, signature, b"Words")
