"""A window in one dress, driven for its pictures: go somewhere, wait, press, write, take the picture."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPushButton, QScrollArea, QWidget

from app.services import practice, session, settings
from app.ui.look import Look
from app.ui.main import speak
from app.ui.pages import PAGES
from app.ui.shell import Shell
from staging import Stage

SIZE = (1366, 768)
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Dress:
    """How the window is dressed for one set of pictures."""

    name: str
    language: str
    theme: str
    size: str = "normal"


class Show:
    """A window in one dress, and what a picture needs of it."""

    def __init__(self, application: QApplication, look: Look, stage: Stage, dress: Dress, out: Path) -> None:
        self._application, self.look, self.stage, self.dress, self._out = application, look, stage, dress, out
        speak(dress.language)
        look.use(theme=dress.theme, size=dress.size, language=dress.language)
        self.shell = Shell(look, stage.laptop)
        self.shell.resize(*SIZE)
        self.shell.show()

    def open(self) -> None:
        """Open the laptop's vault, dressed."""
        opened = session.open_session(self.stage.laptop, practice.PASSPHRASE)
        for name, value in (("theme", self.dress.theme), ("text_size", self.dress.size), ("place", None)):
            settings.write(opened, name, value)
        settings.write(opened, "window", "")
        self.shell._on_opened(opened)
        self.wait(lambda: self.shell.page is not None)

    def go(self, page: str, record: str = "", **detail: object) -> QWidget:
        """Go to a page, and wait until it has everything."""
        assert self.shell.desk is not None
        importlib.import_module(PAGES[page][0])  # a page that cannot even be loaded says so at once
        self.shell.desk.go(page, record, **detail)
        self.wait(lambda: self.shell._shown.page == page)
        assert self.shell.page is not None
        return self.shell.page

    def wait(self, until: Callable[[], object] = lambda: True) -> None:
        """Wait until something is so, nothing is under way, and everything is painted."""
        end = time.monotonic() + PATIENCE
        while not until() or not self.shell.jobs.idle():
            if time.monotonic() > end:
                raise TimeoutError("the window was not ready in time")
            QTest.qWait(20)
        QTest.qWait(250)

    def take(self, name: str) -> None:
        """Save the picture of what is shown now."""
        QTest.qWait(50)
        self.shell.resize(*SIZE)
        self.shell.grab().save(str(self._out / f"{name}.{self.dress.name}.png"))

    def keep(self, name: str, widget: QWidget) -> None:
        """Save the picture of a part of a page, also of what is out of sight."""
        widget.grab().save(str(self._out / f"{name}.{self.dress.name}.png"))

    def press(self, kind: str = "main") -> bool:
        """Press the last button of a kind that is shown; tell whether there was one."""
        for found in reversed(self.shell.findChildren(QPushButton)):
            if found.property("kind") == kind and found.isVisible() and found.isEnabled():
                found.click()
                self.wait()
                return True
        return False

    def write(self, *texts: str) -> None:
        """Write into the fields shown, in their order."""
        fields = [one for one in self.shell.findChildren(QLineEdit) if one.isVisible() and not one.isReadOnly()]
        for field, text in zip(fields, texts, strict=False):
            field.setText(text)
            field.textEdited.emit(text)
        self.wait()

    def scroll(self, part: float) -> None:
        """Scroll the largest area shown to a part of its length."""
        areas = [area for area in self.shell.findChildren(QScrollArea) if area.isVisible()]
        if areas:
            bar = max(areas, key=lambda area: area.width() * area.height()).verticalScrollBar()
            bar.setValue(int(bar.maximum() * part))
            self.wait()

    def bring(self, widget: QWidget) -> None:
        """Scroll until a part of a page is in sight."""
        self.wait()
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(widget, 20, 300)
        self.wait()

    def choose(self, row: int) -> None:
        """Choose a row of the first list or table of the page."""
        assert self.shell.page is not None
        for view in self.shell.page.findChildren(QAbstractItemView):
            if view.isVisible() and view.model().rowCount() > row and view.width() > 200:
                view.setCurrentIndex(view.model().index(row, 0))
                QTest.qWait(700)  # details follow a little later, so that one can run down the list
                self.wait()
                return

    def act(self, name: str) -> None:
        """Do one of the actions of the table."""
        self.shell.actions_[name].trigger()
        self.wait()

    def close(self) -> None:
        """Close the vault and the window, without ending the application."""
        if self.shell.desk is not None:
            over: list[bool] = []
            self.shell._put_away()
            self.shell.jobs.release(lambda _error: over.append(True))
            self.wait(lambda: over)
        self.shell.hide()
        self.shell.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
