"""What is selected stays selected when the list changes; where it cannot, that is said."""

from __future__ import annotations

from array import array

import pytest

from app.domain.query import TITLE, Order
from app.services import casework
from app.ui.library import table
from tests.gui.conftest import Window
from tests.gui.test_library import SAMPLE, _rest


def test_all_stay_selected_when_a_record_comes(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_KEPT", 2)
    _rest(window)
    window.page.table.selectAll()
    record = window.do(lambda opened: casework.add(opened, "note", {"text": {"text": "another"}}))
    window.desk.tell(record)
    _rest(window)
    assert window.page.table.count_selected() == SAMPLE


def test_what_stands_too_far_apart_is_let_go_and_told(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_KEPT", 2)
    _rest(window)
    chosen = window.page.table
    chosen.clearSelection()
    numbers = chosen.rows.numbers
    chosen._select_again(array("q", [numbers[0], numbers[1]]))
    assert chosen.count_selected() == 2
    chosen._select_again(array("q", [numbers[0], numbers[2], numbers[4], numbers[6]]))
    window.page._on_sort(Order(TITLE, descending=False))
    assert window.shell.messages is not None
    assert window.shell.messages.text.startswith("4 records are no longer selected.")
    _rest(window)
