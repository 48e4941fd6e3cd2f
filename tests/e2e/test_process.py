"""The command as a process: Ctrl+C, output nobody reads, screens that lack letters, and how fast it starts."""

from __future__ import annotations

import json
import os
import pty
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services import attachments, casework, practice, receiving, sending, session
from tests.e2e.conftest import ROOT, environment
from tests.unit.services import making


@dataclass(frozen=True)
class Place:
    """A laptop with the sample and a film, an office, and a bundle of it all on its way."""

    field: Path
    office: Path
    bundle: Path
    passphrase: Path

    def command(self, folder: Path, *words: object) -> list[str]:
        options = ["--vault", str(folder), "--passphrase-file", str(self.passphrase)]
        return [sys.executable, "-m", "app", *options, *map(str, words)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    root = tmp_path_factory.mktemp("process")
    (root / "passphrase").write_text(making.PASSPHRASE)
    with making.create(root / "field", "Field") as field, making.create(root / "hq", "HQ", "headquarters") as office:
        making.introduce(root, field, office)
        practice.fill(field)
        record = casework.add(field, "note", {"text": {"text": "with a film, 曹顺利, \U0001f600"}})
        (root / "film").write_bytes(random.Random(1).randbytes(30_000_000))
        attachments.attach(field, record, root / "film")
        bundle = Path(sending.send(field, "HQ", root)["bundles"][0])
    return Place(root / "field", root / "hq", bundle, root / "passphrase")


def _interrupted(command: list[str], begun: Callable[[], bool]) -> subprocess.CompletedProcess[str]:
    """Run a command and press Ctrl+C as soon as `begun` says so."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_ctrl_c,  # noqa: PLW1509 - no thread of ours runs at that moment
    )
    until = time.monotonic() + 240
    while process.poll() is None and time.monotonic() < until and not begun():
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _heed_ctrl_c() -> None:
    """Undo what a runner in the background hands down: that Ctrl+C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _growing(folder: Path) -> Callable[[], bool]:
    """Return what tells that a temporary file of some size is being written under a folder."""

    def begun() -> bool:
        try:
            return any(path.stat().st_size > 1_000_000 for path in folder.rglob(".tmp-*"))
        except FileNotFoundError:
            return False

    return begun


@pytest.mark.parametrize("turn", range(2))
def test_ctrl_c_while_receiving_leaves_the_previous_state(place: Place, tmp_path: Path, turn: int) -> None:
    vault = Path(shutil.copytree(place.office, tmp_path / "vault"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        before = making.standing(opened)
    done = _interrupted(place.command(vault, "receive", place.bundle), _growing(vault))
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.strip().startswith("Stopped")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    if turn:  # nothing is left even before the vault is opened again
        assert not list(vault.rglob(".tmp-*"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.unchanged(opened, before)
        assert receiving.receive(opened, place.bundle)["counts"]["new"] > 40


def test_ctrl_c_while_sending_leaves_no_half_bundle(place: Place, tmp_path: Path) -> None:
    vault = Path(shutil.copytree(place.field, tmp_path / "vault"))
    (tmp_path / "stick").mkdir()
    done = _interrupted(
        place.command(vault, "send", "--to", "HQ", "--out", tmp_path / "stick"), _growing(tmp_path / "stick")
    )
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.strip().startswith("Stopped")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert list((tmp_path / "stick").iterdir()) == []
    office = Path(shutil.copytree(place.office, tmp_path / "office"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.standing(opened)
        (bundle,) = sending.send(opened, "HQ", tmp_path / "stick")["bundles"]
    with session.open_session(office, making.PASSPHRASE) as opened:
        assert receiving.receive(opened, Path(bundle))["counts"]["new"] > 40


def test_ctrl_c_while_attaching(place: Place, tmp_path: Path) -> None:
    vault = Path(shutil.copytree(place.office, tmp_path / "vault"))
    with session.open_session(vault, making.PASSPHRASE) as opened:
        record = casework.add(opened, "note", {"text": {"text": "x"}})
        before = making.standing(opened)
    done = _interrupted(place.command(vault, "attach", record, place.bundle), _growing(vault))
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.strip().startswith("Stopped")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    with session.open_session(vault, making.PASSPHRASE) as opened:
        making.unchanged(opened, before)


def _run(command: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
    env = {**environment(), **how.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(command, cwd=ROOT, env=env, check=False, stderr=subprocess.PIPE, **how)  # type: ignore[call-overload]


def test_output_nobody_reads(place: Place) -> None:
    reading, writing = os.pipe()
    os.close(reading)  # as `| head -0` does
    for words in (["list", "--json"], ["list"], ["--help"], ["help"], ["list", "--help"]):
        done = _run(place.command(place.field, *words), stdout=writing)
        assert done.returncode in (0, 1)
        assert done.stderr == b""
    os.close(writing)
    shell = f"{' '.join(place.command(place.field, 'list'))} | head -0"
    assert _run(["bash", "-c", shell], stdout=subprocess.PIPE).stderr == b""
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        done = _run(["bash", "-c", f"{' '.join(place.command(place.field, 'list'))} {closed}"], stdout=subprocess.PIPE)
        assert b"Traceback" not in done.stderr
        assert done.returncode in (0, 1), closed
    done = _run(["bash", "-c", f"{' '.join(place.command(place.field, 'add', 'note'))} <&-"], stdout=subprocess.PIPE)
    assert done.returncode == 1
    assert b"went wrong" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_a_screen_that_cannot_show_every_letter(place: Place, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    said = _run(place.command(place.field, "search", "film", "--json"), stdout=subprocess.PIPE, env=env)
    assert (said.returncode, said.stderr) == (0, b"")
    (row,) = json.loads(said.stdout.decode(encoding))["records"]
    assert "曹顺利, \U0001f600" in row["title"]
    plain = _run(place.command(place.field, "search", "film"), stdout=subprocess.PIPE, env=env)
    assert (plain.returncode, plain.stderr) == (0, b"")
    assert b"with a film" in plain.stdout
    wrong = _run(place.command(place.field, "send", "--to", "曹顺利", "--out", "."), stdout=subprocess.PIPE, env=env)
    assert wrong.returncode == 1
    assert b"Traceback" not in wrong.stderr
    assert b"card" in wrong.stderr


def test_progress_goes_to_a_terminal_only_and_leaves_its_line_clean(place: Place, tmp_path: Path) -> None:
    vault = Path(shutil.copytree(place.office, tmp_path / "vault"))
    done = _run(place.command(vault, "receive", place.bundle), stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
    shutil.rmtree(vault)
    shutil.copytree(place.office, vault)
    ours, theirs = pty.openpty()
    script = (
        "import sys, app.cli.opening as o, app.cli.main as m; o.WAIT = o.EVERY = 1e-4; sys.exit(m.main(sys.argv[1:]))"
    )
    words = place.command(vault, "receive", place.bundle)[3:]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # how a terminal says that nobody writes any more
        pass
    out, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert b"verified" in out
    assert b"/s)" in shown
    assert shown.endswith(b"\x1b[K")


def test_starting_takes_little_time(place: Place) -> None:
    """Print how long; what is loaded is what can be asserted on any machine."""
    heavy = {"PySide6", "pypinyin", "anyascii", "sqlcipher3", "hypothesis", "unittest", "asyncio", "email", "http"}
    for words, allowed in ((["--help"], set[str]()), (["list"], {"sqlcipher3"})):
        times = []
        for _turn in range(3):
            begun = time.perf_counter()
            command = place.command(place.field, *words)
            done = _run([command[0], "-X", "importtime", *command[1:]], stdout=subprocess.PIPE)
            times.append(time.perf_counter() - begun)
            assert done.returncode == 0
        loaded = {line.rsplit(b"|", 1)[-1].strip().decode() for line in done.stderr.splitlines() if b"|" in line}
        assert not (heavy - allowed) & loaded
        print(f"keepsake {words[0]}: {min(times):.2f} s, {len(loaded)} modules")
