"""The activity page: all of it at once however long, by kind and period, the whole of an entry, saved to a file."""

from __future__ import annotations

import time
from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import activity
from app.services.activity import Filter
from app.ui.desk import Desk
from app.ui.safety.activity import ActivityPage
from app.ui.safety.entries import KIND, PAGE, WHEN, WORDS, EntryRows
from tests.gui.conftest import Window


@pytest.fixture
def page(window: Window) -> ActivityPage:
    found = window.go("activity")
    assert isinstance(found, ActivityPage)
    window.wait(lambda: found.rows.row(0))
    return found


def _cells(page: ActivityPage, place: int) -> list[str]:
    return [str(page.rows.index(place, column).data()) for column in (WHEN, KIND, WORDS)]


def test_everything_is_listed_the_latest_first(window: Window, page: ActivityPage) -> None:
    known = window.do(lambda opened: activity.entries(opened, Filter(), most=10_000))
    assert page.rows.rowCount() == len(known) > 50
    assert _cells(page, 0)[1:] == [known[0].label, known[0].words]
    window.wait(lambda: page.whole.text() == known[0].words)
    assert f"{len(known)} entries" in page.count.text()


def test_a_kind_and_a_period_leave_what_fits(window: Window, page: ActivityPage) -> None:
    page.kind.setCurrentIndex(page.kind.findData("created"))
    page.kind.activated.emit(page.kind.currentIndex())
    window.settle()
    assert page.rows.rowCount() == 1
    window.wait(lambda: "was made" in page.whole.text())
    page.until.line.setText("2001")
    page.until.line.editingFinished.emit()
    window.settle()
    assert page.rows.rowCount() == 0
    assert page.nothing.isVisible()
    assert not page.save_button.isEnabled()
    page.until.line.clear()
    page.until.line.editingFinished.emit()
    page.since.line.setText("2026")
    page.since.line.editingFinished.emit()
    window.settle()
    assert page.rows.rowCount() == 1


def test_by_keyboard_one_comes_to_a_record_and_back_to_what_was_asked(window: Window, page: ActivityPage) -> None:
    page.kind.setCurrentIndex(page.kind.findData("records"))
    page.kind.activated.emit(page.kind.currentIndex())
    window.settle()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == 1
    window.wait(lambda: page.rows.row(1))
    row = page.rows.row(1)
    assert row is not None
    page.open_button.click()
    window.wait(lambda: window.shell._shown.page == "record")
    assert window.shell._shown.record == row.record
    window.settle()
    window.desk.back()
    window.wait(lambda: window.shell._shown.page == "activity")
    window.settle()
    assert window.page.kind.currentData() == "records"


def test_what_is_listed_is_saved_where_one_asks(window: Window, page: ActivityPage, tmp_path: Path) -> None:
    page.kind.setCurrentIndex(page.kind.findData("saved"))
    page.kind.activated.emit(page.kind.currentIndex())
    window.settle()
    number = page.rows.rowCount()
    page._save_to(tmp_path / "log.csv")
    window.settle()
    text = (tmp_path / "log.csv").read_text()
    assert len(text.splitlines()) == number + 1
    assert window.shell.messages is not None
    assert "saved to log.csv" in window.shell.messages.text
    page._save_to(tmp_path / "log.csv")  # nothing is overwritten
    window.settle()
    assert "exists already" in window.shell.messages.text
    assert (tmp_path / "log.csv").read_text() == text


def test_of_a_million_entries_only_what_is_in_sight_is_fetched(
    window: Window, page: ActivityPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def rows(_session: object, wanted: array[int]) -> dict[int, activity.Row]:
        asked.extend(wanted)
        return {n: activity.Row(n, "2026-11-24T10:00:00Z", "saved", "Saved", f"entry {n}") for n in wanted}

    monkeypatch.setattr(activity, "rows", rows)
    numbers = array("q", range(1_000_000, 0, -1))
    begun = time.perf_counter()
    page._show(numbers)
    window.wait(lambda: page.rows.row(0))
    page.table.scrollToBottom()
    window.wait(lambda: page.rows.row(999_999))
    print(f"a million entries: first and last page after {time.perf_counter() - begun:.2f} s, {len(asked)} fetched")
    assert _cells(page, 999_999)[2] == "entry 1"
    assert len(asked) <= 4 * PAGE
    assert page.count.text().startswith("1,000,000")


def test_the_model_forgets_pages_seen_long_ago(desk: Desk) -> None:
    rows = EntryRows(desk)
    rows.show_numbers(array("q", range(100 * PAGE, 0, -1)))
    for page in range(100):
        numbers = rows.numbers[page * PAGE : (page + 1) * PAGE]
        rows._show_page((page, numbers, {n: activity.Row(n, "", "", "", "") for n in numbers}))
    assert len(rows._pages) <= 64
    assert rows.row(0) is None
    assert rows.row(100 * PAGE - 1) is not None
