"""The whole job by keyboard alone, with real vaults: from nothing to two that agree; the longest waits printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services import contacts, session
from app.ui.look import Look
from app.ui.main import SWITCH
from tests.gui.conftest import FLOOR, PASSPHRASE
from tests.gui.keyboard import Heartbeat
from tests.gui.persons import Person

STORY = (
    "(Invented) On 3 May 2013 two men in plain clothes stopped Wen Hua and Lu Ping at the gate. "
    "Wen Hua was taken to a guest house. Lu Ping was sent away and her letter was not taken."
)
ACTS = (
    ("Wen Hua was taken to a guest house", "arrest", "Wen Hua (invented)"),
    ("Lu Ping was sent away and her letter was not taken", "refus", "Lu Ping (invented)"),
)
LETTER = "(Invented) The letter that was not taken"
LONGEST = 1.0
"""Seconds without an answer beyond which the test fails; the figures it prints are the promise."""


@pytest.fixture
def heart() -> Iterator[Heartbeat]:
    """A heart that beats while the interpreter is switched as often as in the application."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    yield Heartbeat()
    sys.setswitchinterval(before)


@pytest.mark.slow
def test_the_whole_job_by_keyboard(qtbot: QtBot, look: Look, heart: Heartbeat, tmp_path: Path) -> None:
    place, stick = tmp_path / "office", tmp_path / "stick"
    stick.mkdir()
    card, mine = tmp_path / "headquarters.card", tmp_path / "field.card"
    with session.create(place, PASSPHRASE, name="Headquarters", role="headquarters", memory_kib=FLOOR) as office:
        digits = contacts.write_card(office, card)
    letter = tmp_path / "letter (invented).txt"
    letter.write_bytes(b"An invented letter.\n" * 3000)

    wang = Person(qtbot, look, heart, "a passphrase of this test, long and odd")
    wang.make_vault(tmp_path / "casework", "Field one", card, digits)
    wang.write_note(STORY)
    wang.make_records(ACTS, "Chen Xi (invented)")
    wang.add_document(LETTER, letter)
    wang.lock_and_unlock()
    fingerprint = wang.save_card(mine)
    bundle = wang.send(stick)

    ana = Person(qtbot, look, heart, PASSPHRASE, place)
    ana.unlock()
    ana.trust(mine, fingerprint)
    ana.receive(bundle)
    assert {kind: len(ana.rows(kind)) for kind in ("note", "testimony", "incident", "act", "person", "document")} == {
        "note": 1,
        "testimony": 1,
        "incident": 1,
        "act": 2,
        "person": 3,
        "document": 1,
    }
    ana.rewrite(LETTER, "Title", "(Invented) The letter as Headquarters calls it")
    answer = ana.send(stick)

    wang.sit_down()
    wang.rewrite(LETTER, "Title", "(Invented) The letter as the field calls it")
    wang.receive(answer)
    wang.decide("Title: Yours")
    decision = wang.send(stick)

    ana.sit_down()
    ana.receive(decision)
    reports = [one.digest() for one in (wang, ana)]
    assert reports[0]["digest"] == reports[1]["digest"]
    assert not [problem for report in reports for problem in report["problems"]]
    assert [row["title"] for row in ana.rows("document")] == ["(Invented) The letter as the field calls it"]
    ana.end()
    wang.sit_down()
    wang.end()
    print(f"\nthe window's longest gaps, aim 100 ms:\n{heart.told()}")
    assert heart.longest < LONGEST
