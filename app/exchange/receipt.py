"""Receipts: the recipient's countersignature over a bundle's manifest and the time it was received."""

from __future__ import annotations

from dataclasses import dataclass

from app.base import errors
from app.base.i18n import _
from app.crypto import signing
from app.crypto.signing import SigningKeys
from app.exchange import shape, signed
from app.exchange.card import Card

LARGEST = 16 * 1024
NAMESPACE = "keepsake-receipt-v1"
_KEYS = frozenset({"at", "bundle", "by", "format", "manifest"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says: `by` (key id) received `bundle`, with this manifest hash, at this UTC time."""

    at: str
    bundle: str
    by: str
    manifest: str
    data: bytes


def make_receipt(keys: SigningKeys, bundle: str, manifest: str, at: str) -> bytes:
    """Return the receipt of `bundle` (id, manifest hash), received `at` (UTC, `YYYY-MM-DDTHH:MM:SSZ`)."""
    value = {"at": at, "bundle": bundle, "by": keys.key_id, "format": 1, "manifest": manifest}
    data = signed.make("receipt", value, keys, NAMESPACE)
    read_receipt(data)
    return data


def read_receipt(data: bytes) -> Receipt:
    """Return what the receipt says without checking its signatures; raise BundleBroken on another shape."""
    return _read(data)[0]


def parse_receipt(data: bytes, card: Card) -> Receipt:
    """Return the receipt after checking that `card`'s keys signed it.

    Raises BundleBroken when it is not a receipt, BundleForged when another key or no key made it.
    """
    receipt, parts = _read(data)
    try:
        if receipt.by != card.key_id:
            raise errors.BadSignature(_("The receipt is by another key."))
        signing.verify_both(card.ed25519, card.mldsa65, parts.data, NAMESPACE, parts.signatures)
    except errors.BadSignature:
        raise errors.BundleForged(_("A receipt is not signed by who should have made it.")) from None
    return receipt


def _read(data: bytes) -> tuple[Receipt, signed.Signed]:
    try:
        parts = signed.read("receipt", shape.json_object(data, limit=LARGEST))
        fields = shape.exact(parts.value, _KEYS)
        shape.integer(fields["format"], least=1, largest=1)
        receipt = Receipt(
            at=shape.moment(fields["at"]),
            bundle=shape.hexadecimal(fields["bundle"], 16),
            by=shape.hexadecimal(fields["by"], 32),
            manifest=shape.hexadecimal(fields["manifest"], 32),
            data=data,
        )
    except (shape.Misshapen, errors.NotCanonical):
        raise errors.BundleBroken(_("A receipt is damaged or of an unknown form.")) from None
    return receipt, parts
