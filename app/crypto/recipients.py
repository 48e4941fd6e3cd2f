"""Who an age file is for: X25519, X-Wing (ML-KEM-768 with X25519) and passphrase (C2SP age.md, Native recipient types)."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.base import errors
from app.base.i18n import _
from app.crypto import bech32
from app.crypto.derive import hkdf_sha256, wipe
from app.crypto.header import Stanza, damaged, from_base64, to_base64
from app.crypto.stream import FILE_KEY, TAG

STANZAS = 8
"""Stanzas of a bundle: how many of them are dummies does not show."""
LARGEST_WORK = 20
"""Largest scrypt work factor we take on: a gigabyte of memory."""

_WRAPPED = FILE_KEY + TAG
_ZERO_NONCE = bytes(12)
_X25519_INFO = b"age-encryption.org/v1/X25519"
_XWING_INFO = b"age-encryption.org/mlkem768x25519"
_SCRYPT_SALT = b"age-encryption.org/v1/scrypt"
_MLKEM_PUBLIC, _MLKEM_CIPHERTEXT, _POINT = 1184, 1088, 32
_XWING_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_WORK_FACTOR = re.compile(r"[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A Curve25519 public key, `age1...`; raises errors.BadInput for a low-order one."""

    public: bytes

    def __post_init__(self) -> None:
        _refuse_low_order(self.public)

    def __str__(self) -> str:
        return bech32.encode("age", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the 16-byte file key under a fresh ephemeral key."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        return Stanza(
            ("X25519", to_base64(share)),
            _x25519_cipher(shared, share, self.public).encrypt(_ZERO_NONCE, _file_key(file_key), None),
        )


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A Curve25519 secret of 32 bytes, `AGE-SECRET-KEY-1...`."""

    secret: bytes = field(repr=False)
    recipient: X25519Recipient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        key = X25519PrivateKey.from_private_bytes(self.secret)
        object.__setattr__(self, "recipient", X25519Recipient(key.public_key().public_bytes_raw()))

    def to_string(self) -> str:
        """Return the secret as age writes it; whoever reads it can open everything sent to it."""
        return bech32.encode("age-secret-key-", self.secret).upper()

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is not ours; raise errors.DamagedHeader for a malformed one."""
        if stanza.type != "X25519":
            return None
        share = _argument(stanza, _POINT)
        try:
            shared = X25519PrivateKey.from_private_bytes(self.secret).exchange(
                X25519PublicKey.from_public_bytes(share)
            )
        except ValueError:
            damaged()  # a low-order share: the shared secret would be zero, known to all
        try:
            return _x25519_cipher(shared, share, self.recipient.public).decrypt(
                _ZERO_NONCE, stanza.body, None
            )
        except InvalidTag:
            return None


@dataclass(frozen=True, slots=True)
class XWingRecipient:
    """An X-Wing public key, `age1pq1...`: ML-KEM-768 (1184 bytes), then X25519 (32); errors.BadInput for a bad one."""

    public: bytes
    _key: MLKEM768X25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.public) != _MLKEM_PUBLIC + _POINT:
            _bad_recipient()
        point = self.public[_MLKEM_PUBLIC:]
        _refuse_low_order(point)
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_PUBLIC])
        except ValueError:
            _bad_recipient()
        object.__setattr__(
            self, "_key", MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(point))
        )

    def __str__(self) -> str:
        return bech32.encode("age1pq", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the 16-byte file key by HPKE SealBase (RFC 9180)."""
        sealed = _XWING_SUITE.encrypt(_file_key(file_key), self._key, _XWING_INFO)
        enc, body = sealed[:-_WRAPPED], sealed[-_WRAPPED:]
        return Stanza(("mlkem768x25519", to_base64(enc)), body)


@dataclass(frozen=True, slots=True)
class XWingIdentity:
    """An X-Wing seed of 32 bytes, `AGE-SECRET-KEY-PQ-1...`."""

    seed: bytes = field(repr=False)
    recipient: XWingRecipient = field(init=False, compare=False)
    _x25519: X25519PrivateKey = field(init=False, repr=False, compare=False)
    _key: MLKEM768X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
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
        """Return the file key, or None when the stanza is not ours; raise errors.DamagedHeader for a malformed one."""
        if stanza.type != "mlkem768x25519":
            return None
        enc = _argument(stanza, _MLKEM_CIPHERTEXT + _POINT)
        try:  # HPKE gives no reason when it fails, so a low-order share is looked for before
            self._x25519.exchange(X25519PublicKey.from_public_bytes(enc[_MLKEM_CIPHERTEXT:]))
        except ValueError:
            damaged()
        try:
            return _XWING_SUITE.decrypt(enc + stanza.body, self._key, _XWING_INFO)
        except InvalidTag:
            return None


@dataclass(frozen=True, slots=True)
class ScryptRecipient:
    """A passphrase as typed; `log_n` is the base-two logarithm of scrypt's work factor."""

    passphrase: str = field(repr=False)
    log_n: int = 18

    def __post_init__(self) -> None:
        if not self.passphrase:
            raise errors.BadInput(_("An empty passphrase protects nothing. Nothing was encrypted."))
        if not 1 <= self.log_n <= LARGEST_WORK:
            raise ValueError("the work factor is outside its limits")

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the 16-byte file key under the passphrase with a fresh salt."""
        salt = secrets.token_bytes(16)
        body = _scrypt_cipher(self.passphrase, salt, self.log_n).encrypt(
            _ZERO_NONCE, _file_key(file_key), None
        )
        return Stanza(("scrypt", to_base64(salt), str(self.log_n)), body)


@dataclass(frozen=True, slots=True)
class ScryptIdentity:
    """A passphrase to try; files that ask for more than `largest_log_n` of work are refused before any is done."""

    passphrase: str = field(repr=False)
    largest_log_n: int = LARGEST_WORK

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the passphrase is another; raise errors.DamagedHeader."""
        if stanza.type != "scrypt":
            return None
        salt = _argument(stanza, 16, arguments=3)
        digits = stanza.arguments[2]
        if not _WORK_FACTOR.fullmatch(digits):
            damaged()
        if len(digits) > 2 or int(digits) > self.largest_log_n:
            raise errors.DamagedHeader(
                _(
                    "Opening this file by its passphrase asks for more work than we do. Nothing was read from it."
                )
            )
        try:
            return _scrypt_cipher(self.passphrase, salt, int(digits)).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None


KeyRecipient: TypeAlias = X25519Recipient | XWingRecipient
Recipient: TypeAlias = KeyRecipient | ScryptRecipient
KeyIdentity: TypeAlias = X25519Identity | XWingIdentity
Identity: TypeAlias = KeyIdentity | ScryptIdentity


def new_x25519() -> X25519Identity:
    """Return a fresh X25519 identity."""
    return X25519Identity(secrets.token_bytes(32))


def new_xwing() -> XWingIdentity:
    """Return a fresh X-Wing identity."""
    return XWingIdentity(secrets.token_bytes(32))


def parse_recipient(text: str) -> KeyRecipient:
    """Return the recipient that `age1...` or `age1pq1...` stands for; raise errors.BadInput."""
    try:
        if text.startswith("age1pq1"):
            return XWingRecipient(bech32.decode(text, "age1pq"))
        return X25519Recipient(bech32.decode(text, "age"))
    except ValueError:
        _bad_recipient()


def parse_identity(text: str) -> KeyIdentity:
    """Return the identity that `AGE-SECRET-KEY-...` stands for; raise errors.BadInput, quoting nothing of it."""
    try:
        if text.startswith("AGE-SECRET-KEY-PQ-1"):
            return XWingIdentity(bech32.decode(text, "AGE-SECRET-KEY-PQ-"))
        return X25519Identity(bech32.decode(text, "AGE-SECRET-KEY-"))
    except ValueError:
        raise errors.BadInput(
            _("This is not a secret key of the age format; please check it for typing errors.")
        ) from None


def check_mix(recipients: Sequence[Recipient]) -> None:
    """Raise errors.BadInput unless there is a recipient, all are of one type, and a passphrase stands alone.

    A file for X-Wing and X25519 alike would fall to a quantum computer by its weaker half.
    """
    if not recipients:
        raise errors.BadInput(_("Say for whom to encrypt. Nothing was encrypted."))
    kinds = {type(recipient) for recipient in recipients}
    if len(kinds) > 1 or (ScryptRecipient in kinds and len(recipients) > 1):
        raise errors.BadInput(
            _(
                "Recipients of different kinds, or a passphrase and anything else, cannot be mixed. Nothing was encrypted."
            )
        )


def eight_stanzas(recipients: Sequence[KeyRecipient], file_key: bytes) -> list[Stanza]:
    """Wrap the file key for one to 8 recipients of one type, in exactly 8 stanzas in random order.

    The others are real encapsulations of random bytes to keys that nobody keeps. Raises errors.BadInput.
    """
    check_mix(recipients)
    if len(recipients) > STANZAS:
        raise errors.BadInput(_("A bundle has room for eight recipients. Nothing was encrypted."))
    fresh = new_xwing if isinstance(recipients[0], XWingRecipient) else new_x25519
    stanzas = [recipient.wrap(file_key) for recipient in recipients]
    stanzas += [
        fresh().recipient.wrap(secrets.token_bytes(FILE_KEY)) for _spare in range(STANZAS - len(recipients))
    ]
    secrets.SystemRandom().shuffle(stanzas)
    return stanzas


def _file_key(file_key: bytes) -> bytes:
    if len(file_key) != FILE_KEY:
        raise ValueError("a file key has 16 bytes")
    return file_key


def _argument(stanza: Stanza, size: int, *, arguments: int = 2) -> bytes:
    """Return the second argument, of `size` bytes; the body's length is checked before anything is decrypted."""
    if len(stanza.arguments) != arguments or len(stanza.body) != _WRAPPED:
        damaged()
    try:
        value = from_base64(stanza.arguments[1])
    except ValueError:
        damaged()
    if len(value) != size:
        damaged()
    return value


def _refuse_low_order(public: bytes) -> None:
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        _bad_recipient()


def _bad_recipient() -> NoReturn:
    raise errors.BadInput(
        _("This is not a recipient of the age format; please check it for typing errors.")
    ) from None


def _x25519_cipher(shared: bytes, share: bytes, public: bytes) -> ChaCha20Poly1305:
    key = hkdf_sha256(shared, salt=share + public, info=_X25519_INFO)
    cipher = ChaCha20Poly1305(key)
    wipe(key)
    return cipher


def _scrypt_cipher(passphrase: str, salt: bytes, log_n: int) -> ChaCha20Poly1305:
    key = bytearray(32)
    try:
        Scrypt(salt=_SCRYPT_SALT + salt, length=32, n=1 << log_n, r=8, p=1).derive_into(
            passphrase.encode(), key
        )
    except MemoryError:
        raise errors.AgeError(
            _(
                "There is not enough free memory for this passphrase. Please close other programs and try again."
            )
        ) from None
    cipher = ChaCha20Poly1305(key)
    wipe(key)
    return cipher
