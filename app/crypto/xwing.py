"""age's hybrid recipients: X-Wing, ML-KEM-768 with X25519 (C2SP age.md; draft-ietf-hpke-pq; RFC 9180)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from app.crypto import bech32
from app.crypto.derive import wipe
from app.crypto.header import Stanza, damaged, to_base64
from app.crypto.wrapping import WRAPPED, bad_recipient, checked_argument, checked_file_key
from app.crypto.x25519 import POINT, refuse_low_order

TYPE = "mlkem768x25519"
MLKEM_PUBLIC = 1184
MLKEM_CIPHERTEXT = 1088
SEED = 32

_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class XWingRecipient:
    """An X-Wing public key, `age1pq1...`: ML-KEM-768, then X25519; raises errors.BadInput for a bad one."""

    public: bytes
    _key: MLKEM768X25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.public) != MLKEM_PUBLIC + POINT:
            bad_recipient()
        point = self.public[MLKEM_PUBLIC:]
        refuse_low_order(point)
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(self.public[:MLKEM_PUBLIC])
        except ValueError:
            bad_recipient()
        key = MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(point))
        object.__setattr__(self, "_key", key)

    def __str__(self) -> str:
        return bech32.encode("age1pq", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the 16-byte file key by HPKE SealBase."""
        sealed = _SUITE.encrypt(checked_file_key(file_key), self._key, _INFO)
        enc, body = sealed[:-WRAPPED], sealed[-WRAPPED:]
        return Stanza((TYPE, to_base64(enc)), body)


@dataclass(frozen=True, slots=True)
class XWingIdentity:
    """An X-Wing seed of 32 bytes, `AGE-SECRET-KEY-PQ-1...`; SHAKE256 makes both secrets of it."""

    seed: bytes = field(repr=False)
    recipient: XWingRecipient = field(init=False, compare=False)
    _x25519: X25519PrivateKey = field(init=False, repr=False, compare=False)
    _key: MLKEM768X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise ValueError("an X-Wing seed has 32 bytes")
        expanded = bytearray(hashlib.shake_256(self.seed).digest(96))
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        wipe(expanded)
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        object.__setattr__(self, "recipient", XWingRecipient(public))
        object.__setattr__(self, "_x25519", x25519)
        object.__setattr__(self, "_key", MLKEM768X25519PrivateKey(mlkem, x25519))

    def to_string(self) -> str:
        """Return the seed as age writes it; whoever reads it can open everything sent to it."""
        return bech32.encode("age-secret-key-pq-", self.seed).upper()

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is not ours; errors.DamagedHeader when malformed."""
        if stanza.type != TYPE:
            return None
        enc = checked_argument(stanza, MLKEM_CIPHERTEXT + POINT)
        try:  # HPKE does not say why it fails, so a low-order share is looked for before
            self._x25519.exchange(X25519PublicKey.from_public_bytes(enc[MLKEM_CIPHERTEXT:]))
        except ValueError:
            damaged()
        try:
            return _SUITE.decrypt(enc + stanza.body, self._key, _INFO)
        except InvalidTag:
            return None
