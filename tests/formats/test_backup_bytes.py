"""Golden backups of format 1, of every version of tables and of `vault.json`: restored for ever."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.crypto import recovery
from app.crypto.ways import Way
from app.exchange import backup
from app.services import backing_up, casework, checking, session
from app.storage import blobs

GOLDEN = Path(__file__).parent / "golden"
PASSPHRASES = {
    "backup-v1-tables-1": ("golden vault of format 1", "vault-v1"),
    "backup-v1-tables-2": ("golden vault, tables of version 2", "vault-tables-2"),
    "backup-v1-ways": ("golden backup, vault.json of format 2", "backup-v1-ways"),
}
"""Name, passphrase, and the name of what says what is in it."""
WAYS = json.loads((GOLDEN / "backup-v1-ways.json").read_bytes())
OTHERS = {
    "passphrase and keyfile": Way(WAYS["keyfile_passphrase"], keyfile=bytes.fromhex(WAYS["keyfile"])),
    "recovery code": Way(recovery=recovery.from_code(WAYS["code"])),
}


def _holds(folder: Path, way: str | Way, known: dict[str, Any]) -> None:
    with session.open_session(folder, way) as opened:
        report = checking.verify(opened)
        assert report["problems"] == []
        assert report["digest"] == known["digest"]
        assert opened.card.fingerprint == known["fingerprint"]
        for record, fields in known["records"].items():
            assert casework.show(opened, record)["fields"] == fields
        with blobs.open_blob(opened.vault, known["attachment"]) as content:
            assert hashlib.sha256(content.read()).hexdigest() == known["attachment"]


@pytest.mark.parametrize("name", PASSPHRASES)
def test_it_is_restored_and_every_check_passes(name: str, tmp_path: Path) -> None:
    passphrase, said = PASSPHRASES[name]
    report = backing_up.restore(GOLDEN / f"{name}.age", passphrase, tmp_path / "vault")
    assert (report.damaged_pages, report.missing) == (0, 0)
    _holds(tmp_path / "vault", passphrase, json.loads((GOLDEN / f"{said}.json").read_bytes()))


@pytest.mark.parametrize("name", OTHERS)
def test_every_way_in_restores_it(name: str, tmp_path: Path) -> None:
    backing_up.restore(GOLDEN / "backup-v1-ways.age", OTHERS[name], tmp_path / "vault")
    _holds(tmp_path / "vault", OTHERS[name], WAYS)


def test_the_recovery_code_needs_no_keys_file(tmp_path: Path) -> None:
    alone = Path(shutil.copy(GOLDEN / "backup-v1-ways.age", tmp_path / "alone.age"))
    backing_up.restore(alone, OTHERS["recovery code"], tmp_path / "vault")
    _holds(tmp_path / "vault", WAYS["passphrase"], WAYS)


def test_one_made_before_an_update_takes_the_attachments_beside_it(tmp_path: Path) -> None:
    old = Path(shutil.copytree(GOLDEN / "vault-v1", tmp_path / "old"))
    (old / "backups").mkdir()
    made = Path(shutil.copy(GOLDEN / "backup-v1-before-update.age", old / "backups"))
    passphrase, said = PASSPHRASES["backup-v1-tables-1"]
    report = backing_up.restore(made, passphrase, tmp_path / "vault")
    assert (report.damaged_pages, report.missing) == (0, 0)
    _holds(tmp_path / "vault", passphrase, json.loads((GOLDEN / f"{said}.json").read_bytes()))
    alone = backing_up.restore(
        GOLDEN / "backup-v1-before-update.age", passphrase, tmp_path / "alone", keys=old / "vault.json"
    )
    assert alone.missing == 1


def test_what_a_backup_says_of_itself_is_written_in_one_way() -> None:
    about = backup.About("ab" * 16, "2026-05-04T03:02:01Z", "keepsake 0.1.0", "whole", 3, 738094)
    assert backup.about_bytes(about) == (
        b'{"at":"2026-05-04T03:02:01Z","bytes":738094,"files":3,"format":1,"scope":"whole",'
        b'"software":"keepsake 0.1.0","vault":"abababababababababababababababab"}'
    )
    assert backup._seal(b"one", b"two", b"k" * 32) == SEAL


SEAL = b"291d99b3cde63dd8e8d2468443397f050861677f26069025f9c990e05fa59dd2\n"
"""HMAC-SHA256 under thirty-two `k`, of SHA-256(one) || SHA-256(two), in hexadecimal and with a newline."""
