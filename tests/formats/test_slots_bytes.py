"""The golden vault of format 2 opens by each of its ways, and no changed byte of its `vault.json` opens or misleads."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.base import errors, resources
from app.crypto import derive, keyfiles, recovery, shares
from app.crypto.ways import Way
from app.services import casework, checking, session, ways
from app.storage import keyfile

GOLDEN = Path(__file__).parent / "golden"
KNOWN: dict[str, Any] = json.loads((GOLDEN / "vault-v2-slots.json").read_bytes())
GIVEN = KNOWN["ways"]
KEY = keyfiles.from_text(GIVEN["keyfile"].encode())
SECRET = recovery.from_code(GIVEN["recovery_code"])
EVERY = {
    "first passphrase": Way(GIVEN["passphrases"][0]),
    "second passphrase": Way(GIVEN["passphrases"][1]),
    "keyfile": Way(GIVEN["keyfile_passphrase"], keyfile=KEY),
    "recovery": Way(recovery=SECRET),
}
DATA = (GOLDEN / "vault-v2-slots" / "vault.json").read_bytes()


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A copy to work on."""
    folder = Path(shutil.copytree(GOLDEN / "vault-v2-slots", tmp_path / "vault"))
    (folder / "quarantine").mkdir(exist_ok=True)  # git keeps no empty folder
    return folder


@pytest.mark.parametrize("name", EVERY)
def test_each_way_opens_it(golden: Path, name: str) -> None:
    with session.open_session(golden, EVERY[name]) as opened:
        assert {row["id"] for row in casework.listing(opened)} == set(KNOWN["records"])
        assert [{"id": one.id, "kind": one.kind, "memory_kib": one.memory_kib} for one in ways.listed(opened)] == (
            KNOWN["slots"]
        )
        assert opened.vault.key_file.backup == KNOWN["backup"] == recovery.backup_recipient(SECRET)
        if name == "recovery":
            assert checking.verify(opened)["problems"] == []


def test_its_shares_are_of_its_code(golden: Path) -> None:
    for two in itertools.combinations(GIVEN["recovery_shares"], 2):
        assert shares.combine(two) == SECRET
    ways.try_shares(golden, GIVEN["recovery_shares"][1:])


@pytest.mark.parametrize("name", ["second passphrase", "keyfile", "recovery"])
def test_the_printed_script_opens_it_by_each_way(golden: Path, name: str, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text(GIVEN["keyfile"])
    options, given = {
        "second passphrase": ([], GIVEN["passphrases"][1]),
        "keyfile": (["--keyfile", tmp_path / "stick"], GIVEN["keyfile_passphrase"]),
        "recovery": (["--recovery"], GIVEN["recovery_code"]),
    }[name]
    command = [sys.executable, resources.path("help", "open-vault.py"), golden, *options]
    ran = subprocess.run(
        list(map(str, command)), input=given + "\n", capture_output=True, encoding="utf-8", check=True, cwd=tmp_path
    )
    assert {json.loads(line)["id"] for line in ran.stdout.splitlines()} == set(KNOWN["records"])


@pytest.mark.parametrize("name", ["vault-v1", "vault-tables-2"])
def test_a_vault_of_format_1_stays_so_until_it_needs_2(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN / name, tmp_path / "vault"))
    (folder / "quarantine").mkdir(exist_ok=True)
    passphrase = {"vault-v1": "golden vault of format 1", "vault-tables-2": "golden vault, tables of version 2"}[name]

    def written() -> int:
        return int(json.loads((folder / "vault.json").read_bytes())["format"])

    with session.open_session(folder, passphrase) as opened:
        (first,) = ways.listed(opened)
        assert first.memory_kib == 65536
        raised = ways.change(opened, first.id, Way(passphrase), 65536 + 8192)  # the upgrade of an old vault's cost
        assert raised.memory_kib == 65536 + 8192
    assert written() == 1
    with session.open_session(folder, passphrase) as opened:
        assert [one.memory_kib for one in ways.listed(opened)] == [65536 + 8192]
        secret = ways.add_recovery(opened)
    assert written() == 2
    with session.open_session(folder, Way(recovery=secret)) as opened:
        known = json.loads((GOLDEN / f"{name}.json").read_bytes())
        assert checking.verify(opened)["digest"] == known["digest"]


def _proved(data: bytes, mac_key: bytes) -> None:
    keyfile.parse(data)
    keyfile.check(data, mac_key)


def _unlocked(data: bytes, folder: Path) -> None:
    (folder / "vault.json").write_bytes(data)
    _key_file, key = keyfile.unlocked(folder, EVERY["recovery"])
    derive.wipe(key)


def test_every_changed_byte_refuses_the_recovery_code(tmp_path: Path) -> None:
    """The whole way in, for each byte: it costs no Argon2id. A larger format reads as newer; nothing else opens."""
    _unlocked(DATA, tmp_path)
    newer = set()
    for position in range(len(DATA)):
        flipped = bytearray(DATA)
        flipped[position] ^= 1 << position % 8
        try:
            _unlocked(bytes(flipped), tmp_path)
        except errors.CannotOpen:
            continue
        except errors.NewerVault:
            newer.add(position)
            continue
        pytest.fail(f"byte {position} was changed, and the vault opened")
    assert newer <= {DATA.index(b'"format":2') + len('"format":')}


def test_every_changed_byte_is_noticed_by_who_knows_the_key(tmp_path: Path) -> None:
    (tmp_path / "vault.json").write_bytes(DATA)
    key_file, vault_key = keyfile.unlocked(tmp_path, EVERY["recovery"])
    mac_key = derive.derive(vault_key, derive.VAULT_JSON)
    assert keyfile.encode(key_file, mac_key) == DATA
    for position in range(len(DATA)):
        for change in (0x01, 0x20):
            flipped = bytearray(DATA)
            flipped[position] ^= change
            with pytest.raises((errors.CannotOpen, errors.NewerVault)):
                _proved(bytes(flipped), mac_key)


def test_every_cut_is_refused(tmp_path: Path) -> None:
    for length in range(0, len(DATA), 3):
        with pytest.raises(errors.CannotOpen):
            _unlocked(DATA[:length], tmp_path)


@pytest.mark.parametrize("name", ["first passphrase", "keyfile"])
def test_a_sample_of_changed_bytes_refuses_by_the_slow_ways(name: str, tmp_path: Path) -> None:
    """Each costs an Argon2id, so that every 150th byte has to do."""
    for position in range(7, len(DATA), 150):
        flipped = bytearray(DATA)
        flipped[position] ^= 1
        (tmp_path / "vault.json").write_bytes(flipped)
        with pytest.raises((errors.CannotOpen, errors.NewerVault)):
            keyfile.unlocked(tmp_path, EVERY[name])


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ("format", 1),
        ("backup", None),
        ("backup", "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"),
        ("backup", KNOWN["backup"][:-1]),
        ("backup", 7),
        ("slots", [slot for slot in json.loads(DATA)["slots"] if slot["kind"] == "passphrase"]),
        ("slots", json.loads(DATA)["slots"][:3]),
        ("slots", json.loads(DATA)["slots"][::-1]),
    ],
)
def test_what_was_taken_away_or_exchanged_is_noticed(changed: str, value: object, tmp_path: Path) -> None:
    told = json.loads(DATA)
    told[changed] = value
    data = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    (tmp_path / "vault.json").write_bytes(data)
    with pytest.raises(errors.CannotOpen):
        keyfile.unlocked(tmp_path, EVERY["recovery"])
    key = keyfile.unlock(keyfile.parse(DATA), EVERY["recovery"])
    with pytest.raises(errors.CannotOpen):
        _proved(data, derive.derive(key, derive.VAULT_JSON))
