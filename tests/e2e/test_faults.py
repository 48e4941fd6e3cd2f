"""Kill and starve save, attach, send and receive at system calls all along; what was confirmed is always there.

strace injects into the real process: SIGKILL at the n-th write, sync, rename or unlink, and a disk that is full
or fails from the n-th on. Counts are printed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services import casework, checking, contacts, practice, receiving, sending, session, trusting
from tests.e2e.conftest import ROOT, environment
from tests.e2e.worker import PASSPHRASE

CALLS = ("fsync", "fdatasync", "rename", "link", "unlink", "pwrite64", "write", "ftruncate")
STRIDES = 14  # injection points tried for each operation and fault
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")

pytestmark = pytest.mark.skipif(
    not shutil.which("strace"), reason="strace is not installed: packaging/check.py installs it"
)


@dataclass(frozen=True)
class Scene:
    """A field vault with records, an office that trusts it, a bundle on the way, a file to attach."""

    laptop: Path
    office: Path
    bundle: Path
    file: Path
    record: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = tmp_path_factory.mktemp("scene")
    (place / "stick").mkdir()
    options = {"practice": True, "memory_kib": 64 << 10}
    with (
        session.create(place / "laptop", PASSPHRASE, name="Field", role="field", **options) as field,
        session.create(place / "office", PASSPHRASE, name="HQ", role="headquarters", **options) as office,
    ):
        for giver, taker in ((field, office), (office, field)):
            trusting.take_card(taker, place / "card", contacts.write_card(giver, place / "card"))
        practice.fill(field)
        record = casework.add(field, "note", {"text": {"text": "to attach to"}})
        bundle = Path(sending.send(field, "HQ", place / "stick")["bundles"][0])
    file = place / "recording.bin"
    file.write_bytes(random.Random(1).randbytes(700_000))
    return Scene(place / "laptop", place / "office", bundle, file, record)


def _words(scene: Scene, operation: str, place: Path) -> tuple[Path, list[str]]:
    """Return the vault to work on, a copy, and the worker's words."""
    source = scene.office if operation == "receive" else scene.laptop
    folder = place / "vault"
    shutil.copytree(source, folder)
    (place / "out").mkdir()
    words = {
        "save": ["4"],
        "attach": [scene.record, str(scene.file)],
        "send": [str(place / "out")],
        "receive": [str(scene.bundle)],
    }[operation]
    return folder, [operation, str(folder), *words]


def _run(words: list[str], faults: list[str], trace: Path) -> subprocess.CompletedProcess[str]:
    # -y names the file behind each number, so that a write into the vault is known as one
    strace = ["strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={','.join(CALLS)}"]
    for fault in faults:
        strace += ["-e", f"inject={fault}"]
    command = [*strace, sys.executable, "-m", "tests.e2e.worker", *words]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def _points(trace: Path, folder: Path) -> list[dict[str, int]]:
    """Return, for each call of the main thread from the first on the vault, how often each call was made until then.

    The call itself is the last one of its entry; strace counts every kind of call for itself.
    """
    made = dict.fromkeys(CALLS, 0)
    points: list[dict[str, int]] = []
    main = ""
    for line in trace.read_text(errors="replace").splitlines():
        thread, call = line.split(maxsplit=1)
        main = main or thread
        name = call.partition("(")[0]
        if thread != main or name not in made:
            continue
        made[name] += 1
        if points or str(folder) in line:
            points.append({name: made.pop(name), **made})
            made = {name: points[-1][name], **made}
    return points


def _faults(point: dict[str, int], fault: str) -> list[str]:
    """Return strace's injections: kill at exactly this call, or let this and all later calls of any kind fail."""
    name, *others = point
    if fault == "signal=KILL":
        return [f"{name}:{fault}:when={point[name]}"]
    return [f"{name}:{fault}:when={point[name]}+", *(f"{one}:{fault}:when={point[one] + 1}+" for one in others)]


@pytest.mark.parametrize("operation", ["save", "attach", "send", "receive"])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_leaves_the_previous_or_the_confirmed_state(
    scene: Scene, operation: str, fault: str, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    folder, words = _words(scene, operation, whole)
    done = _run(words, [], tmp_path / "trace")
    assert done.returncode == 0, done.stderr
    everything = len(done.stdout.split())
    calls = _points(tmp_path / "trace", folder)
    chosen = sorted({len(calls) * n // STRIDES for n in range(STRIDES)})
    stopped = 0
    for number in chosen:
        place = tmp_path / f"at-{number}"
        place.mkdir()
        folder, words = _words(scene, operation, place)
        done = _run(words, _faults(calls[number], fault), tmp_path / "trace")
        stopped += done.returncode != 0
        assert "Traceback" not in done.stderr, done.stderr
        confirmed = done.stdout.split()
        assert done.returncode != 0 or len(confirmed) == everything  # all is well only if all was confirmed
        _check(scene, operation, folder, confirmed, place)
        shutil.rmtree(place)
    print(f"{operation}, {fault}: {len(chosen)} of {len(calls)} calls tried, {stopped} runs stopped, nothing lost")
    assert stopped >= len(chosen) // 2  # what fails while closing, after everything was confirmed, stops nothing


def _check(scene: Scene, operation: str, folder: Path, confirmed: list[str], place: Path) -> None:
    with session.open_session(folder, PASSPHRASE) as opened:
        report = checking.verify(opened)
        assert report["problems"] == []
        rows = casework.listing(opened)
        if operation == "save":
            assert set(confirmed) <= {row["id"] for row in rows}
        elif operation == "attach" and confirmed:
            shown = casework.show(opened, scene.record)["fields"]["attachments"]
            assert [item["sha256"] for item in shown] == confirmed
        elif operation == "receive":
            assert len(rows) in (
                (0, len(practice.sample_records()) + 1) if not confirmed else (len(practice.sample_records()) + 1,)
            )
            answer = receiving.receive(opened, scene.bundle)  # and it can still be received, or was
            assert answer["counts"]["new"] in (0, len(practice.sample_records()) + 1)
    if operation == "send":
        left = [path for path in (place / "out").iterdir() if path.suffix == ".age"]
        assert set(confirmed) <= {str(path) for path in left}
        with session.open_session(scene_copy(scene.office, place), PASSPHRASE) as office:
            for path in left:  # what has the final name is whole
                receiving.receive(office, path)


def scene_copy(vault: Path, place: Path) -> Path:
    """Return a copy of a vault that a test may change."""
    return Path(shutil.copytree(vault, place / "office-copy"))


def test_killed_at_any_moment_while_saving(scene: Scene, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(scene.laptop, tmp_path / "vault"))
    dice = random.Random(os.getpid())
    confirmed: set[str] = set()
    for _ in range(12):
        command = [sys.executable, "-m", "tests.e2e.worker", "save", str(folder), "5000"]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
        assert worker.stdout
        confirmed.add(worker.stdout.readline().strip())
        time.sleep(dice.random() * 0.3)
        worker.kill()
        # a last line cut in two was not confirmed
        confirmed |= {line.strip() for line in worker.stdout.read().split("\n")[:-1]}
        worker.wait()
        worker.stdout.close()
        with session.open_session(folder, PASSPHRASE) as opened:
            assert confirmed <= {row["id"] for row in casework.listing(opened)}
    with session.open_session(folder, PASSPHRASE) as opened:
        assert checking.verify(opened)["problems"] == []
    print(f"12 kills, {len(confirmed):,} confirmed records, all there")
