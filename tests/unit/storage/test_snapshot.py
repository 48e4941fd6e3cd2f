"""A snapshot of the vault's files stands still while others save, and is broken off by what it must not outlast."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from app.base.errors import BackupStopped, VaultError
from app.storage import blobs, compacting, erasing, log, revisions, settings, snapshot
from app.storage import vault as vaults
from app.storage.snapshot import Part, Snapshot
from app.storage.vault import Vault
from tests.unit.storage import making


def _named(taken: Snapshot, name: str) -> Part:
    return next(one for one in taken.parts if one.name == name)


def _database(vault: Vault) -> str:
    return hashlib.sha256((vault.folder / "vault.db").read_bytes()).hexdigest()


def _copied(taken: Snapshot, place: Path) -> Vault:
    """Write the parts of a snapshot into a folder, and open what they are."""
    for part in taken.parts:
        path = place.joinpath(*part.name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(taken.pieces(part)))
        assert path.stat().st_size == part.size
    return vaults.open_vault(place, making.PASSPHRASE)


def test_the_database_file_stands_still_while_a_writer_goes_on(vault: Vault) -> None:
    revisions.save_all(vault, [making.note("before")])
    with Snapshot(vault) as taken:
        before = _database(vault)
        for n in range(30):
            with vault.transaction() as db:  # far more than SQLite lets gather before it moves pages into the file
                db.run("INSERT INTO own_card (card) VALUES (?)", (bytes([n]) * 1_000_000,))
        vault.db.run("PRAGMA wal_checkpoint(PASSIVE)")
        vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        assert _database(vault) == before
        read = b"".join(taken.pieces(_named(taken, "vault.db")))
        assert hashlib.sha256(read).hexdigest() == before
        vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")  # from then on the writer is free again
        assert _database(vault) != before
        taken.require_standing()


def test_what_is_saved_meanwhile_is_not_in_it_and_what_was_saved_before_is(vault: Vault, tmp_path: Path) -> None:
    before, content = making.note("before"), io.BytesIO(b"photo" * 1000)
    kept = blobs.intake(vault, content)
    named = making.revise("document", {"attachments": [making.attachment(kept.sha256, kept.size)]})
    revisions.save_all(vault, [before, named])
    with Snapshot(vault) as taken:
        later = making.note("later")
        revisions.save_all(vault, [later])
        vault.anchor()  # vault.json goes on too: the snapshot has the one that goes with its database
        with _copied(taken, tmp_path / "copy") as copy:
            assert set(revisions.all_ids(copy)) == {before.id, named.id}
            with blobs.open_blob(copy, kept.sha256) as reader:
                assert reader.read() == content.getvalue()
    assert later.id in revisions.all_ids(vault)


def test_a_writer_that_never_rests_is_waited_for(vault: Vault, tmp_path: Path) -> None:
    saved: list[str] = []
    over = Event()

    def write() -> None:
        while not over.is_set():
            one = making.note(f"number {len(saved)}")
            revisions.save_all(vault, [one])
            saved.append(one.id)

    writer = Thread(target=write)
    writer.start()
    found: list[tuple[int, set[str]]] = []
    try:
        for n in range(5):
            before = len(saved)
            with Snapshot(vault) as taken, _copied(taken, tmp_path / f"copy-{n}") as copy:
                found.append((before, set(revisions.all_ids(copy))))
                assert copy.db.all("PRAGMA integrity_check") == [("ok",)]
    finally:
        over.set()
        writer.join()
    for before, ids in found:  # all that was saved before it, in order, with nothing left out in between
        assert len(ids) >= before
        assert ids == set(saved[: len(ids)])


def test_a_reader_in_the_middle_is_waited_for(vault: Vault) -> None:
    reader = vault.reader()
    reader.run("BEGIN")
    reader.value("SELECT count(*) FROM revision")
    revisions.save_all(vault, [making.note("after the reader began")])
    found: list[tuple[Part, ...]] = []
    began = Event()

    def take() -> None:
        began.set()
        with Snapshot(vault) as taken:
            found.append(taken.parts)

    taker = Thread(target=take)
    taker.start()
    began.wait()
    revisions.save_all(vault, [making.note("saving does not wait for it")])
    assert not found
    reader.run("ROLLBACK")
    taker.join()
    assert len(found) == 1


def test_a_reader_that_never_lets_go_is_said(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "TRIES", 2)
    reader = vault.reader()
    reader.run("BEGIN")
    reader.value("SELECT count(*) FROM revision")
    revisions.save_all(vault, [making.note("after the reader began")])
    with pytest.raises(VaultError, match="busy"):
        Snapshot(vault)
    assert not vault.spools
    reader.run("ROLLBACK")
    Snapshot(vault).close()


def test_what_is_open_for_reading_only_is_left_alone(vault: Vault) -> None:
    vault.close()
    with (
        vaults.open_vault(vault.folder, making.PASSPHRASE, read_only=True) as reading,
        pytest.raises(VaultError, match="reading only"),
    ):
        Snapshot(reading)


def test_one_at_a_time(vault: Vault) -> None:
    with Snapshot(vault), pytest.raises(VaultError, match="under way already"):
        Snapshot(vault)
    Snapshot(vault).close()


@pytest.mark.parametrize("what", ["close", "compact", "erase"])
def test_it_is_broken_off_in_the_database(vault: Vault, what: str) -> None:
    note = making.note("to be erased")
    revisions.save_all(vault, [note])
    with vault.transaction() as db:
        db.run("INSERT INTO own_card (card) VALUES (?)", (bytes(5_000_000),))
    with Snapshot(vault) as taken:
        pieces = taken.pieces(_named(taken, "vault.db"))
        next(pieces)
        {"close": vault.close, "compact": lambda: compacting.compact(vault), "erase": lambda: _erase(vault, note.id)}[
            what
        ]()
        with pytest.raises(BackupStopped, match="make it again"):
            list(pieces)


def _erase(vault: Vault, revision: str) -> None:
    erasing.erase(vault, [revision])


@pytest.mark.parametrize("kind", ["erased", "sealed", "rekeyed"])
def test_what_was_erased_after_the_copy_breaks_it_off(vault: Vault, kind: str) -> None:
    with Snapshot(vault) as taken:
        list(taken.pieces(_named(taken, "vault.db")))
        taken.require_standing()
        settings.put(vault, "theme", "dark")
        taken.require_standing()
        log.note(vault, kind, {})
        with pytest.raises(BackupStopped):
            taken.require_standing()


def test_ways_that_changed_meanwhile_break_it_off(vault: Vault) -> None:
    with Snapshot(vault) as taken:
        vault.key_file = replace(vault.key_file, slots=vault.key_file.slots * 2)
        with pytest.raises(BackupStopped):
            taken.require_standing()


def test_an_attachment_removed_meanwhile_breaks_it_off(vault: Vault) -> None:
    kept = blobs.intake(vault, io.BytesIO(b"photo"))
    with Snapshot(vault) as taken:
        (part,) = [one for one in taken.parts if one.name.startswith("blobs/")]
        blobs.drop_unreferenced(vault, [kept.sha256])
        with pytest.raises(BackupStopped):
            list(taken.pieces(part))


def test_what_is_missing_or_damaged_in_the_vault_is_counted(vault: Vault) -> None:
    for n in range(2):
        blobs.intake(vault, io.BytesIO(bytes([n]) * 10))
    gone = next((vault.folder / "blobs").rglob("??????????*"))
    gone.unlink()
    with Snapshot(vault) as taken:
        assert taken.missing == 1
        assert taken.damaged_pages() == 0
    page = vault.db.value("SELECT rootpage FROM sqlite_schema WHERE name = 'held'")
    with (vault.folder / "vault.db").open("r+b") as file:
        file.seek((page - 1) * 8192 + 100)
        old = file.read(1)
        file.seek((page - 1) * 8192 + 100)
        file.write(bytes([old[0] ^ 1]))
    with Snapshot(vault) as taken:
        assert taken.damaged_pages() == 1


_OTHER = """
import sys
from pathlib import Path
from app.storage.database import open_writer
try:
    open_writer(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3])).run(
        "PRAGMA journal_mode = DELETE")
except Exception as error:
    sys.exit(str(error))
"""


def test_the_locks_on_the_database_are_held_after_it_was_read(vault: Vault) -> None:
    """Closing a descriptor of the file would let go of them, and another program could take the database over."""
    with Snapshot(vault) as taken:
        list(taken.pieces(_named(taken, "vault.db")))
    arguments = [str(vault.folder / "vault.db"), bytes(vault.database_key).hex(), vault.key_file.salt.hex()]
    root = Path(__file__).resolve().parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", _OTHER, *arguments], capture_output=True, text=True, cwd=root, check=False
    )
    assert "busy" in ran.stderr, ran.stderr
    revisions.save_all(vault, [making.note("and it goes on")])


def test_a_compacted_database_is_read_anew(vault: Vault, tmp_path: Path) -> None:
    with Snapshot(vault) as taken:
        list(taken.pieces(_named(taken, "vault.db")))
    compacting.compact(vault)
    one = making.note("after it was written anew")
    revisions.save_all(vault, [one])
    with Snapshot(vault) as taken, _copied(taken, tmp_path / "copy") as copy:
        assert one.id in revisions.all_ids(copy)


@pytest.fixture(autouse=True)
def _nothing_open(vault: Vault) -> Iterator[None]:
    yield
    assert vault.closed or not [one for one in vault.spools if isinstance(one, Snapshot)]
