"""The printed script opens a vault on public libraries alone, as the help page says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.crypto import recovery
from app.services import attachments, casework, session, ways

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "resources" / "help" / "open-vault.py"
PASSPHRASE = "cafe\u0301 tests'"
SAME = "café\u2003tests'\n"  # composed, with another space and a newline: the same to us
FLOOR = 64 << 10
TITLE = {"text": "在门口 At the gate"}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], bytes]:
    """A vault with two records, an edit and an attachment of several pieces."""
    place = tmp_path_factory.mktemp("printed")
    content = bytes(range(256)) * 1000
    (place / "document.bin").write_bytes(content)
    with session.create(place / "vault", PASSPHRASE, name="One", role="field", memory_kib=FLOOR) as opened:
        incident = casework.add(opened, "incident", {"title": {"text": "Before"}})
        casework.edit(opened, incident, {"title": TITLE})
        person = casework.add(opened, "person", {"names": [{"text": "曹顺利", "script": "Hans"}]})
        attachments.attach(opened, incident, place / "document.bin")
        shown = {record: casework.show(opened, record) for record in (incident, person)}
    return place / "vault", shown, content


def _run(folder: Path, *options: object, passphrase: str = SAME) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", str(SCRIPT), str(folder), *map(str, options)]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # no `app` to import
    environment = {**kept, "PYTHONUTF8": "1", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        command,
        input=passphrase,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=folder,
        check=False,
    )


def test_it_needs_nothing_of_ours_and_stays_short() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert "from app" not in text
    assert "import app" not in text
    assert len(text.splitlines()) <= 120


def test_it_prints_the_current_version_of_each_record(vault: tuple[Path, dict[str, str], bytes]) -> None:
    folder, shown, _ = vault
    ran = _run(folder)
    assert ran.returncode == 0, ran.stderr
    found = {line["id"]: line for line in map(json.loads, ran.stdout.splitlines())}
    assert found.keys() == shown.keys()
    for record, line in found.items():
        assert line["state"] == "present"
        assert {key: line[key] for key in ("type", "fields")} == {key: shown[record][key] for key in ("type", "fields")}
        assert [line["revision"]] == shown[record]["heads"]


def test_it_writes_the_attachments(vault: tuple[Path, dict[str, str], bytes], tmp_path: Path) -> None:
    folder, _, content = vault
    ran = _run(folder, "--attachments", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == hashlib.sha256(content).hexdigest()
    assert file.read_bytes() == content


def test_it_prints_the_identities(vault: tuple[Path, dict[str, str], bytes]) -> None:
    ran = _run(vault[0], "--identities")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) >= 2  # of either profile
    assert all(line.startswith("AGE-SECRET-KEY-") for line in lines)


def test_a_wrong_passphrase_is_said_in_plain_words(vault: tuple[Path, dict[str, str], bytes]) -> None:
    ran = _run(vault[0], passphrase="wrong\n")
    assert ran.returncode == 1
    assert (
        ran.stderr == "The vault does not open: the passphrase, keyfile or code is wrong, or vault.json was changed.\n"
    )


def test_a_keyfile_and_the_recovery_code_open_it(vault: tuple[Path, dict[str, str], bytes], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(vault[0], tmp_path / "copy"))
    key = ways.new_keyfile()
    ways.write_keyfile(tmp_path / "stick", key)
    with session.open_session(folder, SAME) as opened:
        ways.add_keyfile(opened, "harbour velvet tundra ostrich", key, FLOOR)
        code = recovery.to_code(ways.add_recovery(opened))
        ways.remove(opened, ways.find(opened, "passphrase").id)
    for options, given in (
        (("--keyfile", tmp_path / "stick"), "harbour velvet tundra ostrich\n"),
        (("--recovery",), code + "\n"),
        (("--recovery",), recovery.from_code(code).hex()),  # as a program for SLIP-39 prints it
        (("--recovery",), code.lower().replace("-", " ").replace("0", "o")),
    ):
        ran = _run(folder, *options, passphrase=given)
        assert ran.returncode == 0, ran.stderr
        assert {line["id"] for line in map(json.loads, ran.stdout.splitlines())} == vault[1].keys()
    for options, given in (
        ((), SAME),
        ((), "harbour velvet tundra ostrich\n"),
        (("--keyfile", tmp_path / "stick"), SAME),
        (("--recovery",), code[:-30]),
        (("--recovery",), "\n"),
    ):
        ran = _run(folder, *options, passphrase=given)
        assert ran.returncode == 1
        assert ran.stderr.startswith("The vault does not open"), ran.stderr


def test_the_vault_still_opens_afterwards(vault: tuple[Path, dict[str, str], bytes]) -> None:
    with session.open_session(vault[0], SAME) as opened:
        assert len(casework.listing(opened, None)) == 2
