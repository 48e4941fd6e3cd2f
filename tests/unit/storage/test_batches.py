"""A batch is invisible until it is revealed, all of it; then everything follows it."""

from __future__ import annotations

import secrets
from itertools import pairwise

import pytest

from app.base import errors
from app.domain import ids
from app.domain.revision import ABSENT, ERASED, SEALED
from app.storage import batches, blobs, check, drafts, erasing, evidence, log, rebuild, records, revisions, streams
from app.storage import vault as vaults
from app.storage.batches import Counts
from app.storage.truth import ForeignParent
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import note, person, revise


def _looks_untouched(vault: Vault, mine: making.Revision, *others: making.Revision) -> None:
    record = mine.header.record
    state = revisions.state(vault, record)
    assert state is not None
    assert state.fields["text"]["text"] == "my words"
    assert [row.id for row in records.rows(vault)] == [record]
    assert records.search(vault, "theirs") == records.conflicts(vault) == []
    assert list(revisions.all_ids(vault)) == [mine.id]
    assert revisions.of_record(vault, record) == [mine]
    assert list(revisions.each(vault)) == [mine]
    for one in others:
        assert revisions.get(vault, one.id) is None
        assert records.get(vault, one.header.record) in (None, *records.rows(vault))
    assert revisions.known(vault, [one.id for one in others]) == set()
    assert list(revisions.get_all(vault, [one.id for one in others])) == []
    assert check.verify(vault).problems == ()


def test_nothing_of_a_batch_shows_before_it_is_revealed_and_all_after(vault: Vault) -> None:
    mine = note("my words")
    revisions.save(vault, mine)
    theirs = note("theirs, of my record", [mine])
    new = [note(f"theirs {n}") for n in range(20)]
    both = [theirs, *new]
    with batches.begin(vault, "test") as batch:
        assert batch.add(both) == 21
        with batch.blob_writer() as writer:
            writer.write(b"content")
            content = writer.finish()
        assert not blobs.has(vault, content.sha256)
        with pytest.raises(errors.VaultDamaged):
            blobs.open_blob(vault, content.sha256)
        _looks_untouched(vault, mine, *both)
        assert batch.preview() == Counts(new=20, same=0, updated=1, conflicting=0)
        _looks_untouched(vault, mine, *both)
        assert batch.reveal() == Counts(new=20, same=0, updated=1, conflicting=0)
    assert blobs.has(vault, content.sha256)
    assert len(records.rows(vault)) == len(records.search(vault, "theirs")) == 21
    assert records.search(vault, "my words") == []
    assert revisions.known(vault, [one.id for one in both]) == {one.id for one in both}
    assert check.verify(vault).problems == ()
    vault = making.reopen(vault)
    assert len(records.rows(vault)) == 21
    vault.close()


@pytest.mark.parametrize("how", ["dropped", "raised", "killed", "begun again"])
def test_a_batch_that_is_not_revealed_leaves_nothing(vault: Vault, how: str) -> None:
    mine = note("my words")
    revisions.save(vault, mine)
    theirs = [note("theirs", [mine]), *(person(f"theirs {n}") for n in range(1200))]
    batch = batches.begin(vault, "test")
    batch.add(theirs)
    with batch.blob_writer() as writer:
        writer.write(b"content")
        content = writer.finish()
    match how:
        case "dropped":
            batch.drop()
        case "raised":
            with pytest.raises(ZeroDivisionError), batch:
                _ = 1 // 0
        case "killed":
            making.leave(vault)
            vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
        case _:
            batches.begin(vault, "another").drop()
    _looks_untouched(vault, mine, *theirs[:5])
    assert not blobs.has(vault, content.sha256)
    assert [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()] == []
    for table in ("parent", "mention", "late", "stale", "batch", "blob"):
        assert vault.db.value(f"SELECT count(*) FROM {table}") == 0, table
    assert vault.db.value("SELECT count(*) FROM text") == 1
    with batches.begin(vault, "test") as again:
        again.add(theirs)
        assert again.reveal() == Counts(new=1200, same=0, updated=1, conflicting=0)
    assert check.verify(vault).problems == ()
    vault.close()


def test_a_large_batch_is_dropped_by_writing_the_index_again(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.derived.MANY_WORDS", 20)
    mine = [note(f"mine {n}") for n in range(30)]
    revisions.save_all(vault, mine)
    with batches.begin(vault, "test") as batch:
        batch.add([note(f"theirs {n}") for n in range(40)])
        revisions.save(vault, note("mine meanwhile"))
    assert len(records.search(vault, "mine")) == 31
    assert records.search(vault, "theirs") == []
    assert check.verify(vault).problems == ()


def test_what_is_here_is_left_and_counted(vault: Vault) -> None:
    mine, other = note("my words"), note("other words")
    revisions.save_all(vault, [mine, other])
    left = note("left", [mine])
    revisions.save(vault, left)
    right = note("right", [mine])
    with batches.begin(vault, "test") as batch:
        assert batch.add([mine, other, right, note("new one")]) == 2
        counts = Counts(new=1, same=1, updated=0, conflicting=1)
        assert batch.preview() == counts
        assert batch.reveal() == counts
    assert records.conflicts(vault) == [mine.header.record]
    with batches.begin(vault, "again") as batch:
        assert batch.add([mine, other, right]) == 0
        assert batch.reveal() == Counts(new=0, same=2, updated=0, conflicting=0)


def test_histories_split_over_several_additions_show_whole(vault: Vault) -> None:
    chains = [[note(f"chain {n}")] for n in range(30)]
    for chain in chains:
        chain.extend(note(f"chain {chain[0].id[:4]} step {step}", [chain[-1]]) for step in range(1))
        for step in range(3):
            chain.append(note(f"later {step}", [chain[-1]]))
    everything = [one for chain in chains for one in chain]
    with batches.begin(vault, "test") as batch:
        for start in range(0, len(everything), 7):
            batch.add(everything[start : start + 7][::-1])
        assert batch.reveal() == Counts(new=30, same=0, updated=0, conflicting=0)
    assert [row.title for row in records.rows(vault)] == ["later 2"] * 30
    assert check.verify(vault).problems == ()
    assert len(records.search(vault, "later")) == 30
    assert all(child.header.parents == (parent.id,) for chain in chains for parent, child in pairwise(chain))


def test_the_order_in_which_things_come_does_not_matter(vault: Vault) -> None:
    first = note("base")
    children = [note(f"child {n}", [first]) for n in range(3)]
    with batches.begin(vault, "children first") as batch:
        batch.add(children)
        batch.reveal()
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert state.incomplete
    with batches.begin(vault, "then the base") as batch:
        batch.add([first])
        batch.reveal()
    state = revisions.state(vault, first.header.record)
    assert state is not None
    assert not state.incomplete
    assert state.conflicts
    assert check.verify(vault).problems == ()


def test_a_parent_of_another_record_is_refused(vault: Vault) -> None:
    mine = note("my words")
    revisions.save(vault, mine)
    with pytest.raises(ForeignParent), batches.begin(vault, "test") as batch:
        batch.add([note("theirs"), note("wrong", [mine], record=ids.new_record_id())])
    _looks_untouched(vault, mine)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("claim", [ABSENT, SEALED, ERASED])
def test_nobody_elsewhere_can_keep_a_body_out_by_calling_it_erased(vault: Vault, claim: str, known: bool) -> None:
    whole = note("late words")
    if known:
        revisions.save(vault, making.without_body(whole))
    with batches.begin(vault, "claims") as batch:
        batch.add([making.without_body(whole, claim)])
        batch.reveal()
    assert revisions.get(vault, whole.id) == making.without_body(whole)
    with batches.begin(vault, "brings") as batch:
        assert batch.add([whole]) == 0
        assert revisions.get(vault, whole.id) == making.without_body(whole)
        batch.reveal()
    assert revisions.get(vault, whole.id) == whole
    assert len(records.search(vault, "late")) == 1
    assert check.verify(vault).problems == ()


@pytest.mark.parametrize("state", [ABSENT, SEALED, ERASED])
def test_a_body_that_is_here_is_not_taken_away(vault: Vault, state: str) -> None:
    whole = note("my words")
    revisions.save(vault, whole)
    with batches.begin(vault, "test") as batch:
        batch.add([making.without_body(whole, state)])
        batch.reveal()
    assert revisions.get(vault, whole.id) == whole


def test_saving_goes_on_while_a_batch_comes_in(vault: Vault) -> None:
    mine = note("my words")
    revisions.save(vault, mine)
    with batches.begin(vault, "test") as batch:
        batch.add([note("theirs", [mine]), *(note(f"theirs {n}") for n in range(10))])
        again = note("my words", [mine], at="2027-01-01T00:00:00Z")
        revisions.save(vault, again)
        drafts.put(vault, mine.header.record, "note", {"text": {"text": "typing"}})
        assert len(records.rows(vault)) == 1
        assert records.search(vault, "theirs") == []
        batch.add([note(f"theirs too {n}") for n in range(10)])
        assert batch.reveal() == Counts(new=20, same=0, updated=1, conflicting=0)
    assert drafts.get(vault, mine.header.record) is not None
    assert revisions.known(vault, [again.id]) == {again.id}
    assert check.verify(vault).problems == ()


def test_what_was_saved_here_stays_when_the_batch_with_the_same_record_is_dropped(vault: Vault) -> None:
    theirs = note("theirs")
    mine = note("my words", [theirs])
    with batches.begin(vault, "test") as batch:
        batch.add([theirs])
        revisions.save(vault, mine)
        _looks_untouched(vault, mine, theirs)
    _looks_untouched(vault, mine, theirs)
    with batches.begin(vault, "test") as batch:
        batch.add([theirs])
        revisions.save(vault, note("my words", [mine]))
        batch.reveal()
    assert len(revisions.of_record(vault, mine.header.record)) == 3
    assert check.verify(vault).problems == ()


def test_lists_left_behind_by_a_kill_are_caught_up_at_opening(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = [note(f"mine {n}") for n in range(3)]
    revisions.save_all(vault, mine)
    batch = batches.begin(vault, "test")
    batch.add([note("theirs", [one]) for one in mine])

    def killed(*_args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("app.storage.stale.catch_up", killed)
        with pytest.raises(KeyboardInterrupt):
            batch.reveal()
    state = revisions.state(vault, mine[0].header.record)
    assert state is not None
    assert state.fields["text"]["text"] == "theirs"
    making.leave(vault)
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    assert len(records.search(vault, "theirs")) == 3
    assert check.verify(vault).problems == ()
    vault.close()


def test_what_was_revealed_is_never_dropped(vault: Vault) -> None:
    one = note("theirs")
    batch = batches.begin(vault, "test")
    batch.add([one])
    vault.db.run("UPDATE batch SET revealed = 'now'")  # as when interrupted just after it was committed
    batch.drop()
    assert revisions.known(vault, [one.id]) == {one.id}
    assert check.verify(vault).problems == ()


def test_a_full_disk_after_the_revealing_does_not_undo_it(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = note("mine")
    revisions.save(vault, mine)

    def full(*_args: object) -> int:
        raise errors.NoRoom("full")

    with monkeypatch.context() as patched:
        patched.setattr("app.storage.stale.catch_up", full)
        with batches.begin(vault, "test") as batch:
            batch.add([note("theirs", [mine])])
            assert batch.reveal().updated == 1
    vault = making.reopen(vault)
    assert len(records.search(vault, "theirs")) == 1
    vault.close()


def test_what_is_noted_with_the_revealing_stands_or_falls_with_it(vault: Vault) -> None:
    proof = evidence.Evidence(b"{}", "", b"", ("ab" * 32,))
    coming = streams.Incoming(proof.hash, "cd" * 32, "ef" * 16, 1, "00" * 16)
    one = note("theirs")

    def write(*, fail: bool) -> None:
        with batches.begin(vault, "test") as batch:
            batch.add([one])

            def extra(_db: object) -> None:
                evidence.add_evidence(vault, proof)
                streams.record_incoming(vault, coming, [one.id])
                log.note(vault, "test", {})
                if fail:
                    raise errors.NoRoom("full")

            batch.reveal(extra)

    with pytest.raises(errors.NoRoom):
        write(fail=True)
    assert (records.rows(vault), list(evidence.each(vault)), streams.received(vault, proof.hash)) == ([], [], False)
    assert list(log.entries(vault, ("test", "received"))) == []
    write(fail=False)
    assert (len(records.rows(vault)), list(evidence.each(vault))) == (1, [proof])
    assert streams.received(vault, proof.hash)
    assert streams.seen(vault, "cd" * 32, "ef" * 16, 1) == proof.hash


def test_erasing_while_a_batch_comes_in(vault: Vault) -> None:
    mine = note("my words")
    revisions.save(vault, mine)
    with batches.begin(vault, "test") as batch:
        batch.add([note("theirs", [mine]), note("theirs too")])
        erasing.erase(vault, [mine.id])
        batch.reveal()
    assert len(records.search(vault, "theirs")) == 2
    assert records.search(vault, "my words") == []
    assert check.verify(vault).problems == ()


def test_rebuild_waits_for_the_batch(vault: Vault) -> None:
    with batches.begin(vault, "test") as batch:
        batch.add([note("theirs")])
        with pytest.raises(errors.VaultError):
            rebuild.rebuild(vault)
        batch.reveal()
    assert rebuild.rebuild(vault) == 1


def test_a_batch_of_attachments_alone(vault: Vault) -> None:
    data = secrets.token_bytes(1000)
    with batches.begin(vault, "media") as batch:
        with batch.blob_writer() as writer:
            writer.write(data)
            content = writer.finish()
        batch.add([])
        batch.reveal()
    assert blobs.has(vault, content.sha256)
    named = revise("document", {"attachments": [making.attachment(content.sha256, 1000)]})
    revisions.save(vault, named)
    assert blobs.mentioned(vault, [named.id]) == {content.sha256: [named.id]}
    assert blobs.sizes(vault, [content.sha256, "00" * 32]) == {content.sha256: 1000}
