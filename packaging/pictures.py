"""Makes a picture of every screen, in every dress: languages, light and dark, the largest text.

    .venv/bin/python packaging/pictures.py OUT                      all of them
    .venv/bin/python packaging/pictures.py OUT --only record --dress en-light

The real window is driven on the sample casework, drawn into memory. A screen that fails is told at the end; the others
go on. Look at them all after changing what is seen.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import environment

sys.path.insert(0, str(environment.ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPushButton, QScrollArea, QWidget

from app.services import practice, session, settings
from app.ui.exchange.receive import ReceivePage
from app.ui.exchange.where import WhereStep
from app.ui.look import Look
from app.ui.main import speak
from app.ui.shell import PAGES, Shell
from staging import Stage, staged

SIZE = (1366, 768)
PATIENCE = 20.0
WORDS = "plum river seven lanterns over quiet snow"
README = "library.en-light.png"


@dataclass(frozen=True, slots=True)
class Dress:
    """How the window is dressed for one set of pictures."""

    name: str
    language: str
    theme: str
    size: str = "normal"


DRESSES = (
    *[
        Dress(f"{lang}-{theme}", lang, theme)
        for lang, theme in itertools.product(("en", "zh", "ar"), ("light", "dark"))
    ],
    Dress("en-largest", "en", "light", "largest"),
)


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
            self.shell.jobs.release(lambda: over.append(True))
            self.wait(lambda: over)
        self.shell.hide()
        self.shell.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def first_run(show: Show) -> None:
    """Show the steps of the first run, filled in as they ask."""
    show.shell.front.show_first_run()
    show.wait()
    for step in range(1, 9):
        show.take(f"first-run-{step}")
        show.write(*[WORDS] * 2)
        if not show.press():
            return
        if show.shell.desk is not None:
            show.take("first-run-done")
            return


def unlock(show: Show) -> None:
    """Show the unlock screen, as it is found and after a wrong passphrase."""
    show.shell.front.show_unlock(show.stage.laptop)
    show.wait()
    show.take("unlock")
    show.write("not the passphrase")
    show.press()
    show.take("unlock-wrong")


def library(show: Show) -> None:
    """Show all records, one chosen; a search; a search that finds nothing."""
    page = show.go("library")
    show.choose(3)
    show.take("library")
    show.go("library", find=True)
    for name, words in (("library-search", "曹"), ("library-nothing", "zzzz")):
        field = QApplication.focusWidget() if isinstance(QApplication.focusWidget(), QLineEdit) else None
        field = field or page.findChild(QLineEdit)
        if isinstance(field, QLineEdit):
            field.setText(words)
            QTest.qWait(500)
            show.wait()
        show.take(name)
    if isinstance(field, QLineEdit):
        field.clear()


def new(show: Show) -> None:
    """Show what Ctrl+N offers, and a quick note."""
    show.go("new")
    show.take("new")
    show.go("new", type="note")
    show.take("new-note")
    show.go("library")


def record(show: Show) -> None:
    """Show records of several types, from the top and further down, and a history."""
    for name, id_ in show.stage.records.items():
        show.go("record", id_)
        show.take(f"record-{name}")
        if name in ("incident", "person", "testimony"):
            show.scroll(0.5)
            show.take(f"record-{name}-middle")
            show.scroll(1.0)
            show.take(f"record-{name}-end")
    show.go("record", show.stage.records["testimony"])
    show.act("history")
    show.take("record-history")


def send(show: Show) -> None:
    """Show the steps of sending, to the end."""
    page = show.go("send")
    for step in range(1, 6):
        show.choose(0)
        for where in page.findChildren(WhereStep):
            if where.isVisible():
                where.look_at(show.stage.stick)
                show.wait()
        show.take(f"send-{step}")
        if not show.press():
            return


def receive(show: Show) -> None:
    """Show the beginning of receiving, what a bundle says before it is taken in, and what came of it."""
    page = show.go("receive")
    show.take("receive")
    assert isinstance(page, ReceivePage)
    page.add([show.stage.bundle])
    show.wait()
    show.take("receive-seen")
    if show.press():
        show.take("receive-done")


def conflicts(show: Show) -> None:
    """Show what waits for a decision, and one."""
    show.go("conflicts")
    show.take("conflicts")
    show.go("conflicts", show.stage.records["testimony"])
    show.take("conflicts-one")


def plain(name: str) -> Callable[[Show], None]:
    """Return what shows a page that has one face, from the top and further down."""

    def shown(show: Show) -> None:
        show.go(name)
        show.take(name)

    return shown


def help_(show: Show) -> None:
    """Show three help pages."""
    for topic in ("window", "window-cards", "shortcuts"):
        show.go("help", topic=topic)
        show.take(f"help-{topic}")


BEFORE = {"first-run": first_run, "unlock": unlock}
INSIDE = {
    "library": library,
    "new": new,
    "record": record,
    "send": send,
    "receive": receive,
    "conflicts": conflicts,
    "cards": plain("cards"),
    "settings": plain("settings"),
    "help": help_,
    "about": plain("about"),
}


def pictures(application: QApplication, look: Look, dress: Dress, only: set[str], out: Path) -> Iterator[str]:
    """Take every picture in one dress; return what failed, in words."""
    with tempfile.TemporaryDirectory(prefix="keepsake-pictures-") as place:
        stage = staged(Path(place))
        for screens in (BEFORE, INSIDE):
            wanted = {name: does for name, does in screens.items() if not only or name in only}
            if not wanted:
                continue
            show = Show(application, look, stage, dress, out)
            try:
                if screens is INSIDE:
                    show.open()
                for name, does in wanted.items():
                    try:
                        does(show)
                    except Exception:  # noqa: BLE001 - the others go on, and this one is told
                        yield f"{name} ({dress.name}): {traceback.format_exc(limit=-2)}"
            finally:
                show.close()


def main(arguments: list[str]) -> int:
    """Take the pictures; return 1 when a screen failed."""
    parser = argparse.ArgumentParser(description="Makes a picture of every screen.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", action="append", choices=[*BEFORE, *INSIDE], help="this screen; may be repeated")
    parser.add_argument("--dress", action="append", choices=[one.name for one in DRESSES], help="this dress only")
    parser.add_argument("--readme", action="store_true", help="also renew the picture of the README")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    home = tempfile.mkdtemp(prefix="keepsake-home-")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = home  # the maker's own configuration stays out of it
    application = QApplication(sys.argv[:1])
    application.setCursorFlashTime(0)
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    look = Look(application)
    failed: list[str] = []
    for dress in DRESSES:
        if not chosen.dress or dress.name in chosen.dress:
            failed += pictures(application, look, dress, set(chosen.only or ()), chosen.out)
    if chosen.readme:
        shutil.copyfile(chosen.out / README, environment.ROOT / "resources" / "pictures" / "window.png")
    shutil.rmtree(home, ignore_errors=True)
    print(f"{len(list(chosen.out.glob('*.png')))} pictures in {chosen.out}")
    for one in failed:
        print("FAILED", one)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
