"""kill -9 of the window while it types, attaches, sends, receives: nothing is lost of what it said was kept.

How many seconds of typing were lost is printed; on a machine at rest they are two at most.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain import canonical
from app.services import attachments, casework, checking, drafting, sending, session
from app.storage.layout import BUILDING
from tests.e2e.conftest import ROOT, environment
from tests.unit.services import making

PASSPHRASE = "killed"
FLOOR = 64 << 10
DRAFTED = 2.5
"""Seconds after which the first draft is usually kept; kills later than this wait for it, however slow the machine."""
LARGE = 60 << 20


def _vaults(place: Path) -> tuple[Path, Path, Path]:
    """Two vaults that trust each other, a stick, and a large file on it."""
    stick = place / "stick"
    stick.mkdir()
    with (
        session.create(place / "field", PASSPHRASE, name="Field", role="field", memory_kib=FLOOR) as field,
        session.create(place / "hq", PASSPHRASE, name="HQ", role="headquarters", memory_kib=FLOOR) as office,
    ):
        making.introduce(place, field, office)
        for n in range(200):
            casework.add(field, "note", {"text": {"text": f"number {n}"}})
    (stick / "film.bin").write_bytes(os.urandom(LARGE))
    return place / "field", place / "hq", stick


def _environment(home: Path) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    return environment() | places | {"QT_QPA_PLATFORM": "offscreen"}


@dataclass(frozen=True)
class Killed:
    """What was typed, each word's number with its time; up to which one the window said it was kept; the end."""

    typed: list[tuple[int, float]]
    confirmed: int
    at: float


def _kill_while(folder: Path, home: Path, mode: str, path: object, after: float) -> Killed:
    """Run the window and kill it so many seconds after it began; late kills wait for the first draft."""
    command = [sys.executable, "-m", "tests.e2e.window_driver", str(folder), PASSPHRASE, mode, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        assert window.stderr is not None
        first = window.stdout.readline()
        assert first == "READY\n", first + window.stderr.read()
        lines = []
        if after > DRAFTED:
            while not (lines and lines[-1].startswith("KEPT")):
                lines.append(window.stdout.readline())
                assert lines[-1], window.stderr.read()
            after -= DRAFTED
        time.sleep(after)
        window.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        lines += window.stdout.read().splitlines()
    told = [words for words in map(str.split, lines) if words and len(words) == {"TYPED": 3, "KEPT": 2}.get(words[0])]
    return Killed(
        [(int(words[1]), float(words[2])) for words in told if words[0] == "TYPED"],
        max((int(words[1]) for words in told if words[0] == "KEPT"), default=0),
        killed,
    )


def _kept(opened: session.Session) -> int:
    """The highest number of the words in any draft or record."""
    found = [0]
    for record in drafting.waiting(opened):
        words = canonical.encode(drafting.open_record(opened, record).fields).decode()
        found += [int(one) for one in re.findall(r"w(\d{5}) ", words)]
    return max(found)


def _check(folder: Path, killed: Killed) -> None:
    with session.open_session(folder, PASSPHRASE) as opened:
        kept = _kept(opened)
        assert checking.verify(opened)["problems"] == []
    lost = [at for n, at in killed.typed if n > kept]
    seconds = killed.at - lost[0] if lost else 0
    print(f"typed {len(killed.typed)}, kept {kept}, lost the last {seconds:.2f} s")
    assert kept >= killed.confirmed


@pytest.mark.parametrize("after", [0.5, 3.1, 4.0, 5.7])
def test_killed_while_typing(tmp_path: Path, after: float) -> None:
    field, _office, _stick = _vaults(tmp_path)
    killed = _kill_while(field, tmp_path / "home", "type", "", after)
    assert killed.typed
    _check(field, killed)


@pytest.mark.parametrize("after", [0.1, 0.5, 3.2])
def test_killed_while_attaching(tmp_path: Path, after: float) -> None:
    field, _office, stick = _vaults(tmp_path)
    killed = _kill_while(field, tmp_path / "home", "attach", stick / "film.bin", after)
    _check(field, killed)


@pytest.mark.parametrize("after", [0.1, 0.6, 3.2])
def test_killed_while_sending(tmp_path: Path, after: float) -> None:
    field, office, stick = _vaults(tmp_path)
    with session.open_session(field, PASSPHRASE) as opened:
        record = casework.add(opened, "note", {"text": {"text": "with a film"}})
        attachments.attach(opened, record, stick / "film.bin")
    killed = _kill_while(field, tmp_path / "home", "send", stick, after)
    _check(field, killed)
    with session.open_session(field, PASSPHRASE) as opened:  # afterwards it goes as if nothing had been
        sending.send(opened, "HQ", stick)
    assert office.is_dir()


@pytest.mark.parametrize("after", [0.1, 0.6, 3.2])
def test_killed_while_receiving(tmp_path: Path, after: float) -> None:
    field, office, stick = _vaults(tmp_path)
    with session.open_session(field, PASSPHRASE) as opened:
        record = casework.add(opened, "note", {"text": {"text": "with a film"}})
        attachments.attach(opened, record, stick / "film.bin")
        bundle = sending.send(opened, "HQ", stick)["bundles"][0]
    killed = _kill_while(office, tmp_path / "home", "receive", bundle, after)
    _check(office, killed)


def test_a_killed_first_run_leaves_no_vault_behind(tmp_path: Path) -> None:
    """Making is killed at several moments; the next making sweeps what was being built and there is one vault."""
    code = (
        "import sys; from pathlib import Path; from app.services import beginning; print('READY', flush=True);"
        "beginning.make(beginning.Plan(Path(sys.argv[1]), 'Field', 'field', 'killed words of the tests', 65536),"
        " lambda done, total: None).session.close()"
    )
    folder = tmp_path / "documents" / "vault"
    for n in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
        ) as making_it:
            assert making_it.stdout is not None
            making_it.stdout.readline()
            time.sleep(n * 0.08)
            making_it.kill()
        if folder.exists():
            break
        assert not folder.exists()
    if not folder.exists():
        subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, env=environment(), check=True)
    session.open_session(folder, "killed words of the tests").close()
    assert not list(folder.parent.glob(f"{BUILDING}*"))
