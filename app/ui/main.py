"""Starts the window: one application, its look, and the shell."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from app.base import config
from app.ui.look import Look
from app.ui.speaking import speak as speak

SWITCH = 0.0005
"""Seconds a busy thread may keep the interpreter from the window's thread; Python's own 5 ms add up to stutter."""


def application(arguments: list[str]) -> QApplication:
    """Return the one application, made so that nothing of ours gets into the toolkit's own files."""
    os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "1")
    QCoreApplication.setApplicationName("Keepsake")
    made = QApplication(arguments[:1])
    made.setQuitOnLastWindowClosed(True)
    return made


def run(folder: Path | None = None, *, practice: bool = False) -> int:
    """Show the window until it is closed; return the exit code.

    `folder` is the vault to open, the last one without it; with `practice` the sample casework, made when it is new.
    """
    sys.setswitchinterval(SWITCH)
    made = application(sys.argv)
    look = Look(made)
    look.use(language=speak(config.read().language))
    from app.ui.shell import Shell  # noqa: PLC0415 - words of tables are translated when they are shown

    shell = Shell(look, folder)
    if practice:
        shell.begin_practice(folder)
    else:
        shell.begin()
    shell.show()
    for told in (signal.SIGTERM, signal.SIGINT):  # Python may hear it in the midst of anything: closing waits its turn
        signal.signal(told, lambda *_: QTimer.singleShot(0, shell, shell.close))
    beat = QTimer(made)  # lets Python see signals while Qt waits
    beat.timeout.connect(lambda: None)
    beat.start(200)
    return made.exec()
