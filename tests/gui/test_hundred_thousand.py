"""The window answers while a hundred thousand records are listed, sorted, searched and received; gaps are printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.query import CHANGED, DATE, TITLE, Order
from app.ui.look import Look
from app.ui.main import SWITCH
from tests.bench import steps
from tests.gui.keyboard import Heartbeat
from tests.gui.persons import Person

RECORDS = 100_000
LONG = 300_000
"""Milliseconds a bundle of that size may take on a slow machine."""
LONGEST = 1.0
"""Seconds without an answer beyond which the test fails; the figures it prints are the promise."""


@pytest.fixture
def heart() -> Iterator[Heartbeat]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    yield Heartbeat()
    sys.setswitchinterval(before)


@pytest.mark.slow
def test_the_window_answers_with_a_hundred_thousand_records(
    qtbot: QtBot, look: Look, heart: Heartbeat, tmp_path: Path
) -> None:
    steps.make(tmp_path, str(RECORDS))
    bundle = Path(steps.send(tmp_path)["bundle"])

    wang = Person(qtbot, look, heart, steps.PASSPHRASE, tmp_path / "laptop")
    wang.chapter("unlock, first list")
    wang.unlock()
    page = wang.shell.page
    wang.keys.wait(lambda: len(page.model.numbers) == RECORDS, LONG)
    for key in (TITLE, DATE, CHANGED):
        wang.chapter(f"sort by {key}")
        page._on_sort(Order(key, False))
        wang.keys.settle()
    wang.chapter("search")
    wang.keys.control(Qt.Key.Key_F)
    wang.keys.type("caoshunli")
    QTest.qWait(300)
    wang.keys.settle()
    assert 0 < len(page.model.numbers) < RECORDS
    wang.keys.control(Qt.Key.Key_A)
    wang.keys.press(Qt.Key.Key_Backspace)
    QTest.qWait(300)
    wang.keys.settle()
    wang.chapter("scroll")
    bar = page.table.verticalScrollBar()
    for n in range(100):
        bar.setValue(bar.maximum() * n // 100)
        QTest.qWait(8)
    wang.chapter("lock")
    wang.end()

    ana = Person(qtbot, look, heart, steps.PASSPHRASE, tmp_path / "office")
    ana.unlock()
    ana.chapter("looking at the bundle")
    ana.shell.desk.go("receive")  # type: ignore[union-attr]
    ana.keys.settle()
    receiving = ana.shell.page
    receiving.add([bundle])
    ana.keys.wait(lambda: receiving.files[0].state == "ready", LONG)
    ana.chapter("receiving")
    receiving.files[0].take()
    ana.keys.wait(lambda: receiving.files[0].state == "done", LONG)
    ana.chapter("the list afterwards")
    ana.shell.desk.go("library")  # type: ignore[union-attr]
    ana.keys.wait(lambda: len(ana.shell.page.model.numbers) == RECORDS, LONG)
    ana.end()
    print(f"\nthe window's longest gaps at {RECORDS:,} records, aim 100 ms:\n{heart.told()}")
    assert heart.longest < LONGEST
