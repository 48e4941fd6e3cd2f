"""Streams, receipts, evidence, held revisions, quarantine: remembered durably and by place."""

from __future__ import annotations

import io
import secrets

import pytest

from app.base import errors
from app.crypto.signing import new_signing_keys
from app.domain.revision import digest
from app.storage import evidence, held, log, quarantine, revisions, spools, streams
from app.storage import vault as vaults
from app.storage.streams import Incoming, Outgoing, Receipt
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import note

OFFICE, OTHER = "0f" * 32, "0e" * 32


def _outgoing(vault: Vault, n_ids: int = 3, recipient: str = OFFICE, **more: object) -> Outgoing:
    position = streams.next_position(vault, recipient)
    values: dict[str, object] = {
        "recipient": recipient,
        "epoch": position.epoch,
        "n": position.n,
        "manifest": secrets.token_bytes(100),
        "ssh": "armored",
        "mldsa": b"m" * 3309,
        "ids": sorted(secrets.token_hex(32) for _ in range(n_ids)),
        "receipts": [],
        "attachments": [],
        "plan": b"plan",
        "name": "abcdefgh.age",
        "spool": None,
    }
    return Outgoing(**{**values, **more})  # type: ignore[arg-type]


def test_places_follow_each_other_for_each_recipient(vault: Vault) -> None:
    first = streams.next_position(vault, OFFICE)
    assert (first.epoch, first.follows, first.n, first.previous) == (vault.meta().epoch, None, 1, None)
    one = _outgoing(vault)
    streams.commit_outgoing(vault, one)
    second = streams.next_position(vault, OFFICE)
    assert (second.n, second.previous) == (2, one.hash)
    assert streams.next_position(vault, OTHER).n == 1
    vault = making.reopen(vault)
    assert streams.next_position(vault, OFFICE) == second
    vault.close()


def test_a_place_is_taken_once(vault: Vault) -> None:
    one = _outgoing(vault)
    streams.commit_outgoing(vault, one)
    with pytest.raises(errors.VaultError):
        streams.commit_outgoing(vault, _outgoing(vault, epoch=one.epoch, n=one.n))
    assert len(streams.sent(vault)) == 1


def test_what_was_committed_is_there_after_a_kill_and_the_head_of_the_log_with_it(vault: Vault) -> None:
    with spools.spool(vault) as spool:
        spool.write(b"records")
        with vault.transaction():
            one = _outgoing(vault, spool=spool.keep(), receipts=["ab" * 32], attachments=["cd" * 32])
            streams.commit_outgoing(vault, one)
    vault.anchor()
    head = vault.key_file.head_n
    making.leave(vault)
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    assert [entry.kind for entry in log.entries(vault)][head - 1] == "sent"
    (found,) = streams.pending(vault, OFFICE)
    assert (found.manifest, found.plan, found.name, found.hash) == (one.manifest, b"plan", one.name, one.hash)
    assert (list(found.ids), list(found.receipts), list(found.attachments)) == (one.ids, ["ab" * 32], ["cd" * 32])
    assert found.spool is not None
    reader = spools.open_kept(vault, found.spool)
    assert reader.read() == b"records"
    reader.close()
    assert streams.pending(vault, OTHER) == []
    streams.mark_written(vault, found.hash)
    assert streams.pending(vault) == []
    (sent,) = streams.sent(vault, OFFICE)
    assert (sent.state, sent.plan, sent.spool) == (streams.WRITTEN, None, None)
    assert [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()] == []
    vault.close()


def test_covered_is_what_was_receipted_by_them_or_came_from_them(vault: Vault) -> None:
    one, two, three = _outgoing(vault, attachments=["aa" * 32]), None, None
    streams.commit_outgoing(vault, one)
    two = _outgoing(vault, attachments=["aa" * 32, "bb" * 32])
    streams.commit_outgoing(vault, two)
    three = _outgoing(vault, recipient=OTHER)
    streams.commit_outgoing(vault, three)
    assert streams.covered(vault, OFFICE) == set()
    streams.add_receipt(vault, Receipt(one.hash, OFFICE, "2026-01-01T00:00:00Z", b"r"))
    streams.add_receipt(vault, Receipt(two.hash, OTHER, "2026-01-01T00:00:00Z", b"of another"))
    assert streams.covered(vault, OFFICE) == set(one.ids)
    came = [secrets.token_hex(32) for _ in range(3)]
    streams.record_incoming(vault, Incoming("11" * 32, OFFICE, "22" * 16, 1, "33" * 16), came)
    assert streams.covered(vault, OFFICE) == {*one.ids, *came}
    assert streams.covered(vault, OTHER) == set()


def test_incoming_places_are_known_again(vault: Vault) -> None:
    coming = Incoming("11" * 32, OFFICE, "22" * 16, 4, "33" * 16)
    ids = [secrets.token_hex(32) for _ in range(3)]
    streams.record_incoming(vault, coming, [*ids, ids[0]])
    vault = making.reopen(vault)
    assert streams.seen(vault, OFFICE, "22" * 16, 4) == "11" * 32
    assert streams.seen(vault, OFFICE, "22" * 16, 5) is None
    assert streams.seen(vault, OTHER, "22" * 16, 4) is None
    assert streams.missing(vault, OFFICE, "22" * 16, 4) == (3, [1, 2, 3])
    assert streams.missing(vault, OFFICE, "22" * 16, 6) == (4, [1, 2, 3, 5])
    assert streams.missing(vault, OFFICE, "23" * 16, 1) == (0, [])
    assert streams.missing(vault, OFFICE, "22" * 16, 1 << 52) == ((1 << 52) - 2, [1, 2, 3, 5, 6, 7, 8, 9, 10, 11])
    assert (streams.received(vault, "11" * 32), streams.received(vault, "12" * 32)) == (True, False)
    (entry,) = log.entries(vault, ("received",))
    assert entry.detail == {"digest": digest(ids), "from": OFFICE, "manifest": "11" * 32, "n": 4}
    with pytest.raises(errors.VaultError):
        streams.record_incoming(vault, Incoming("99" * 32, OFFICE, "22" * 16, 4, "33" * 16), ids)
    more = secrets.token_hex(32)
    streams.accept_more(vault, "11" * 32, [more])
    streams.accept_more(vault, "98" * 32, [more])
    assert streams.covered(vault, OFFICE) == {*ids, more}
    (entry,) = log.entries(vault, ("accepted",))
    assert entry.detail["digest"] == digest([*ids, more])
    vault.close()


def test_our_receipts_go_with_every_bundle_until_one_of_those_is_receipted(vault: Vault) -> None:
    me = vault.meta().signing.key_id
    streams.record_incoming(vault, Incoming("11" * 32, OFFICE, "22" * 16, 1, "33" * 16), [])
    mine = Receipt("11" * 32, me, "2026-01-01T00:00:00Z", b"mine")
    streams.add_receipt(vault, mine)
    streams.add_receipt(vault, mine)
    assert len(list(log.entries(vault, ("receipt",)))) == 1
    assert streams.receipt_for(vault, "11" * 32, me) == mine
    assert streams.receipt_for(vault, "11" * 32, OFFICE) is None
    assert streams.receipts_to_send(vault, OFFICE) == [mine]
    assert streams.receipts_to_send(vault, OTHER) == []
    carrier = _outgoing(vault, receipts=[mine.manifest_hash])
    streams.commit_outgoing(vault, carrier)
    assert streams.receipts_to_send(vault, OFFICE) == [mine]
    streams.add_receipt(vault, Receipt(carrier.hash, OFFICE, "2026-01-02T00:00:00Z", b"theirs"))
    assert streams.receipts_to_send(vault, OFFICE) == []


def test_evidence_is_found_by_what_it_lists(vault: Vault) -> None:
    one = evidence.Evidence(b"one", "ssh", b"m", ("aa" * 32, "bb" * 32))
    two = evidence.Evidence(b"two", "ssh", b"m", ("bb" * 32,))
    for item in (one, two, one):
        evidence.add_evidence(vault, item)
    assert list(evidence.each(vault)) == [one, two]
    assert evidence.evidence_for(vault, ["aa" * 32]) == [one]
    assert evidence.evidence_for(vault, ["bb" * 32]) == [one, two]
    assert evidence.evidence_for(vault, ["cc" * 32]) == []


def test_held_revisions_come_back_as_they_were(vault: Vault) -> None:
    stranger = new_signing_keys()
    kept = [note(f"words {n}", signing=stranger) for n in range(3)]
    held.hold(vault, kept, "ab" * 32)
    held.hold(vault, kept[:1], "cd" * 32)
    vault = making.reopen(vault)
    assert held.held(vault, stranger.key_id) == [("ab" * 32, one) for one in kept]
    assert held.authors(vault) == {stranger.key_id: 3}
    assert held.held(vault, OFFICE) == []
    assert list(revisions.each(vault)) == []
    held.release(vault, [one.id for one in kept[:2]])
    assert held.held(vault, stranger.key_id) == [("ab" * 32, kept[2])]
    vault.close()


def test_quarantine_keeps_a_bundle_as_it_came(vault: Vault) -> None:
    data = secrets.token_bytes(600_000)
    path = quarantine.keep(vault, io.BytesIO(data), manifest_hash="ab" * 32, sender=OFFICE, reason="unknown_sender")
    again = quarantine.keep(vault, io.BytesIO(b"x"), manifest_hash="ab" * 32, sender=OFFICE, reason="unknown_sender")
    assert path == again
    (path.parent / "left.age").write_bytes(b"left by a kill")
    vault = making.reopen(vault)
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert quarantine.waiting(vault, OFFICE) == [path]
    assert quarantine.waiting(vault, OTHER) == []
    (one,) = quarantine.listing(vault)
    assert (one.reason, one.sender, one.manifest_hash) == ("unknown_sender", OFFICE, "ab" * 32)
    quarantine.remove(vault, "ab" * 32)
    quarantine.remove(vault, "ab" * 32)
    assert quarantine.listing(vault) == []
    assert not path.exists()
    assert [entry.kind for entry in log.entries(vault)][-2:] == ["quarantined", "unquarantined"]
    vault.close()
