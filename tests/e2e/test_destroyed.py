"""Killed at every write, sync, rename and removal of destroying keys: the vault is whole, or it is gone; never between.

strace kills the real process; the command itself asks, destroys and says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.base.errors import VaultDestroyed
from app.services import checking, practice, session
from app.storage import destroying
from tests.e2e.conftest import ROOT, Keepsake, environment
from tests.e2e.worker import PASSPHRASE

CALLS = ("fsync", "fdatasync", "rename", "link", "unlink", "unlinkat", "rmdir", "pwrite64", "write", "ftruncate")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("destroyed") / "laptop"
    with session.create(made, PASSPHRASE, name="Field", role="field", practice=True, memory_kib=64 << 10) as opened:
        practice.fill(opened)
    (made / "backups").mkdir()
    (made / "backups" / "invented.age").write_bytes(bytes(100_000))
    return made


def _traced(folder: Path, trace: Path, inject: str = "") -> subprocess.CompletedProcess[str]:
    strace = ["strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={','.join(CALLS)}"]
    words = [*strace, *(["-e", f"inject={inject}"] if inject else [])]
    command = [*words, sys.executable, "-m", "tests.e2e.worker", "destroy", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def _points(trace: Path, folder: Path) -> list[tuple[str, int]]:
    """Return every call on the vault's folder: its name, and the number strace counts it by."""
    made = dict.fromkeys(CALLS, 0)
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        name = line.split(maxsplit=1)[1].partition("(")[0]
        if name in made:
            made[name] += 1
            if str(folder) in line:
                found.append((name, made[name]))
    return found


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: packaging/check.py installs it")
def test_killed_at_any_step_it_is_whole_or_gone(vault: Path, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    shutil.copytree(vault, folder)
    done = _traced(folder, tmp_path / "trace")
    assert done.returncode == 0, done.stderr
    calls = _points(tmp_path / "trace", folder)
    assert len(calls) > 15
    whole = 0
    for name, number in calls:
        shutil.rmtree(folder)
        shutil.copytree(vault, folder)
        done = _traced(folder, tmp_path / "trace", f"{name}:signal=KILL:when={number}")
        assert done.returncode != 0
        begun = (folder / destroying.MARKER).exists() or destroying.gone(folder)
        try:
            with session.open_session(folder, PASSPHRASE) as opened:
                assert checking.verify(opened)["problems"] == []
            assert not begun
            assert not done.stdout  # nothing was said to be destroyed
            whole += 1
        except VaultDestroyed:
            assert sorted(path.name for path in folder.iterdir()) == ["lock", "vault.json"]
            assert (folder / "vault.json").read_bytes() == destroying.GONE
    print(f"killed at each of {len(calls)} calls, {whole} times before the first step, else gone for good")
    assert whole < len(calls)


def test_the_command_asks_and_needs_no_passphrase(field: Keepsake) -> None:
    command = [sys.executable, "-m", "app", "--vault", str(field.folder), "destroy"]

    def run(*more: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more], cwd=ROOT, env=environment(), input=typed, capture_output=True, text=True, check=False
        )

    assert run(typed="yes\n").returncode == 1
    assert "Nothing was destroyed" in run(typed="\n").stderr
    field.run("list")
    done = run(typed=f"{field.folder.name}\n")
    assert done.returncode == 0, done.stderr
    for word in ("Copies", "Bundles", "Flash memory"):
        assert word in done.stdout
    for words in (("list",), ("verify",), ("backup", "x.age"), ("destroy", "--yes-destroy")):
        assert "keys of this vault were destroyed" in field.run(*words, code=1).stderr


def test_without_asking_and_in_json(field: Keepsake) -> None:
    answer = field.json("destroy", "--yes-destroy")
    assert answer["destroyed"] == str(field.folder)
    assert answer["files_left"] == 0
    assert answer["bytes_overwritten"] > 100_000


def test_lock_out_on_the_command_line(field: Keepsake, tmp_path: Path) -> None:
    assert field.json("lock-out") == {"tries": 0}
    assert field.json("lock-out", 3) == {"tries": 3}
    wrong = Keepsake(field.folder, tmp_path / "wrong")
    wrong.passphrase_file.write_text("not the passphrase")
    assert "After 2 more" in wrong.run("list", code=1).stderr
    assert "After 1 more" in wrong.run("list", code=1).stderr
    assert "were destroyed" in wrong.run("list", code=1).stderr
    assert "were destroyed" in field.run("list", code=1).stderr
