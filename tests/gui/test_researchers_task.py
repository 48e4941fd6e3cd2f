"""A researcher's task by keyboard alone: a testimony with two acts, three people, fuzzy dates and consent.

What counts as a step: every key pressed that is no letter of free text. So each Enter, arrow, Tab and shortcut is one
(a shortcut is one step, however many keys it holds down), and so is every letter typed to choose a term, here the kinds
of act. Free text, which does not count, is what nobody can shorten: names, the narrative, and dates as they were said.
Waiting for an answer of the window counts nothing; nothing is done with a mouse, nor by calling a widget.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.services import casework, consenting
from app.services.session import Session
from app.ui.look import Look
from tests.gui.conftest import Window, make_vault
from tests.gui.keyboard import Keyboard

MOST = 90
Key = Qt.Key
WITNESS, SECOND, OFFICER = "Wren Salt (invented)", "Heron Salt (invented)", "Sergeant Flint (invented)"
STORY = (
    "(Invented) They came at night and took me to the station. On the way my brother was beaten.\n"
    "The sergeant said that nobody would believe us."
)


@pytest.fixture
def empty(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[Window]:
    """A window with an empty vault open."""
    made = Window(qtbot, look, make_vault(tmp_path / "empty", sample=False))
    made.open()
    yield made
    made.close()


class Researcher(Keyboard):
    """Counts what the docstring above says."""

    def choose(self, letters: str) -> None:
        """Type letters of a term, each a step, and take the first that is offered."""
        for letter in letters:
            self.pressed += 1
            QTest.keyClicks(self.focus, letter)
        self.settle()
        self.press(Key.Key_Down)
        self.enter()

    def next(self) -> None:
        """Go to the next question."""
        self.control(Key.Key_Down)

    def name_new(self, name: str) -> None:
        """Name somebody who is not here yet, or is just so; Enter takes what is offered first."""
        self.type(name)
        self.enter()
        self.settle()


def test_a_testimony_with_two_acts_and_three_people_takes_few_steps(empty: Window) -> None:
    keys = Researcher(empty.qtbot, empty.shell)
    keys.activate()
    keys.control(Key.Key_8)
    keys.wait(lambda: keys.name == "Who speaks")
    keys.name_new(WITNESS)
    keys.next()
    assert keys.name == "Given on"
    keys.type("yesterday")
    keys.next()
    assert keys.name == "What the person agrees to"
    keys.press(Key.Key_Down)
    keys.enter()
    keys.settle()
    keys.control(Key.Key_PageDown)
    keys.control(Key.Key_PageDown)
    assert isinstance(keys.focus, QPlainTextEdit)
    keys.type(STORY)
    keys.control(Key.Key_PageDown)
    assert keys.name == "Add an act"
    keys.enter()
    for term, victim, date in (
        ("arrest", WITNESS, "about 3 May 2013"),
        ("beating", SECOND, "between 3 and 5 May 2013"),
    ):
        keys.choose(term)
        keys.next()
        assert keys.name == "Victims"
        keys.name_new(victim)
        keys.next()
        assert keys.name == "Perpetrators"
        keys.type(OFFICER)
        keys.settle()
        if term == "arrest":  # not here yet, and could stay words
            QTest.qWait(400)
            keys.settle()
            for _entry in ("only these words", "an organisation", "a person"):
                keys.press(Key.Key_Down)
        keys.enter()
        keys.settle()
        keys.next()
        assert keys.name == "When"
        keys.type(date)
        keys.next()
        assert keys.name == "Add"
        keys.enter()
        keys.settle()
    keys.control(Key.Key_S)
    keys.settle()
    print(f"\nsteps outside free text: {keys.pressed}")
    assert keys.pressed < MOST
    check(empty)


def check(window: Window) -> None:
    """Read everything back from the vault."""

    def read(session: Session) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in casework.listing(session):
            fields = dict(casework.state_of(session, row["id"]).fields) | {"_id": row["id"]}
            found.setdefault(row["type"], []).append(fields)
        return found

    found = window.do(read)
    assert {type_: len(rows) for type_, rows in found.items()} == {
        "testimony": 1,
        "incident": 1,
        "act": 2,
        "person": 3,
        "consent": 1,
    }
    people = {row["names"][0]["text"]: row["_id"] for row in found["person"]}
    assert set(people) == {WITNESS, SECOND, OFFICER}
    (testimony,), (incident,), (consent,) = found["testimony"], found["incident"], found["consent"]
    assert testimony["witness"][0]["to"] == people[WITNESS]
    assert testimony["given"]["words"] == "yesterday"
    assert testimony["given"]["edtf"]
    assert testimony["narrative"]["text"] == STORY
    assert consent["records"][0]["to"] == testimony["_id"]
    assert consent["person"][0]["to"] == people[WITNESS]
    assert consent["purposes"]
    assert window.do(lambda session: consenting.standing(session, testimony["_id"]).state) in ("given", "partial")
    acts = {row["victim"]["to"]: row for row in found["act"]}
    dates = {
        WITNESS: ("2013-05-03~", "about 3 May 2013"),
        SECOND: ("[2013-05-03..2013-05-05]", "between 3 and 5 May 2013"),
    }
    for name, (edtf, words) in dates.items():
        act = acts[people[name]]
        assert (act["period"]["edtf"], act["period"]["words"]) == (edtf, words)
        assert act["incident"]["to"] == incident["_id"]
        assert act["perpetrators"][0]["to"] == people[OFFICER]
        assert act["alleged"] is True
        assert act["cites"][0]["source"] == testimony["_id"]
    kinds = {acts[people[name]]["act_type"]["term"] for name in dates}
    assert len(kinds) == 2
    assert {one["to"] for one in testimony["about"]} == {incident["_id"], *(row["_id"] for row in found["act"])}
