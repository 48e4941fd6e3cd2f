"""The real window, driven by itself until somebody kills it: `DIR PASSPHRASE MODE [PATH]`.

It opens the vault, begins a quick note and types numbered words, printing each with the time it was typed, and up to
which one the window says that they are kept. MODE is
`type`, or what goes on beside the typing: `attach FILE`, `send FOLDER`, `receive BUNDLE`. With `told` it prints what
keeps the vault shut, and ends.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from app.services import attachments, casework, receiving, sending
from app.ui import main
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from app.ui.shell import Shell

EVERY_MS = 60
WORD = len("w00001 ")


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def wait(until: Callable[[], object]) -> None:
    end = time.monotonic() + 240
    while not until():
        assert time.monotonic() < end, "waited too long"
        QTest.qWait(5)


def work(mode: str, path: Path) -> Callable[..., Any]:
    if mode == "attach":

        def attach(session: Any, tell: Any) -> None:
            record = casework.add(session, "note", {"text": {"text": "with a photo"}})
            attachments.attach(session, record, path, progress=tell)

        return attach
    if mode == "send":
        return lambda session, tell: sending.send(session, "HQ", path, progress=tell)
    return lambda session, tell: receiving.receive(session, path, progress=tell, reading=tell)


def begin(folder: Path, passphrase: str) -> Shell:
    """Return the window as the application makes it, its passphrase typed."""
    sys.setswitchinterval(main.SWITCH)
    look = Look(main.application(["keepsake"]))
    look.use(language="en")
    shell = Shell(look, folder)
    shell.begin()
    shell.show()
    assert isinstance(shell.entry, Unlock)
    QTest.keyClicks(shell.entry.field.line, passphrase)
    QTest.keyClick(shell.entry.field.line, Qt.Key.Key_Return)
    return shell


def run(folder: Path, passphrase: str, mode: str, path: str = "") -> None:
    shell = begin(folder, passphrase)
    if mode == "told":
        entry = shell.entry
        assert isinstance(entry, Unlock)
        wait(lambda: entry.told)
        say(entry.told)
        return
    wait(lambda: shell.page is not None)
    assert shell.desk is not None
    shell.desk.go("new")
    wait(lambda: shell.jobs.idle() and hasattr(shell.page, "editors"))
    page: Any = shell.page
    box = page.editors["text"].box
    keeper = page.keeper
    on_kept = keeper._on_kept

    def kept(record: str, at: int, empty: bool) -> None:
        on_kept(record, at, empty)
        say("KEPT", at // WORD)

    keeper._on_kept = kept
    if mode != "type":
        shell.jobs.write(work(mode, Path(path)), lambda _done: say("DONE"), label=mode, gaps=True)
    signal.signal(signal.SIGTERM, lambda *_: QTimer.singleShot(0, shell, shell.close))
    say("READY")
    n = 0
    while shell.desk is not None:
        n += 1
        QTest.keyClicks(box, f"w{n:05} ")
        say("TYPED", n, time.monotonic())
        QTest.qWait(EVERY_MS)
    wait(shell.jobs.idle)


if __name__ == "__main__":
    place, words, *rest = sys.argv[1:]
    run(Path(place), words, *rest)
