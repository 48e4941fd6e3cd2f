"""kill -9 of the window while somebody types: the vault has all but the last two seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.services import interviewing, session
from app.storage import drafts
from tests.gui.conftest import PASSPHRASE, make_vault

TYPIST = """
import sys, time
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.services import session
from app.ui.look import Look
from app.ui.shell import Shell
application = QApplication([])
shell = Shell(Look(application), Path(sys.argv[1]))
shell.show()
shell._on_opened(session.open_session(Path(sys.argv[1]), sys.argv[2]))
while shell.page is None or not shell.jobs.idle():
    QTest.qWait(20)
BEGIN
for n in range(10_000):
    QTest.keyClicks(QApplication.focusWidget(), f"{n} ")
    print(n, flush=True)
    QTest.qWait(50)
"""
NOTE = """
shell.desk.go("new")
while shell._shown.page != "new" or not shell.jobs.idle():
    QTest.qWait(20)
shell.page.editors["text"].focus_first()
"""
INTERVIEW = """
shell.desk.go("interview", step="listening")
while shell._shown.page != "interview" or not shell.jobs.idle():
    QTest.qWait(20)
shell.page.steps.listening.focus_first()
"""


def _note(fields: dict[str, Any]) -> str:
    return str(fields["text"]["text"])


def _interview(fields: dict[str, Any]) -> str:
    """Return what stands in the line of notes: it was never ended by Enter."""
    return interviewing.words_of(fields["moments"][-1])


@pytest.mark.parametrize(("begin", "typed"), [(NOTE, _note), (INTERVIEW, _interview)], ids=["note", "interview"])
def test_at_most_the_last_two_seconds_of_typing_are_lost(
    tmp_path: Path, begin: str, typed: Callable[[dict[str, Any]], str]
) -> None:
    folder = make_vault(tmp_path / "vault", sample=False)
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPIST.replace("BEGIN", begin), str(folder), PASSPHRASE],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert typist.stdout is not None
    written: list[tuple[float, int]] = []
    for line in typist.stdout:
        written.append((time.monotonic(), int(line)))
        if written[-1][0] - written[0][0] > 5:
            break
    typist.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    typist.wait()
    typist.stdout.close()
    with session.open_session(folder, PASSPHRASE) as opened:
        [draft] = drafts.all(opened.vault)
    words = typed(draft.fields).split()
    assert words == [str(n) for n in range(len(words))]
    had_time = [n for at, n in written if at < killed - 3]  # two seconds, and one for a machine that is busy
    assert int(words[-1]) >= had_time[-1]
