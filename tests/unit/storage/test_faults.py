"""Killed at any instant, failing at any step, on a full disk: what was promised is there, and nothing half."""

from __future__ import annotations

import errno
import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import errors
from app.storage import blobs, check, drafts, erasing, records, revisions
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import PASSPHRASE, note

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals, forks and limits of POSIX")
ROOT = Path(__file__).resolve().parents[3]


def _run(module: str, *words: object, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"tests.unit.storage.{module}", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload,no-any-return]


def _killed_at_work(folder: Path, seed: int, seconds: float) -> list[list[str]]:
    """Let a process work on the vault, kill it, and return what it told."""
    with _run("working", folder, seed) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read()
    return [line.split() for line in told.splitlines(keepends=True) if line.endswith("\n")]


def _promises_hold(vault: Vault, told: list[list[str]]) -> None:
    batches: list[list[str]] = []
    for word, *rest in told:
        match word:
            case "saved":
                assert revisions.known(vault, rest) == set(rest)
            case "attached":
                with blobs.open_blob(vault, rest[0]) as reader:
                    assert reader.read()
                assert revisions.get(vault, rest[1]) is not None
            case "receiving":
                batches.append(rest)
            case "received":
                assert batches[-1][0] == rest[0]
                assert revisions.known(vault, batches[-1]) == set(batches[-1])
            case "erased":
                found = revisions.get(vault, rest[0])
                assert found is not None
                assert found.body is None
            case "drafted":
                assert drafts.get(vault, rest[0]) is not None
            case "open":
                pass
            case _:
                raise AssertionError(word)
    for ids in batches:
        assert len(revisions.known(vault, ids)) in (0, len(ids))


@pytest.mark.slow
def test_killed_at_work_again_and_again(tmp_path: Path) -> None:
    folder, dice = tmp_path / "vault", random.Random()
    making.create(folder).close()
    told: list[list[str]] = []
    for _ in range(12):
        told += _killed_at_work(folder, dice.getrandbits(32), dice.uniform(0, 0.8))
        with vaults.open_vault(folder, PASSPHRASE) as vault:
            _promises_hold(vault, told)
            assert check.verify(vault).problems == ()
            assert not list(folder.glob(".tmp-*"))
            stored = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
            assert len(stored) == vault.db.value("SELECT count(*) FROM blob")
    assert len(told) > 10


@pytest.mark.slow
@pytest.mark.parametrize("how", ["die", "fail"])
def test_every_step_of_the_file_system_may_be_the_last_or_fail(tmp_path: Path, how: str) -> None:
    first = random.randint(1, 3)  # every third step in one run, every step in the end
    with _run("stepping", tmp_path, how, first, 3) as process:
        out, _ = process.communicate()
    assert process.returncode == 0, (first, out)
    assert int(out) > 50


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_stops_saving_and_loses_nothing(small_disk: Path) -> None:
    vault = making.create(small_disk / "vault")
    saved = []
    with pytest.raises(errors.NoRoom):  # noqa: PT012 - which of the calls is the last is not known
        for n in range(10_000):
            one = note(f"words {n} " * 200)
            revisions.save(vault, one)
            saved.append(one.id)
    assert len(saved) > 5
    with pytest.raises(errors.NoRoom):
        blobs.intake(vault, io.BytesIO(os.urandom(8 << 20)))
    assert revisions.known(vault, saved) == set(saved)
    assert len(records.rows(vault)) == len(saved)
    vault.close()
    with pytest.raises(errors.NoRoom):
        making.create(small_disk / "another")
    assert sorted(path.name for path in small_disk.iterdir()) == ["vault"]
    subprocess.run(["mount", "-o", "remount,size=12m", str(small_disk)], check=True)
    with vaults.open_vault(small_disk / "vault", PASSPHRASE) as vault:
        assert revisions.known(vault, saved) == set(saved)
        assert check.verify(vault).problems == ()
        revisions.save(vault, note("and on"))


def test_erasing_on_a_full_disk_can_be_repeated(small_disk: Path) -> None:
    vault = making.create(small_disk / "vault")
    victim = note("to be erased")
    revisions.save_all(vault, [victim, *(note(f"words {n} " * 100) for n in range(120))])
    vault = making.reopen(vault)
    filler = small_disk / "filler"
    room = os.statvfs(small_disk)
    filler.write_bytes(bytes(max(0, room.f_bavail * room.f_bsize - (600 << 10))))
    with pytest.raises(errors.NoRoom):
        erasing.erase(vault, [victim.id])
    assert check.verify(vault).problems == ()
    filler.unlink()
    erasing.erase(vault, [victim.id])
    found = revisions.get(vault, victim.id)
    assert found is not None
    assert found.body is None
    assert not list(vault.folder.glob(".tmp-*"))
    vault.close()


def test_a_limit_on_file_sizes_is_told_in_our_words(vault: Vault) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    revisions.save(vault, note("before"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(errors.VaultError):
            revisions.save_all(vault, [note("words " * 4000) for _ in range(100)])
        with pytest.raises(errors.NoRoom):
            blobs.intake(vault, io.BytesIO(bytes(4 << 20)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(records.rows(vault)) == 1
    revisions.save(vault, note("after"))
    assert check.verify(vault).problems == ()


def test_a_disk_that_fails_otherwise_is_told_in_our_words(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError(errno.EIO, "worn")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fails)
        with pytest.raises(errors.VaultError, match="EIO"):
            blobs.intake(vault, io.BytesIO(b"content"))
    assert [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()] == []
