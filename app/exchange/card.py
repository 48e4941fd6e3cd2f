"""Contact cards: who somebody is and which keys they use, signed by those keys themselves."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.base import errors
from app.base.i18n import _
from app.crypto import recipients as age_recipients
from app.crypto import signing
from app.crypto.signing import Signatures, SigningKeys
from app.domain import canonical
from app.exchange import fingerprint, shape, signed
from app.exchange.fingerprint import group_digits as group_digits
from app.exchange.fingerprint import same_fingerprint as same_fingerprint

LARGEST = 32 * 1024
NAMESPACE = "keepsake-card-v1"
ROTATION = "keepsake-rotation-v1"
"""What the keys of the card before sign a new card for."""
MOST_RECIPIENTS = 8  # a bundle has exactly eight stanzas
MLDSA_PUBLIC = 1952  # bytes, FIPS 204 ML-DSA-65

Role = Literal["field", "headquarters"]
Profile = Literal["xwing", "x25519"]
_KINDS: Mapping[Profile, type[age_recipients.KeyRecipient]] = {
    "xwing": age_recipients.XWingRecipient,
    "x25519": age_recipients.X25519Recipient,
}
_ROLES: Mapping[str, Role] = {"field": "field", "headquarters": "headquarters"}
_REMEMBERED = 256  # at most 8 MiB
_KEYS = frozenset(
    {
        "authority",
        "ed25519",
        "format",
        "mldsa65",
        "name",
        "practice",
        "previous",
        "recipients",
        "role",
        "version",
    }
)


_ENDORSED = _KEYS | {"endorsement"}
_ENDORSEMENT = frozenset({"ed25519", "mldsa", "mldsa65", "ssh"})


@dataclass(frozen=True, slots=True)
class Endorsement:
    """That the keys of the card before signed a new one: those keys, and their signatures, which are valid."""

    ed25519: bytes
    mldsa65: bytes
    signatures: Signatures

    @property
    def key_id(self) -> str:
        """The Ed25519 public key of the card before, in hexadecimal."""
        return self.ed25519.hex()

    @property
    def fingerprint(self) -> str:
        """The sixty digits of the card before."""
        return fingerprint.digits(self.ed25519, self.mldsa65)


@dataclass(frozen=True, slots=True)
class Card:
    """A contact card whose own two signatures are valid; `data` is the card file as it came."""

    name: str
    role: Role
    authority: tuple[str, ...]
    practice: bool
    version: int
    previous: str | None
    ed25519: bytes
    mldsa65: bytes
    xwing: tuple[str, ...]
    x25519: tuple[str, ...]
    endorsement: Endorsement | None
    data: bytes

    @property
    def key_id(self) -> str:
        """The Ed25519 public key in hexadecimal."""
        return self.ed25519.hex()

    @property
    def hash(self) -> str:
        """SHA-256 of the whole card file, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The sixty digits to compare out of band."""
        return fingerprint.digits(self.ed25519, self.mldsa65)

    @property
    def office(self) -> bool:
        """Whether the card claims office authority; believe it only of a verified card."""
        return "office" in self.authority

    @property
    def predecessor(self) -> str | None:
        """The key of the card before, when it is another one and signed this card; else None."""
        return None if self.endorsement is None else self.endorsement.key_id

    def recipients(self, profile: Profile) -> tuple[str, ...]:
        """Return the age recipients of one profile."""
        return self.xwing if profile == "xwing" else self.x25519


def clean_name(name: str) -> str:
    """Return the name as a card holds it (NFC, trimmed); raise BadInput when it cannot be one."""
    cleaned = unicodedata.normalize("NFC", name).strip()
    try:
        return shape.name(cleaned)
    except shape.Misshapen:
        raise errors.BadInput(
            _("A name has 1 to 200 characters, all of them visible; please choose another.")
        ) from None


def make_card(
    keys: SigningKeys,
    name: str,
    role: str,
    recipients: Iterable[str],
    practice: bool = False,
    *,
    version: int = 1,
    previous: str | None = None,
    endorsing: SigningKeys | None = None,
) -> bytes:
    """Return the card file of `keys`, signed by both of them.

    `role` is `field`, or `headquarters`, which claims office authority. `recipients` are age recipients of
    either profile (`age1pq1...`, `age1...`), one to eight X-Wing ones and at most eight X25519 ones.
    `previous` is the hash of the card this one follows; `endorsing` are that one's keys when they were other ones: they
    sign too, and the card is of format 2. Raises BadInput for a name that cannot be shown.
    """
    value: dict[str, Any] = {
        "authority": ["office"] if role == "headquarters" else [],
        "ed25519": keys.ed25519_public.hex(),
        "format": 1,
        "mldsa65": shape.to_base64(keys.mldsa_public),
        "name": clean_name(name),
        "practice": practice,
        "previous": previous,
        "recipients": _by_profile(recipients),
        "role": role,
        "version": version,
    }
    if endorsing is not None:
        value["format"] = 2
        signatures = signing.sign_both(endorsing, canonical.encode(value), ROTATION)
        value["endorsement"] = {
            "ed25519": endorsing.ed25519_public.hex(),
            "mldsa": shape.to_base64(signatures.mldsa),
            "mldsa65": shape.to_base64(endorsing.mldsa_public),
            "ssh": signatures.ssh,
        }
    data = signed.make("card", value, keys, NAMESPACE)
    parse_card(data)  # what we would refuse we never hand out
    return data


def _by_profile(texts: Iterable[str]) -> dict[str, list[str]]:
    parsed = [age_recipients.parse_recipient(text) for text in texts]
    return {profile: [str(one) for one in parsed if isinstance(one, kind)] for profile, kind in _KINDS.items()}


@lru_cache(_REMEMBERED)
def parse_card(data: bytes) -> Card:
    """Return the card in `data` after every check, both signatures included; raise BadCard.

    A valid card says only that its keys made it: trust comes from comparing the fingerprint.
    The last cards that passed are remembered: evidence of one sender carries the same card again and again.
    """
    try:
        parts = signed.read("card", shape.json_object(data, limit=LARGEST))
        card = _shaped(parts.value, data)
        signing.verify_both(card.ed25519, card.mldsa65, parts.data, NAMESPACE, parts.signatures)
        if card.endorsement is not None:
            _check_endorsement(card.endorsement, parts.value)
        for profile in _KINDS:
            _check_recipients(card, profile)  # after the signatures: decoding long keys takes longer
    except (shape.Misshapen, errors.NotCanonical):
        raise errors.BadCard(_("This is not a contact card, or it was damaged on the way.")) from None
    except errors.BadSignature:
        raise errors.BadCard(
            _("This contact card is not signed by its own keys: it was damaged or changed on the way.")
        ) from None
    return card


def _shaped(value: Mapping[str, Any], data: bytes) -> Card:
    written = shape.integer(value.get("format"), least=1)
    if written > 2:
        raise errors.BadCard(_("This contact card was made by a newer version; please update Keepsake."))
    fields = shape.exact(value, _KEYS if written == 1 else _ENDORSED)
    role = _ROLES.get(shape.text(fields["role"], longest=20))
    authority = shape.strings(fields["authority"], most=1)
    if role is None or authority != (("office",) if role == "headquarters" else ()):
        raise shape.Misshapen("a card's role and authority do not agree")
    version = shape.integer(fields["version"], least=1)
    previous = None if fields["previous"] is None else shape.hexadecimal(fields["previous"], 32)
    if (previous is None) != (version == 1):
        raise shape.Misshapen("a card's version and predecessor do not agree")
    endorsement = None if written == 1 else _endorsement(fields["endorsement"])
    if endorsement is not None and (version == 1 or endorsement.key_id == fields["ed25519"]):
        raise shape.Misshapen("a card cannot follow itself")
    profiles = shape.exact(fields["recipients"], frozenset(_KINDS))
    return Card(
        name=shape.name(fields["name"]),
        role=role,
        authority=authority,
        practice=shape.boolean(fields["practice"]),
        version=version,
        previous=previous,
        ed25519=_ed25519(fields["ed25519"]),
        mldsa65=shape.base64_bytes(fields["mldsa65"], MLDSA_PUBLIC),
        xwing=_listed(profiles["xwing"], least=1),
        x25519=_listed(profiles["x25519"], least=0),
        endorsement=endorsement,
        data=data,
    )


def _endorsement(value: object) -> Endorsement:
    fields = shape.exact(value, _ENDORSEMENT)
    ssh = shape.text(fields["ssh"], longest=signed.SSH_LONGEST)
    return Endorsement(
        ed25519=_ed25519(fields["ed25519"]),
        mldsa65=shape.base64_bytes(fields["mldsa65"], MLDSA_PUBLIC),
        signatures=Signatures(ssh, shape.base64_bytes(fields["mldsa"], signed.MLDSA_SIGNATURE)),
    )


def _check_endorsement(endorsement: Endorsement, value: Mapping[str, Any]) -> None:
    """Raise BadSignature unless the keys of the card before signed all the rest of this one."""
    rest = {name: part for name, part in value.items() if name != "endorsement"}
    data = canonical.encode_decoded(rest)
    signing.verify_both(endorsement.ed25519, endorsement.mldsa65, data, ROTATION, endorsement.signatures)


def _ed25519(value: object) -> bytes:
    raw = bytes.fromhex(shape.hexadecimal(value, 32))
    try:
        signing.check_key(raw)
    except errors.BadSignature:
        raise shape.Misshapen("a card's key is weak or not written in its one way") from None
    return raw


def _listed(value: object, *, least: int) -> tuple[str, ...]:
    texts = shape.strings(value, most=MOST_RECIPIENTS)
    if len(texts) < least or len(set(texts)) != len(texts):
        raise shape.Misshapen("a card has no recipient, or one twice")
    return texts


def _check_recipients(card: Card, profile: Profile) -> None:
    for text in card.recipients(profile):
        try:
            recipient = age_recipients.parse_recipient(text)
        except errors.KeepsakeError:
            raise shape.Misshapen("a card's recipient is not valid") from None
        if not isinstance(recipient, _KINDS[profile]):
            raise shape.Misshapen("a card's recipient is not valid")
