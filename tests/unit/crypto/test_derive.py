from __future__ import annotations

import hashlib
import hmac

import pytest

from app.crypto import derive


def test_it_is_hkdf_as_rfc_5869_says() -> None:
    key = bytes(range(32))
    for label in (derive.DATABASE, derive.LOG, derive.BACKUP, derive.VAULT_JSON):
        extracted = hmac.digest(bytes(32), key, "sha256")
        expanded = hmac.digest(extracted, label.encode() + b"\1", "sha256")
        assert derive.derive(key, label) == expanded
        assert derive.derive_buffer(bytearray(key), label) == expanded
    assert len({derive.derive(key, label) for label in (derive.DATABASE, derive.LOG, derive.BACKUP)}) == 3


def test_the_first_test_case_of_rfc_5869() -> None:
    okm = derive.hkdf_sha256(b"\x0b" * 22, salt=bytes(range(13)), info=bytes(range(0xF0, 0xFA)), size=42)
    assert okm.hex() == ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")


def test_a_key_of_another_length_is_refused() -> None:
    for size in (0, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            derive.derive(bytes(size), derive.LOG)


def test_buffers_are_wiped_in_place() -> None:
    one, two = bytearray(b"secret"), bytearray(hashlib.sha256(b"x").digest())
    held = memoryview(two)
    derive.wipe(one, two)
    assert one == bytes(6)
    assert held == bytes(32)
