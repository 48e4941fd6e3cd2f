"""What was erased is nowhere: not in a page, a gap in a page, a free page, a frame of the log, or a file."""

from __future__ import annotations

import io
import os
import random
import re
import secrets

import pytest

from app.base import errors
from app.crypto.signing import new_signing_keys
from app.domain import ids
from app.domain.revision import ERASED, PRESENT
from app.storage import (
    batches,
    blobs,
    check,
    compacting,
    drafts,
    erasing,
    held,
    log,
    records,
    revisions,
    spools,
    streams,
)
from app.storage.vault import Vault
from tests.unit.storage import making, pages
from tests.unit.storage.making import note, reopen, revise

MARK = "zqxj8w1vkp"
"""Unlike any other word, so that the index cannot store it as the end of a neighbour."""
NEEDLES = (MARK.encode(), MARK.upper().encode(), MARK[3:].encode())


def _full(extra: dict[str, object] | None = None, **more: object) -> making.Revision:
    fields = {
        "names": [{"id": "n1", "text": f"{MARK} name"}],
        "remarks": {"text": f"words {MARK} words " * 50},
        "birth": {"edtf": "1961", "words": f"{MARK} said"},
        **(extra or {}),
    }
    return revise("person", fields, **more)  # type: ignore[arg-type]


def test_the_search_for_traces_finds_what_is_there(vault: Vault) -> None:
    revisions.save(vault, _full())
    key = bytes(vault.database_key)
    assert any("frame" in place for place in pages.find(vault.folder, key, *NEEDLES))
    vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    assert any("page" in place for place in pages.find(vault.folder, key, *NEEDLES))


def test_an_erased_body_is_nowhere_and_its_header_stays(vault: Vault) -> None:
    first = _full()
    second = revise("person", {"remarks": {"text": f"{MARK} again"}}, [first])
    others = [note(f"other words {n} {secrets.token_hex(40)}") for n in range(300)]
    revisions.save_all(vault, [*others[:150], first, *others[150:], second])
    for n in range(20):
        drafts.put(vault, first.header.record, "person", {"remarks": {"text": f"{MARK} draft " * (n + 1)}})
    assert len(records.search(vault, MARK)) == 1
    assert erasing.erase(vault, [first.id, second.id], {"why": "consent withdrawn"}) == 2
    key = bytes(vault.database_key)
    assert pages.find(vault.folder, key, *NEEDLES) == []
    assert records.search(vault, MARK) == records.search(vault, "again") == []
    assert drafts.get(vault, first.header.record) is None
    kept = revisions.get(vault, first.id)
    assert kept is not None
    assert (kept.state, kept.body, kept.salt) == (ERASED, None, None)
    assert (kept.header_bytes, kept.signature) == (first.header_bytes, first.signature)
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert (state.fields, state.states) == ({}, {"erased": 2})
    assert len(records.rows(vault)) == 301
    assert len(records.search(vault, "other words")) == 300
    report = check.verify(vault)
    assert report.problems == ()
    assert report.states == {"present": 300, "erased": 2}
    (entry,) = log.entries(vault, ("erased",))
    assert entry.detail == {"revisions": sorted([first.id, second.id]), "why": "consent withdrawn"}
    vault = reopen(vault)
    assert pages.find(vault.folder, key, *NEEDLES) == []
    assert check.verify(vault).problems == ()
    vault.close()


def _change_a_draft(vault: Vault, dice: random.Random, there: dict[str, str]) -> None:
    record = f"{dice.getrandbits(12):032x}" if dice.random() < 0.7 or not there else dice.choice(list(there))
    if record in there and dice.random() < 0.4:
        drafts.discard(vault, record)
        del there[record]
    else:
        there[record] = f"m{dice.getrandbits(64):016x}e"
        text = there[record] * dice.choice((1, 5, 20, 60, 100))
        drafts.put(vault, record, "note", {"text": {"text": text}})


def test_rows_that_moved_leave_no_shadow_in_the_gaps_of_pages(vault: Vault) -> None:
    dice = random.Random(3)
    there: dict[str, str] = {}
    for _part in range(25):
        with vault.transaction():
            for _step in range(100):
                _change_a_draft(vault, dice, there)
    revisions.save(vault, victim := note("words"))
    erasing.erase(vault, [victim.id])
    key, left = bytes(vault.database_key), set()
    for page in pages.of_database(vault.folder / "vault.db", key):
        left |= {found.decode() for found in re.findall(rb"m[0-9a-f]{16}e", page)}
    assert left == set(there.values())


def test_only_what_was_asked_is_erased_and_the_record_shows_the_rest(vault: Vault) -> None:
    first = note("first words")
    second = note(f"second {MARK}", [first])
    revisions.save_all(vault, [first, second])
    erasing.erase(vault, [second.id])
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert state.fields["text"]["text"] == "first words"
    assert len(records.search(vault, "first")) == 1
    assert pages.find(vault.folder, bytes(vault.database_key), *NEEDLES) == []


def test_erasing_again_or_what_is_not_here_is_nothing(vault: Vault) -> None:
    first = note("words")
    revisions.save(vault, first)
    assert erasing.erase(vault, [first.id, "00" * 32]) == 1
    assert erasing.erase(vault, [first.id]) == 0
    assert len(list(log.entries(vault, ("erased",)))) == 1


def test_a_copy_that_arrives_later_is_dropped(vault: Vault) -> None:
    first = _full()
    revisions.save(vault, first)
    erasing.erase(vault, [first.id])
    revisions.save(vault, first)
    with batches.begin(vault, "test") as batch:
        assert batch.add([first]) == 0
        assert batch.reveal().same == 1
    kept = revisions.get(vault, first.id)
    assert kept is not None
    assert kept.state == ERASED
    assert records.search(vault, MARK) == []
    assert pages.find(vault.folder, bytes(vault.database_key), *NEEDLES) == []


def test_attachments_go_with_the_last_body_that_names_them_and_do_not_come_back(vault: Vault) -> None:
    content, shared = MARK.encode() * 9000, secrets.token_bytes(70_000)
    mine, ours = blobs.intake(vault, io.BytesIO(content)), blobs.intake(vault, io.BytesIO(shared))
    listed = [making.attachment(mine.sha256, mine.size, "a1"), making.attachment(ours.sha256, ours.size, "a2")]
    first = _full({"attachments": listed})
    other = revise("document", {"attachments": listed[1:]})
    revisions.save_all(vault, [first, other])
    erasing.erase(vault, [first.id])
    assert (blobs.has(vault, mine.sha256), blobs.has(vault, ours.sha256)) == (False, True)
    stored = [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()]
    assert len(stored) == 1
    with blobs.open_blob(vault, ours.sha256) as reader:
        assert reader.read() == shared
    for there in (False, True):  # it comes back only when something present names it
        with batches.begin(vault, "test") as batch:
            with batch.blob_writer() as writer:
                writer.write(content)
                writer.finish()
            if there:
                batch.add([revise("document", {"attachments": listed[:1]})])
            batch.reveal()
        assert blobs.has(vault, mine.sha256) is there


def test_attachments_of_what_is_held_stay_with_it_and_go_with_it(vault: Vault) -> None:
    content = MARK.encode() * 3000
    with batches.begin(vault, "test") as batch:
        with batch.blob_writer() as writer:
            writer.write(content)
            kept = writer.finish()
        batch.reveal()
    listed = {"attachments": [making.attachment(kept.sha256, kept.size)]}
    mine, theirs = _full(listed), _full(listed, signing=new_signing_keys())
    revisions.save(vault, mine)
    held.hold(vault, [theirs], "ab" * 32)
    erasing.erase(vault, [mine.id])
    blobs.drop_unreferenced(vault)
    assert blobs.has(vault, kept.sha256), "it is what somebody else wrote, too"
    erasing.erase(vault, [theirs.id])
    assert not blobs.has(vault, kept.sha256)
    assert [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()] == []


def test_bundles_prepared_and_copies_held_go_too(vault: Vault) -> None:
    first, stranger = _full(), new_signing_keys()
    other = _full(signing=stranger)
    revisions.save(vault, first)
    held.hold(vault, [first, other], "ab" * 32)
    with vault.transaction(), spools.spool(vault) as spool:
        spool.write(MARK.encode() * 1000)
        outgoing = streams.Outgoing(
            recipient="cd" * 32,
            epoch="ef" * 16,
            n=1,
            manifest=b"{}",
            ssh="",
            mldsa=b"",
            ids=[first.id],
            receipts=[],
            attachments=[],
            plan=MARK.encode(),
            name="x.age",
            spool=spool.keep(),
        )
        streams.commit_outgoing(vault, outgoing)
    erasing.erase(vault, [first.id, other.id])
    assert streams.pending(vault) == []
    assert [one.state for one in streams.sent(vault)] == [streams.WITHDRAWN]
    assert held.authors(vault) == {}
    assert [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()] == []
    assert pages.find(vault.folder, bytes(vault.database_key), *NEEDLES) == []


def test_a_killed_erasing_is_finished_at_the_next_opening(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _full()
    revisions.save_all(vault, [first, *(note(f"{n} words") for n in range(50))])

    def killed(*_args: object, **_more: object) -> None:
        raise errors.NoRoom("full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", killed)
        with pytest.raises(errors.NoRoom):
            compacting.compact(vault)
        assert not list(vault.folder.glob(".tmp-*"))
    with monkeypatch.context() as patched:
        patched.setattr(compacting, "compact", killed)
        with pytest.raises(errors.NoRoom):
            erasing.erase(vault, [first.id])
    folder, key = vault.folder, bytes(vault.database_key)
    making.leave(vault)
    vault = making.vaults.open_vault(folder, making.PASSPHRASE)
    kept = revisions.get(vault, first.id)
    assert kept is not None
    assert kept.state == ERASED
    assert not vault.db.value("SELECT value = 'true' FROM meta WHERE name = 'compact'")
    assert pages.find(folder, key, *NEEDLES) == []
    assert check.verify(vault).problems == ()
    vault.close()


def test_many_ids_are_several_entries_of_the_log(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [note(f"words {n}") for n in range(7)]
    revisions.save_all(vault, some)
    monkeypatch.setattr(erasing, "MOST", 3)
    assert erasing.erase(vault, [one.id for one in some]) == 7
    assert [len(entry.detail["revisions"]) for entry in log.entries(vault, ("erased",))] == [3, 3, 1]
    assert check.verify(vault).problems == ()


def test_erasing_is_not_for_the_middle_of_a_transaction(vault: Vault) -> None:
    first = note("words")
    revisions.save(vault, first)
    with pytest.raises(RuntimeError), vault.transaction():
        erasing.erase(vault, [first.id])
    kept = revisions.get(vault, first.id)
    assert kept is not None
    assert kept.state == PRESENT


def test_writing_anew_keeps_everything_and_the_modes(vault: Vault) -> None:
    saved = [note(f"{n} words") for n in range(100)]
    revisions.save_all(vault, saved)
    before = check.verify(vault)
    compacting.compact(vault)
    assert check.verify(vault) == before
    assert vault.db.value("PRAGMA journal_mode") == "wal"
    assert (vault.folder / "vault.db").stat().st_mode & 0o777 == 0o600
    revisions.save(vault, note("after"))
    vault = reopen(vault)
    assert len(records.rows(vault)) == 101
    vault.close()


def test_a_database_of_mostly_free_space_shrinks_at_opening(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "MUCH", 16)
    revisions.save(vault, note("mine"))
    with batches.begin(vault, "test") as batch:
        batch.add([note("theirs " * 300) for _ in range(200)])
    vault.close()
    before = (vault.folder / "vault.db").stat().st_size
    vault = making.vaults.open_vault(vault.folder, making.PASSPHRASE)
    assert (vault.folder / "vault.db").stat().st_size < before / 2
    assert len(records.search(vault, "mine")) == 1
    assert check.verify(vault).problems == ()
    vault.close()


def test_an_erased_record_can_be_written_again(vault: Vault) -> None:
    first = note("words")
    revisions.save(vault, first)
    erasing.erase(vault, [first.id])
    revisions.save(vault, note("new words", [first], record=first.header.record))
    assert len(records.search(vault, "new")) == 1
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert state.states == {PRESENT: 1, ERASED: 1}
    assert ids.is_record_id(first.header.record)
