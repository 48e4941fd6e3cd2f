"""A person at a window of their own: what they do in it, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import casework, checking
from app.services.session import Session
from app.ui.look import Look
from app.ui.shell import Shell
from tests.gui.keyboard import Heartbeat, Keyboard

Key = Qt.Key
SEARCHED_MS = 400
"""Milliseconds within which a search as one types has begun."""


class Person:
    """One person, their window and vault."""

    def __init__(self, qtbot: QtBot, look: Look, heart: Heartbeat, passphrase: str, folder: Path | None = None) -> None:
        self.passphrase = passphrase
        self.heart = heart
        self.shell = Shell(look, folder)
        qtbot.addWidget(self.shell)
        self.shell.resize(1366, 768)
        self.keys = Keyboard(qtbot, self.shell)
        self.shell.begin()
        self.shell.show()
        heart.begin("entry")
        self.sit_down()

    def sit_down(self) -> None:
        """Turn to this window."""
        self.keys.activate()

    def chapter(self, name: str) -> None:
        """Begin another part of the story."""
        self.keys.settle()
        self.heart.begin(name)

    def do(self, work: Callable[[Session], Any]) -> Any:
        """Look into the open vault."""
        found: list[Any] = []
        self.shell.jobs.read(work, found.append)
        self.keys.wait(lambda: found)
        return found[0]

    def rows(self, type_: str) -> list[dict[str, str]]:
        """Return the records of a type."""
        found: list[dict[str, str]] = self.do(lambda opened: casework.listing(opened, type_))
        return found

    def make_vault(self, folder: Path, name: str, card: Path, fingerprint: str) -> None:
        """Go through the first run, with Headquarters' card."""
        keys = self.keys
        self.chapter("first run")
        keys.wait(lambda: keys.name == "English")
        keys.enter()
        keys.press(Key.Key_Space)  # a field researcher
        keys.to("Name or code name")
        keys.type(name)
        keys.enter()
        keys.wait(lambda: keys.name == "Folder" and keys.focus.text() != "")
        keys.control(Key.Key_A)
        keys.type(str(folder))
        keys.enter()
        keys.wait(lambda: "chance" in keys.name)
        keys.press(Key.Key_Down)  # a passphrase of one's own
        keys.to("Passphrase")
        keys.type(self.passphrase)
        keys.to("The same once more")
        keys.type(self.passphrase)
        keys.enter()
        self.try_sheet()
        self.take_card(card, fingerprint)
        keys.to("Make the vault")
        keys.enter()
        keys.wait(lambda: self.shell.desk is not None)

    def try_sheet(self) -> None:
        """Copy the recovery code from the screen as one would from paper, and type back what is asked for."""
        keys = self.keys
        keys.to("Recovery code")
        copied = keys.focus.accessibleDescription().split(", ")
        keys.to("Next")
        keys.enter()
        keys.wait(lambda: keys.name.startswith("Group"))
        for key in (Key.Key_Tab, Key.Key_Return):
            keys.type(copied[int(keys.name.split()[1]) - 1])
            keys.press(key)

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
        self.keys.settle()
        self.sit_down()  # the focus comes back, as with a window manager

    def said(self, words: str) -> None:
        """Wait until the window says something."""
        messages = self.shell.messages
        assert messages is not None
        self.keys.wait(lambda: words in messages.text)

    # Writing

    def write_note(self, words: str) -> None:
        """A quick note, saved."""
        self.chapter("quick note")
        keys = self.keys
        keys.control(Key.Key_N)
        keys.wait(lambda: keys.name == "Note")
        keys.type(words)
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

    def make_records(self, acts: tuple[tuple[str, str, str], ...], witness: str) -> None:
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
        for n, (passage, act, victim) in enumerate(acts, 1):
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
        self.pick("Add Who speaks", witness)
        keys.control(Key.Key_S)
        keys.wait(lambda: len(self.rows("person")) == 3)

    def pick(self, button: str, name: str) -> None:
        """Add a person by name, made in place when there is none."""
        keys = self.keys
        keys.to(button)
        keys.enter()
        keys.type(name)
        keys.settle()
        QTest.qWait(SEARCHED_MS)
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
        QTest.qWait(SEARCHED_MS)
        keys.settle()
        keys.to("Records")
        keys.press(Key.Key_Home)
        keys.enter()
        keys.settle()

    def add_document(self, title: str, file: Path) -> None:
        """A document with an attachment."""
        keys = self.keys
        self.chapter("document and attachment")
        keys.control(Key.Key_N)
        keys.wait(lambda: keys.name == "Note")
        keys.to("Begin with: Document")
        keys.enter()
        keys.settle()
        keys.to("Title")
        keys.type(title)
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
        self.chapter("unlock")
        self.unlock()

    def unlock(self) -> None:
        """Open the vault from its unlock screen."""
        keys = self.keys
        keys.wait(lambda: keys.name == "Passphrase")
        keys.type(self.passphrase)
        keys.enter()
        keys.wait(lambda: self.shell.desk is not None)
        keys.settle()

    # Exchange

    def save_card(self, to: Path) -> str:
        """Save one's own card to a file; return its fingerprint."""
        keys = self.keys
        self.chapter("saving the card")
        keys.control(Key.Key_3)
        keys.settle()
        keys.to("Save my card")
        keys.enter()
        self.choose(to)
        keys.wait(to.exists)
        assert self.shell.desk is not None
        return self.shell.desk.owner.fingerprint

    def trust(self, card: Path, fingerprint: str) -> None:
        """Take in another's card and compare the digits told by voice."""
        keys = self.keys
        self.chapter("taking in a card")
        keys.control(Key.Key_3)
        keys.settle()
        keys.to("Take in a card")
        keys.enter()
        self.choose(card)
        keys.to("The digits they told you")
        keys.type(fingerprint)
        keys.enter()
        keys.settle()

    def send(self, stick: Path) -> Path:
        """Send everything new to the only card there is."""
        keys = self.keys
        self.chapter("sending")
        before = set(stick.iterdir())
        keys.control(Key.Key_E)
        keys.settle()
        for step in ("What", "To whom", "Look it over"):
            keys.to("Next")
            keys.enter()
            keys.settle()
            assert step
        keys.to("Choose a folder")
        keys.enter()
        self.choose(stick)
        keys.to("Write it")
        keys.enter()
        keys.wait(lambda: keys.name == "Done", timeout=120_000)
        (bundle,) = set(stick.iterdir()) - before
        keys.enter()
        return bundle

    def receive(self, bundle: Path) -> None:
        """Look at a file somebody sent, and take it in."""
        keys = self.keys
        self.chapter("receiving")
        keys.control(Key.Key_I)
        keys.settle()
        keys.to("Choose files")
        keys.enter()
        self.choose(bundle)
        keys.to("Receive", exact=True)
        keys.enter()
        keys.settle()

    def rewrite(self, title: str, field: str, words: str) -> None:
        """Write another text into a field of a record, and save it."""
        keys = self.keys
        self.chapter("editing")
        self.open(title)
        keys.to(field, exact=True)
        keys.control(Key.Key_A)
        keys.type(words)
        keys.control(Key.Key_S)
        keys.settle()

    def decide(self, choice: str) -> None:
        """Decide the one conflict there is."""
        keys = self.keys
        self.chapter("deciding")
        keys.control(Key.Key_2)
        keys.settle()
        keys.to("Records that wait")
        keys.enter()
        keys.settle()
        keys.to(choice)
        keys.press(Key.Key_Space)
        keys.control(Key.Key_S)
        keys.settle()

    def digest(self) -> dict[str, Any]:
        """Return what verifying says."""
        found: list[dict[str, Any]] = []
        self.shell.jobs.write(lambda opened, _tell: checking.verify(opened), found.append)
        self.keys.wait(lambda: found)
        return found[0]

    def end(self) -> None:
        """Lock, and wait until the vault is closed."""
        self.keys.control(Key.Key_L)
        self.keys.settle()
