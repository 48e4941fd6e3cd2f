"""The screens before an open vault and the panels of recovery, in several looks: names, order, nothing clipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.base import i18n
from app.services import ways
from app.storage import faults
from app.ui.entry.first_run import FirstRun
from app.ui.entry.recovery import DrillStep, SheetStep
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import Window

LOOKS = {
    "usual": ("en", "normal"),
    "twice as large": ("en", "largest"),
    "Arabic": ("ar", "normal"),
    "Chinese": ("zh", "largest"),
}
PATIENCE = 100
"""Tenths of a second a screen may take to come to rest."""


@pytest.fixture(params=LOOKS)
def worn(request: pytest.FixtureRequest, look: Look) -> Iterator[str]:
    """A look."""
    language, size = LOOKS[request.param]
    i18n.use(language)
    look.use(theme="light", size=size, language=language)
    yield str(request.param)
    i18n.use("en")
    look.use(theme="light", size="normal", language="en")


@pytest.fixture
def shut(qtbot: QtBot, look: Look, vault: Path, worn: str) -> Iterator[Window]:
    """A window at the unlock screen, dressed."""
    assert worn
    made = Window(qtbot, look, vault)
    made.shell.begin()
    yield made
    made.close()


def _check(window: Window, name: str, *, round_: bool = False) -> None:
    """Wait until a screen has no fault; with `round_` Tab may begin in the midst of it, and so goes up once."""
    faults: list[str] = []
    for _n in range(PATIENCE):
        window.qtbot.wait(100)
        window.settle()
        faults = [f"{name}: {one}" for one in _faults(window.shell)]
        ups = [one for one in faults if "Tab jumps" in one]
        if not faults or (round_ and faults == ups[:1]):
            return
    raise AssertionError("\n".join(faults))


def _faults(shell: QWidget) -> Iterator[str]:
    yield from (f"no name: {one}" for one in sweeps.nameless(shell))
    yield from (f"clipped: {one}" for one in sweeps.clipped(shell))
    yield from (f"Tab stays in: {one}" for one in sweeps.trapping(shell))
    yield from (f"Tab misses: {one}" for one in sweeps.unreachable(shell))
    yield from (f"Tab jumps: {one}" for one in sweeps.out_of_order(shell))
    if size := sweeps.too_large(shell):
        yield f"too large: {size}"


def test_every_way_of_opening_can_be_read_named_and_gone_through(shut: Window) -> None:
    screen = shut.shell.entry
    assert isinstance(screen, Unlock)
    _check(shut, "unlock")
    screen.fail(faults.damaged("A page is damaged."))
    _check(shut, "damaged")
    assert all(one.isVisible() and one.height() >= one.sizeHint().height() for one in screen.offers)
    screen.more.click()
    for n in range(screen.form.kind.count()):
        screen.form.kind.setCurrentIndex(n)
        _check(shut, str(screen.form.kind.itemData(n)))


def test_the_screens_that_get_a_vault_back(shut: Window) -> None:
    shut.shell.front.show_restore()
    _check(shut, "restore")
    shut.shell.front.show_recover(shut.folder)
    _check(shut, "recover")
    shut.shell.front.show_rekey(shut.folder)
    _check(shut, "all keys new")


def test_the_sheet_and_its_drill(shut: Window) -> None:
    shut.shell.front.show_first_run()
    first: Any = shut.shell.entry
    assert isinstance(first, FirstRun)
    first.answers.role, first.answers.name, first.answers.made_by_chance = "field", "Winter", False
    _check(shut, "language", round_=True)
    first._show(first._kinds().index(SheetStep))
    _check(shut, "sheet", round_=True)
    first.step.handing.print_button.click()
    _check(shut, "sheet without a printer", round_=True)
    first._show(first._kinds().index(DrillStep))
    _check(shut, "drill", round_=True)


@pytest.mark.usefixtures("worn")
def test_every_panel_of_recovery(window: Window) -> None:
    secret = window.do(ways.add_recovery)
    assert secret
    page = window.go("backup")
    panels: dict[str, Callable[[], object]] = {
        "passphrase": page.ways.add_passphrase.click,
        "keyfile": page.ways.add_keyfile.click,
        "sheet": page.ways.add_sheet.click,
        "change": lambda: _offered(page, 0),
        "costlier": lambda: _offered(page, 1),
        "remove": lambda: _offered(page, 2),
        "try": lambda: _offered(page, 3),
    }
    for name, opened in panels.items():
        opened()
        _check(window, name)
    page.ways.panels.shut()
    page.shares.make_button.click()
    page.shares.panels.panel.fresh.click()
    _check(window, "make shares")
    page.shares.panels.panel.do()
    window.settle()
    _check(window, "a share")
    page.shares.try_button.click()
    _check(window, "try shares")
    page.shares.panels.shut()
    page.restoring.button.click()
    _check(window, "restore")


def _offered(page: Any, n: int) -> None:
    """Press one of the buttons beside the ways in, counted through all of them."""
    rows = [page.ways._list.itemAt(at).widget() for at in range(page.ways._list.count())]
    buttons = [one for row in rows for one in row.findChildren(type(page.ways.add_sheet))]
    buttons[n].click()
