"""Backing up and restoring on the command line: answers, plain words, exit codes, nothing half done."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.crypto import keyfiles, recovery
from app.services import casework, checking, session, ways
from tests.e2e.conftest import ROOT, environment
from tests.unit.services import making

KEYFILE_PASSPHRASE = "seven words that go with the keyfile"


@dataclass(frozen=True)
class Scene:
    """A vault that opens by a passphrase, by another with a keyfile, and by a recovery code; closed."""

    vault: Path
    passphrase: Path
    other: Path
    keyfile: Path
    code: str
    digest: str

    def run(self, *words: object, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", *map(str, words)],
            cwd=ROOT, env=environment(), input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = tmp_path_factory.mktemp("scene")
    (place / "passphrase").write_text(making.PASSPHRASE + "\n")
    (place / "other").write_text(KEYFILE_PASSPHRASE + "\n")
    with making.create(place / "vault", "Lark") as opened:
        casework.add(opened, "note", {"text": {"text": "words"}})
        secret = ways.add_recovery(opened)
        key = ways.new_keyfile()
        ways.add_keyfile(opened, KEYFILE_PASSPHRASE, key, making.FLOOR)
        (place / "keyfile").write_bytes(keyfiles.to_text(key))
        digest = checking.verify(opened)["digest"]
    files = (place / name for name in ("vault", "passphrase", "other", "keyfile"))
    return Scene(*files, recovery.to_code(secret), digest)


@pytest.fixture(scope="module")
def backup(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it, made by the command, in a folder of its own."""
    out = tmp_path_factory.mktemp("stick")
    done = scene.run("--vault", scene.vault, "--passphrase-file", scene.passphrase, "backup", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer.keys() == {
        "at", "backup", "bytes", "damaged_pages", "files", "keys", "missing", "removed", "sha256", "size",
    }  # fmt: skip
    assert {path.name for path in out.iterdir()} == {Path(answer["backup"]).name, Path(answer["keys"]).name}
    return Path(answer["backup"])


def _whole(scene: Scene, folder: Path) -> None:
    with session.open_session(folder, making.PASSPHRASE) as opened:
        report = checking.verify(opened)
        assert (report["problems"], report["digest"]) == ([], scene.digest)


def test_it_goes_out_and_comes_back(scene: Scene, backup: Path, tmp_path: Path) -> None:
    words = ["--passphrase-file", scene.passphrase, "--json", "restore", backup, "--to", tmp_path / "vault"]
    done = scene.run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer.keys() == {"at", "bytes", "damaged_pages", "files", "missing", "vault"}
    assert answer["vault"] == str(tmp_path / "vault")
    _whole(scene, tmp_path / "vault")
    again = scene.run(*words)
    assert again.returncode == 1
    assert "There is something in" in again.stderr
    _whole(scene, tmp_path / "vault")


def test_in_plain_words(scene: Scene, tmp_path: Path) -> None:
    words = ["--vault", scene.vault, "--passphrase-file", scene.passphrase, "backup", tmp_path / "mine.age"]
    done = scene.run(*words)
    assert "was read back" in done.stdout
    assert str(tmp_path / "mine.keys.json") in done.stdout
    again = scene.run(*words)
    assert again.returncode == 1
    assert "left as it is" in again.stderr
    done = scene.run("--passphrase-file", scene.passphrase, "restore", tmp_path / "mine.age", "--to", tmp_path / "new")
    assert "restored as it was on" in done.stdout


def test_a_check_makes_nothing(scene: Scene, backup: Path, tmp_path: Path) -> None:
    words = ["--passphrase-file", scene.passphrase, "restore", backup]
    done = scene.run(*words, "--check", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout).keys() == {"at", "bytes", "files", "scope"}
    assert "is whole" in scene.run(*words, "--check").stdout
    for wrong in ([], ["--check", "--to", tmp_path / "vault"]):
        done = scene.run(*words, *wrong)
        assert done.returncode == 2
        assert "--check" in done.stderr
    assert not (tmp_path / "vault").exists()
    assert len(list(backup.parent.iterdir())) == 2


def test_the_keys_file_can_be_elsewhere(scene: Scene, backup: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(backup, tmp_path / "alone.age"))
    words = ["--passphrase-file", scene.passphrase, "restore", alone, "--to", tmp_path / "vault"]
    done = scene.run(*words)
    assert done.returncode == 1
    assert "alone.keys.json" in done.stderr
    assert not (tmp_path / "vault").exists()
    keys = backup.with_name(backup.name.removesuffix(".age") + ".keys.json")
    assert scene.run(*words, "--keys", keys).returncode == 0
    _whole(scene, tmp_path / "vault")


def test_by_the_recovery_code_alone(scene: Scene, backup: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(backup, tmp_path / "alone.age"))
    (tmp_path / "code").write_text(scene.code + "\n")
    done = scene.run("--recovery-code-file", tmp_path / "code", "restore", alone, "--to", tmp_path / "vault")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    _whole(scene, tmp_path / "vault")


def test_by_passphrase_and_keyfile(scene: Scene, backup: Path, tmp_path: Path) -> None:
    words = ["--keyfile", scene.keyfile, "--passphrase-file", scene.other]
    done = scene.run(*words, "restore", backup, "--to", tmp_path / "vault")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    _whole(scene, tmp_path / "vault")


@pytest.mark.parametrize("what", ["wrong passphrase", "no backup", "damaged", "cut short"])
def test_what_does_not_come_back_says_why_and_makes_nothing(
    scene: Scene, backup: Path, tmp_path: Path, what: str
) -> None:
    copy, data, passphrase = tmp_path / "copy.age", backup.read_bytes(), scene.passphrase
    shutil.copy(backup.with_name(backup.name.removesuffix(".age") + ".keys.json"), tmp_path / "copy.keys.json")
    if what == "wrong passphrase":
        passphrase = tmp_path / "wrong"
        passphrase.write_text("wrong\n")
    middle = len(data) // 2
    changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    copy.write_bytes({"no backup": b"a letter", "damaged": changed, "cut short": data[:-1]}.get(what, data))
    done = scene.run("--passphrase-file", passphrase, "restore", copy, "--to", tmp_path / "in" / "vault")
    assert done.returncode == 1
    words = {"wrong passphrase": "passphrase", "no backup": "no backup", "damaged": "damaged", "cut short": "damaged"}
    assert words[what] in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "in").exists() or not list((tmp_path / "in").iterdir())
