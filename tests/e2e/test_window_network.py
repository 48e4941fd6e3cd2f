"""The window opens no network socket: strace watches it start, open a vault and end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, environment


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: packaging/check.py installs it")
def test_the_window_opens_no_network_socket(tmp_path: Path) -> None:
    home, trace, place = tmp_path / "home", tmp_path / "trace", tmp_path / "practice"
    home.mkdir()
    command = [
        *("strace", "-f", "-qq", "-o", str(trace), "-e", "trace=socket"),
        *(sys.executable, "-m", "app", "window", "--practice", str(place)),
    ]
    alone = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(home))
    variables = {**environment(), **alone, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, start_new_session=True) as running:
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and not (place / "vault.db-wal").exists():  # it is made beside, then opened
            time.sleep(0.3)
        opened = (place / "vault.db-wal").exists()
        time.sleep(1)
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)
    text = trace.read_text()
    assert opened, "it never opened the vault"
    assert "socket(" in text, "nothing was seen of what it did"
    assert "AF_INET" not in text, "a network socket was opened"
