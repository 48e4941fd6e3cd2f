from __future__ import annotations

import dataclasses
import itertools

import pytest

from app.base import errors
from app.crypto import signing
from app.crypto.signing import Signatures, SigningKeys, new_signing_keys

KEYS, OTHER = new_signing_keys(), new_signing_keys()
NAMESPACE = "keepsake-bundle-v1"
DATA = b'{"manifest":1}'


def _verify(signatures: Signatures, keys: SigningKeys = KEYS, data: bytes = DATA, namespace: str = NAMESPACE) -> None:
    signing.verify_both(keys.ed25519_public, keys.mldsa_public, data, namespace, signatures)


def test_keys_are_those_of_their_seeds() -> None:
    again = SigningKeys(KEYS.ed25519_seed, KEYS.mldsa_seed)
    assert again == KEYS != OTHER
    assert again.ed25519_public == KEYS.ed25519_public
    assert again.mldsa_public == KEYS.mldsa_public
    assert again.key_id == KEYS.ed25519_public.hex()
    assert (len(KEYS.ed25519_public), len(KEYS.mldsa_public)) == (32, 1952)
    assert KEYS.ed25519_seed.hex() not in repr(KEYS)
    assert repr(KEYS) == "SigningKeys()"
    with pytest.raises(dataclasses.FrozenInstanceError):
        KEYS.ed25519_seed = b""  # type: ignore[misc]
    for seeds in ((bytes(31), bytes(32)), (bytes(32), bytes(33))):
        with pytest.raises(ValueError, match="32 bytes"):
            SigningKeys(*seeds)


def test_a_revision_is_signed() -> None:
    signature = signing.sign_revision(KEYS, b"message")
    assert len(signature) == 64
    assert signature == signing.sign_revision(KEYS, b"message")
    signing.verify_revision(KEYS.key_id, b"message", signature)
    for key_id, message, made in (
        (OTHER.key_id, b"message", signature),
        (KEYS.key_id, b"Message", signature),
        (KEYS.key_id, b"message", signature[:-1]),
        (KEYS.key_id, b"message", bytes(64)),
    ):
        with pytest.raises(errors.BadSignature):
            signing.verify_revision(key_id, message, made)


@pytest.mark.parametrize(
    "key_id",
    [
        "",
        "zz",
        "01" + "00" * 31,
        "ff" * 32,
        "00" * 32,
        KEYS.key_id.upper(),
        KEYS.key_id[:-2],
        " " + KEYS.key_id,
        "é" * 64,
    ],
    ids=itertools.count(),
)
def test_weak_and_malformed_authors_are_refused(key_id: str) -> None:
    with pytest.raises(errors.BadSignature):
        signing.verify_revision(key_id, b"message", signing.sign_revision(KEYS, b"message"))
    with pytest.raises(errors.BadSignature):  # and again, from the cache
        signing.verify_revision(key_id, b"message", signing.sign_revision(KEYS, b"message"))


def test_both_signatures_are_needed() -> None:
    good, others = signing.sign_both(KEYS, DATA, NAMESPACE), signing.sign_both(OTHER, DATA, NAMESPACE)
    assert len(good.mldsa) == 3309
    _verify(good)
    for signatures in (
        Signatures(good.ssh, others.mldsa),
        Signatures(others.ssh, good.mldsa),
        Signatures(good.ssh, b""),
        Signatures(good.ssh, good.mldsa + b"\0"),
        Signatures(good.ssh, bytes(3309)),
        Signatures("", good.mldsa),
    ):
        with pytest.raises(errors.BadSignature):
            _verify(signatures)


def test_data_namespace_and_both_keys_are_covered() -> None:
    good = signing.sign_both(KEYS, DATA, NAMESPACE)
    with pytest.raises(errors.BadSignature):
        _verify(good, data=DATA + b"\n")
    with pytest.raises(errors.BadSignature):
        _verify(good, namespace="keepsake-card-v1")
    for mixed in (
        SigningKeys(KEYS.ed25519_seed, OTHER.mldsa_seed),
        SigningKeys(OTHER.ed25519_seed, KEYS.mldsa_seed),
    ):
        with pytest.raises(errors.BadSignature):
            _verify(good, mixed)


def test_the_namespace_is_the_context_of_ml_dsa() -> None:
    card = signing.sign_both(KEYS, DATA, "keepsake-card-v1")
    bundle = signing.sign_both(KEYS, DATA, NAMESPACE)
    with pytest.raises(errors.BadSignature):
        _verify(Signatures(bundle.ssh, card.mldsa))


def test_malformed_public_keys_are_refused() -> None:
    good = signing.sign_both(KEYS, DATA, NAMESPACE)
    for first, second in (
        (b"", KEYS.mldsa_public),
        (KEYS.ed25519_public, b""),
        (KEYS.ed25519_public, KEYS.mldsa_public + b"\0"),
        (bytes(32), KEYS.mldsa_public),
    ):
        with pytest.raises(errors.BadSignature):
            signing.verify_both(first, second, DATA, NAMESPACE, good)


def test_every_changed_byte_of_either_is_refused() -> None:
    good = signing.sign_both(KEYS, DATA, NAMESPACE)
    for position in range(0, len(good.mldsa), 7):
        changed = bytearray(good.mldsa)
        changed[position] ^= 1
        with pytest.raises(errors.BadSignature):
            _verify(Signatures(good.ssh, bytes(changed)))
    for position, character in enumerate(good.ssh):
        for other in {chr(ord(character) ^ 1), "\n", "=", " ", "A", "é"} - {character}:
            with pytest.raises(errors.BadSignature):
                _verify(Signatures(good.ssh[:position] + other + good.ssh[position + 1 :], good.mldsa))
