"""The record's page and the quick note in every state: named, in order, mirrored, and nothing clipped at 200 %."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.base import i18n
from app.services import casework
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import Window
from tests.gui.test_record import INCIDENT, PERSON, open_record

STYLES = {
    "usual": ("normal", "en", "light"),
    "twice as large": ("largest", "en", "dark"),
    "Arabic": ("normal", "ar", "light"),
    "Chinese twice as large": ("largest", "zh", "light"),
}


@pytest.fixture(params=STYLES)
def worn(qtbot: QtBot, look: Look, vault: Path, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window that looks so from the beginning."""
    size, language, theme = STYLES[request.param]
    i18n.use(language)
    look.use(theme=theme, size=size, language=language)
    window = Window(qtbot, look, vault)
    window.open()
    window.desk.set("text_size", size)
    window.desk.set("theme", theme)
    window.settle()
    yield window
    window.close()
    i18n.use("en")
    look.use(theme="light", size="normal", language="en")


def faults(name: str, window: Window) -> Iterator[str]:
    window.qtbot.wait(120)
    window.settle()
    root: QWidget = window.page
    for area in root.findChildren(QScrollArea):  # what is scrolled away above is no jump
        area.verticalScrollBar().setValue(0)
    yield from (f"{name}: no name: {one}" for one in sweeps.nameless(root))
    yield from (f"{name}: clipped: {one}" for one in sweeps.clipped(root))
    yield from (f"{name}: Tab stays in: {one}" for one in sweeps.trapping(root))
    yield from (f"{name}: Tab jumps: {one}" for one in sweeps.out_of_order(root))
    if size := sweeps.too_large(window.shell):
        yield f"{name}: too large: {size}"


def test_every_state_can_be_read_named_and_gone_through(worn: Window) -> None:
    found: list[str] = []
    page = open_record(worn, INCIDENT)
    found += faults("incident", worn)
    assert page.acts is not None
    page.acts.begin()
    found += faults("adding an act", worn)
    page.show_history()
    worn.settle()
    found += faults("history", worn)
    page.show_history()
    page = open_record(worn, PERSON)
    found += faults("person", worn)
    text = "On 13 August 2012 three people were taken. Cao Shunli was beaten."
    note = worn.do(lambda session: casework.add(session, "note", {"text": {"text": text}}))
    page = open_record(worn, note)
    page.code()
    for kind, choice in page.making.choices.items():
        choice.setChecked(True)
        found += faults(f"making of a passage: {kind}", worn)
    worn.go("new")
    found += faults("quick note", worn)
    told = {"text": "[0:10] First.\n[0:20] Second.", "translations": [{"id": "k1", "language": "ar", "text": "أولاً."}]}
    record = worn.do(
        lambda session: casework.add(session, "testimony", {"narrative": told, "wellbeing": {"text": "x"}})
    )
    for step in ("before", "listening", "text", "after"):
        interview = worn.go("interview", record, step=step)
        worn.wait(lambda page=interview: not page._arriving)  # type: ignore[misc]
        found += faults(f"interview: {step}", worn)
    interview.cover()
    found += faults("interview: covered", worn)
    assert not found, "\n".join(found)


def test_in_arabic_the_side_stands_at_the_left(qtbot: QtBot, look: Look, vault: Path) -> None:
    i18n.use("ar")
    look.use(language="ar")
    window = Window(qtbot, look, vault)
    window.open()
    page = open_record(window, INCIDENT)
    page.show_history()
    window.settle()
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert page.side.geometry().center().x() < page.width() / 2
    window.close()
    i18n.use("en")
    look.use(language="en")
