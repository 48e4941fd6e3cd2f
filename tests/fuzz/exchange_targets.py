"""Targets of what travels: tar, manifest, card, receipt, evidence, lists, records, and a bundle as a whole.

A stranger can sign whatever they like with keys of their own. So where signatures stand before what they cover, the
target signs the bytes it was given, as such a stranger would, and what lies behind is reached.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from app.base import errors
from app.crypto import age, signing
from app.crypto.padme import padme
from app.crypto.stream import StreamWriter, payload_key
from app.domain import canonical, revision
from app.exchange import bag, card, evidence, manifest, receipt, records, revocation, sealed, tar
from app.exchange.reader import open_bundle, open_plaintext
from tests.fuzz.target import GOLDEN, Target
from tests.unit.exchange import forging, making

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")
NAMES = (bag.MANIFEST, bag.SSH, bag.BAGIT)
NOBODY = signing.Signatures(ssh="", mldsa=bytes(3309))


def archive(data: bytes) -> None:
    """A tar that is taken is, byte for byte, the one written from its members."""
    read = tar.Archive(io.BytesIO(data))
    parts = []
    for name in NAMES:
        size = read.member(name, largest=len(data))
        content = read.content()
        assert len(content) == size
        parts.append(forging.entry(name, content))
    size = read.finish(_whole)
    assert data == (b"".join(parts) + tar.END).ljust(_whole(size), b"\0")


def _whole(size: int) -> int:
    return size + -size % 4096


def _signed(kind: str, data: bytes, namespace: str) -> bytes:
    """Return the signed document of an object's bytes, which must be canonical."""
    canonical.decode_object(data, limit=64 << 10)
    both = signing.sign_both(FIELD.keys, data, namespace)
    parts = {kind: data, "mldsa": b'"%s"' % base64.b64encode(both.mldsa), "ssh": canonical.encode(both.ssh)}
    return b"{" + b",".join(b'"%s":%s' % (key.encode(), part) for key, part in sorted(parts.items())) + b"}"


def contact_card(data: bytes) -> None:
    """A card that is taken holds a name one can see, keys in their one form, and is its own canonical bytes."""
    _refused(lambda: card.parse_card(data), errors.BadCard)
    whole = _signed("card", _endorsed(data), card.NAMESPACE)
    found = card.parse_card.__wrapped__(whole)
    assert found.data == whole
    assert found.ed25519 == FIELD.card.ed25519
    assert found.office == (found.role == "headquarters")
    assert card.clean_name(found.name) == found.name
    assert all(len(part.encode()) < 4096 for part in (*found.xwing, *found.x25519))
    value = canonical.decode_object(whole)["card"]
    made = card.make_card(
        FIELD.keys,
        found.name,
        found.role,
        (*found.xwing, *found.x25519),
        found.practice,
        version=found.version,
        previous=found.previous,
        endorsing=OFFICE.keys if found.endorsement else None,
    )
    again = canonical.decode_object(made)["card"]
    signed_anew = {"mldsa65": None, "endorsement": None}
    assert again | signed_anew == value | signed_anew
    assert found.predecessor == (OFFICE.card.key_id if found.endorsement else None)


def _endorsed(data: bytes) -> bytes:
    """Return the card with the signatures of the keys it says it had before, where they are keys we have."""
    value = canonical.decode_object(data, limit=64 << 10)
    told = value.get("endorsement")
    if not isinstance(told, dict) or told.get("ed25519") != OFFICE.card.key_id:
        return data
    rest = {name: part for name, part in value.items() if name != "endorsement"}
    both = signing.sign_both(OFFICE.keys, canonical.encode(rest), card.ROTATION)
    ours = {"mldsa": base64.b64encode(both.mldsa).decode(), "ssh": both.ssh}
    value["endorsement"] = told | {name: text for name, text in ours.items() if name in told}
    return canonical.encode(value)


def bundle_manifest(data: bytes) -> None:
    """A manifest that is taken is written again in the same bytes; nothing is read of one that is not signed."""
    _refused(lambda: manifest.parse_manifest(data, NOBODY), errors.BundleRefused)
    canonical.decode_object(data, limit=64 << 10)
    signatures = signing.sign_both(FIELD.keys, data, manifest.NAMESPACE)
    found = manifest.parse_manifest(data, signatures)
    assert manifest.manifest_bytes(found) == data
    assert found.stream.key == found.sender.key_id == FIELD.card.key_id
    assert evidence.read_evidence_file(evidence.evidence_file(evidence.EvidenceItem(data, signatures, b""))) == (
        data,
        signatures,
        found,
    )


def _refused(read: Callable[[], object], kind: type[errors.KeepsakeError]) -> None:
    try:
        read()
    except kind:
        return
    raise AssertionError("what nobody signed was taken")


def received_receipt(data: bytes) -> None:
    """A receipt that is taken says again what it said."""
    whole = _signed("receipt", data, receipt.NAMESPACE)
    found = receipt.parse_receipt(whole, FIELD.card)
    assert found == receipt.read_receipt(whole)
    value = {"at": found.at, "bundle": found.bundle, "by": found.by, "format": 1, "manifest": found.manifest}
    assert canonical.encode(value) == data


def signed_document(data: bytes) -> None:
    """Cards, receipts and evidence in any bytes are refused in their own words, or are what they say."""
    for read, kind in (
        (card.parse_card.__wrapped__, errors.BadCard),
        (receipt.read_receipt, errors.BundleBroken),
        (evidence.read_evidence_file, errors.BundleRefused),
    ):
        try:
            found = read(data)
        except kind as error:
            last = error
            continue
        assert data == getattr(found, "data", data)
        return
    raise last


def listing(data: bytes) -> None:
    """A list of ids or of contents that is taken is written again in the same bytes."""
    if data.endswith(b"attachments/000001\n"):
        names = list(bag.payload_names(0, 0, 1))
        hashes, _own = bag.read_payload((data[n : n + 50] for n in range(0, len(data), 50)), names)
        parts = [hashes[start : start + 32].hex() for start in range(0, len(hashes), 32)]
        assert bag.payload_bytes(zip(names, parts, strict=True)) == data
        return
    listed = bag.IdList(data)
    ids = list(listed)
    assert bag.ids_bytes(ids) == data
    assert [listed.find(one) for one in ids] == list(range(len(ids)))
    assert listed.find("ff" * 32) == (len(ids) - 1 if ids and ids[-1] == "ff" * 32 else -1)


def record_lines(data: bytes) -> None:
    """Records come out as they went in, and never more than was announced.

    The first byte says whether the rest is the compressed member itself or the lines in it; the second how much more
    or less than the truth is announced.
    """
    if len(data) < 2:
        return
    packed, more, content = data[0] & 1, data[1] - 256 if data[1] > 127 else data[1], data[2:]
    out = io.BytesIO()
    if packed:
        lines = _inflated(content)
    else:
        lines = content
        records.compress_lines([content] if content else [], out)
    spool = content if packed else out.getvalue()
    ids = sorted({found.id for line in lines.split(b"\n") if (found := _revision(line))})
    listed = bag.IdList(bag.ids_bytes(ids))
    announced = replace(opened(), decompressed=max(0, len(lines) + more), lines=len(ids))
    got = list(records.lines(io.BytesIO(spool), announced, listed))
    assert more == 0 or len(lines) + more < 0
    assert b"".join(map(revision.to_line, got)) == lines
    assert sorted(one.id for one in got) == ids


def _revision(line: bytes) -> revision.Revision | None:
    try:
        return revision.from_line(line)
    except errors.NotCanonical:
        return None


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(content[10:], 1 << 20)
    except zlib.error:
        return b""


def whole_bundle(data: bytes) -> None:
    """A bundle's plaintext (its last zeros left out) that is taken is the tar of its members; also signed anew.

    What is signed anew has the list of contents and the manifest that fit its members, as a hostile sender's would.
    """
    whole = data.ljust(-(-max(len(data), 256 << 10) // 4096) * 4096, b"\0")
    if _taken(whole):
        return
    try:
        parts = forging.listed(forging.members(whole))
        again = forging.tarball(forging.signed_bytes(parts, FIELD, parts[bag.MANIFEST]))
    except (ValueError, KeyError):
        return  # not even a tar with a manifest and ids
    forging.read_plain(again)


def _taken(whole: bytes) -> bool:
    try:
        opened = open_plaintext(io.BytesIO(whole))
        kept = making.Kept()
        received = opened.read_rest(kept)
    except (errors.BundleBroken, errors.BundleForged):
        return False
    assert forging.tarball(forging.members(whole)) == whole
    list(records.lines(io.BytesIO(kept.spool.getvalue()), opened.manifest, received.ids))
    return True


def given_up(data: bytes) -> None:
    """A revocation that is taken, however it was typed, is printed in its one way, and by the key it names."""
    found = revocation.parse(data.decode("utf-8", "replace"))
    assert revocation.parse(found.text) == found
    assert revocation.parse(revocation.qr(found.text)) == found
    if found.key_id == FIELD.card.key_id:
        assert found.text == revocation.make(FIELD.keys)


class _Sealed:
    """A sink that remembers the parts of a package."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.parts: list[bytes] = []

    def revision(self, found: revision.Revision) -> None:
        self.lines.append(revision.to_line(found))

    def attachment(self, _sha256: str, pieces: Iterable[bytes]) -> None:
        self.parts.append(b"".join(pieces))


def sealed_package(data: bytes) -> None:
    """A package that is taken is the tar of its parts; its last zeros are left out of the input."""
    size = max(len(data), sealed.LEAST)
    plain = data.ljust(padme(size), b"\0")
    kept = _Sealed()
    record = sealed.read_package(io.BytesIO(_encrypted(plain)), [OFFICE.xwing], kept)
    told = canonical.decode_object(forging.members(plain)[sealed.MANIFEST], limit=4 << 20)
    assert told["record"] == record
    assert [one["size"] for one in told["attachments"]] == [len(part) for part in kept.parts]
    again = {sealed.MANIFEST: canonical.encode(told), sealed.REVISIONS: b"".join(kept.lines)}
    again |= {sealed.member(number): part for number, part in enumerate(kept.parts, 1)}
    whole = b"".join(forging.entry(name, part) for name, part in again.items()) + tar.END
    assert plain == whole.ljust(padme(max(len(whole), sealed.LEAST)), b"\0")


@cache
def _start() -> bytes:
    return age.encrypt_header(bytes(16), [OFFICE.xwing.recipient.wrap(bytes(16))]) + bytes(16)


def _encrypted(plain: bytes) -> bytes:
    out = io.BytesIO()
    out.write(_start())
    with StreamWriter(out, payload_key(bytes(16), bytes(16))) as writer:
        writer.write(plain)
    return out.getvalue()


@cache
def _revisions() -> list[revision.Revision]:
    return [making.revise(FIELD, number, f"words {number}") for number in range(3)]


@cache
def _plain() -> bytes:
    given = receipt.make_receipt(FIELD.keys, "ab" * 16, "cd" * 32, "2024-05-06T07:08:09Z")
    made = making.bundle(FIELD, OFFICE, _revisions(), [b"photo"], receipts=[given])
    return forging.plaintext(made.written(), OFFICE)


@cache
def opened() -> manifest.Manifest:
    made = making.bundle(FIELD, OFFICE, _revisions())
    return open_bundle(io.BytesIO(made.written()), OFFICE.identities).manifest


def _archives() -> Iterator[bytes]:
    for sizes in ((0, 0, 0), (1, 512, 513), (600, 0, 511)):
        parts = [forging.entry(name, b"x" * size) for name, size in zip(NAMES, sizes, strict=True)]
        whole = b"".join(parts) + tar.END
        yield whole.ljust(_whole(len(whole)), b"\0")


def _cards() -> Iterator[bytes]:
    office = card.make_card(FIELD.keys, "Desk", "headquarters", [str(FIELD.xwing.recipient)], practice=True)
    second = card.make_card(FIELD.keys, "曹", "field", [str(FIELD.xwing.recipient)], version=2, previous="ab" * 32)
    new = card.make_card(
        FIELD.keys, "Lark", "field", [str(FIELD.xwing.recipient)], version=2, previous="cd" * 32, endorsing=OFFICE.keys
    )
    for data in (FIELD.card.data, office, second, new):
        yield canonical.encode(canonical.decode_object(data)["card"])


def _manifests() -> Iterator[bytes]:
    yield opened().data
    yield forging.members(_plain())[bag.MANIFEST]


def _receipts() -> Iterator[bytes]:
    whole = receipt.make_receipt(FIELD.keys, "ab" * 16, "cd" * 32, "2024-05-06T07:08:09Z")
    yield canonical.encode(canonical.decode_object(whole)["receipt"])


def _documents() -> Iterator[bytes]:
    for name in ("card-v1-field.json", "card-v1-headquarters.json", "receipt-v1.json"):
        yield (GOLDEN / name).read_bytes()
    data = opened().data
    signatures = signing.sign_both(FIELD.keys, data, manifest.NAMESPACE)
    yield evidence.evidence_file(evidence.EvidenceItem(data, signatures, b""))


def _listings() -> Iterator[bytes]:
    yield b""
    yield bag.ids_bytes(one.id for one in _revisions())
    yield bag.payload_bytes((name, "ab" * 32) for name in bag.payload_names(0, 0, 1))


def _records() -> Iterator[bytes]:
    lines = b"".join(map(revision.to_line, _revisions()))
    out = io.BytesIO()
    records.compress_lines([lines], out)
    yield from (b"\0\0", b"\0\0" + lines, b"\0\1" + lines, b"\1\0" + out.getvalue(), b"\1\0" + out.getvalue() + b"more")


def _bundles() -> Iterator[bytes]:
    yield _plain().rstrip(b"\0")


def _packages() -> Iterator[bytes]:
    one = [making.revise(FIELD, 1, text) for text in ("first", "second")]
    photo = b"photo" * 200
    for parts in ([], [photo]):
        out = io.BytesIO()
        hashes = [(hashlib.sha256(part).hexdigest(), len(part)) for part in parts]
        package = sealed.Package(one[0].header.record, one, hashes)
        sealed.write_package(out, [str(OFFICE.xwing.recipient)], package, lambda _sha256: io.BytesIO(photo))
        yield forging.plaintext(out.getvalue(), OFFICE).rstrip(b"\0")


def _given_up() -> Iterator[bytes]:
    text = revocation.make(FIELD.keys)
    yield from (text.encode(), revocation.qr(text).lower().encode(), (GOLDEN / "revocation-v1.txt").read_bytes())


REFUSED = (errors.BundleBroken, errors.BundleForged)
JSON = (*REFUSED, errors.NotCanonical)
TARGETS = [
    Target("tar", archive, (errors.BundleBroken,), _archives),
    Target("manifest", bundle_manifest, JSON, _manifests),
    Target("card", contact_card, (errors.BadCard, errors.NotCanonical), _cards),
    Target("receipt", received_receipt, JSON, _receipts),
    Target("signed-document", signed_document, (*REFUSED, errors.BadCard), _documents, longest=80 << 10),
    Target("lists", listing, (errors.BundleBroken,), _listings),
    Target("records", record_lines, (errors.BundleBroken,), _records, memory=256),
    Target("revocation", given_up, (errors.BadInput,), _given_up, longest=5000),
    Target("sealed-package", sealed_package, (errors.BundleBroken, errors.DamagedPayload), _packages, memory=256),
    Target("bundle", whole_bundle, (*JSON, errors.BadInput), _bundles, longest=80 << 10, memory=256),
]
