"""What a hostile sender with good keys may try: every shape but the right one is refused."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from app.base import errors
from app.crypto import age, recipients
from app.domain import canonical
from app.exchange import bag, receipt, signed, tar
from tests.unit.exchange import forging, making
from tests.unit.exchange.forging import Members

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")
THIRD = making.person("Wren")
FIRST, SECOND = bag.attachment_name(1), bag.attachment_name(2)
EVIDENCE, EVIDENCE_IDS = bag.evidence_names(1)
RECEIPT = bag.receipt_name(1)


@cache
def plain() -> bytes:
    earlier = making.bundle(OFFICE, FIELD, [making.revise(OFFICE, 9, "from the desk")])
    receipts = [receipt.make_receipt(FIELD.keys, "ab" * 16, earlier.plan.hash, "2024-05-06T07:08:09Z")]
    revisions = [making.revise(FIELD, number, f"words {number}") for number in range(3)]
    made = making.bundle(FIELD, OFFICE, revisions, [b"photo", b"sound"], [earlier.plan.item], receipts)
    return forging.plaintext(made.written(), OFFICE)


def good() -> Members:
    return forging.members(plain())


def refused(data: bytes, kind: type[Exception] = errors.BundleRefused) -> None:
    with pytest.raises(kind) as caught:
        forging.read_plain(data)
    assert len(str(caught.value)) > 20


def test_the_forge_can_make_good_ones() -> None:
    assert forging.tarball(good()) == plain()
    again = forging.signed(forging.listed(good()), FIELD)
    assert len(forging.read_plain(forging.tarball(again))) == 3


MANIFEST_CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "one line more": lambda m: m.update(lines=4, ids={**m["ids"], "count": 4}),
    "one line less": lambda m: m.update(lines=2, ids={**m["ids"], "count": 2}),
    "no lines": lambda m: m.update(lines=0, ids={**m["ids"], "count": 0}),
    "counts disagree": lambda m: m.update(lines=4),
    "too many lines": lambda m: m.update(lines=10**9, ids={**m["ids"], "count": 10**9}),
    "negative lines": lambda m: m.update(lines=-3),
    "lines true": lambda m: m.update(lines=True),
    "lines text": lambda m: m.update(lines="3"),
    "decompresses to more": lambda m: m.update(decompressed=m["decompressed"] + 1),
    "decompresses to less": lambda m: m.update(decompressed=m["decompressed"] - 1),
    "decompresses to nothing": lambda m: m.update(decompressed=0),
    "other ids": lambda m: m["ids"].update(sha256="00" * 32),
    "more evidence": lambda m: m.update(evidence=2),
    "no evidence": lambda m: m.update(evidence=0),
    "more receipts": lambda m: m.update(receipts=2),
    "no receipts": lambda m: m.update(receipts=0),
    "receipts for evidence": lambda m: m.update(receipts=2, evidence=0),
    "more attachments": lambda m: m["totals"].update(attachments=3),
    "fewer attachments": lambda m: m["totals"].update(attachments=1),
    "a million attachments": lambda m: m["totals"].update(attachments=10**6),
    "more bytes": lambda m: m["totals"].update(attachment_bytes=11),
    "fewer bytes": lambda m: m["totals"].update(attachment_bytes=9),
    "other list": lambda m: m["payload"].update(sha256="00" * 32),
    "longer list": lambda m: m["payload"].update(size=m["payload"]["size"] + 1),
    "huge list": lambda m: m["payload"].update(size=2**40),
    "another's stream": lambda m: m["stream"].update(key=THIRD.card.key_id),
    "place zero": lambda m: m["stream"].update(n=0),
    "place without previous": lambda m: m["stream"].update(n=2),
    "previous at the first place": lambda m: m["stream"].update(previous="00" * 32),
    "epoch follows itself": lambda m: m["stream"].update(follows=m["stream"]["epoch"]),
    "epoch is short": lambda m: m["stream"].update(epoch="00"),
    "epoch in capitals": lambda m: m["stream"].update(epoch="AB" * 16),
    "stream is a list": lambda m: m.update(stream=[]),
    "extra in the stream": lambda m: m["stream"].update(extra=0),
    "authors twice": lambda m: m.update(authors=m["authors"] * 2),
    "authors unsorted": lambda m: m.update(authors=["ff" * 32, "00" * 32]),
    "author is no key": lambda m: m.update(authors=["x"]),
    "authors is a text": lambda m: m.update(authors="x"),
    "format": lambda m: m.update(format=2),
    "format zero": lambda m: m.update(format=0),
    "format text": lambda m: m.update(format="1"),
    "purpose": lambda m: m.update(purpose="court"),
    "purpose is a list": lambda m: m.update(purpose=[]),
    "software with a line break": lambda m: m.update(software="a\nb"),
    "software with direction marks": lambda m: m.update(software="a\u202eb"),
    "long software": lambda m: m.update(software="x" * 65),
    "bundle id": lambda m: m.update(bundle="../../x"),
    "recipient": lambda m: m.update(recipient=None),
    "recipient without card": lambda m: m["recipient"].pop("card"),
    "extra key": lambda m: m.update(extra=0),
    "missing key": lambda m: m.pop("totals"),
    "no sender": lambda m: m.pop("sender"),
    "sender is a text": lambda m: m.update(sender="Lark"),
    "empty sender": lambda m: m.update(sender={}),
    "another sender": lambda m: m.update(sender=canonical.decode(THIRD.card.data)),
    "changed sender": lambda m: m["sender"]["card"].update(name="Desk"),
    "promoted sender": lambda m: m["sender"]["card"].update(role="headquarters", authority=["office"]),
}


@pytest.mark.parametrize("label", MANIFEST_CHANGES)
def test_manifest_changed_and_signed_again(label: str) -> None:
    refused(forging.tarball(forging.signed(good(), FIELD, MANIFEST_CHANGES[label])))


@pytest.mark.parametrize("label", ["another sender", "changed sender", "another's stream"])
def test_lies_about_who_sends_are_forgeries(label: str) -> None:
    changed = forging.signed(good(), FIELD, MANIFEST_CHANGES[label])
    refused(forging.tarball(changed), errors.BundleForged)


def test_unsigned_and_half_signed_manifests_are_forgeries() -> None:
    parts, other = good(), forging.signed(good(), THIRD)
    for name in (bag.SSH, bag.MLDSA):
        refused(forging.tarball({**parts, name: other[name]}), errors.BundleForged)
        refused(forging.tarball({**other, name: parts[name]}), errors.BundleForged)
    refused(forging.tarball({**parts, bag.SSH: b"\xff" * 100}), errors.BundleForged)
    refused(forging.tarball({**parts, bag.SSH: parts[bag.SSH] + b"\n"}), errors.BundleForged)
    refused(forging.tarball({**parts, bag.SSH: parts[bag.SSH].replace(b"\n", b"\r\n")}), errors.BundleForged)
    refused(forging.tarball({**parts, bag.SSH: b""}))
    refused(forging.tarball({**parts, bag.SSH: parts[bag.SSH].ljust(5000, b"\n")}))
    refused(forging.tarball({**parts, bag.MLDSA: parts[bag.MLDSA][:-1]}))


def test_manifest_in_other_bytes_even_when_signed() -> None:
    data = good()[bag.MANIFEST]
    others = [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"0",
        b" " + data,
        data + b"\n",
        b"\xef\xbb\xbf" + data,
        data.replace(b'"lines":3', b'"lines":3.0'),
        data.replace(b'"lines":3', b'"lines":3e0'),
        data.replace(b'"lines":3', b'"lines":-0'),
        data.replace(b'"lines":3', b'"lines":' + b"3" * 400),
        data.replace(b'"lines":3', b'"lines":NaN'),
        data.replace(b'"lines":3', b'"lines":3,"lines":3'),
        data.replace(b'"lines":3', b'"lines":4,"lines":3'),
        data.replace(b'"lines":3', b'"Lines":3'),
        data.replace(b'"lines":3', b'"\\u006cines":3'),
        data.replace(b"keepsake test", b"keepsake \\u0074est"),
        data.replace(b"keepsake test", b"keepsake \\ud800"),
        data.replace(b"keepsake test", b"keepsake \xff"),
        data.replace(b"keepsake test", b"keepsake \0"),
        b'{"authors":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"a":' * 12_000 + b"0" + b"}" * 12_000,
        b'{"authors":"' + b"x" * 65_000 + b'"}',
        data[:-1],
        b"".join([data[:-1], b',"zz":"', b"x" * 65_536, b'"}']),
    ]
    assert len(set(others)) == len(others)
    for other in others:
        assert other != data
        refused(forging.tarball(forging.signed_bytes(good(), FIELD, other)))


def reordered(names: list[str]) -> Members:
    parts = good()
    return {name: parts[name] for name in names}


def test_members_out_of_order_missing_or_extra() -> None:
    names = list(good())
    for place in range(len(names) - 1):
        swapped = [*names[:place], names[place + 1], names[place], *names[place + 2 :]]
        refused(forging.tarball(reordered(swapped)))
    for name in names:
        refused(forging.tarball(reordered([other for other in names if other != name])))
    parts = good()
    for place in range(len(names) + 1):
        entries = [forging.entry(name, parts[name]) for name in names]
        for extra in ("bag/data/extra", "bag/data/attachments/000003", "bag/manifest.json"):
            entries.insert(place, forging.entry(extra, b"extra"))
            refused(forging.assembled(*entries))
            entries.pop(place)
        entries.insert(place, bytes(512))
        if place < len(names):  # behind the last one it is padding
            refused(forging.assembled(*entries))


def test_each_member_twice() -> None:
    parts = good()
    for name in parts:
        entries = [forging.entry(other, parts[other]) * (1 + (other == name)) for other in parts]
        refused(forging.assembled(*entries))


def test_an_extra_attachment_that_the_list_names() -> None:
    parts = {**good(), "bag/data/attachments/000003": b"more"}
    refused(forging.tarball(forging.signed(forging.listed(parts), FIELD)))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.XHDTYPE, b"L", b"K"])
@pytest.mark.parametrize("place", [0, 3, 8])
def test_links_folders_and_extensions(kind: bytes, place: int) -> None:
    parts = good()
    entries = [forging.entry(name, data) for name, data in parts.items()]
    member = tarfile.TarInfo("bag/data/attachments/000001")
    member.type, member.linkname = kind, "/etc/passwd"
    entries.insert(place, member.tobuf(tarfile.USTAR_FORMAT))
    refused(forging.assembled(*entries))
    entries[place] = member.tobuf(tarfile.GNU_FORMAT)
    refused(forging.assembled(*entries))
    member.pax_headers = {"path": "../../x", "size": "9"}
    entries[place] = member.tobuf(tarfile.PAX_FORMAT)
    refused(forging.assembled(*entries))


def test_a_list_of_contents_with_other_names() -> None:
    payload = good()[bag.PAYLOAD]
    for other in (
        payload.replace(b"data/attachments/000002", b"data/attachments/000001"),
        payload.replace(b"data/attachments/000001", b"/ata/attachments/000001"),
        payload.replace(b"data/attachments/000001", b"data/../../home/000001"),
        payload.replace(b"  data", b" *data"),
        payload.replace(b"\n", b"\r"),
        payload.upper(),
        b"".join(sorted(payload.splitlines(keepends=True))),
        b"\n" * len(payload),
        b"x" * len(payload),
    ):
        assert other != payload
        parts = {**good(), bag.PAYLOAD: other}
        fit = {"sha256": making.hashlib.sha256(other).hexdigest(), "size": len(other)}
        refused(forging.tarball(forging.signed(parts, FIELD, lambda m, fit=fit: m.update(payload=fit))))


def test_content_that_the_list_does_not_name() -> None:
    for name, data in good().items():
        if name.startswith("bag/data/"):
            refused(forging.tarball({**good(), name: bytes([data[0] ^ 1]) + data[1:]}))
            refused(forging.tarball({**good(), name: data[:-1]}))
            refused(forging.tarball({**good(), name: data + b"x"}))


def test_ids_that_are_not_a_sorted_list() -> None:
    lines = good()[bag.IDS].splitlines(keepends=True)
    for other in (
        b"".join(reversed(lines)),
        lines[0] * 3,
        lines[0] + lines[1] + lines[2].upper(),
        lines[0] + lines[1] + b"g" * 64 + b"\n",
        lines[0] + lines[1] + lines[2][:-1] + b" ",
    ):
        refused(forging.tarball(forging.signed(forging.listed({**good(), bag.IDS: other}), FIELD)))


def test_evidence_that_does_not_hold() -> None:
    document = canonical.decode_object(good()[EVIDENCE])
    other = canonical.decode_object(forging.members(plain())[bag.MANIFEST])
    for changed in (
        {**document, "manifest": {**document["manifest"], "lines": 2}},
        {**document, "manifest": other},
        {**document, "ssh": document["ssh"].replace("A", "B")},
        {**document, "mldsa": signed.shape.to_base64(bytes(3309))},
        {**document, "mldsa": document["mldsa"].rstrip("=") + "x"},
        {**document, "extra": 1},
        {"manifest": document["manifest"], "ssh": document["ssh"]},
        {},
    ):
        parts = {**good(), EVIDENCE: canonical.encode(changed)}
        refused(forging.tarball(forging.signed(forging.listed(parts), FIELD)))
    for ids in (b"", b"0" * 64 + b"\n", good()[EVIDENCE_IDS] * 2):
        parts = {**good(), EVIDENCE_IDS: ids}
        refused(forging.tarball(forging.signed(forging.listed(parts), FIELD)))


def test_receipts_by_others() -> None:
    for by in (OFFICE, THIRD):
        data = receipt.make_receipt(by.keys, "ab" * 16, "cd" * 32, "2024-05-06T07:08:09Z")
        parts = {**good(), RECEIPT: data}
        refused(forging.tarball(forging.signed(forging.listed(parts), FIELD)), errors.BundleForged)


def test_the_same_attachment_twice() -> None:
    parts = {**good(), SECOND: good()[FIRST]}
    refused(forging.tarball(forging.signed(forging.listed(parts), FIELD)))


def test_a_bag_of_another_version() -> None:
    refused(forging.tarball({**good(), bag.BAGIT: bag.BAGIT_BYTES.replace(b"1.0", b"0.9")}))
    refused(forging.tarball({**good(), bag.BAGIT: bag.BAGIT_BYTES + b"\n"}))


def test_sizes_beyond_what_was_announced_stop_at_the_header() -> None:
    parts = good()
    entries = [forging.entry(name, data) for name, data in parts.items()]
    for place, name in enumerate(parts):
        header = tar.header_bytes(name, tar.LARGEST)
        with pytest.raises(errors.BundleRefused):  # nothing behind the header is needed to refuse it
            forging.read_plain(b"".join(entries[:place]) + header)


@pytest.mark.parametrize("count", [1, 7, 9])
def test_other_numbers_of_stanzas(count: int) -> None:
    file_key, out = age.new_file_key(), io.BytesIO()
    stanzas = [OFFICE.x25519.recipient.wrap(file_key) for _ in range(count)]
    header = age.encrypt_header(file_key, stanzas)
    with age.encrypting_again(out, header=header, file_key=file_key, nonce=age.new_nonce()) as sealing:
        sealing.write(plain())
    with pytest.raises(errors.BundleBroken):
        making.read(out.getvalue(), OFFICE)


def test_mixed_and_passphrase_stanzas() -> None:
    file_key, out = age.new_file_key(), io.BytesIO()
    stanzas = [OFFICE.x25519.recipient.wrap(file_key) for _ in range(4)]
    stanzas += [OFFICE.xwing.recipient.wrap(file_key) for _ in range(4)]
    header = age.encrypt_header(file_key, stanzas)
    with age.encrypting_again(out, header=header, file_key=file_key, nonce=age.new_nonce()) as sealing:
        sealing.write(plain())
    with pytest.raises(errors.BundleBroken):
        making.read(out.getvalue(), OFFICE)
    out = io.BytesIO()
    with age.encrypting(out, [recipients.ScryptRecipient("passphrase", 1)]) as sealing:
        sealing.write(plain())
    with pytest.raises(errors.BundleBroken):
        making.read(out.getvalue(), OFFICE)


def test_what_is_not_an_age_file() -> None:
    for data in (b"", b"x", b"PK\3\4" + bytes(1000), b"-----BEGIN AGE ENCRYPTED FILE-----\n", plain()):
        with pytest.raises(errors.NotAgeFile):
            making.read(data, OFFICE)
