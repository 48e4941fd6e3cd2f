"""The table "input | answer" of the bundle's format, row by row: what is refused changes nothing."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.crypto import age
from app.domain import canonical
from app.domain import revision as revisions
from app.exchange import bag, receipt, tar
from app.services import attachments, casework, receiving, sending
from app.services.session import Session
from app.storage import revisions as stored
from app.storage import trust
from tests.unit.exchange import forging
from tests.unit.exchange import making as people
from tests.unit.exchange.forging import Members
from tests.unit.services import making

CHUNK = 64 * 1024 + 16
FIRST, SECOND = bag.attachment_name(1), bag.attachment_name(2)


@dataclass(frozen=True)
class Table:
    """An office that trusts a field laptop, and a bundle of three records and two attachments on its way."""

    field: Session
    office: Session
    place: Path
    bundle: Path
    members: Members

    def put(self, data: bytes) -> Path:
        """Return a file with these bytes."""
        path = self.place / "given.age"
        path.write_bytes(data)
        return path

    def sealed(self, plain: bytes) -> Path:
        """Return a bundle for the office with this plaintext."""
        return self.put(forging.sealed(plain, making.person_of(self.office)))

    def signed(self, parts: Members, change: Callable[[dict[str, Any]], object] | None = None) -> Path:
        """Return a bundle for the office, signed by the field laptop."""
        return self.sealed(forging.tarball(forging.signed(parts, making.person_of(self.field), change)))

    def refused(self, path: Path, *kinds: str, error: type[Exception] = errors.BundleRefused) -> str:
        """Check that a bundle is refused, looked at or taken in, and changes nothing but the log; return the words."""
        before = making.standing(self.office)
        with pytest.raises(error) as caught:
            receiving.receive(self.office, path)
        making.unchanged(self.office, before, *kinds)
        with pytest.raises(error) as looked:
            receiving.inspect(self.office, path)
        assert str(looked.value) == str(caught.value)
        making.unchanged(self.office, before, *kinds, *kinds)
        assert getattr(caught.value, "exit_code", 0) == 3
        assert len(str(caught.value)) > 20
        return str(caught.value)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    place = tmp_path_factory.mktemp("table")
    with making.create(place / "field", "Field") as field, making.create(place / "hq", "HQ", "headquarters") as office:
        making.introduce(place, field, office)
        for number in range(3):
            record = casework.add(field, "note", {"text": {"text": f"words {number}"}})
            if number:
                (place / f"photo {number}").write_bytes(b"a photo" * 9000 * number)
                attachments.attach(field, record, place / f"photo {number}")
        bundle = Path(sending.send(field, "HQ", place, profile="x25519")["bundles"][0])
        plain = forging.plaintext(bundle.read_bytes(), making.person_of(office))
        yield Table(field, office, place, bundle, forging.members(plain))


def test_not_an_age_file_not_for_us_and_a_damaged_header_are_three_things(table: Table) -> None:
    data = table.bundle.read_bytes()
    said = {
        table.refused(table.put(b"")),
        table.refused(table.put(b"hello")),
        table.refused(table.put(b"PK\3\4" + bytes(100_000))),
        table.refused(table.put(forging.tarball(table.members))),
    }
    assert len(said) == 1
    stranger = people.person("Stranger")
    not_for_us = table.refused(table.put(forging.sealed(forging.tarball(table.members), stranger)))
    mac = data.index(b"\n--- ") + 5
    damaged = {
        table.refused(table.put(data[:mac] + (b"A" if data[mac : mac + 1] != b"A" else b"B") + data[mac + 1 :])),
        table.refused(table.put(data[:200])),
        table.refused(table.put(data.replace(b"-> X25519", b"->X25519", 1))),
    }
    assert len(said | {not_for_us} | damaged) == 3


def test_an_age_file_that_is_no_bundle(table: Table) -> None:
    out = io.BytesIO()
    with age.encrypting(out, [making.person_of(table.office).x25519.recipient]) as sealing:
        sealing.write(b"a letter")
    table.refused(table.put(out.getvalue()), error=errors.BundleBroken)
    table.refused(table.sealed(b"a letter" * 100_000), error=errors.BundleBroken)
    table.refused(table.sealed(b""), error=errors.BundleBroken)


def test_a_payload_broken_at_any_chunk(table: Table) -> None:
    data = table.bundle.read_bytes()
    start = len(data) - (len(data) - 400) // CHUNK * CHUNK
    for position in (start + 5, (start + len(data)) // 2, len(data) - CHUNK + 9, len(data) - 1):
        table.refused(table.put(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]))


def test_cut_short_or_followed_by_something(table: Table) -> None:
    data = table.bundle.read_bytes()
    for cut in (1, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, len(data) // 2):
        table.refused(table.put(data[:-cut]))
    for more in (b"\0", b"x" * CHUNK, data):
        table.refused(table.put(data + more))


def test_wrong_signatures_are_noted(table: Table) -> None:
    parts, other = table.members, forging.signed(table.members, people.person("Forger"))
    for name in (bag.SSH, bag.MLDSA):
        mixed = forging.tarball({**parts, name: other[name]})
        table.refused(table.sealed(mixed), "rejected", error=errors.BundleForged)
    changed = parts[bag.MANIFEST].replace(b'"lines":5', b'"lines":6')
    assert changed != parts[bag.MANIFEST]
    table.refused(table.sealed(forging.tarball({**parts, bag.MANIFEST: changed})), "rejected")


def test_a_revision_with_a_wrong_signature_is_noted(table: Table) -> None:
    good = making.revise(table.field.keys, {"text": {"text": "good"}})
    mine = making.revise(table.field.keys, {"text": {"text": "mine"}})
    bad = revisions.Revision(mine.id, mine.header_bytes, good.signature, mine.state, mine.body, mine.salt)
    path = table.signed(making.with_revisions(table.members, [good, bad]))
    table.refused(path, "rejected", error=errors.BundleForged)
    many = [making.revise(table.field.keys, {"text": {"text": str(number)}}) for number in range(1100)]
    table.refused(table.signed(making.with_revisions(table.members, [*many, bad])), "rejected")


def test_a_receipt_or_evidence_signed_by_another_is_noted(table: Table) -> None:
    forged = receipt.make_receipt(people.person("Forger").keys, "ab" * 16, "cd" * 32, "2026-01-01T00:00:00Z")
    parts = dict(table.members)
    parts = {**{k: v for k, v in parts.items() if k < FIRST}, bag.receipt_name(1): forged, FIRST: parts[FIRST]}
    names = [bag.MANIFEST, bag.SSH, bag.MLDSA, bag.BAGIT, bag.PAYLOAD, bag.IDS, bag.RECORDS]
    rest = {name: data for name, data in table.members.items() if name.startswith("bag/data/attachments/")}
    parts = {**{name: table.members[name] for name in names}, bag.receipt_name(1): forged, **rest}
    path = table.signed(forging.listed(parts), lambda manifest: manifest.update(receipts=1))
    table.refused(path, "rejected", error=errors.BundleForged)


def test_addressed_to_another_card_is_noted(table: Table) -> None:
    other = people.person("Other office", "headquarters").card
    path = table.signed(table.members, lambda m: m.update(recipient={"card": other.hash, "key": other.key_id}))
    said = table.refused(path, "rejected", error=errors.WrongRecipient)
    assert "another card" in said


def test_ones_own_bundle(table: Table) -> None:
    value = {"card": table.office.card.hash, "key": table.office.card.key_id}
    manifest = canonical.decode_object(table.members[bag.MANIFEST])
    manifest |= {"recipient": value, "sender": canonical.decode(table.office.card.data)}
    manifest["stream"] |= {"key": table.office.card.key_id}
    parts = forging.signed_bytes(table.members, making.person_of(table.office), canonical.encode(manifest))
    table.refused(table.sealed(forging.tarball(parts)))


def _entries(parts: Members) -> list[bytes]:
    return [forging.entry(name, data) for name, data in parts.items()]


def _without(parts: Members, name: str) -> bytes:
    return forging.tarball({other: data for other, data in parts.items() if other != name})


def _swapped(parts: Members, place: int) -> bytes:
    entries = _entries(parts)
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    return forging.assembled(*entries)


def _inserted(parts: Members, place: int, entry: bytes) -> bytes:
    entries = _entries(parts)
    entries.insert(place, entry)
    return forging.assembled(*entries)


def _link(kind: bytes) -> bytes:
    member = tarfile.TarInfo(FIRST)
    member.type, member.linkname = kind, "/etc/passwd"
    return member.tobuf(tarfile.USTAR_FORMAT)


def _oversized(parts: Members, name: str) -> bytes:
    place = list(parts).index(name)
    return b"".join(_entries(parts)[:place]) + tar.header_bytes(name, tar.LARGEST) + bytes(600_000)


PLAIN: dict[str, Callable[[Members], bytes]] = {
    "an extra member": partial(_inserted, place=9, entry=forging.entry("bag/data/attachments/000003", b"x")),
    "an extra member of another name": partial(_inserted, place=4, entry=forging.entry("../../etc/cron.d/x", b"x")),
    "no attachment": partial(_without, name=SECOND),
    "no records": partial(_without, name=bag.RECORDS),
    "no ids": partial(_without, name=bag.IDS),
    "members reordered": partial(_swapped, place=7),
    "records before ids": partial(_swapped, place=5),
    "a link": partial(_inserted, place=7, entry=_link(tarfile.SYMTYPE)),
    "a hard link": partial(_inserted, place=7, entry=_link(tarfile.LNKTYPE)),
    "a folder": partial(_inserted, place=7, entry=_link(tarfile.DIRTYPE)),
    "an attachment oversized": partial(_oversized, name=FIRST),
    "records oversized": partial(_oversized, name=bag.RECORDS),
    "an attachment changed": lambda parts: forging.tarball({**parts, FIRST: parts[FIRST][:-1] + b"X"}),
    "the second attachment longer": lambda parts: forging.tarball({**parts, SECOND: parts[SECOND] + b"X"}),
    "ids changed": lambda parts: forging.tarball({**parts, bag.IDS: parts[bag.IDS][65:] + b"f" * 64 + b"\n"}),
    "padding not zero": lambda parts: forging.tarball(parts)[:-1] + b"\1",
    "padding cut": lambda parts: forging.tarball(parts)[:-512],
    "padding longer": lambda parts: forging.tarball(parts) + bytes(512),
}

MANIFEST: dict[str, Callable[[dict[str, Any]], object]] = {
    "a revision more": lambda m: m.update(lines=m["lines"] + 1, ids={**m["ids"], "count": m["lines"] + 1}),
    "a hash of the list": lambda m: m["payload"].update(sha256="00" * 32),
    "a hash of the ids": lambda m: m["ids"].update(sha256="00" * 32),
    "a size": lambda m: m.update(decompressed=m["decompressed"] + 1),
    "bytes of attachments": lambda m: m["totals"].update(attachment_bytes=m["totals"]["attachment_bytes"] - 1),
    "attachments": lambda m: m["totals"].update(attachments=1),
    "receipts": lambda m: m.update(receipts=1),
    "another purpose": lambda m: m.update(purpose="court"),
    "another format": lambda m: m.update(format=2),
}


@pytest.mark.parametrize("label", PLAIN)
def test_members_that_are_not_as_they_should_be(table: Table, label: str) -> None:
    table.refused(table.sealed(PLAIN[label](table.members)), error=errors.BundleBroken)


@pytest.mark.parametrize("label", MANIFEST)
def test_counts_and_hashes_that_do_not_hold(table: Table, label: str) -> None:
    table.refused(table.signed(table.members, MANIFEST[label]), error=errors.BundleBroken)


def test_bodies_that_are_not_the_ones_committed_to(table: Table) -> None:
    one = making.revise(table.field.keys, {"text": {"text": "one"}})
    two = making.revise(table.field.keys, {"text": {"text": "two"}})
    for body, salt in ((two.body, one.salt), (one.body, two.salt), (two.body, two.salt)):
        mixed = revisions.Revision(one.id, one.header_bytes, one.signature, one.state, body, salt)
        table.refused(table.signed(making.with_revisions(table.members, [mixed])), error=errors.BundleBroken)
    line = revisions.to_line(one)
    for other in (
        line.replace(b'"state":"present"', b'"state":"absent"'),
        line.replace(b'"state":"present"', b'"state":"lost"'),
        line.replace(b'"text":"one"', b'"text":"one" '),
        line.replace(b'"text":"one"', b'"text":"one","text":"one"'),
        line.replace(b'"v":1', b'"v":1.0'),
        line[:-2] + b"\n",
        b"{}\n",
        b"\n",
    ):
        assert other != line
        path = table.signed(making.with_records(table.members, [other], [one.id]))
        table.refused(path, error=errors.BundleBroken)


def test_ids_that_are_not_those_of_the_records(table: Table) -> None:
    one = making.revise(table.field.keys, {"text": {"text": "one"}})
    lines = [revisions.to_line(one)]
    for found, listed in ((lines, ["ab" * 32]), (lines * 2, [one.id, "ff" * 32]), ([], [one.id])):
        path = table.signed(making.with_records(table.members, found, listed))
        table.refused(path, error=errors.BundleBroken)


def test_a_gzip_bomb_stops_at_its_announced_size(table: Table) -> None:
    parts = making.with_records(table.members, [b'{"a":"' + b"x" * 7_000_000 + b'"}\n'] * 9, ["ab" * 32])
    announced = {"lines": 1, "decompressed": 1_000_000}
    table.refused(table.signed(parts, lambda m: m.update(announced)), error=errors.BundleBroken)


def test_a_parent_of_another_record(table: Table) -> None:
    one = making.revise(table.field.keys, {"text": {"text": "one"}})
    other = making.revise(table.field.keys, {"text": {"text": "other"}}, [one], record="ab" * 16)
    many = [making.revise(table.field.keys, {"text": {"text": str(number)}}) for number in range(1100)]
    for order in ([one, other], [other, one], [one, *many, other], [other, *many, one]):
        table.refused(table.signed(making.with_revisions(table.members, order)), error=errors.BundleBroken)
    missing = making.revise(table.field.keys, {"text": {"text": "never comes"}})
    two = [making.revise(table.field.keys, {}, [missing], record=record) for record in ("ab" * 16, "cd" * 16)]
    path = table.signed(making.with_revisions(table.members, [*two, one]))
    assert receiving.inspect(table.office, path)["counts"]["new"] == 3  # a parent that is not known is allowed


def test_a_practice_vault_and_a_real_one_refuse_each_other(table: Table, tmp_path: Path) -> None:
    stranger = people.person("Practised", practice=False)
    made = people.bundle(stranger, making.person_of(table.office), [people.revise(stranger, 1, "real")])
    table.refused(table.put(made.written()))


def test_after_all_that_the_bundle_is_received_and_again_changes_nothing(table: Table) -> None:
    got = receiving.receive(table.office, table.bundle)
    assert got["counts"] == {"new": 3, "same": 0, "updated": 0, "conflicting": 0, "quarantined": 0}
    assert got["receipt"]["manifest"] == got["bundle"]["manifest"]
    before = making.standing(table.office)
    assert before.report["digest"] == making.standing(table.field).report["digest"]
    for again in (receiving.receive, receiving.inspect):
        answer = again(table.office, table.bundle)
        assert answer["message"].startswith("Already received")
        assert not answer["refused"]
        assert answer["counts"] == {"new": 0, "same": 3, "updated": 0, "conflicting": 0, "quarantined": 0}
        assert answer["receipt"] == got["receipt"]
        making.unchanged(table.office, before)


def test_a_parent_here_that_is_of_another_record(table: Table) -> None:
    here = casework.add(table.office, "note", {"text": {"text": "here already"}})
    (base,) = stored.of_record(table.office.vault, here)
    other = making.revise(table.field.keys, {"text": {"text": "other"}}, [base], record="ab" * 16)
    later = {"n": 9, "previous": "ab" * 32}
    path = table.signed(making.with_revisions(table.members, [other]), lambda m: m["stream"].update(later))
    table.refused(path, error=errors.BundleBroken)


def test_a_revoked_key_is_rejected_and_noted(table: Table) -> None:
    casework.add(table.field, "note", {"text": {"text": "after the theft"}})
    path = Path(sending.send(table.field, "HQ", table.place)["bundles"][0])
    trust.revoke(table.office.vault, table.field.card.key_id)
    said = table.refused(path, "rejected", error=errors.BundleForged)
    assert "revoked" in said
