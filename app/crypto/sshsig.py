"""Signatures as OpenSSH writes them (PROTOCOL.sshsig), for `ssh-keygen -Y verify` to check without us."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.base import errors
from app.base.i18n import _
from app.crypto import ed25519

BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
END = "-----END SSH SIGNATURE-----\n"

_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_HASH = b"sha512"
_TYPE = b"ssh-ed25519"
_COLUMNS = 70
_LONGEST = 4096
_NAMESPACE = re.compile(r"[a-z0-9./@-]+")
_PRINCIPAL = re.compile(r"[A-Za-z0-9._@-]+")


def sign(key: Ed25519PrivateKey, data: bytes, namespace: str) -> str:
    """Return the armored signature of `data` in `namespace`, as `ssh-keygen -Y sign` writes it."""
    signature = key.sign(_signed(data, namespace))
    return _armored(_beginning(key.public_key().public_bytes_raw(), namespace) + signature)


def verify(raw: bytes, data: bytes, namespace: str, armored: str) -> None:
    """Raise errors.BadSignature unless `armored` is the signature of key `raw` over `data` in `namespace`.

    Key, namespace and hash are known beforehand, so nothing of the text is trusted: it must be, byte for
    byte, how OpenSSH writes a signature of that key in that namespace over SHA-512.
    """
    beginning = _beginning(raw, namespace)
    blob = _blob(armored)
    if len(blob) != len(beginning) + ed25519.SIGNATURE or not blob.startswith(beginning) or _armored(blob) != armored:
        raise errors.BadSignature(_("A signature is not well formed, or by another key. What it covers was not taken."))
    ed25519.verify(raw, blob[len(beginning) :], _signed(data, namespace))


def public_line(raw: bytes) -> str:
    """Return a public key as OpenSSH writes it: `ssh-ed25519 AAAA...`."""
    return f"{_TYPE.decode()} {base64.b64encode(_public(raw)).decode()}"


def allowed_signers_line(key_id: str, principal: str) -> str:
    """Return the line by which `ssh-keygen -Y verify -f` accepts the key for `principal`; no newline.

    Raises ValueError when `principal` has other characters than ASCII letters, digits and `._@-`.
    """
    if not _PRINCIPAL.fullmatch(principal):
        raise ValueError("a principal is ASCII letters, digits and ._@-")
    return f"{principal} {public_line(bytes.fromhex(key_id))}"


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _public(raw: bytes) -> bytes:
    return _string(_TYPE) + _string(raw)


def _space(namespace: str) -> bytes:
    if not _NAMESPACE.fullmatch(namespace):
        raise ValueError("a namespace is lowercase ASCII letters, digits and ./@-")
    return _string(namespace.encode("ascii"))


def _signed(data: bytes, namespace: str) -> bytes:
    return _MAGIC + _space(namespace) + _string(b"") + _string(_HASH) + _string(hashlib.sha512(data).digest())


def _beginning(raw: bytes, namespace: str) -> bytes:
    """Return everything of a signature before its last 64 bytes."""
    fields = _string(_public(raw)) + _space(namespace) + _string(b"") + _string(_HASH)
    length = len(_string(_TYPE)) + 4 + ed25519.SIGNATURE
    return (
        _MAGIC + _VERSION + fields
        + length.to_bytes(4, "big") + _string(_TYPE) + ed25519.SIGNATURE.to_bytes(4, "big")
    )  # fmt: skip


def _armored(blob: bytes) -> str:
    text = base64.b64encode(blob).decode("ascii")
    lines = [text[start : start + _COLUMNS] + "\n" for start in range(0, len(text), _COLUMNS)]
    return BEGIN + "".join(lines) + END


def _blob(armored: str) -> bytes:
    """Return the bytes inside; whether the text is the one way to write them shows by writing them again."""
    if len(armored) > _LONGEST or not (armored.startswith(BEGIN) and armored.endswith(END)):
        return b""
    try:
        return base64.b64decode(armored[len(BEGIN) : -len(END)])
    except (ValueError, binascii.Error):
        return b""
