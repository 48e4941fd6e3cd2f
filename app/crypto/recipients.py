"""Who an age file is for: reading and mixing recipients and identities, and the eight stanzas of a bundle."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TypeAlias

from app.base import errors
from app.base.i18n import _
from app.crypto import bech32
from app.crypto.header import Stanza
from app.crypto.passphrase import ScryptIdentity as ScryptIdentity
from app.crypto.passphrase import ScryptRecipient as ScryptRecipient
from app.crypto.stream import FILE_KEY
from app.crypto.wrapping import bad_recipient
from app.crypto.x25519 import X25519Identity as X25519Identity
from app.crypto.x25519 import X25519Recipient as X25519Recipient
from app.crypto.xwing import XWingIdentity as XWingIdentity
from app.crypto.xwing import XWingRecipient as XWingRecipient

KeyRecipient: TypeAlias = X25519Recipient | XWingRecipient
Recipient: TypeAlias = KeyRecipient | ScryptRecipient
KeyIdentity: TypeAlias = X25519Identity | XWingIdentity
Identity: TypeAlias = KeyIdentity | ScryptIdentity

STANZAS = 8
"""Stanzas of a bundle, always: how many of them are dummies does not show."""


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
        bad_recipient()


def parse_identity(text: str) -> KeyIdentity:
    """Return the identity that `AGE-SECRET-KEY-...` stands for; raise errors.BadInput, quoting none of it."""
    try:
        if text.startswith("AGE-SECRET-KEY-PQ-1"):
            return XWingIdentity(bech32.decode(text, "AGE-SECRET-KEY-PQ-"))
        return X25519Identity(bech32.decode(text, "AGE-SECRET-KEY-"))
    except ValueError:
        raise errors.BadInput(
            _("This is not a secret key of the age format. Please check it for typing errors.")
        ) from None


def check_mix(recipients: Sequence[Recipient]) -> None:
    """Raise errors.BadInput unless there is a recipient, all are of one type, and a passphrase is alone.

    A file for X-Wing and X25519 alike would fall to a quantum computer by its weaker half.
    """
    if not recipients:
        raise errors.BadInput(_("Nobody is named to encrypt for. Nothing was encrypted."))
    kinds = {type(recipient) for recipient in recipients}
    if len(kinds) > 1 or (ScryptRecipient in kinds and len(recipients) > 1):
        raise errors.BadInput(
            _("Recipients of two kinds, or a passphrase and another, do not mix. Nothing was encrypted.")
        )


def eight_stanzas(recipients: Sequence[KeyRecipient], file_key: bytes) -> list[Stanza]:
    """Wrap the file key for one to 8 recipients of one type, in exactly 8 stanzas in random order.

    The others are real encapsulations, of random bytes, to keys that nobody keeps. Raises errors.BadInput.
    """
    check_mix(recipients)
    if len(recipients) > STANZAS:
        raise errors.BadInput(_("A bundle has room for eight recipients. Nothing was encrypted."))
    fresh = new_xwing if isinstance(recipients[0], XWingRecipient) else new_x25519
    stanzas = [recipient.wrap(file_key) for recipient in recipients]
    while len(stanzas) < STANZAS:
        stanzas.append(fresh().recipient.wrap(secrets.token_bytes(FILE_KEY)))
    secrets.SystemRandom().shuffle(stanzas)
    return stanzas
