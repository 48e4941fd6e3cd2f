"""Checking the manifests received, forwarded and sent: both signatures over each, and its list of ids."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator

from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.crypto.signing import Signatures, verify_both
from app.domain import canonical
from app.storage import idlists
from app.storage.handle import Vault

NAMESPACE = "keepsake-bundle-v1"
"""What both signatures over a manifest say they are for (bundle format, part 2)."""


def problems(vault: Vault, ids: set[bytes], step: Callable[[int], None]) -> Iterator[str]:
    """Yield the manifests that are not proved any more; each is one step."""
    del ids
    for manifest_hash, manifest, ssh, mldsa, listed in vault.db.each(
        """
        SELECT manifest_hash, manifest, ssh, mldsa, ids FROM evidence
        UNION ALL SELECT manifest_hash, manifest, ssh, mldsa, ids FROM outgoing
        """
    ):
        if hashlib.sha256(manifest).digest() != manifest_hash or not proved(manifest, ssh, mldsa, listed):
            yield _("The evidence {id} is not what was signed.").format(id=manifest_hash.hex()[:16])
        step(1)
    unproved = vault.db.all(
        "SELECT manifest_hash FROM incoming WHERE manifest_hash NOT IN (SELECT manifest_hash FROM evidence)"
    )
    for (manifest_hash,) in unproved:
        yield _("The evidence of received bundle {id} is missing.").format(id=manifest_hash.hex()[:16])


def proved(manifest: bytes, ssh: str, mldsa: bytes, listed: bytes) -> bool:
    """Check both signatures by the keys of the sender's card inside the manifest, and the list of ids it names."""
    try:
        value = canonical.decode_object(manifest)
        card = value["sender"]["card"]
        first = bytes.fromhex(card["ed25519"])
        second = base64.b64decode(card["mldsa65"], validate=True)
        verify_both(first, second, manifest, NAMESPACE, Signatures(ssh=ssh, mldsa=mldsa))
        lines = "".join(f"{one}\n" for one in idlists.unpack(listed)).encode()
        named = value["ids"]
        return bool(
            named["sha256"] == hashlib.sha256(lines).hexdigest() and named["count"] == len(listed) // idlists.SIZE
        )
    except (KeepsakeError, KeyError, TypeError, ValueError, binascii.Error):
        return False
