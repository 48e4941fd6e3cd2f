"""The bytes of cards, receipts and bundles, fixed: golden files opened forever, and literal bytes beside them.

`golden/bundle-v1-xwing.age` and `-x25519.age` go from `card-v1-field.json` to `card-v1-headquarters.json`,
whose identities are in `bundle-v1-identities.txt`. Seeds are the bytes 0 to 255 in order: Ed25519, ML-DSA,
X-Wing, X25519 of the field card, then of the other one. Everything they say is compared here with constants,
most of it by the standard library alone.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.crypto import age, signing
from app.crypto.recipients import KeyIdentity, parse_identity
from app.domain import revision
from app.exchange import bag, records, tar
from app.exchange.card import parse_card
from app.exchange.evidence import verify_evidence
from app.exchange.plan import padded_size
from app.exchange.reader import open_bundle
from app.exchange.receipt import parse_receipt
from tests.unit.exchange import making

GOLDEN = Path(__file__).parent / "golden"
COUNT = bytes(range(256))
PHOTO = COUNT * 4

FIELD_KEY = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
OFFICE_KEY = "cd14b37f956e953194ff7fb73b3d81dcc561d61a7538094b7c3e1a643ee5f3aa"
FIELD_DIGITS = "727351003451467631690266942428726882623733259003232572511199"
OFFICE_DIGITS = "781224646502276322840729063518014413030726522694378800738782"
FILES = {
    "bundle-v1-identities.txt": "7bce89a1d9372ae6dbe928f98da59768a93218ced207f16ec6038dc0bbf71516",
    "bundle-v1-x25519.age": "2013b116c59990ecad5bd7263072619ea6ce1cc724ce3cb8fad3ddcf30c3aef9",
    "bundle-v1-xwing.age": "47c6b2e5b1b178fc39c82f51d4cd8de7dc77aaec4d26d172d44bae737fb92890",
    "card-v1-field.json": "51f222e361f9fd14215e00a0f602e207307f5b5ce0684e8041020af76898b9d8",
    "card-v1-headquarters.json": "9cdc4355e45a09bf3b9c9e1797fb861a298550c622d82f348d5aa0f561848f00",
    "receipt-v1.json": "29525a4545de880fbe4082012e66677d428c205fb15ba70430626f294aa73582",
}
MANIFEST = "78f4b5b31a13a90b32c244ccbe4cde668f7dbbd8fae74a306d9eb004cefb918e"
SMALL_MANIFEST = "3237f62905eac8c741483f9149759ba0cd17004d13c7d86c0b2a211a14fbfb14"
FORWARDED = "765cfcf7c4d822e0e5d01206b4719a0670ff9050226d4ea669dd820cacf73a79"
IDS = [
    "4ff346536c7415ab8125d79e79c2d76d991ec1ab9dde6831152f909a41f79344",
    "77689e7d0878ad4dcd05b8b86936eb46ddc08a57102bdb957ff0ef54a4abc9ba",
    "b879977e59fb509022fba06fdad667cd948fdb2bbb6ea94ccedb4623bfeadd27",
    "43e171f6bdb7a39b876f6400f6adb665e54433b2f83723f955d9da8d2594ffd4",
    "1a92d73b7347d52e4dfe141117e44a4e63a1195d9cbbe4c64d95178115b1272e",
    "56e73e424e3de9502b2c651b3e456b86c76c1e636ea7083878d0a2bcd2e680b8",
]
"""Two versions of a note, a document with attachments, a sealed note, a newer one, one of the other card."""

HEADER = (
    b"bag/bagit.txt" + bytes(87) + b"0000644\x000000000\x000000000\x0000000000066\x0000000000000\x00"
    b"011567\x00 0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\x000000000\x00" + bytes(167)
)  # fmt: skip


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


@cache
def identities() -> list[KeyIdentity]:
    lines = golden("bundle-v1-identities.txt").decode().splitlines()
    return [parse_identity(line) for line in lines if not line.startswith("#")]


@cache
def plaintext(name: str) -> bytes:
    return age.decrypting(io.BytesIO(golden(name)), identities()).read()


@cache
def unpacked(name: str) -> dict[str, bytes]:
    """Return the members by the standard library."""
    with tarfile.open(fileobj=io.BytesIO(plaintext(name)), mode="r:") as archive:
        found = {}
        for member in archive.getmembers():
            content = archive.extractfile(member)
            assert content is not None
            found[member.name] = content.read()
        return found


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", FILES)
def test_golden_files_are_untouched(name: str) -> None:
    assert sha256(golden(name)) == FILES[name]


@pytest.mark.parametrize(("name", "key", "digits"), [
    ("card-v1-field.json", FIELD_KEY, FIELD_DIGITS),
    ("card-v1-headquarters.json", OFFICE_KEY, OFFICE_DIGITS),
])  # fmt: skip
def test_golden_cards(name: str, key: str, digits: str) -> None:
    card = parse_card(golden(name))
    assert (card.key_id, card.fingerprint, card.hash) == (key, digits, FILES[name])
    assert (card.practice, card.version, card.previous) == (True, 1, None)
    value = json.loads(golden(name))["card"]
    keys = bytes.fromhex(value["ed25519"]) + base64.b64decode(value["mldsa65"])
    number = int.from_bytes(hashlib.sha512(b"keepsake/card-fp/v1\0" + keys).digest(), "big")
    assert f"{number % 10**60:060}" == digits


def test_what_golden_cards_say() -> None:
    field, office = parse_card(golden("card-v1-field.json")), parse_card(golden("card-v1-headquarters.json"))
    assert (field.name, field.role, field.authority) == ("Lark 百灵", "field", ())
    assert (office.name, office.role, office.authority) == ("Desk", "headquarters", ("office",))
    assert office.recipients("xwing") == (str(identities()[0].recipient),)
    assert office.recipients("x25519") == (str(identities()[1].recipient),)


def test_golden_receipt() -> None:
    receipt = parse_receipt(golden("receipt-v1.json"), parse_card(golden("card-v1-field.json")))
    assert (receipt.by, receipt.bundle, receipt.manifest) == (FIELD_KEY, "01" * 16, FORWARDED)
    assert receipt.at == "2013-04-02T10:00:00Z"


def test_golden_bundle_is_read() -> None:
    opened = open_bundle(io.BytesIO(golden("bundle-v1-xwing.age")), identities())
    kept = making.Kept()
    received = opened.read_rest(kept)
    manifest = opened.manifest
    assert (opened.hash, manifest.bundle, manifest.purpose) == (MANIFEST, "02" * 16, "internal")
    assert (manifest.sender.key_id, manifest.recipient_key) == (FIELD_KEY, OFFICE_KEY)
    assert manifest.recipient_card == FILES["card-v1-headquarters.json"]
    assert manifest.authors == (FIELD_KEY, OFFICE_KEY)
    place = manifest.stream
    assert (place.key, place.epoch, place.follows) == (FIELD_KEY, "11" * 16, "00" * 16)
    assert (place.n, place.previous) == (2, "88" * 32)
    found = list(records.lines(io.BytesIO(kept.spool.getvalue()), manifest, received.ids))
    assert [one.id for one in found] == IDS
    assert list(received.ids) == sorted(IDS)
    for one in found:
        signing.verify_revision(one.header.author, revision.message(one.id), one.signature)
    assert [one.state for one in found] == ["present", "present", "present", "sealed", "present", "present"]
    assert [one.header.readable for one in found] == [True, True, True, True, False, True]
    assert [part.getvalue() for part in kept.parts.values()] == [PHOTO, b""]
    assert [one.data for one in kept.receipts] == [golden("receipt-v1.json")]
    assert [item[1].hash for item in kept.items] == [FORWARDED]
    assert verify_evidence(kept.items[0][0])[0].hash == FORWARDED
    assert verify_evidence(received.item)[0].hash == MANIFEST


def test_golden_bundle_of_the_other_profile_is_read() -> None:
    opened = open_bundle(io.BytesIO(golden("bundle-v1-x25519.age")), identities()[1:])
    received = opened.read_rest(making.Kept())
    assert (opened.hash, list(received.ids)) == (SMALL_MANIFEST, IDS[:1])
    assert (opened.manifest.stream.n, opened.manifest.stream.previous) == (1, None)


def test_outside_of_golden_bundles() -> None:
    for name, kind in (("bundle-v1-xwing.age", "mlkem768x25519"), ("bundle-v1-x25519.age", "X25519")):
        header = age.parse_header(io.BytesIO(golden(name)))
        assert [stanza.type for stanza in header.stanzas] == [kind] * 8
        assert len(plaintext(name)) == 256 * 1024


def test_members_of_the_golden_bundle_by_the_standard_library() -> None:
    parts = unpacked("bundle-v1-xwing.age")
    assert list(parts) == [
        "bag/manifest.json",
        "bag/manifest.json.sig",
        "bag/manifest.json.mldsa",
        "bag/bagit.txt",
        "bag/manifest-sha256.txt",
        "bag/data/revision-ids",
        "bag/data/records.jsonl.gz",
        "bag/data/evidence/000001.json",
        "bag/data/evidence/000001.ids",
        "bag/data/receipts/000001.json",
        "bag/data/attachments/000001",
        "bag/data/attachments/000002",
    ]
    listed = "".join(f"{sha256(data)}  {name[4:]}\n" for name, data in parts.items() if "/data/" in name)
    assert parts["bag/manifest-sha256.txt"].decode() == listed
    assert parts["bag/data/revision-ids"].decode() == "".join(f"{one}\n" for one in sorted(IDS))
    assert parts["bag/bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert parts["bag/data/records.jsonl.gz"][:10].hex() == "1f8b08000000000000ff"
    assert sha256(parts["bag/manifest.json"]) == MANIFEST


def test_manifest_of_the_golden_bundle_by_the_standard_library() -> None:
    parts = unpacked("bundle-v1-xwing.age")
    manifest: dict[str, Any] = json.loads(parts["bag/manifest.json"])
    lines = gzip.decompress(parts["bag/data/records.jsonl.gz"])
    payload = parts["bag/manifest-sha256.txt"]
    assert manifest == {
        "authors": [FIELD_KEY, OFFICE_KEY],
        "bundle": "02" * 16,
        "decompressed": len(lines),
        "evidence": 1,
        "format": 1,
        "ids": {"count": 6, "sha256": sha256(parts["bag/data/revision-ids"])},
        "lines": 6,
        "payload": {"sha256": sha256(payload), "size": len(payload)},
        "purpose": "internal",
        "receipts": 1,
        "recipient": {"card": FILES["card-v1-headquarters.json"], "key": OFFICE_KEY},
        "sender": json.loads(golden("card-v1-field.json")),
        "software": "keepsake 0.1",
        "stream": {
            "epoch": "11" * 16,
            "follows": "00" * 16,
            "key": FIELD_KEY,
            "n": 2,
            "previous": "88" * 32,
        },
        "totals": {"attachment_bytes": 1024, "attachments": 2},
    }
    again = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert again == parts["bag/manifest.json"]


def test_records_of_the_golden_bundle_by_the_standard_library() -> None:
    parts = unpacked("bundle-v1-xwing.age")
    for line, identifier in zip(gzip.decompress(parts["bag/data/records.jsonl.gz"]).splitlines(), IDS, strict=True):
        value = json.loads(line)
        header = json.dumps(value["header"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256(b"keepsake/revision/v1\0" + header.encode()) == identifier
        assert (value["body"] is None) == (value["state"] == "sealed")


def test_a_tar_header_in_full() -> None:
    assert tar.header_bytes("bag/bagit.txt", 54) == HEADER
    assert plaintext("bundle-v1-x25519.age").count(HEADER) == 1


def test_lists_in_full() -> None:
    assert bag.BAGIT_BYTES == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert bag.ids_bytes(["b" * 64, "a" * 64]) == b"a" * 64 + b"\n" + b"b" * 64 + b"\n"
    assert bag.payload_bytes([("bag/data/revision-ids", "0" * 64)]) == b"0" * 64 + b"  data/revision-ids\n"


def test_gzip_in_full() -> None:
    out = io.BytesIO()
    records.compress_lines([b"{}\n"], out)
    assert out.getvalue()[:10].hex() == "1f8b08000000000000ff"
    assert out.getvalue()[-8:].hex() == "06b0a1dd" + "03000000"


@pytest.mark.parametrize(
    ("tar_size", "size"),
    [(1, 262_144), (262_144, 262_144), (262_145, 270_336), (1_000_000, 1_015_808), (1 << 30, 1 << 30)],
)
def test_padded_sizes(tar_size: int, size: int) -> None:
    assert padded_size(tar_size) == size
