"""Every operation killed, starved and refused at calls all along: what was confirmed is always there.

A few calls of each here; `KEEPSAKE_FAULTS=all`, or `python -m tests.faults`, strikes every one. Numbers are printed.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.services import casework, checking, session
from tests.e2e.conftest import ROOT, environment
from tests.e2e.worker import PASSPHRASE
from tests.faults.__main__ import make_scene
from tests.faults.operations import TABLE
from tests.faults.places import Place
from tests.faults.walking import FAULTS, Operation, walk

MOST = None if os.environ.get("KEEPSAKE_FAULTS") == "all" else 3

pytestmark = [
    pytest.mark.figures,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: packaging/check.py installs it"),
]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_scene(tmp_path_factory.mktemp("faults") / "scene")


@pytest.mark.parametrize("operation", TABLE)
def test_every_fault_leaves_the_previous_or_the_confirmed_state(scene: Path, operation: str) -> None:
    command = [sys.executable, "-m", "tests.faults", operation, "--scene", str(scene)]
    if MOST is not None:
        command += ["--most", str(MOST)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.search(r": (\d+) of (\d+) points tried .*, (\d+) runs stopped, nothing confirmed was lost", done.stdout)
    assert told, done.stdout
    tried, there, stopped = map(int, told.groups())
    assert there >= tried >= min(there, 2 * len(FAULTS))
    assert stopped >= tried // 2  # what fails while closing, after everything was confirmed, stops nothing


def test_the_walk_finds_what_confirms_too_early(scene: Path, tmp_path: Path) -> None:
    """An operation that confirms before it has saved is caught by the same walk that finds nothing wrong elsewhere."""

    def hasty(place: Place) -> None:
        opened = place.open()
        place.ready()  # only what comes after the confirmation is struck
        place.confirm("ab" * 16)
        casework.add(opened, "note", {"text": {"text": "confirmed before it was saved"}})

    def check(place: Place, confirmed: list[str]) -> None:
        with place.open() as opened:
            added = [row for row in casework.listing(opened) if "before it was saved" in row["title"]]
            assert added or not confirmed

    found = walk(Operation("hasty", hasty, check), scene, tmp_path, most=6)
    assert any("killed" in failure for failure in found.failures)
    assert any("disk full" in failure for failure in found.failures)


def test_killed_at_any_moment_while_saving(scene: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(scene / "vault", tmp_path / "vault"))
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
