"""Small signed documents: one canonical JSON object with both signatures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.crypto import signing
from app.crypto.signing import Signatures, SigningKeys
from app.domain import canonical
from app.exchange import shape

MLDSA_SIGNATURE = 3309  # bytes, FIPS 204 ML-DSA-65
SSH_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Signed:
    """The object signed, its canonical bytes and both signatures, not yet checked."""

    value: dict[str, Any]
    data: bytes
    signatures: Signatures


def wrap(kind: str, value: dict[str, Any], signatures: Signatures) -> bytes:
    """Return `{kind: value, "mldsa": base64, "ssh": armor}` in canonical bytes."""
    return canonical.encode({kind: value, "mldsa": shape.to_base64(signatures.mldsa), "ssh": signatures.ssh})


def make(kind: str, value: dict[str, Any], keys: SigningKeys, namespace: str) -> bytes:
    """Return the document of `value` signed by both keys; the namespace is ML-DSA's context too."""
    return wrap(kind, value, signing.sign_both(keys, canonical.encode(value), namespace))


def read(kind: str, document: dict[str, Any]) -> Signed:
    """Take a parsed document apart without checking its signatures; raise Misshapen."""
    fields = shape.exact(document, frozenset({kind, "mldsa", "ssh"}))
    value = fields[kind]
    if not isinstance(value, dict):
        raise shape.Misshapen("a signed document does not hold an object")
    ssh = shape.text(fields["ssh"], longest=SSH_LONGEST)
    mldsa = shape.base64_bytes(fields["mldsa"], MLDSA_SIGNATURE)
    return Signed(value, canonical.encode_decoded(value), Signatures(ssh=ssh, mldsa=mldsa))
