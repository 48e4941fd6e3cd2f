"""The whole job by keyboard alone, with real vaults: from nothing to two that agree; the longest waits printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import casework, contacts, session
from app.ui.look import Look
from app.ui.main import SWITCH
from app.ui.shell import Shell
from tests.gui.conftest import FLOOR, PASSPHRASE
from tests.gui.keyboard import Heartbeat, Keyboard

OWN = "a passphrase of this test, long and odd"
STORY = (
    "(Invented) On 3 May 2013 two men in plain clothes stopped Wen Hua and Lu Ping at the gate. "
    "Wen Hua was taken to a guest house. Lu Ping was sent away and her letter was not taken."
)
ACTS = (
    ("Wen Hua was taken to a guest house", "arrest", "Wen Hua (invented)"),
    ("Lu Ping was sent away and her letter was not taken", "refus", "Lu Ping (invented)"),
)
Key = Qt.Key


class Walk:
    """The story, a method for each chapter."""

    def __init__(self, qtbot: QtBot, look: Look, place: Path) -> None:
        self.place, self.stick = place, place / "stick"
        self.stick.mkdir()
        self.laptop = place / "casework"
        self.shell = Shell(look)
        qtbot.addWidget(self.shell)
        self.shell.resize(1366, 768)
        self.heart = Heartbeat()
        self.keys = Keyboard(qtbot, self.shell)
        self.heart.begin("starting")
        self.shell.begin()
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitActive(self.shell)

    def chapter(self, name: str) -> None:
        """Begin another part of the story."""
        self.keys.settle()
        self.heart.begin(name)

    def do(self, work: Any) -> Any:
        """Look into the open vault."""
        found: list[Any] = []
        self.shell.jobs.read(work, found.append)
        self.keys.wait(lambda: found)
        return found[0]

    def rows(self, type_: str) -> list[dict[str, str]]:
        """Return the records of a type."""
        found: list[dict[str, str]] = self.do(lambda opened: casework.listing(opened, type_))
        return found

    def make_vault(self, card: Path, fingerprint: str) -> None:
        """Go through the first run, with Headquarters' card."""
        keys = self.keys
        self.chapter("first run")
        keys.wait(lambda: keys.name == "English")
        keys.enter()
        keys.press(Key.Key_Space)  # a field researcher
        keys.to("Name or code name")
        keys.type("Field one")
        keys.enter()
        keys.wait(lambda: keys.name == "Folder" and keys.focus.text() != "")
        keys.control(Key.Key_A)
        keys.type(str(self.laptop))
        keys.enter()
        keys.wait(lambda: "chance" in keys.name)
        keys.press(Key.Key_Down)  # a passphrase of one's own
        keys.to("Passphrase")
        keys.type(OWN)
        keys.to("The same once more")
        keys.type(OWN)
        keys.enter()
        self.take_card(card, fingerprint)
        keys.to("Make the vault")
        keys.enter()
        keys.wait(lambda: self.shell.desk is not None)

    def take_card(self, card: Path, fingerprint: str) -> None:
        """Choose Headquarters' card and type the digits told by voice."""
        keys = self.keys
        keys.to("Choose")
        keys.enter()
        self.choose(card)
        keys.to("Digits you were told")
        keys.type(fingerprint)

    def choose(self, path: Path) -> None:
        """Type a path into the dialog that asks for a file or folder."""
        self.keys.wait(lambda: self.keys.focus.window() is not self.shell)
        self.keys.control(Key.Key_A)
        self.keys.type(str(path))
        self.keys.enter()
        self.keys.wait(lambda: not QApplication.activeModalWidget())
        self.shell.activateWindow()  # as a window manager does
        self.keys.settle()

    def said(self, words: str) -> None:
        """Wait until the window says something."""
        messages = self.shell.messages
        assert messages is not None
        self.keys.wait(lambda: words in messages.text)

    # Writing

    def write_note(self) -> None:
        """A quick note, saved."""
        self.chapter("quick note")
        keys = self.keys
        keys.control(Key.Key_N)
        keys.wait(lambda: keys.name == "Note")
        keys.type(STORY)
        keys.control(Key.Key_S)
        keys.wait(lambda: len(self.rows("note")) == 1)

    def make(self, field: str, kind: str, *, of: str = "") -> None:
        """Select a passage, all of a text without `of`, and make something of it."""
        keys = self.keys
        keys.to(field, exact=True)
        keys.control(Key.Key_Home)
        if of:
            text = keys.focus.toPlainText()  # type: ignore[attr-defined]
            for _n in range(text.index(of)):
                keys.press(Key.Key_Right)
            for _n in range(len(of)):
                keys.press(Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        else:
            keys.control(Key.Key_A)
        keys.control(Key.Key_M)
        keys.wait(lambda: keys.name.startswith("Make of it"))
        if kind != "Act":
            keys.press(Key.Key_Right if kind == "Incident" else Key.Key_Down)
        assert keys.name == f"Make of it: {kind}"

    def make_it(self) -> None:
        """Press the button that makes it, and close the panel."""
        self.keys.to("Make it")
        self.keys.enter()
        self.keys.settle()

    def make_records(self) -> None:
        """Of the note its testimony, of that the incident and two acts; three people on the way."""
        keys = self.keys
        self.chapter("testimony of the note")
        self.make("Note", "Testimony")
        self.make_it()
        keys.wait(lambda: len(self.rows("testimony")) == 1)
        self.open(self.rows("testimony")[0]["title"])
        self.chapter("incident of the testimony")
        self.make("In the witness's words", "Incident")
        self.make_it()
        keys.wait(lambda: len(self.rows("incident")) == 1)
        for n, (passage, act, victim) in enumerate(ACTS, 1):
            self.chapter(f"act {n}")
            self.make("In the witness's words", "Act", of=passage)
            keys.to("Type of act")
            keys.type(act)
            keys.settle()
            keys.press(Key.Key_Down)
            keys.enter()
            self.pick("Add Victims", victim)
            self.make_it()
            keys.wait(lambda n=n: len(self.rows("act")) == n)  # type: ignore[misc]
        self.chapter("who speaks")
        self.pick("Add Who speaks", "Chen Xi (invented)")
        keys.control(Key.Key_S)
        keys.wait(lambda: len(self.rows("person")) == 3)

    def pick(self, button: str, name: str) -> None:
        """Add a person by name, made in place when there is none."""
        keys = self.keys
        keys.to(button)
        keys.enter()
        keys.type(name)
        keys.settle()
        QTest.qWait(400)
        keys.settle()
        keys.press(Key.Key_Down)
        keys.enter()
        keys.settle()

    def open(self, title: str) -> None:
        """Find a record in the library by its title and open it."""
        keys = self.keys
        keys.control(Key.Key_F)
        keys.wait(lambda: keys.name == "Search")
        keys.control(Key.Key_A)
        keys.type(" ".join(title.split()[1:4]))
        QTest.qWait(400)
        keys.settle()
        keys.to("Records")
        keys.press(Key.Key_Home)
        keys.enter()
        keys.settle()

    def add_document(self, file: Path) -> None:
        """A document with an attachment."""
        keys = self.keys
        self.chapter("document and attachment")
        keys.control(Key.Key_N)
        keys.wait(lambda: keys.name == "Note")
        keys.to("Begin with: Document")
        keys.enter()
        keys.settle()
        keys.to("Title")
        keys.type("(Invented) The letter that was not taken")
        keys.to("Attach files")
        keys.enter()
        self.choose(file)
        keys.control(Key.Key_S)
        keys.wait(lambda: len(self.rows("document")) == 1)

    def lock_and_unlock(self) -> None:
        """Lock at once, and open again with the passphrase."""
        keys = self.keys
        self.chapter("lock")
        keys.control(Key.Key_L)
        assert self.shell.desk is None
        keys.wait(lambda: keys.name == "Passphrase")
        self.chapter("unlock")
        keys.type(OWN)
        keys.enter()
        keys.wait(lambda: self.shell.desk is not None)
        keys.settle()


@pytest.fixture
def switching() -> Any:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    yield
    sys.setswitchinterval(before)


@pytest.mark.slow
@pytest.mark.usefixtures("switching")
def test_the_whole_job_by_keyboard(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    office = session.create(tmp_path / "office", PASSPHRASE, name="Headquarters", role="headquarters", memory_kib=FLOOR)
    card = tmp_path / "headquarters.card"
    digits = contacts.write_card(office, card)
    walk = Walk(qtbot, look, tmp_path)
    with office:
        walk.make_vault(card, digits)
        walk.write_note()
        walk.make_records()
        letter = tmp_path / "letter (invented).txt"
        letter.write_bytes(b"An invented letter.\n" * 3000)
        walk.add_document(letter)
        walk.lock_and_unlock()
    print(walk.heart.told())
