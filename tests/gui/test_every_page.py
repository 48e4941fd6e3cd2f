"""Every screen, in English, Arabic and at twice the text size: names, order, direction, and nothing clipped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.base import i18n, resources
from app.ui.look import Look
from app.ui.pages import PAGES
from tests.gui import sweeps
from tests.gui.conftest import Window

SAMPLE = {row["label"]: row["id"] for row in json.loads(resources.read_text("sample", "chrd-2013.json"))}
PLACES = {
    **{name: (name, "", {}) for name in PAGES if name != "record"},
    "an incident": ("record", SAMPLE["E3"], {}),
    "an act": ("record", SAMPLE["A2a"], {}),
    "a person": ("record", SAMPLE["P1"], {}),
    "a document": ("record", SAMPLE["D1"], {}),
    "a new testimony": ("new", "", {"type": "testimony"}),
    "a selection to send": ("send", "", {"records": [SAMPLE["E3"]]}),
}
PATIENCE = 12
"""Tenths of a second a page may take to come to rest."""
LOOKS = {
    "usual": {"size": "normal", "language": "en"},
    "twice as large": {"size": "largest", "language": "en"},
    "Arabic": {"size": "normal", "language": "ar"},
    "Chinese": {"size": "normal", "language": "zh"},
}


@pytest.fixture
def wearing(look: Look) -> Iterator[Callable[[str], None]]:
    def wear(name: str) -> None:
        i18n.use(LOOKS[name]["language"])
        look.use(theme="light", **LOOKS[name])

    yield wear
    i18n.use("en")
    look.use(theme="light", size="normal", language="en")


@pytest.mark.parametrize("style", LOOKS)
def test_every_page_can_be_read_named_and_gone_through(
    window: Window, wearing: Callable[[str], None], style: str
) -> None:
    wearing(style)
    if style == "twice as large":
        window.desk.set("text_size", "largest")
    window.shell.rebuild()
    window.settle()
    faults: list[str] = []
    for name, (page, record, detail) in PLACES.items():
        window.go(page, record, **detail)
        faults += [f"{name}: {fault}" for fault in _lasting(window)]
    assert not faults, "\n".join(faults)


def _lasting(window: Window) -> list[str]:
    """Return the faults that stay once a form has put itself in order, which it does in slices."""
    found: list[str] = []
    for _n in range(PATIENCE):
        window.qtbot.wait(100)
        window.settle()
        found = list(_faults(window.shell))
        if not found:
            break
    return found


def _faults(shell: QWidget) -> Iterator[str]:
    yield from (f"no name: {one}" for one in sweeps.nameless(shell))
    yield from (f"clipped: {one}" for one in sweeps.clipped(shell))
    yield from (f"Tab stays in: {one}" for one in sweeps.trapping(shell))
    yield from (f"Tab misses: {one}" for one in sweeps.unreachable(shell))
    yield from (f"Tab jumps: {one}" for one in sweeps.out_of_order(shell))
    if size := sweeps.too_large(shell):
        yield f"too large: {size}"


def test_arabic_is_mirrored(window: Window, wearing: Callable[[str], None]) -> None:
    wearing("Arabic")
    window.shell.rebuild()
    window.settle()
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    rail = window.shell._rail
    assert rail.mapTo(window.shell, rail.rect().center()).x() > window.shell.width() / 2
