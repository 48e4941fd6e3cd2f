"""age's X25519 recipients and identities (C2SP age.md, The X25519 recipient type)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.crypto import bech32
from app.crypto.header import Stanza, damaged, to_base64
from app.crypto.wrapping import bad_recipient, checked_argument, checked_file_key, unwrap_key, wrap_key

POINT = 32
TYPE = "X25519"

_INFO = b"age-encryption.org/v1/X25519"


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A Curve25519 public key, `age1...`; raises errors.BadInput for one of low order."""

    public: bytes

    def __post_init__(self) -> None:
        refuse_low_order(self.public)

    def __str__(self) -> str:
        return bech32.encode("age", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the 16-byte file key under a fresh ephemeral key."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        body = wrap_key(shared, share + self.public, _INFO, checked_file_key(file_key))
        return Stanza((TYPE, to_base64(share)), body)


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A Curve25519 secret of 32 bytes, `AGE-SECRET-KEY-1...`."""

    secret: bytes = field(repr=False)
    recipient: X25519Recipient = field(init=False, compare=False)
    _key: X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        key = X25519PrivateKey.from_private_bytes(self.secret)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "recipient", X25519Recipient(key.public_key().public_bytes_raw()))

    def to_string(self) -> str:
        """Return the secret as age writes it; whoever reads it can open everything sent to it."""
        return bech32.encode("age-secret-key-", self.secret).upper()

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is not ours; errors.DamagedHeader when malformed."""
        if stanza.type != TYPE:
            return None
        share = checked_argument(stanza, POINT)
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            damaged()  # a low-order share: the shared secret would be zero, which everybody knows
        try:
            return unwrap_key(shared, share + self.recipient.public, _INFO, stanza.body)
        except InvalidTag:
            return None


def refuse_low_order(public: bytes) -> None:
    """Raise errors.BadInput for a public key of another length, or one that any secret makes the same of."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        bad_recipient()
