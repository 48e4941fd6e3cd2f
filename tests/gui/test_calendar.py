"""The calendar: everything to be done in groups, opened, marked and moved by keyboard, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain import deadlines as groups
from app.services import casework
from app.services.session import Session
from app.ui.calendar.page import CalendarPage
from app.ui.calendar.rows import CASE, RECORD, WHAT, WHEN, WHO
from app.ui.desk import Place
from tests.gui.conftest import Window


def fill(opened: Session) -> dict[str, str]:
    """Record what is to be done long ago and far ahead, so that no day changes the groups."""
    case = casework.add(
        opened,
        "case",
        {
            "title": {"text": "The mill"},
            "handled_by": [{"role": "handler", "to": None, "words": "Desk 2"}],
            "steps": [
                {"what": {"text": "Call the lawyer"}, "date": {"edtf": "2001-03"}},
                {"what": {"text": "Ask again"}, "date": {"edtf": "2999-03"}},
                {"what": {"text": "Sort the papers"}},
            ],
        },
    )
    request = casework.add(
        opened,
        "request",
        {"title": {"text": "Application"}, "filing": {"term": "filing/filed"}, "due": {"edtf": "2001-01-05?"}},
    )
    consent = casework.add(opened, "consent", {"expires": {"edtf": "2999-01"}})
    return {"case": case, "request": request, "consent": consent}


@pytest.fixture
def made(window: Window) -> dict[str, str]:
    found: dict[str, str] = window.do(fill)
    return found


@pytest.fixture
def page(window: Window, made: dict[str, str]) -> CalendarPage:
    found = window.go("calendar")
    assert isinstance(found, CalendarPage)
    window.wait(lambda: found.rows.lines)
    return found


def cells(page: CalendarPage, *columns: int) -> list[Any]:
    """Return the words of each row; of a heading its words."""
    told: list[Any] = []
    for place in range(page.rows.rowCount()):
        words = tuple(str(page.rows.index(place, column).data()) for column in columns)
        told.append(words if page.rows.step(place) else str(page.rows.index(place, 0).data()))
    return told


def go_to(window: Window, page: CalendarPage, what: str) -> None:
    place = next(n for n in range(page.rows.rowCount()) if what in str(page.rows.index(n, WHAT).data()))
    page.table.select_place(place)
    window.settle()


def test_all_of_it_stands_in_groups_the_most_pressing_first(page: CalendarPage) -> None:
    assert cells(page, WHEN, WHAT) == [
        "Overdue (2)",
        ("March 2001", "Next step: Call the lawyer"),
        ("22 October 2013", "Scheduled"),
        "May be overdue (1)",
        ("perhaps 5 January 2001", "Answer due"),
        "Later (2)",
        ("January 2999", "Consent expires"),
        ("March 2999", "Next step: Ask again"),
        "No certain date (1)",
        ("no date", "Next step: Sort the papers"),
    ]
    assert page.count.text() == "6 things to do"
    assert [str(page.rows.index(1, column).data()) for column in (RECORD, CASE, WHO)] == ["The mill", "", "Desk 2"]
    assert groups.GROUPS[0] == page.rows.lines[0]


def test_by_keyboard_one_opens_a_record_and_comes_back(
    window: Window, page: CalendarPage, made: dict[str, str]
) -> None:
    assert page.table.hasFocus()
    step = page.table.current()
    assert step is not None
    assert step.record == made["case"]
    for _n in range(2):
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Down)  # over the heading
    there = page.table.current()
    assert there is not None
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    window.wait(lambda: window.shell._shown == Place("record", there.record))
    window.settle()
    window.shell.back()
    window.wait(lambda: window.shell.page is page)
    window.settle()
    assert page.table.current() is not None
    assert page.table.current().key == there.key  # type: ignore[union-attr]


def test_the_space_bar_marks_as_done_and_undo_takes_it_back(
    window: Window, page: CalendarPage, made: dict[str, str]
) -> None:
    go_to(window, page, "Sort the papers")
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    window.settle()
    assert "Sort the papers" not in str(cells(page, WHAT))
    page.done.setChecked(True)
    window.settle()
    assert ("no date (done)", "Next step: Sort the papers") in cells(page, WHEN, WHAT)
    assert window.shell.messages is not None
    window.shell.messages.undo()
    window.settle()
    assert ("no date", "Next step: Sort the papers") in cells(page, WHEN, WHAT)


def test_a_date_is_moved_in_peoples_words(window: Window, page: CalendarPage, made: dict[str, str]) -> None:
    go_to(window, page, "Answer due")
    window.shell.actions_["edit"].trigger()
    assert page.moving.isVisible()
    QTest.keyClicks(page.moving.editor.line, "June 2999")
    QTest.keyClick(page.moving.editor.line, Qt.Key.Key_Return)
    window.settle()
    assert not page.moving.isVisible()
    assert ("June 2999", "Answer due") in cells(page, WHEN, WHAT)
    fields = window.do(lambda opened: casework.state_of(opened, made["request"]).fields)
    assert fields["due"]["edtf"] == "2001-01-05?"
    assert fields["extensions"][0]["until"]["edtf"] == "2999-06"
    assert window.shell.messages is not None
    window.shell.messages.undo()
    window.settle()
    assert ("perhaps 5 January 2001", "Answer due") in cells(page, WHEN, WHAT)


def test_esc_closes_the_question_and_then_goes_back(window: Window, page: CalendarPage) -> None:
    go_to(window, page, "Ask again")
    page.move_button.click()
    window.shell.actions_["back"].trigger()
    assert not page.moving.isVisible()
    assert window.shell.page is page
    window.shell.actions_["back"].trigger()
    window.wait(lambda: window.shell.page is not page)


def test_what_ends_by_another_record_is_not_marked_here(window: Window, page: CalendarPage) -> None:
    go_to(window, page, "Consent expires")
    assert not page.mark_button.isEnabled()
    assert not page.move_button.isEnabled()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    window.settle()
    assert window.shell.messages is not None
    assert "another record" in window.shell.messages.text


def test_a_case_and_a_type_leave_what_fits(window: Window, page: CalendarPage, made: dict[str, str]) -> None:
    page.case.setCurrentIndex(page.case.findData(made["case"]))
    page.case.activated.emit(page.case.currentIndex())
    assert page.count.text() == "3 things to do"
    page.type.setCurrentIndex(page.type.findData("request"))
    page.type.activated.emit(page.type.currentIndex())
    assert page.nothing.isVisible()
    place = page.place()
    assert place is not None
    assert place.detail == {"case": made["case"], "type": "request", "done": False}
    page.case.setCurrentIndex(0)
    page.case.activated.emit(0)
    assert page.count.text() == "1 thing to do"


def test_a_change_elsewhere_is_shown(window: Window, page: CalendarPage, made: dict[str, str]) -> None:
    window.do(lambda opened: casework.edit(opened, made["case"], {"status": {"term": "case-status/closed"}}))
    window.desk.tell(made["case"])
    window.settle()
    assert "Call the lawyer" not in str(cells(page, WHAT))
