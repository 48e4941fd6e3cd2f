"""The manifest of a bundle: who sends what to whom, in which place of which stream, and how much of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.base import errors
from app.base.i18n import _
from app.crypto import signing
from app.crypto.signing import Signatures
from app.domain import canonical
from app.exchange import bag, shape
from app.exchange.card import Card, parse_card

LARGEST = 64 * 1024
NAMESPACE = "keepsake-bundle-v1"
INTERNAL = "internal"
_PURPOSES = frozenset({INTERNAL})
_KEYS = frozenset(
    {
        "authors",
        "bundle",
        "decompressed",
        "evidence",
        "format",
        "ids",
        "lines",
        "payload",
        "purpose",
        "receipts",
        "recipient",
        "sender",
        "software",
        "stream",
        "totals",
    }
)
_STREAM = frozenset({"epoch", "follows", "key", "n", "previous"})


@dataclass(frozen=True, slots=True)
class Stream:
    """A place in a sender's stream to one recipient: `n` from 1; `previous` is a manifest hash, None at 1.

    `follows` names the epoch before this one, None when there was none.
    """

    key: str
    epoch: str
    follows: str | None
    n: int
    previous: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says; sizes in bytes, hashes and ids in lowercase hexadecimal."""

    bundle: str
    sender: Card
    recipient_key: str
    recipient_card: str
    stream: Stream
    authors: tuple[str, ...]
    lines: int
    decompressed: int
    ids_sha256: str
    payload_sha256: str
    payload_size: int
    evidence: int
    receipts: int
    attachments: int
    attachment_bytes: int
    software: str
    purpose: str = INTERNAL
    data: bytes = field(default=b"", repr=False)

    @property
    def hash(self) -> str:
        """SHA-256 of the manifest file, in hexadecimal: the bundle's name in streams and receipts."""
        return hashlib.sha256(self.data).hexdigest()


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest file; raise BadInput when it would be larger than 64 KiB (too many authors)."""
    stream = manifest.stream
    data = canonical.encode(
        {
            "authors": list(manifest.authors),
            "bundle": manifest.bundle,
            "decompressed": manifest.decompressed,
            "evidence": manifest.evidence,
            "format": 1,
            "ids": {"count": manifest.lines, "sha256": manifest.ids_sha256},
            "lines": manifest.lines,
            "payload": {"sha256": manifest.payload_sha256, "size": manifest.payload_size},
            "purpose": manifest.purpose,
            "receipts": manifest.receipts,
            "recipient": {"card": manifest.recipient_card, "key": manifest.recipient_key},
            "sender": canonical.decode(manifest.sender.data),
            "software": manifest.software,
            "stream": {
                "epoch": stream.epoch,
                "follows": stream.follows,
                "key": stream.key,
                "n": stream.n,
                "previous": stream.previous,
            },
            "totals": {
                "attachment_bytes": manifest.attachment_bytes,
                "attachments": manifest.attachments,
            },
        }
    )
    if len(data) > LARGEST:
        raise errors.BadInput(_("One bundle cannot carry the work of so many authors; please send it in parts."))
    return data


def parse_manifest(data: bytes, signatures: Signatures) -> Manifest:
    """Return the manifest once the keys of the sender's card inside it have signed exactly `data`.

    The order binds: canonical form, the card and its own signatures, the manifest's signatures, and only
    then what the manifest says. Raises BundleForged for a card or signature, BundleBroken for all else.
    """
    try:
        document = shape.json_object(data, limit=LARGEST)
        if shape.integer(document.get("format"), least=1) != 1:
            raise errors.BundleBroken(_("The bundle was made by a newer version; please update Keepsake."))
        sender = _sender(document.get("sender"))
        signing.verify_both(sender.ed25519, sender.mldsa65, data, NAMESPACE, signatures)
        return _shaped(document, sender, data)
    except (shape.Misshapen, errors.NotCanonical):
        raise errors.BundleBroken(_("The bundle's manifest is not as its format asks; nothing was received.")) from None
    except errors.BadCard:
        raise errors.BundleForged(_("The sender's card in the bundle is not valid; nothing was received.")) from None
    except errors.BadSignature:
        raise errors.BundleForged(
            _("The bundle is not signed by the sender it names: it was changed on the way. Nothing came in.")
        ) from None


def _sender(value: object) -> Card:
    if not isinstance(value, dict):
        raise shape.Misshapen("the manifest has no sender")
    return parse_card(canonical.encode_decoded(value))


def _shaped(document: dict[str, Any], sender: Card, data: bytes) -> Manifest:
    fields = shape.exact(document, _KEYS)
    purpose = shape.text(fields["purpose"], longest=40)
    if purpose not in _PURPOSES:
        raise errors.BundleBroken(_("The bundle is for a purpose this version does not know; please update Keepsake."))
    ids = shape.exact(fields["ids"], frozenset({"count", "sha256"}))
    payload = shape.exact(fields["payload"], frozenset({"sha256", "size"}))
    recipient = shape.exact(fields["recipient"], frozenset({"card", "key"}))
    totals = shape.exact(fields["totals"], frozenset({"attachment_bytes", "attachments"}))
    manifest = Manifest(
        bundle=shape.hexadecimal(fields["bundle"], 16),
        sender=sender,
        recipient_key=shape.hexadecimal(recipient["key"], 32),
        recipient_card=shape.hexadecimal(recipient["card"], 32),
        stream=_stream(fields["stream"]),
        authors=_authors(fields["authors"]),
        lines=shape.integer(fields["lines"], largest=bag.LARGEST_IDS // bag.ID_LINE),
        decompressed=shape.integer(fields["decompressed"]),
        ids_sha256=shape.hexadecimal(ids["sha256"], 32),
        payload_sha256=shape.hexadecimal(payload["sha256"], 32),
        payload_size=shape.integer(payload["size"], largest=bag.LARGEST_PAYLOAD),
        evidence=shape.integer(fields["evidence"], largest=bag.MOST),
        receipts=shape.integer(fields["receipts"], largest=bag.MOST),
        attachments=shape.integer(totals["attachments"], largest=bag.MOST),
        attachment_bytes=shape.integer(totals["attachment_bytes"]),
        software=shape.name(fields["software"], longest=64),
        purpose=purpose,
        data=data,
    )
    expected = bag.payload_size(manifest.evidence, manifest.receipts, manifest.attachments)
    if shape.integer(ids["count"]) != manifest.lines or manifest.payload_size != expected:
        raise shape.Misshapen("the manifest's counts do not agree")
    if manifest.stream.key != sender.key_id:
        raise errors.BundleForged(_("The bundle claims a place in another sender's stream; nothing was received."))
    return manifest


def _stream(value: object) -> Stream:
    fields = shape.exact(value, _STREAM)
    stream = Stream(
        key=shape.hexadecimal(fields["key"], 32),
        epoch=shape.hexadecimal(fields["epoch"], 16),
        follows=None if fields["follows"] is None else shape.hexadecimal(fields["follows"], 16),
        n=shape.integer(fields["n"], least=1),
        previous=None if fields["previous"] is None else shape.hexadecimal(fields["previous"], 32),
    )
    if (stream.previous is None) != (stream.n == 1) or stream.follows == stream.epoch:
        raise shape.Misshapen("the place in the stream contradicts itself")
    return stream


def _authors(value: object) -> tuple[str, ...]:
    authors = tuple(shape.hexadecimal(item, 32) for item in shape.strings(value, most=LARGEST // 64))
    if any(a >= b for a, b in pairwise(authors)):
        raise shape.Misshapen("the authors are not sorted and unique")
    return authors
