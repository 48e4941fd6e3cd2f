"""Opening for reading only: nothing in the folder changes, and damage takes only what it hit."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.base import errors
from app.storage import (
    blobs,
    check,
    compacting,
    drafts,
    keyfile,
    lock,
    quarantine,
    reading,
    records,
    revisions,
    settings,
    spools,
    stale,
)
from app.storage import vault as vaults
from app.storage.database import open_writer
from app.storage.layout import PAGE
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import PASSPHRASE, note

COUNT = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], str]:
    """A closed vault with records over many pages, one attachment, a draft and a setting."""
    vault = making.create(tmp_path_factory.mktemp("made") / "vault")
    some = [note(f"words {n} " * (2000 if n % 20 == 0 else 40)) for n in range(COUNT)]
    for one in some:
        revisions.save(vault, one)
    taken = blobs.intake(vault, io.BytesIO(b"content"))
    document = making.revise("document", {"attachments": [making.attachment(taken.sha256, taken.size)]})
    revisions.save(vault, document)
    drafts.put(vault, some[0].header.record, "note", {"text": {"text": "typing"}}, [some[0].id])
    settings.put(vault, "theme", "dark")
    vault.close()
    return vault.folder, [one.id for one in some], document.id


@pytest.fixture
def folder(made: tuple[Path, list[str], str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "vault"))


def _open(folder: Path) -> Vault:
    return vaults.open_vault(folder, PASSPHRASE, read_only=True)


def _whole(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return contents and times of everything in the folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def test_a_whole_vault_is_read_and_nothing_in_its_folder_changes(folder: Path) -> None:
    before = _whole(folder)
    with _open(folder) as vault:
        assert vault.notices == ()
        assert len(records.rows(vault)) == COUNT + 1
        assert len(records.search(vault, "words")) == COUNT
        assert len(records.search(vault, "words", reader=vault.reader())) == COUNT
        report = check.verify(vault)
        assert (report.problems, report.revisions) == ((), COUNT + 1)
        assert len(drafts.all(vault)) == 1
        assert settings.all(vault) == {"theme": "dark"}
        vault.anchor()
    assert _whole(folder) == before


def test_whatever_would_write_is_refused_in_one_way(folder: Path) -> None:
    before = _whole(folder)
    with _open(folder) as vault:
        for attempt in (
            lambda: revisions.save(vault, note("more")),
            lambda: drafts.put(vault, "ab" * 16, "note", {}),
            lambda: settings.put(vault, "theme", "light"),
            lambda: blobs.intake(vault, io.BytesIO(b"more")),
            lambda: spools.spool(vault),
            lambda: quarantine.keep(vault, io.BytesIO(), manifest_hash="ab" * 32, sender="cd" * 32, reason="test"),
            lambda: compacting.compact(vault),
        ):
            with pytest.raises(errors.ReadOnlyVault):
                attempt()
        with pytest.raises(errors.VaultError):
            vault.db.run("DELETE FROM record")
    assert _whole(folder) == before


def test_what_a_killed_process_left_in_the_write_ahead_log_is_read_too(folder: Path, tmp_path: Path) -> None:
    vault = vaults.open_vault(folder, PASSPHRASE)
    revisions.save(vault, note("only in the log"))
    (folder / "blobs" / ".tmp-1").write_bytes(b"left")
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    vault.close()
    (crashed / "vault.db-shm").unlink()
    before = _whole(crashed)
    with _open(crashed) as vault:
        assert len(records.search(vault, "only")) == 1
        assert len(records.search(vault, "only", reader=vault.reader())) == 1
        assert check.verify(vault).problems == ()
    assert _whole(crashed) == before


def test_it_opens_on_a_medium_nobody_can_write(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "medium"
    place.mkdir()
    (folder / "lock").unlink()
    if os.geteuid() or subprocess.run(["mount", "--bind", "-o", "ro", folder, place], check=False).returncode:
        pytest.skip("only root may mount")
    subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
    try:
        with pytest.raises(errors.VaultError, match="cannot be locked"):
            vaults.open_vault(place, PASSPHRASE)
        with _open(place) as vault:
            assert len(records.rows(vault)) == COUNT + 1
    finally:
        subprocess.run(["umount", place], check=True)


def test_readers_share_the_lock_and_hold_off_a_writer(folder: Path) -> None:
    with _open(folder), _open(folder), pytest.raises(errors.VaultInUse):
        vaults.open_vault(folder, PASSPHRASE)
    with vaults.open_vault(folder, PASSPHRASE), pytest.raises(errors.VaultInUse, match=str(os.getpid())):
        _open(folder)


def test_lists_that_are_behind_are_made_in_memory(folder: Path) -> None:
    vault = vaults.open_vault(folder, PASSPHRASE)
    with vault.transaction() as db:
        stale.mark_all(db)
    making.leave(vault)
    before = _whole(folder)
    with _open(folder) as vault:
        assert len(records.rows(vault)) == COUNT + 1
        assert len(records.search(vault, "words", reader=vault.reader())) == COUNT
    assert _whole(folder) == before


@pytest.fixture
def pages(folder: Path) -> tuple[Path, bytes]:
    path = folder / "vault.db"
    return path, path.read_bytes()


def test_every_damaged_page_takes_only_what_is_on_it_and_verify_names_it(
    made: tuple[Path, list[str], str], pages: tuple[Path, bytes]
) -> None:
    path, whole = pages
    every = {*made[1], made[2]}
    kinds: set[str] = set()
    most = 0
    key_file, vault_key = keyfile.unlocked(path.parent, PASSPHRASE)
    for number in range(1, len(whole) // PAGE + 1):
        changed = bytearray(whole)
        changed[(number - 1) * PAGE + 100] ^= 1
        path.write_bytes(changed)
        held = lock.share(path.parent)
        with reading.open_vault(path.parent, bytearray(vault_key), held, key_file) as vault:
            here = set(revisions.all_ids(vault))
            assert here <= every
            most = max(most, len(every - here))
            assert len(records.rows(vault)) == len(here)
            assert vault.notices
            named = check.verify(vault).damage
            assert number in {one.page for one in named if one.kind == "page"}, number
            assert {one.revision for one in named if one.kind == "revision"} == every - here
            assert all(one.title for one in named if one.kind == "revision")
            kinds |= {one.part for one in named}
        assert path.read_bytes() == changed
    assert 0 < most <= 20
    assert {"sqlite_schema", "meta", "log", "revision", "revision index", "search", "blob"} <= kinds


def test_verify_of_an_open_vault_names_what_a_page_took(made: tuple[Path, list[str], str], folder: Path) -> None:
    vault = vaults.open_vault(folder, PASSPHRASE)
    root = vault.db.value("SELECT rootpage FROM sqlite_schema WHERE name = 'blob'")
    with (folder / "vault.db").open("rb+") as file:
        file.seek((root - 1) * PAGE + 200)
        file.write(b"damage")
    report = check.verify(vault)
    assert report.revisions == COUNT + 1  # the rest of the check went on
    named = [one for one in report.damage if one.kind == "attachment"]
    assert [(one.revision, one.name) for one in named] == [(made[2], "paper.txt")]
    assert not any("paper" in problem for problem in report.problems)
    vault.abandon()


def test_a_damaged_attachment_is_named_with_its_record(made: tuple[Path, list[str], str], folder: Path) -> None:
    (blob,) = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    data = bytearray(blob.read_bytes())
    data[70] ^= 1
    blob.write_bytes(data)
    with _open(folder) as vault:
        report = check.verify(vault)
        assert [(one.kind, one.revision, one.name) for one in report.damage] == [("attachment", made[2], "paper.txt")]
        assert report.problems


def test_older_tables_are_read_as_ours_and_stay_older(folder: Path) -> None:
    golden = Path(__file__).parents[2] / "formats" / "golden" / "vault-v1"
    old = Path(shutil.copytree(golden, folder.parent / "old"))
    before = _whole(old)
    with vaults.open_vault(old, "golden vault of format 1", read_only=True) as vault:
        assert records.rows(vault)
        assert settings.all(vault) == {}
        assert check.verify(vault).problems == ()
    assert _whole(old) == before


def test_an_old_page_put_back_brings_nothing_erased_back(folder: Path) -> None:
    path = folder / "vault.db"
    before = path.read_bytes()
    with vaults.open_vault(folder, PASSPHRASE) as vault:
        gone = vault.db.value("SELECT id FROM revision WHERE n = 40").hex()
        revisions.erase(vault, [gone])
    after = path.read_bytes()
    back = 0
    for page in range(1, len(after) // PAGE):
        span = slice(page * PAGE, (page + 1) * PAGE)
        if before[span] == after[span] or len(before[span]) < PAGE:
            continue
        path.write_bytes(after[: span.start] + before[span] + after[span.stop :])
        with _open(folder) as vault:
            found = revisions.get(vault, gone)
            assert found is None or found.body is None
            back += vault.salvage is not None
    assert back


def test_tables_of_a_newer_version_are_not_read(folder: Path) -> None:
    with vaults.open_vault(folder, PASSPHRASE) as vault:
        key, salt = bytearray(vault.database_key), vault.key_file.salt
    database = open_writer(folder / "vault.db", key, salt)
    database.run("PRAGMA user_version = 99")
    database.close()
    before = _whole(folder)
    with pytest.raises(errors.NewerVault):
        _open(folder)
    assert _whole(folder) == before
