"""Help and About, as somebody reads them."""

from __future__ import annotations

import socket

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from app import __version__
from app.base import i18n, resources
from app.ui.look import SIZES, Look
from app.ui.reading import contents
from app.ui.reading.reader import NAME, Reader
from app.ui.reading.window import HelpWindow, show_help
from tests.gui.conftest import Window


@pytest.fixture
def reader(qtbot: QtBot, look: Look) -> Reader:
    made = Reader(look)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def _listed(reader: Reader) -> list[str]:
    found = reader.findChild(QListWidget)
    return [name for n in range(found.count()) if (name := found.item(n).data(NAME))]


def test_f1_helps_with_the_page_one_is_on_and_esc_goes_back(window: Window) -> None:
    topic = window.page.help_topic
    window.shell.actions_["help"].trigger()
    window.wait(lambda: window.shell._shown.page == "help")
    assert window.page.place().detail == {"topic": topic}
    window.shell.actions_["back"].trigger()
    window.wait(lambda: window.shell._shown.page == "library")


def test_links_lead_to_other_pages_and_nowhere_else(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket"))
    reader.open("window")
    reader.paper.anchorClicked.emit(QUrl("window-send.md"))
    assert reader.topic == "window-send"
    for elsewhere in ("https://example.org/window.md", "file:///etc/passwd", "../../LICENSE", "no-such-page.md"):
        reader.paper.anchorClicked.emit(QUrl(elsewhere))
        assert reader.topic == "window-send"
    assert not opened
    assert not reader.paper.loadResource(2, QUrl("file:///etc/passwd"))
    assert not reader.paper.loadResource(2, QUrl("../../LICENSE"))


def test_a_link_is_reached_and_followed_by_keyboard(reader: Reader) -> None:
    reader.open("window")
    reader.paper.setFocus()
    QTest.keyClick(reader.paper, Qt.Key.Key_Tab)
    QTest.keyClick(reader.paper, Qt.Key.Key_Return)
    assert reader.topic == "window-first-run"


def test_back_and_forward(reader: Reader) -> None:
    reader.open("window")
    reader.open("window-send")
    reader.open("window-cards")
    reader.back()
    reader.back()
    assert reader.topic == "window"
    reader.forward()
    assert reader.topic == "window-send"
    reader.open("shortcuts")
    reader.forward()
    assert reader.topic == "shortcuts"


def test_search_looks_through_all_pages(reader: Reader) -> None:
    reader.open("window")
    everything = _listed(reader)
    reader._search.setText("FINGERPRINT compare")
    QTest.keyClick(reader._search, Qt.Key.Key_Return)
    assert 0 < len(_listed(reader)) < len(everything)
    assert reader.topic == "window-cards"
    assert reader.paper.textCursor().selectedText().casefold() in ("fingerprint", "compare")
    reader._search.setText("no such word anywhere")
    QTest.keyClick(reader._search, Qt.Key.Key_Return)
    assert not _listed(reader)
    assert reader._none.isVisible()


def test_every_page_is_listed_once(reader: Reader) -> None:
    pages = sorted(path.stem for path in resources.path("help").glob("*.md"))
    assert sorted(_listed(reader)) == pages


def test_the_interface_language_comes_first_and_english_says_that_it_is(reader: Reader) -> None:
    i18n.use("zh")
    reader.open("window-unlock")
    assert contents.read("window-unlock").language == "zh"
    assert reader._language.isHidden()
    reader.open("rebuild")
    assert not reader._language.isHidden()
    i18n.use("en")
    reader.open("rebuild")
    assert reader._language.isHidden()


def test_the_text_follows_its_size(reader: Reader, look: Look) -> None:
    reader.open("window")
    try:
        look.use(size="largest")
        assert reader.paper.document().defaultFont().pointSize() == SIZES["largest"]
    finally:
        look.use(size="normal")
    assert reader.paper.document().defaultFont().pointSize() == SIZES["normal"]


def test_before_a_vault_is_open_the_help_has_a_window_that_hinders_nothing(window: Window, look: Look) -> None:
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.shell.actions_["help"].trigger()
    window.wait(lambda: window.shell.findChildren(HelpWindow))
    (shown,) = window.shell.findChildren(HelpWindow)
    assert not shown.isModal()
    assert show_help(window.shell, look, "shortcuts") is shown
    assert shown.reader.topic == "shortcuts"
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    window.wait(lambda: not window.shell.findChildren(HelpWindow))


def test_about_says_what_it_is_made_of_and_can_be_copied(window: Window) -> None:
    page = window.go("about")
    page._copy.click()
    text = QApplication.clipboard().text()
    assert __version__ in text
    for name in ("Python 3", "Qt 6", "SQLCipher 4", "SQLite 3", "cryptography ", "PySide6-Essentials 6"):
        assert name in text
    assert "()" not in text  # every part says its licence
    page._licence_button.click()
    assert "GNU GENERAL PUBLIC LICENSE" in page._licence.toPlainText()
