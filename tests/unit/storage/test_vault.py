"""Making, opening and closing a vault."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.base import errors
from app.storage import keyfile, migrations, records, revisions
from app.storage import vault as vaults
from app.storage.database import open_writer
from app.storage.faults import Interrupted
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import PASSPHRASE, create, reopen


def test_a_new_vault_has_the_files_of_the_format_and_nobody_else_reads_them(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        vault = create(tmp_path / "inner" / "vault")
        revisions.save(vault, making.note("words"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.folder.iterdir()}
        vault.close()
    finally:
        os.umask(before)
    assert modes.keys() == {"vault.json", "vault.db", "vault.db-wal", "vault.db-shm", "blobs", "quarantine", "lock"}
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    assert {name: mode for name, mode in modes.items() if name not in ("blobs", "quarantine")} == dict.fromkeys(
        modes.keys() - {"blobs", "quarantine"}, 0o600
    )
    assert modes["blobs"] == modes["quarantine"] == 0o700
    assert sorted(path.name for path in (tmp_path / "inner").iterdir()) == ["vault"]
    assert sorted(path.name for path in vault.folder.iterdir()) == [
        "blobs",
        "lock",
        "quarantine",
        "vault.db",
        "vault.json",
    ]


def test_vault_json_is_canonical_and_says_what_the_format_says(vault: Vault) -> None:
    vault.close()
    data = (vault.folder / "vault.json").read_bytes()
    value = json.loads(data)
    assert data == json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    assert value.keys() == {"backup", "database", "format", "head", "mac", "slots", "vault"}
    assert value["database"]["cipher_page_size"] == 8192
    assert value["head"]["n"] == 1
    assert bytes.fromhex(value["database"]["salt"]) == (vault.folder / "vault.db").read_bytes()[:16]


def test_who_owns_it_survives_closing(tmp_path: Path) -> None:
    vault = create(tmp_path / "vault", role="headquarters")
    first = vault.meta()
    vaults.set_card(vault, b"card one")
    vaults.set_card(vault, b"card two")
    vault = reopen(vault)
    again = vault.meta()
    vault.close()
    assert (first.name, first.role, first.practice, first.card) == ("Lark", "headquarters", False, None)
    assert (again.signing, again.identities, again.epoch, again.follows) == (
        first.signing,
        first.identities,
        first.epoch,
        None,
    )
    assert [one.split("1")[0] for one in again.identities] == ["AGE-SECRET-KEY-PQ-", "AGE-SECRET-KEY-"]
    assert again.card == b"card two"


def test_two_vaults_share_no_key(tmp_path: Path) -> None:
    with create(tmp_path / "one") as one, create(tmp_path / "two") as two:
        assert one.meta().signing != two.meta().signing
        assert one.meta().epoch != two.meta().epoch
        assert one.id != two.id
        assert one.log_key != two.log_key


@pytest.mark.parametrize("there", ["file", "full", "vault"])
def test_nothing_is_made_where_something_is(tmp_path: Path, there: str) -> None:
    target = tmp_path / "place"
    if there == "file":
        target.write_bytes(b"mine")
    elif there == "full":
        target.mkdir()
        (target / "mine").write_bytes(b"mine")
    else:
        create(target).close()
    before = making.files(tmp_path)
    with pytest.raises(errors.VaultExists):
        create(target)
    assert making.files(tmp_path) == before


def test_an_empty_folder_becomes_the_vault(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir(mode=0o755)
    with create(tmp_path / "vault") as vault:
        assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_a_killed_creation_leaves_no_vault_and_is_swept_away(tmp_path: Path) -> None:
    left = tmp_path / ".keepsake-new-0011223344556677"
    left.mkdir(mode=0o700)
    (left / "vault.db").write_bytes(b"half")
    with create(tmp_path / "vault"):
        assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]


def test_a_wrong_passphrase_and_changed_slots_have_one_message(vault: Vault) -> None:
    vault.close()
    with pytest.raises(errors.CannotOpen) as wrong:
        vaults.open_vault(vault.folder, "another")
    path = vault.folder / "vault.json"
    value = json.loads(path.read_bytes())
    value["slots"][0]["wrapped"] = "00" * 48
    path.write_bytes(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())
    with pytest.raises(errors.CannotOpen) as changed:
        vaults.open_vault(vault.folder, PASSPHRASE)
    assert str(wrong.value) == str(changed.value)


@pytest.mark.parametrize("name", ["vault.json", "vault.db"])
@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_missing_or_empty_file_is_refused_and_not_made_anew(vault: Vault, name: str, how: str) -> None:
    vault.close()
    path = vault.folder / name
    path.unlink()
    if how == "empty":
        path.write_bytes(b"")
    before = making.files(vault.folder)
    with pytest.raises((errors.NotAVault, errors.CannotOpen)):
        vaults.open_vault(vault.folder, PASSPHRASE)
    assert making.files(vault.folder) == before


def test_no_folder_no_vault(tmp_path: Path) -> None:
    with pytest.raises(errors.NotAVault):
        vaults.open_vault(tmp_path / "nowhere", PASSPHRASE)
    assert not (tmp_path / "nowhere").exists()


def test_the_second_instance_is_told_who_holds_it(vault: Vault) -> None:
    with pytest.raises(errors.VaultInUse, match=str(os.getpid())):
        vaults.open_vault(vault.folder, PASSPHRASE)
    vault.close()
    vaults.open_vault(vault.folder, PASSPHRASE).close()


def test_another_process_is_told_too_and_may_come_after(vault: Vault) -> None:
    script = (
        "import sys; from pathlib import Path; from app.storage import vault\n"
        "from app.base.errors import VaultInUse\n"
        "try: vault.open_vault(Path(sys.argv[1]), sys.argv[2]).close()\n"
        "except VaultInUse as error: print(error); sys.exit(7)"
    )
    command = [sys.executable, "-c", script, str(vault.folder), PASSPHRASE]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    vault.close()
    let_in = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (refused.returncode, let_in.returncode) == (7, 0), refused.stderr + let_in.stderr
    assert str(os.getpid()) in refused.stdout


def test_a_vault_of_a_newer_version_is_left_untouched(vault: Vault) -> None:
    vault.db.run(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
    vault.close()
    before = making.files(vault.folder)
    with pytest.raises(errors.NewerVault):
        vaults.open_vault(vault.folder, PASSPHRASE)
    assert making.files(vault.folder) == before


def test_a_newer_vault_json_is_left_untouched(vault: Vault) -> None:
    vault.close()
    path = vault.folder / "vault.json"
    value = json.loads(path.read_bytes())
    value["format"] = 3
    path.write_bytes(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())
    before = making.files(vault.folder)
    with pytest.raises(errors.NewerVault):
        vaults.open_vault(vault.folder, PASSPHRASE)
    assert making.files(vault.folder) == before


def test_a_changed_salt_in_the_database_is_noticed(vault: Vault) -> None:
    vault.close()
    path = vault.folder / "vault.db"
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)
    with pytest.raises(errors.VaultDamaged):
        vaults.open_vault(vault.folder, PASSPHRASE)


@pytest.mark.parametrize("at", [16, 5000, 8191])
def test_a_changed_byte_in_a_page_is_noticed_and_told_in_our_words(
    vault: Vault, at: int, capfd: pytest.CaptureFixture[str]
) -> None:
    revisions.save(vault, making.note("words"))
    vault.close()
    path = vault.folder / "vault.db"
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(errors.VaultDamaged):
        vaults.open_vault(vault.folder, PASSPHRASE)
    assert capfd.readouterr().err == ""


def test_another_vaults_database_is_noticed(vault: Vault, tmp_path: Path) -> None:
    other = create(tmp_path / "other")
    other.close()
    vault.close()
    shutil.copy(other.folder / "vault.db", vault.folder / "vault.db")
    with pytest.raises(errors.VaultDamaged):
        vaults.open_vault(vault.folder, PASSPHRASE)


def test_an_older_database_under_a_newer_vault_json_is_noticed(vault: Vault) -> None:
    revisions.save(vault, making.note("one"))
    vault = reopen(vault)
    vault.close()
    old = (vault.folder / "vault.db").read_bytes()
    vault = vaults.open_vault(vault.folder, PASSPHRASE)
    revisions.save(vault, making.note("two"))
    vault.close()
    (vault.folder / "vault.db").write_bytes(old)
    with pytest.raises(errors.VaultDamaged, match="older"):
        vaults.open_vault(vault.folder, PASSPHRASE)


def test_a_trap_laid_beside_a_new_vault_is_not_stepped_into(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    trap = tmp_path / ".keepsake-new-evil"
    trap.mkdir(mode=0o700)
    (trap / "lock").symlink_to(victim)
    with create(tmp_path / "vault"):
        assert victim.read_text() == "precious"


def test_an_older_vault_json_under_a_newer_database_is_noticed(vault: Vault) -> None:
    old = (vault.folder / "vault.json").read_bytes()
    revisions.save(vault, making.note("one"))
    vault.close()
    assert (vault.folder / "vault.json").read_bytes() != old
    (vault.folder / "vault.json").write_bytes(old)
    with pytest.raises(errors.VaultDamaged, match="older"):
        vaults.open_vault(vault.folder, PASSPHRASE)


def test_the_connection_has_every_safety_on(vault: Vault) -> None:
    asked = {
        name: str(vault.db.value(f"PRAGMA {name}"))
        for name in (
            "journal_mode",
            "synchronous",
            "secure_delete",
            "temp_store",
            "trusted_schema",
            "cell_size_check",
            "locking_mode",
            "mmap_size",
            "page_size",
        )
    }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": "2",
        "secure_delete": "1",
        "temp_store": "2",
        "trusted_schema": "0",
        "cell_size_check": "1",
        "locking_mode": "normal",
        "mmap_size": "0",
        "page_size": "8192",
    }
    assert ("PRAGMA cipher_hmac_algorithm = HMAC_SHA256;",) in vault.db.all("PRAGMA cipher_settings")
    with pytest.raises(errors.VaultError):
        vault.db.run("SELECT load_extension('x')")


def test_a_reader_reads_beside_the_writer_and_can_be_interrupted(vault: Vault) -> None:
    reader = vault.reader()
    revisions.save(vault, making.note("seen at once"))
    assert len(records.search(vault, "seen", reader=reader)) == 1
    with pytest.raises(errors.VaultError):
        reader.run("DELETE FROM record")
    timer = threading.Timer(0.2, reader.interrupt)
    timer.start()
    with pytest.raises(Interrupted):
        reader.value("WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t")
    timer.join()
    assert len(records.search(vault, "seen", reader=reader)) == 1
    vault.close()
    assert not (vault.folder / "vault.db-wal").exists()


def test_migrations_run_in_one_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with create(tmp_path / "vault") as vault:
        key, salt = bytes(vault.database_key), vault.key_file.salt

    def half(database: object) -> None:
        database.run("CREATE TABLE half (n INTEGER)")  # type: ignore[attr-defined]
        raise errors.NoRoom("full")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, half))
    with pytest.raises(errors.NoRoom):
        vaults.open_vault(vault.folder, PASSPHRASE)
    database = open_writer(vault.folder / "vault.db", key, salt)
    assert database.value("PRAGMA user_version") == len(migrations.STEPS) - 1
    assert database.value("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0
    database.close()


def test_closing_twice_is_once(vault: Vault) -> None:
    vault.close()
    vault.close()
    assert vault.closed
    assert not any(vault.database_key)


def test_leftovers_of_replaced_files_are_removed(vault: Vault) -> None:
    vault.close()
    (vault.folder / ".tmp-0011").write_bytes(b"half a vault.json")
    vaults.open_vault(vault.folder, PASSPHRASE).close()
    assert not (vault.folder / ".tmp-0011").exists()


def test_the_head_is_read_from_a_file_of_bounded_size(vault: Vault) -> None:
    vault.close()
    (vault.folder / "vault.json").write_bytes(b"[" * (keyfile.LIMIT + 1))
    with pytest.raises(errors.CannotOpen):
        vaults.open_vault(vault.folder, PASSPHRASE)
