"""The commands printed on the help page of backups open one, with public tools and two printed scripts only."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "resources" / "help"
GOLDEN = Path(__file__).parent / "golden"
KNOWN = json.loads((GOLDEN / "backup-v1-ways.json").read_bytes())
AGE_MJS = ROOT / "tests" / "peers" / "age.mjs"
TOOLS = ("tar", "sha256sum", "sh")

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason=f"needs {', '.join(tool for tool in TOOLS if shutil.which(tool) is None)}",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a backup, its keys file and both scripts, and no Keepsake."""
    shutil.copy(GOLDEN / "backup-v1-ways.age", tmp_path / "backup.age")
    shutil.copy(GOLDEN / "backup-v1-ways.keys.json", tmp_path / "backup.keys.json")
    for name in ("open-vault.py", "open-backup.py"):
        shutil.copy(HELP / name, tmp_path / name)
    return tmp_path


def _run(place: Path, words: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONUTF8": "1"}
    return subprocess.run(words, cwd=place, input=given, capture_output=True, check=False, env=environment)


def _python(place: Path, *words: str, given: str) -> bytes:
    ran = _run(place, [sys.executable, "-W", "error", *words], given.encode())
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_scripts_need_nothing_of_ours_and_stay_short() -> None:
    text = (HELP / "open-backup.py").read_text(encoding="utf-8")
    assert not re.search(r"(?:from|import) app\b", text)
    assert len(text.splitlines()) <= 100


@pytest.mark.parametrize("way", ["passphrase", "keyfile", "recovery"])
def test_every_command_of_the_page_runs(place: Path, way: str) -> None:
    if way == "recovery":
        (place / "backup.keys.json").unlink()
        _python(place, "open-backup.py", "--recovery", "backup.age", "backup.tar", given=KNOWN["code"] + "\n")
    else:
        (place / "keyfile").write_text(f"keepsake-keyfile-1 {KNOWN['keyfile']}\n")
        options = ["--keyfile", "keyfile"] if way == "keyfile" else []
        passphrase = KNOWN["keyfile_passphrase" if way == "keyfile" else "passphrase"]
        given = passphrase + "\n"
        (place / "key.txt").write_bytes(
            _python(place, "open-vault.py", "backup.keys.json", "--backup-key", *options, given=given)
        )
    blocks = re.findall(r"```sh\n(.*?)```", (HELP / "backup.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    (place / "tools").mkdir()
    python = place / "tools" / "python3"  # the one the libraries are installed for
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -W ignore "$@"\n')
    python.chmod(0o755)
    path = f"PATH={place / 'tools'}{os.pathsep}$PATH; export PATH; "
    for block in blocks:
        lines = (
            block if way != "recovery" else block.replace("python3 open-backup.py backup.age backup.tar < key.txt", "")
        )
        ran = _run(place, ["sh", "-ec", path + lines])
        assert ran.returncode == 0, ran.stdout + ran.stderr
    found = _python(place, "open-vault.py", "bag/data", given=KNOWN["passphrase"] + "\n")
    assert {line["id"]: line["fields"] for line in map(json.loads, found.splitlines())} == KNOWN["records"]


def test_a_wrong_key_is_said(place: Path) -> None:
    ran = _run(place, [sys.executable, "open-backup.py", "backup.age", "backup.tar"], b"00" * 32)
    assert ran.returncode == 1
    assert b"does not open the backup" in ran.stderr
    assert not (place / "backup.tar").exists()
    again = [sys.executable, "open-backup.py", "--recovery", "backup.age", "backup.tar"]
    assert _run(place, again, KNOWN["code"].encode()).returncode == 0  # a slip of the pen is in nobody's way
    ran = _run(place, again, KNOWN["code"].encode())
    assert ran.returncode == 1
    assert ran.stderr.strip() == b"TAR is there already: name another."


def _identity(place: Path) -> str:
    key = _python(place, "open-vault.py", "backup.keys.json", "--backup-key", given=KNOWN["passphrase"] + "\n")
    return _python(place, "open-backup.py", "--identity", given=key.decode()).decode().strip()


@pytest.mark.skipif(
    not shutil.which("node") or not (AGE_MJS.parent / "node_modules").is_dir(),
    reason="Node and the age of JavaScript are not installed: packaging/check.py --peers does it",
)
def test_another_age_opens_it_by_the_identity(place: Path) -> None:
    node = shutil.which("node")
    assert node
    ran = _run(place, [node, str(AGE_MJS), "decrypt", _identity(place)], (place / "backup.age").read_bytes())
    assert ran.returncode == 0, ran.stderr
    ours = _run(
        place, [sys.executable, "open-backup.py", "--recovery", "backup.age", "ours.tar"], KNOWN["code"].encode()
    )
    assert ours.returncode == 0
    assert ran.stdout == (place / "ours.tar").read_bytes()


def _age_knows_xwing() -> bool:
    if not shutil.which("age"):
        return False
    said = subprocess.run(["age", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2]) >= (1, 3)


@pytest.mark.skipif(not _age_knows_xwing(), reason="the age program here is older than 1.3 and knows no X-Wing keys")
def test_the_age_program_opens_it_by_the_identity(place: Path) -> None:
    (place / "identity.txt").write_text(_identity(place) + "\n")
    ran = _run(place, ["age", "-d", "-i", "identity.txt", "-o", "backup.tar", "backup.age"])
    assert ran.returncode == 0, ran.stderr
    assert _run(place, ["tar", "tf", "backup.tar"]).stdout.startswith(b"bag/backup.json\n")
