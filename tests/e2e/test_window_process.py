"""The real window as a process: it ends cleanly, keeps what was typed, is one at a time; on a real screen too."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain import canonical
from app.services import casework, checking, drafting, session
from tests.e2e.conftest import ROOT, environment

PASSPHRASE = "window"
FLOOR = 64 << 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault, closed."""
    session.create(tmp_path / "vault", PASSPHRASE, name="Field", role="field", memory_kib=FLOOR).close()
    (tmp_path / "home").mkdir()
    return tmp_path / "vault"


def _variables(folder: Path, **more: str) -> dict[str, str]:
    home = str(folder.parent / "home")
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), home)
    return environment() | places | {"QT_QPA_PLATFORM": "offscreen"} | more


def _wait(until: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def _drafts(folder: Path) -> str:
    with session.open_session(folder, PASSPHRASE) as opened:
        found = [drafting.open_record(opened, record).fields for record in drafting.waiting(opened)]
    return " ".join(canonical.encode(one).decode() for one in found)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_locked_window_ends_when_it_is_told_to(folder: Path, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "app", "window", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=_variables(folder), stderr=subprocess.PIPE, text=True) as window:
        time.sleep(3)
        window.send_signal(told)
        assert window.wait(20) == 0
        assert window.stderr is not None
        assert "Traceback" not in window.stderr.read()


def test_closing_while_something_is_under_way_ends_when_that_has(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from PySide6.QtCore import QTimer; from app.ui import main;"
        "from app.ui.look import Look; from app.ui.shell import Shell;"
        "made = main.application(['keepsake']); look = Look(made); look.use(language='en');"
        "shell = Shell(look, Path(sys.argv[1])); shell.begin(); shell.show();"
        "shell.jobs.compute(lambda tell: time.sleep(1.5)); QTimer.singleShot(100, shell, shell.close);"
        "sys.exit(made.exec())"
    )
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=_variables(folder), capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr


def test_sigterm_while_typing_keeps_the_draft_and_ends_cleanly(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.e2e.window_driver", str(folder), PASSPHRASE, "type"]
    with subprocess.Popen(
        command, cwd=ROOT, env=_variables(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        assert window.stderr is not None
        first = window.stdout.readline()
        assert first == "READY\n", first + window.stderr.read()
        time.sleep(1)  # before the first draft
        window.send_signal(signal.SIGTERM)
        assert window.wait(20) == 0, window.stderr.read()
        last = [line.split()[1] for line in window.stdout.read().splitlines() if line.startswith("TYPED")][-1]
    assert f"w{int(last) - 1:05}" in _drafts(folder)


def test_a_second_window_says_who_holds_the_vault(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.e2e.window_driver", str(folder), PASSPHRASE, "type"]
    with subprocess.Popen(command, cwd=ROOT, env=_variables(folder), stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "READY\n"
        command[-1] = "told"
        second = subprocess.run(
            command, cwd=ROOT, env=_variables(folder), capture_output=True, text=True, timeout=240, check=False
        )
        first.kill()
        first.stdout.read()
    assert f"process {first.pid}" in second.stdout
    assert "Nothing was changed" in second.stdout
    assert second.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="read as Linux shows it")
def test_the_window_itself_is_hardened(folder: Path) -> None:
    command = [sys.executable, "-m", "app", "window", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=_variables(folder), stderr=subprocess.PIPE) as window:
        process = Path("/proc", str(window.pid))
        _wait(lambda: "Umask:\t0077" in (process / "status").read_text())
        limit = next(line for line in (process / "limits").read_text().splitlines() if "core file" in line)
        assert limit.split()[4:6] == ["0", "0"]
        if os.geteuid():  # nobody but the administrator may look in; of the administrator's own it cannot be seen
            assert (process / "mem").stat().st_uid == 0
        time.sleep(2)
        window.send_signal(signal.SIGTERM)
        assert window.wait(20) == 0


# Under a real screen

ANOTHER = (
    "from PySide6.QtWidgets import QApplication; made = QApplication([]);"
    "made.clipboard().setText('of another program'); made.exec()"
)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A screen of its own, with a window manager where there is one."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb or xdotool is not installed: the window was not tried on a screen")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    variables = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    manager = None
    if shutil.which("openbox"):
        manager = subprocess.Popen(["openbox"], env=os.environ | variables, stderr=subprocess.DEVNULL)
        time.sleep(1)
    yield variables
    for one in filter(None, (manager, server)):
        one.terminate()
        one.wait()


def test_locking_takes_what_was_copied_here_off_the_clipboard_and_nothing_else(
    folder: Path, screen: dict[str, str]
) -> None:
    variables = _variables(folder, **screen)
    command = [sys.executable, "-m", "tests.e2e.clipboard_walk", str(folder), PASSPHRASE]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdin=pipe, stdout=pipe, text=True) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        told = [window.stdout.readline().strip() for _n in range(3)]
        assert told == ["COPIED 'copied from a record'", "LOCKED ''", "COPIED 'copied from a record'"]
        other = subprocess.Popen([sys.executable, "-c", ANOTHER], env=variables)
        window.stdin.write("\n")
        window.stdin.flush()
        assert window.stdout.readline() == "OTHER 'of another program'\n"
        assert window.stdout.readline() == "LOCKED 'of another program'\n"
        other.terminate()
        other.wait()


def test_typed_saved_locked_and_unlocked_on_a_screen(folder: Path, screen: dict[str, str]) -> None:
    variables = _variables(folder, **screen)

    def do(*words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=variables, capture_output=True, text=True, check=False)
        return done.stdout

    def type_(text: str) -> None:
        do("type", "--delay", "40", text)

    command = [sys.executable, "-m", "app", "window", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True) as window:
        _wait(lambda: do("search", "--onlyvisible", "--name", "^Keepsake$").strip())
        name = do("search", "--onlyvisible", "--name", "^Keepsake$").split()[-1]
        do("windowactivate", "--sync", name)
        time.sleep(1)
        for words, saves in (("the first of them", True), ("the second of them", False)):
            type_(PASSPHRASE)
            do("key", "Return")
            time.sleep(5)
            do("key", "ctrl+n")
            time.sleep(2)
            type_(words)
            if saves:
                do("key", "ctrl+s")
                time.sleep(2)
                do("key", "ctrl+l")
                time.sleep(2)
        window.send_signal(signal.SIGTERM)
        assert window.wait(20) == 0
        assert window.stderr is not None
        assert "Traceback" not in window.stderr.read()
    assert "the second of them" in _drafts(folder)
    with session.open_session(folder, PASSPHRASE) as opened:
        notes = [casework.state_of(opened, record) for record in _records(opened)]
        assert any("the first of them" in str(note.fields) for note in notes)
        assert checking.verify(opened)["problems"] == []


def _records(opened: session.Session) -> list[str]:
    return [str(one["id"]) for one in casework.listing(opened)]


def test_f12_ends_the_program_on_a_screen_and_keeps_what_was_typed(folder: Path, screen: dict[str, str]) -> None:
    variables = _variables(folder, **screen)

    def do(*words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=variables, capture_output=True, text=True, check=False)
        return done.stdout

    command = [sys.executable, "-m", "app", "window", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True) as window:
        _wait(lambda: do("search", "--onlyvisible", "--name", "^Keepsake$").strip())
        do("windowactivate", "--sync", do("search", "--onlyvisible", "--name", "^Keepsake$").split()[-1])
        time.sleep(1)
        do("type", "--delay", "40", PASSPHRASE)
        do("key", "Return")
        _wait((folder / "vault.db-wal").exists)
        time.sleep(4)
        do("key", "ctrl+n")
        time.sleep(2)
        do("type", "--delay", "40", "typed and hidden")
        time.sleep(0.5)
        do("key", "F12")
        assert window.wait(20) == 0
        assert window.stderr is not None
        assert "Traceback" not in window.stderr.read()
    assert not do("search", "--onlyvisible", "--name", "Keepsake").strip()
    assert "typed and hidden" in _drafts(folder)
