"""The settings page: searchable, at work at once, kept in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.base import config, i18n
from app.services import settings
from app.ui.speaking import speak
from tests.gui.conftest import Window


@pytest.fixture
def page(window: Window) -> Iterator[Any]:
    yield window.go("settings")
    window.shell.look.use(theme="light", size="normal", language=speak("en"))


def _choose(page: Any, name: str, value: object) -> None:
    box = page.boxes[name]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_change_works_at_once_and_is_kept(window: Window, page: Any) -> None:
    before = QApplication.font().pointSize()
    _choose(page, "text_size", "largest")
    assert QApplication.font().pointSize() == 2 * before
    _choose(page, "theme", "dark")
    assert window.shell.look.tokens.window == "#1b1d20"
    _choose(page, "lock_after", 30)
    kept = window.do(settings.read)
    assert (kept["text_size"], kept["theme"], kept["lock_after"]) == ("largest", "dark", 30)


def test_the_search_leaves_what_fits_and_says_when_nothing_does(window: Window, page: Any) -> None:
    page.search.setText("dark")
    assert page.boxes["theme"].isVisible()
    assert not page.boxes["lock_after"].isVisible()
    page.search.setText("no such thing")
    assert page._none.isVisible()
    page.search.clear()
    assert page.boxes["lock_after"].isVisible()


def test_another_language_is_spoken_at_once_at_the_same_place(window: Window, page: Any) -> None:
    _choose(page, "language", "ar")
    window.wait(lambda: window.page is not page)
    assert window.shell._shown.page == "settings"
    assert i18n.language() == "ar"
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    window.settle()
    assert config.read().language == "ar"
    assert window.shell.actions_["lock"].text() == i18n._("Lock")
    assert window.page.boxes["language"].currentData() == "ar"


def test_it_says_which_vault_this_is(window: Window, page: Any) -> None:
    words = " ".join(one.text().replace("\u200b", "") for one in page.findChildren(QLabel))
    assert str(window.folder) in words
    assert "Field one" in words


def test_every_control_has_a_name(window: Window, page: Any) -> None:
    assert page.search.accessibleName()
    assert all(box.accessibleName() for box in page.boxes.values())
