"""Bundles that no honest writer makes: plaintexts taken apart, changed, signed again by a hostile sender."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from typing import Any

from app.crypto import age, recipients, signing
from app.domain import canonical
from app.exchange import bag, records, tar
from app.exchange.manifest import NAMESPACE
from app.exchange.plan import padded_size
from app.exchange.reader import open_plaintext
from tests.unit.exchange import making
from tests.unit.exchange.making import Person

Members = dict[str, bytes]
"""Members by name, in order."""


def plaintext(data: bytes, recipient: Person) -> bytes:
    """Return the padded tar inside a bundle."""
    return age.decrypting(io.BytesIO(data), recipient.identities).read()


def members(plain: bytes) -> Members:
    """Return the members of a good bundle's plaintext."""
    found: Members = {}
    start = 0
    while plain[start : start + 512] != bytes(512):
        name = plain[start : start + 100].rstrip(b"\0").decode()
        size = int(plain[start + 124 : start + 135], 8)
        found[name] = plain[start + 512 : start + 512 + size]
        start += tar.padded(size)
    return found


def entry(name: str, data: bytes) -> bytes:
    """Return one member of a tar."""
    return tar.header_bytes(name, len(data)) + data + tar.tail_of(len(data))


def assembled(*entries: bytes) -> bytes:
    """Return the padded tar of raw entries."""
    whole = b"".join(entries) + tar.END
    return whole.ljust(padded_size(len(whole)), b"\0")


def tarball(parts: Mapping[str, bytes]) -> bytes:
    """Return the padded tar of members."""
    return assembled(*(entry(name, data) for name, data in parts.items()))


def sealed(plain: bytes, recipient: Person) -> bytes:
    """Return a bundle file with any plaintext, properly encrypted."""
    out, file_key = io.BytesIO(), age.new_file_key()
    header = age.encrypt_header(file_key, recipients.eight_stanzas([recipient.x25519.recipient], file_key))
    with age.encrypting_again(out, header=header, file_key=file_key, nonce=age.new_nonce()) as sealing:
        sealing.write(plain)
    return out.getvalue()


def listed(parts: Members) -> Members:
    """Return the members with list of contents and hashes in the manifest that fit; not signed yet."""
    payload = bag.payload_bytes(
        (name, hashlib.sha256(data).hexdigest()) for name, data in parts.items() if name.startswith("bag/data/")
    )
    changed = {**parts, bag.PAYLOAD: payload}
    value = canonical.decode_object(parts[bag.MANIFEST])
    value["payload"] = {"sha256": hashlib.sha256(payload).hexdigest(), "size": len(payload)}
    ids = parts[bag.IDS]
    value["ids"] = {"count": len(ids) // bag.ID_LINE, "sha256": hashlib.sha256(ids).hexdigest()}
    changed[bag.MANIFEST] = canonical.encode(value)
    return changed


def signed(parts: Members, sender: Person, change: Callable[[dict[str, Any]], object] | None = None) -> Members:
    """Return the members with the manifest changed and signed by `sender`."""
    value = canonical.decode_object(parts[bag.MANIFEST])
    if change is not None:
        change(value)
    return signed_bytes(parts, sender, canonical.encode(value))


def signed_bytes(parts: Members, sender: Person, manifest: bytes) -> Members:
    """Return the members with any bytes as manifest, signed by `sender`."""
    signatures = signing.sign_both(sender.keys, manifest, NAMESPACE)
    return {
        **parts,
        bag.MANIFEST: manifest,
        bag.SSH: signatures.ssh.encode(),
        bag.MLDSA: signatures.mldsa,
    }


def read_plain(plain: bytes) -> list[making.Revision]:
    """Read a plaintext through to its last record."""
    opened = open_plaintext(io.BytesIO(plain))
    kept = making.Kept()
    received = opened.read_rest(kept)
    return list(records.lines(io.BytesIO(kept.spool.getvalue()), opened.manifest, received.ids))
