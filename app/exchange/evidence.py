"""Evidence: a bundle's manifest, both its signatures and its list of revision ids, kept and forwarded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.base import errors
from app.base.i18n import _
from app.crypto.signing import Signatures
from app.domain import canonical
from app.exchange import bag, shape, signed
from app.exchange.manifest import Manifest, parse_manifest

LARGEST_FILE = 80 * 1024  # a manifest of 64 KiB and its signatures


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """What proves by ML-DSA, too, that a sender stood behind the revisions listed; bytes as they came."""

    manifest_bytes: bytes
    signatures: Signatures
    ids_bytes: bytes


def evidence_file(item: EvidenceItem) -> bytes:
    """Return `data/evidence/NNNNNN.json` of the item (its ids travel beside it as they are)."""
    return signed.wrap("manifest", canonical.decode_object(item.manifest_bytes), item.signatures)


def read_evidence_file(data: bytes) -> tuple[bytes, Signatures, Manifest]:
    """Return manifest bytes, signatures and the verified manifest of an evidence file.

    Raises BundleBroken or BundleForged.
    """
    try:
        parts = signed.read("manifest", shape.json_object(data, limit=LARGEST_FILE))
    except (shape.Misshapen, errors.NotCanonical):
        raise errors.BundleBroken(_("A piece of forwarded evidence is damaged.")) from None
    return parts.data, parts.signatures, parse_manifest(parts.data, parts.signatures)


def check_listed(manifest: Manifest, ids: bytes) -> bag.IdList:
    """Return the list of ids after checking it against the manifest's hash and count; raise BundleBroken."""
    if len(ids) != manifest.lines * bag.ID_LINE or hashlib.sha256(ids).hexdigest() != manifest.ids_sha256:
        raise errors.BundleBroken(_("A list of revisions is not the one its manifest names."))
    return bag.IdList(ids)


def verify_evidence(item: EvidenceItem) -> tuple[Manifest, bag.IdList]:
    """Check both signatures by the sender's card inside, and hash, count and order of the ids.

    Raises BundleForged or BundleBroken. Whether the sender is trusted is for the caller to say.
    """
    manifest = parse_manifest(item.manifest_bytes, item.signatures)
    return manifest, check_listed(manifest, item.ids_bytes)
