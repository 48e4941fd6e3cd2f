"""A disk or a stick that is full, or takes no large files: the previous state, and plain words."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services import attachments, casework, receiving, sending, session
from tests.e2e.conftest import ROOT, environment
from tests.unit.services import making


@dataclass(frozen=True)
class Scene:
    """A closed laptop and office, a bundle on its way, and where copies may be made."""

    field: Path
    office: Path
    bundle: Path
    record: str
    passphrase: Path

    def run(self, limit: int, folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
        """Run the command with no file allowed to grow beyond `limit` bytes."""

        def starve() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        options = ["--vault", str(folder), "--passphrase-file", str(self.passphrase)]
        return subprocess.run(
            [sys.executable, "-m", "app", *options, *map(str, words)],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, preexec_fn=starve,
        )  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    place = tmp_path_factory.mktemp("full")
    (place / "passphrase").write_text(making.PASSPHRASE)
    (place / "film").write_bytes(random.Random(1).randbytes(1_500_000))
    with making.create(place / "field", "Field") as field, making.create(place / "hq", "HQ", "headquarters") as office:
        making.introduce(place, field, office)
        for number in range(30):
            record = casework.add(
                field, "note", {"text": {"text": f"{number} " + random.Random(2).randbytes(2000).hex(" ")}}
            )
        attachments.attach(field, record, place / "film")
        bundle = Path(sending.send(field, "HQ", place)["bundles"][0])
    return Scene(place / "field", place / "hq", bundle, record, place / "passphrase")


def _told(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert "went wrong that should not" not in done.stderr, done.stderr
    assert "full" in done.stderr or "did not do what was asked" in done.stderr, done.stderr


@pytest.mark.parametrize("limit", [4_096, 70_000, 300_000, 1_000_000])
def test_receiving_on_a_full_disk(scene: Scene, tmp_path: Path, limit: int) -> None:
    vault = Path(shutil.copytree(scene.office, tmp_path / "vault"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        before = making.standing(opened)
    _told(scene.run(limit, vault, "receive", scene.bundle))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.unchanged(opened, before)
        assert receiving.receive(opened, scene.bundle)["counts"]["new"] == 30
        making.standing(opened)


@pytest.mark.parametrize("limit", [4_096, 70_000, 300_000, 1_000_000])
def test_attaching_on_a_full_disk(scene: Scene, tmp_path: Path, limit: int) -> None:
    vault = Path(shutil.copytree(scene.field, tmp_path / "vault"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        before = making.standing(opened)
    _told(scene.run(limit, vault, "attach", scene.record, scene.bundle))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.unchanged(opened, before)
        attachments.attach(opened, scene.record, scene.bundle)
        making.standing(opened)


@pytest.mark.parametrize("limit", [4_096, 300_000, None])
def test_sending_from_a_full_disk_or_to_a_stick_that_takes_no_large_files(
    scene: Scene, tmp_path: Path, limit: int | None
) -> None:
    limit = limit or scene.bundle.stat().st_size - 1
    vault = Path(shutil.copytree(scene.field, tmp_path / "vault"))
    (tmp_path / "stick").mkdir()
    _told(scene.run(limit, vault, "send", "--to", "HQ", "--out", tmp_path / "stick"))
    assert list((tmp_path / "stick").glob("*.age")) == []
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.standing(opened)
        bundles = sending.send(opened, "HQ", tmp_path / "stick", max_size=1_900_000)["bundles"]
    office = Path(shutil.copytree(scene.office, tmp_path / "office"))
    with session.open_session(office, making.PASSPHRASE) as opened:
        assert sum(receiving.receive(opened, Path(one))["counts"]["new"] for one in bundles) == 30


def test_a_stick_that_takes_no_large_files_is_left_clean(scene: Scene, tmp_path: Path) -> None:
    vault = Path(shutil.copytree(scene.field, tmp_path / "vault"))
    (tmp_path / "stick").mkdir()
    limit = scene.bundle.stat().st_size - 1
    _told(scene.run(limit, vault, "send", "--to", "HQ", "--out", tmp_path / "stick"))
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_stick_with_little_room(scene: Scene, tmp_path: Path, tiny: Callable[[int], Path]) -> None:
    vault = Path(shutil.copytree(scene.field, tmp_path / "vault"))
    stick = tiny(1 << 20)
    with session.open_session(vault, making.PASSPHRASE) as opened:
        before = making.standing(opened)
    done = scene.run(1 << 30, vault, "send", "--to", "HQ", "--out", stick)
    _told_room(done)
    assert list(stick.iterdir()) == []
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.unchanged(opened, before)  # it was known before anything was prepared


def _told_room(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "free" in done.stderr
    assert "Traceback" not in done.stderr, done.stderr


def test_the_vaults_own_disk_is_full(scene: Scene, tiny: Callable[[int], Path]) -> None:
    disk = tiny(2 << 20)
    vault = Path(shutil.copytree(scene.office, disk / "vault"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        before = making.standing(opened)
    free = shutil.disk_usage(disk).free
    for left in (free - 100_000, 400_000, 100_000, 0):
        (disk / "other").write_bytes(bytes(max(0, shutil.disk_usage(disk).free - left)))
        _told(scene.run(1 << 30, vault, "receive", scene.bundle))
        (disk / "other").unlink()
        with session.open_session(vault, making.PASSPHRASE) as opened:
            making.unchanged(opened, before)
