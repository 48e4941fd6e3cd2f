"""Walks through the real window with its real file dialogs, in a process of its own: `DIR OUTSIDE MARKER HOW`.

HOW is `quit` (closed as a person does), `kill` (in the middle of it), or `control`: a file dialog as the toolkit
makes it, without what the window does about its memory, which proves that the scan would see a trace.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QWidget

from app.services import session
from app.ui import main
from app.ui.editors.text import TextEditor
from app.ui.files import choose
from app.ui.files.attachments import AttachmentsEditor
from app.ui.files.preview import Preview
from app.ui.look import Look
from app.ui.shell import Shell

PASSPHRASE = "a passphrase of the tests"


def wait(until: Callable[[], object], seconds: float = 120) -> None:
    """Let the window work until something is true."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited too long"
        QTest.qWait(10)


def button(within: QWidget, name: str) -> QAbstractButton:
    """Return the button in sight with this name or text."""
    found: list[QAbstractButton] = []

    def look() -> bool:
        every = within.findChildren(QAbstractButton)
        found[:] = [one for one in every if name in (one.accessibleName(), one.text()) and one.isVisible()]
        return bool(found)

    wait(look)
    return found[0]


def answer(shell: Shell, folder: Path, name: str) -> None:
    """Answer the file dialog that is open as a person does: go to the folder, type the name, confirm."""
    found: list[QFileDialog] = []
    wait(lambda: found.extend(one for one in shell.findChildren(QFileDialog) if one.isVisible()) or found)
    (dialog,) = found
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    QTest.qWait(500)  # until it has listed the folder it begins in
    line.setText(str(folder))
    QTest.keyClick(line, Qt.Key.Key_Return)  # goes there
    QTest.qWait(300)
    if name:  # who chooses a folder has done so
        there = dialog.directory().absolutePath()
        assert Path(there) == folder, (there, line.text(), dialog.isVisible())
        line.setText(name)
        QTest.keyClick(line, Qt.Key.Key_Return)
    wait(lambda: not any(one.isVisible() for one in shell.findChildren(QFileDialog)))


def unlock(shell: Shell) -> None:
    """Type the passphrase and wait for the first page."""
    entry = shell.entry
    assert entry is not None
    (line, *_others) = [one for one in entry.findChildren(QLineEdit) if one.isVisible()]
    wait(line.isEnabled)
    QTest.keyClicks(line, PASSPHRASE)
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait(lambda: shell.desk is not None and shell.page is not None)
    wait(shell.jobs.idle)


def walk(shell: Shell, outside: Path, marker: str) -> None:
    """Write a note, attach two files, look at them, copy one out, visit a folder, lock and unlock."""
    assert shell.desk is not None
    shell.desk.go("new")
    wait(lambda: type(shell.page).__name__ == "NewPage")
    page = shell.page
    assert page is not None
    wait(shell.jobs.idle)
    text = page.findChildren(TextEditor)[0].box
    QTest.keyClicks(text, f"{marker} was taken from the market at dawn.")
    (editor,) = page.findChildren(AttachmentsEditor)
    for n, name in enumerate((f"{marker} photo.png", f"{marker} report.pdf"), 1):
        button(editor, "Attach files...").click()
        answer(shell, outside / f"{marker} stick", name)
        wait(lambda n=n: len(editor.value() or []) == n)
        wait(shell.jobs.idle)
        button(editor, f"Look at {name}").click()
        wait(lambda: shell.findChildren(Preview))
        (shown,) = shell.findChildren(Preview)
        wait(lambda shown=shown: shown._body.currentWidget() is shown._picture)
        shown.reject()
        wait(lambda: not shell.findChildren(Preview))
    button(editor, f"Copy {marker} photo.png out of the vault").click()
    button(editor, "Choose where...").click()
    answer(shell, outside / f"{marker} out", f"{marker} copy.png")
    wait((outside / f"{marker} out" / f"{marker} copy.png").exists)
    chosen: list[Path] = []
    choose.choose_folder(shell, "Where to write", chosen.append)
    answer(shell, outside / f"{marker} other", "")
    assert chosen, "no folder was chosen"
    wait(shell.jobs.idle)


def run(folder: Path, outside: Path, marker: str, how: str) -> int:
    """Run it; `kill` does not return."""
    application = main.application(["keepsake"])
    if how == "control":
        plain = QFileDialog(None, "", str(outside / f"{marker} stick"))
        plain.setOption(QFileDialog.Option.DontUseNativeDialog)
        plain.show()
        QTest.qWait(300)
        plain.selectFile(f"{marker} photo.png")
        plain.accept()
        del plain
        return 0
    session.create(folder, PASSPHRASE, name="Field", role="field", practice=True, memory_kib=64 << 10).close()
    look = Look(application)
    look.use(language="en")
    shell = Shell(look, folder)
    shell.begin()
    shell.show()
    unlock(shell)
    walk(shell, outside, marker)
    if how == "kill":
        button(shell, "Attach files...").click()
        QTest.qWait(300)
        os.kill(os.getpid(), signal.SIGKILL)
    shell.lock()
    unlock(shell)
    shell.close()
    return application.exec()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
