"""Who said so: Ed25519 for each revision, Ed25519 and ML-DSA-65 together for what vouches for many."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from app.base import errors
from app.base.i18n import _
from app.crypto import ed25519, sshsig
from app.crypto.ed25519 import check_key as check_key

SEED = 32
MLDSA_PUBLIC = 1952
MLDSA_SIGNATURE = 3309


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The two signing keys of one person, from their 32-byte seeds."""

    ed25519_seed: bytes = field(repr=False)
    mldsa_seed: bytes = field(repr=False)
    ed25519_public: bytes = field(init=False, repr=False, compare=False)
    mldsa_public: bytes = field(init=False, repr=False, compare=False)
    ed25519_key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)
    mldsa_key: MLDSA65PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.ed25519_seed) != SEED or len(self.mldsa_seed) != SEED:
            raise ValueError("a signing seed has 32 bytes")
        first = Ed25519PrivateKey.from_private_bytes(self.ed25519_seed)
        second = MLDSA65PrivateKey.from_seed_bytes(self.mldsa_seed)
        object.__setattr__(self, "ed25519_key", first)
        object.__setattr__(self, "mldsa_key", second)
        object.__setattr__(self, "ed25519_public", first.public_key().public_bytes_raw())
        object.__setattr__(self, "mldsa_public", second.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        """The name of an author in headers and of a sender in streams: the Ed25519 key in lowercase hex."""
        return self.ed25519_public.hex()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Both signatures over the same bytes: armored SSHSIG, and 3309 raw bytes of ML-DSA-65 (FIPS 204)."""

    ssh: str
    mldsa: bytes


def new_signing_keys() -> SigningKeys:
    """Return fresh signing keys."""
    return SigningKeys(secrets.token_bytes(SEED), secrets.token_bytes(SEED))


def sign_revision(keys: SigningKeys, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature of a revision's message."""
    return keys.ed25519_key.sign(message)


def verify_revision(key_id: str, message: bytes, signature: bytes) -> None:
    """Raise errors.BadSignature unless `signature` is that of the author `key_id` over `message`.

    Weak and malformed keys are refused; keys seen before are not checked again.
    """
    try:
        raw = bytes.fromhex(key_id)
    except ValueError:
        raw = b""
    if raw.hex() != key_id:
        raise errors.BadSignature(_("A signing key is weak or malformed. Nothing signed by it is taken."))
    ed25519.verify(raw, signature, message)


def sign_both(keys: SigningKeys, data: bytes, namespace: str) -> Signatures:
    """Sign `data` with both keys; `namespace` is SSHSIG's namespace and, in ASCII, ML-DSA's context.

    ML-DSA signatures differ each time (FIPS 204, hedged): who must repeat one keeps it.
    """
    ssh = sshsig.sign(keys.ed25519_key, data, namespace)
    return Signatures(ssh, keys.mldsa_key.sign(data, namespace.encode("ascii")))


def verify_both(ed25519_raw: bytes, mldsa_raw: bytes, data: bytes, namespace: str, signatures: Signatures) -> None:
    """Raise errors.BadSignature unless both signatures are right; one alone counts for nothing."""
    sshsig.verify(ed25519_raw, data, namespace, signatures.ssh)
    try:
        if len(mldsa_raw) != MLDSA_PUBLIC or len(signatures.mldsa) != MLDSA_SIGNATURE:
            raise InvalidSignature
        public = MLDSA65PublicKey.from_public_bytes(mldsa_raw)
        public.verify(signatures.mldsa, data, namespace.encode("ascii"))
    except (InvalidSignature, ValueError):
        raise errors.BadSignature(_("A signature is wrong. What it covers was not taken.")) from None
