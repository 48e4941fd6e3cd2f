"""The real window, unlocked, a record looked at, locked by Ctrl+L; it stops where a test looks: `DIR FILE RECORD`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.entry.unlock import Unlock
from tests.e2e.window_driver import begin, say, wait


def stop(word: str) -> None:
    say(word)
    sys.stdin.readline()


def run(folder: Path, passphrase_file: Path, record: str) -> None:
    shell = begin(folder, passphrase_file.read_text())
    wait(lambda: shell.page is not None)
    assert shell.desk is not None
    shell.desk.go("record", record)
    wait(lambda: shell.jobs.idle() and getattr(shell.page, "form", None) is not None)
    QTest.qWait(300)
    wait(shell.jobs.idle)
    stop("worked")
    QTest.keyClick(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: shell.desk is None and isinstance(shell.entry, Unlock))
    QTest.qWait(300)
    gc.collect()
    stop("locked")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
