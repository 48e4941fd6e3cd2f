"""Backing up to, and restoring onto, a medium that is full or takes no large files: nothing is left, in plain words."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services import attachments, backing_up, casework, checking, practice, session
from tests.e2e.conftest import ROOT, environment
from tests.unit.services.making import PASSPHRASE


@dataclass(frozen=True)
class Scene:
    """A vault with records and an attachment, closed, and a backup of it."""

    vault: Path
    backup: Path
    digest: str
    passphrase: Path

    def run(self, limit: int, *words: object) -> subprocess.CompletedProcess[str]:
        """Run the command with no file allowed to grow beyond `limit` bytes."""

        def starve() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.run(
            [sys.executable, "-m", "app", "--passphrase-file", str(self.passphrase), *map(str, words)],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, preexec_fn=starve,
        )  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = tmp_path_factory.mktemp("scene")
    (place / "film").write_bytes(random.Random(1).randbytes(700_000))
    (place / "stick").mkdir()
    with session.create(
        place / "vault", PASSPHRASE, name="Field", role="field", practice=True, memory_kib=64 << 10
    ) as opened:
        practice.fill(opened)
        record = casework.add(opened, "note", {"text": {"text": "to attach to"}})
        attachments.attach(opened, record, place / "film")
        report = backing_up.back_up(opened, place / "stick" / "whole.age")
        digest = checking.verify(opened)["digest"]
    (place / "passphrase").write_text(PASSPHRASE)
    return Scene(place / "vault", report.path, digest, place / "passphrase")


def _whole(scene: Scene, folder: Path) -> None:
    with session.open_session(folder, PASSPHRASE) as opened:
        report = checking.verify(opened)
        assert report["problems"] == []
        assert report["digest"] == scene.digest


@pytest.mark.parametrize("limit", [4_096, 70_000, 1_000_000])
def test_a_medium_that_takes_no_large_files(scene: Scene, tmp_path: Path, limit: int) -> None:
    vault = Path(shutil.copytree(scene.vault, tmp_path / "vault"))
    (tmp_path / "out").mkdir()
    done = scene.run(limit, "--vault", vault, "backup", tmp_path / "out" / "mine.age")
    assert done.returncode == 1, done.stdout
    assert "full" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []
    _whole(scene, vault)


@pytest.mark.parametrize("limit", [4_096, 300_000])
def test_restoring_where_no_large_files_are_taken(scene: Scene, tmp_path: Path, limit: int) -> None:
    (tmp_path / "in").mkdir()
    done = scene.run(limit, "restore", scene.backup, "--to", tmp_path / "in" / "vault")
    assert done.returncode == 1, done.stdout
    assert "full" in done.stderr
    assert list((tmp_path / "in").iterdir()) == []


def test_a_stick_and_a_disk_with_little_room(scene: Scene, tmp_path: Path, tiny: Callable[[int], Path]) -> None:
    disk, vault = tiny(1 << 20), Path(shutil.copytree(scene.vault, tmp_path / "vault"))
    for words in (
        ("--vault", vault, "backup", disk / "mine.age"),
        ("restore", scene.backup, "--to", disk / "vault"),
    ):
        done = scene.run(1 << 30, *words)
        assert done.returncode == 1, done.stdout
        assert "free" in done.stderr
        assert list(disk.iterdir()) == []
