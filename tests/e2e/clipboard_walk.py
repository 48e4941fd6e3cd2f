"""A window on a real screen that copies, locks and unlocks: `python -m tests.e2e.clipboard_walk DIR PASSPHRASE`.

It prints what the clipboard holds at each step; `COPY` on its input stands for another program that copies meanwhile.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

from app.services import session
from app.ui import main
from app.ui.look import Look
from app.ui.shell import Shell

OURS = "copied from a record"


def _until(true: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def _told(word: str) -> None:
    end = time.monotonic() + 0.3
    _until(lambda: time.monotonic() > end)
    sys.stdout.write(f"{word} {QApplication.clipboard().text()!r}\n")
    sys.stdout.flush()


def walk(folder: Path, passphrase: str) -> None:
    """Copy and lock; then copy, let another copy, and lock."""
    look = Look(main.application(["keepsake"]))
    shell = Shell(look, folder)
    shell.show()
    for other in (False, True):
        shell._on_opened(session.open_session(folder, passphrase))
        _until(lambda: shell.page is not None)
        field = QLineEdit(OURS, shell.page)
        field.selectAll()
        field.copy()
        _told("COPIED")
        if other:
            sys.stdin.readline()
            _until(lambda: QApplication.clipboard().text() != OURS)
            _told("OTHER")
        shell.lock()
        _until(shell.jobs.idle)
        _told("LOCKED")


if __name__ == "__main__":
    walk(Path(sys.argv[1]), sys.argv[2])
