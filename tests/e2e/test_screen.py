"""What `keepsake` does where there is no screen: the toolkit is never asked, and the person is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, environment

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    variables = {name: value for name, value in environment().items() if name not in screens}
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=240, check=False)


@linux
def test_keepsake_alone_shows_the_commands() -> None:
    done = _run()
    assert done.returncode == 2
    assert "Usage: keepsake" in done.stdout + done.stderr
    assert "window " in done.stdout + done.stderr


@linux
def test_the_window_says_that_there_is_no_screen(tmp_path: Path) -> None:
    done = _run("window", "--practice", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no screen" in done.stderr
    assert not list(tmp_path.iterdir())


def test_words_the_window_does_not_know_are_the_command_lines_to_explain() -> None:
    variables = {**environment(), "QT_QPA_PLATFORM": "offscreen"}
    for words in (["window", "--no-such"], ["window", "one", "two"]):
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr
