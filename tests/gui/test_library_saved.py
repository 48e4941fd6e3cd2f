"""Saved searches: named in place, chosen, counted, renamed, removed and brought back; only the vault keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.query import TITLE, Order, Query
from app.services import searches
from tests.gui import sweeps
from tests.gui.conftest import Window
from tests.gui.test_library import SAMPLE, _ask, _count, _press, _rest, _type


@pytest.fixture
def library(window: Window) -> Window:
    _rest(window)
    return window


def _save(window: Window, name: str) -> None:
    saved = window.page.saved
    saved.save.setFocus()
    _press(window, Qt.Key.Key_Space)
    assert saved.naming.line.hasFocus()
    window.qtbot.keyClicks(saved.naming.line, name)
    _press(window, Qt.Key.Key_Return)
    _rest(window)


def _links(window: Window) -> list[str]:
    return [row.link.text() for row in window.page.saved.rows()]


def _choose(window: Window, row: int, action: int) -> None:
    window.page.saved.rows()[row].menu.actions()[action].trigger()


def test_a_search_is_saved_by_keyboard_and_chosen_with_words_and_order(library: Window) -> None:
    page = library.page
    assert not page.saved.save.isEnabled()
    _ask(library, types=("person",))
    _type(library, "shunli")
    page._on_sort(Order(TITLE, descending=False))
    _rest(library)
    found = _count(library)
    _save(library, "One person")
    assert _links(library) == [f"One person ({found})"]
    assert page.saved.rows()[0].link.accessibleName().startswith(f"One person, {found} record")
    assert page.saved.save.hasFocus()
    page.clear_filters()
    _rest(library)
    assert _count(library) == SAMPLE
    page.saved.rows()[0].link.setFocus()
    _press(library, Qt.Key.Key_Space)
    _rest(library)
    assert (page.query(), page.order()) == (Query(words="shunli", types=("person",)), Order(TITLE, descending=False))
    assert _count(library) == found
    assert library.do(searches.saved) == page.saved.saved()
    assert sweeps.nameless(page) == []
    assert sweeps.out_of_order(page) == []
    assert sweeps.clipped(page) == []


def test_names_are_asked_once_changed_and_left_by_escape(library: Window) -> None:
    saved = library.page.saved
    _ask(library, types=("person",))
    _save(library, "People")
    _ask(library, types=("act",))
    _save(library, "people")
    assert saved.naming.isVisible()
    assert saved.naming._problem.isVisible()
    _press(library, Qt.Key.Key_Escape)
    assert not saved.naming.isVisible()
    assert saved.save.hasFocus()
    _save(library, "Acts")
    _choose(library, 0, 0)
    library.qtbot.keyClicks(saved.naming.line, "Everybody")
    _press(library, Qt.Key.Key_Return)
    _rest(library)
    assert [one.name for one in saved.saved()] == ["Everybody", "Acts"]
    assert QApplication.focusWidget() is not None


def test_a_removed_search_comes_back_and_lasts_over_a_lock(library: Window) -> None:
    for name, asked in (("People", {"types": ("person",)}), ("Urgent", {"tag": "urgent"})):
        _ask(library, **asked)
        _save(library, name)
    _choose(library, 0, 1)
    _rest(library)
    assert [one.name for one in library.page.saved.saved()] == ["Urgent"]
    messages = library.shell.messages
    assert messages is not None
    messages._undo_button.click()
    _rest(library)
    library.shell.lock()
    library.wait(library.shell.jobs.idle)
    library.open()
    _rest(library)
    there: tuple[Any, ...] = library.page.saved.saved()
    assert [(one.name, one.query.tag) for one in there] == [("People", ""), ("Urgent", "urgent")]
    assert _links(library)[1] == "Urgent (0)"
