"""Real windows on real temporary vaults; nothing is mocked. A test's HOME is a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base import i18n
from app.services import practice, session
from app.services.session import Session
from app.ui.desk import Desk, Owner, Place
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.shell import Shell

PASSPHRASE = "a passphrase of the tests"
FLOOR = 64 << 10
PATIENCE = 120_000
"""Milliseconds a test waits for what comes at once: only a test that fails waits so long, however slow the machine."""


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Look:
    made = Look(qapp)
    made.use(theme="light", language="en")
    return made


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tester's own configuration out of it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    i18n.use("en")


def make_vault(folder: Path, name: str = "Field one", role: str = "field", *, sample: bool = True) -> Path:
    """Make a practice vault, with the sample casework when asked, and close it."""
    with session.create(folder, PASSPHRASE, name=name, role=role, practice=True, memory_kib=FLOOR) as opened:
        if sample:
            practice.fill(opened)
    return folder


class Window:
    """A shell and what tests do with it."""

    def __init__(self, qtbot: QtBot, look: Look, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.shell = Shell(look, folder)
        qtbot.addWidget(self.shell)
        self.shell.resize(1366, 768)
        self.shell.show()

    @property
    def desk(self) -> Desk:
        assert self.shell.desk is not None
        return self.shell.desk

    @property
    def page(self) -> Any:
        return self.shell.page

    def open(self) -> Window:
        """Open the vault as the unlock screen would."""
        self.shell._on_opened(session.open_session(self.folder, PASSPHRASE))
        self.wait(lambda: self.shell.desk is not None and self.shell.page is not None)
        self.settle()
        return self

    def go(self, page: str, record: str = "", **detail: Any) -> Any:
        """Go to a page and wait until everything it asked for is there."""
        self.desk.go(page, record, **detail)
        self.wait(lambda: self.shell._shown.page == page)
        self.settle()
        return self.page

    def wait(self, until: Callable[[], object], timeout: int = PATIENCE) -> None:
        """Wait until something is true."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=timeout)

    def settle(self) -> None:
        """Wait until no background work is under way, and what came of it is shown and has asked for no more."""
        self.wait(self.shell.jobs.idle)
        for _turn in range(2):
            QApplication.processEvents()
            self.wait(self.shell.jobs.idle)

    def do(self, work: Callable[[Session], Any]) -> Any:
        """Do something in the open vault, in its writing thread, and return what it returned."""
        found: list[Any] = []
        self.shell.jobs.write(lambda opened, _tell: work(opened), found.append)
        self.wait(lambda: found)
        return found[0]

    def close(self) -> None:
        """Close the vault without ending the application."""
        if self.shell.desk is not None:
            over: list[bool] = []
            self.shell._put_away()
            self.shell.jobs.release(lambda _error: over.append(True))
            self.wait(lambda: over)


@pytest.fixture
def desk(look: Look, tmp_path: Path) -> Iterator[Desk]:
    """A desk of a vault nobody asks."""
    jobs = Jobs()
    owner = Owner("Field one", "field", True, tmp_path, "", "")
    yield Desk(jobs, look, owner, {}, jobs)
    jobs.deleteLater()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A practice vault with the sample casework."""
    return make_vault(tmp_path / "laptop")


@pytest.fixture
def window(qtbot: QtBot, look: Look, vault: Path) -> Iterator[Window]:
    """A window with the practice vault open."""
    made = Window(qtbot, look, vault)
    made.open()
    yield made
    made.close()


__all__ = ["Desk", "Place", "Window", "make_vault"]
