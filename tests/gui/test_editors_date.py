"""The editor of a date: what is typed is read back, and its words are kept."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base import i18n
from app.domain.schema.kinds import Date
from app.ui.desk import Desk
from tests.gui.editors import shown, type_


def test_a_date_is_read_while_it_is_typed_and_its_words_are_kept(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date())
    type_(editor, "since August 2012")
    assert editor.value() == {"edtf": "2012-08/..", "words": "since August 2012"}
    assert "Read as: since August 2012, still going on" in editor._reading.text()
    type_(editor, " or thereabouts, they said")
    assert editor.value() == {"words": "since August 2012 or thereabouts, they said"}
    assert "Kept as your words" in editor._reading.text()
    editor.line.selectAll()
    type_(editor, "2012-08-13")
    assert editor.value() == {"edtf": "2012-08-13"}
    editor.line.selectAll()
    QTest.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.value() is None


def test_a_date_meant_two_ways_is_asked_about(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date())
    type_(editor, "3/4/2012")
    assert editor.value() == {"words": "3/4/2012"}
    offers = [one for one in editor._offers.children() if one.isWidgetType()]
    assert [one.text() for one in offers] == ["3 April 2012", "4 March 2012"]
    QTest.keyClick(offers[0], Qt.Key.Key_Space)
    assert editor.value() == {"edtf": "2012-04-03", "words": "3/4/2012"}


def test_a_date_without_its_year_asks_for_it_and_takes_none_by_itself(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date())
    type_(editor, "between 3 and 5 May")
    assert editor.value() == {"words": "between 3 and 5 May"}
    assert "Of which year?" in editor._reading.text()
    offers = [one for one in editor._offers.children() if one.isWidgetType()]
    QTest.keyClick(offers[-1], Qt.Key.Key_Space)
    value = editor.value()
    assert value["words"] == "between 3 and 5 May"
    assert value["edtf"].startswith("[")
    assert value["edtf"].endswith("-05-05]")


def test_a_date_of_the_hijra_is_read_with_its_doubt_and_keeps_its_calendar(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date())
    type_(editor, "15 Ramadan 1433")
    value = {"edtf": "[2012-08-02..2012-08-04]", "words": "15 Ramadan 1433", "calendar": "hijri"}
    assert editor.value() == value
    assert "some day between 2 and 4 August 2012" in editor._reading.text()
    assert "a day earlier or later" in editor._reading.text()
    again = shown(desk, qtbot, Date(), value)
    assert again.line.text() == "15 Ramadan 1433"
    assert again.value() == value
    again.line.selectAll()
    type_(again, "August 2012")
    assert again.value() == {"edtf": "2012-08", "words": "August 2012"}


def test_of_a_date_of_another_calendar_the_days_are_asked_and_none_is_made_up(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date())
    type_(editor, "2 Farvardin 1391")
    assert editor.value() == {"words": "2 Farvardin 1391", "calendar": "persian"}
    bounds = editor._bounds
    assert bounds is not None
    assert bounds.isVisible()
    QTest.keyClicks(bounds.earliest, "21 March 2012")
    assert editor.value()["edtf"] == "[2012-03-21..]"
    QTest.keyClicks(bounds.latest, "20 March 2012")
    assert "edtf" not in editor.value()
    assert "comes first" in bounds._wrong.text()
    bounds.latest.selectAll()
    QTest.keyClicks(bounds.latest, "22 March 2012")
    value = {"edtf": "[2012-03-21..2012-03-22]", "words": "2 Farvardin 1391", "calendar": "persian"}
    assert editor.value() == value
    again = shown(desk, qtbot, Date(), value)
    assert again.line.text() == "2 Farvardin 1391"
    assert again._bounds.latest.text() == "22 March 2012"
    assert again.value() == value


def test_the_calendar_of_the_sources_words_stays_with_them(desk: Desk, qtbot: QtBot) -> None:
    given = {"edtf": "2012-08-03", "words": "15 رمضان", "calendar": "hijri"}
    editor = shown(desk, qtbot, Date(), given)
    assert editor.line.text() == "3 August 2012"
    editor.line.selectAll()
    type_(editor, "2 August 2012")
    assert editor.value() == {**given, "edtf": "2012-08-02"}


def test_words_of_a_source_stand_beside_the_date_and_stay(desk: Desk, qtbot: QtBot) -> None:
    given = {"edtf": "2012-08/..", "words": "still remains in custody", "calendar": "gregorian", "basis": "the notice"}
    editor = shown(desk, qtbot, Date(), given)
    assert editor.line.text() == "since August 2012, still going on"
    assert editor._details.words() == "still remains in custody"
    editor.line.selectAll()
    type_(editor, "since July 2012")
    assert editor.value() == {**given, "edtf": "2012-07/.."}


def test_a_date_is_changed_into_one_that_goes_on(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date())
    type_(editor, "August 2012")
    editor._on_menu()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    action = next(one for one in menu.actions() if one.text() == "Still going on")
    action.trigger()
    menu.close()
    assert editor.value() == {"edtf": "2012-08/..", "words": "August 2012"}
    assert editor.line.text() == "since August 2012, still going on"


def test_dates_are_read_back_in_the_language_of_the_window(desk: Desk, qtbot: QtBot) -> None:
    i18n.use("zh")
    try:
        editor = shown(desk, qtbot, Date(), {"edtf": "2012-08/.."})
        assert editor.line.text() == "2012年8月以来，仍在持续"
        assert editor.value() == {"edtf": "2012-08/.."}
    finally:
        i18n.use("en")


def test_a_day_is_picked_from_a_month_by_keyboard(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date(), {"edtf": "2012-08", "note": "kept"})
    editor._on_pick()
    month = editor._calendar._month
    assert (month.yearShown(), month.monthShown()) == (2012, 8)
    QTest.keyClick(month.focusProxy() or month, Qt.Key.Key_Right)
    QTest.keyClick(month.focusProxy() or month, Qt.Key.Key_Return)
    assert not editor._calendar.isVisible()
    assert editor.value() == {"edtf": "2012-08-02", "note": "kept"}
    assert editor.line.text() == "2 August 2012"


def test_undo_is_a_change_a_person_made(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Date(), {"edtf": "2012"})
    QTest.keyClick(editor.line, Qt.Key.Key_End)
    type_(editor, "-08")
    assert editor.value() == {"edtf": "2012-08"}
    before = len(editor.changes)
    QTest.keyClick(editor.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(editor.changes) > before
    assert editor.value() == {"edtf": "2012"}


@pytest.mark.parametrize("given", [{"words": " "}, {"words": " ", "note": "kept"}, {"edtf": "2012", "words": "2012"}])
def test_words_of_only_spaces_or_of_the_date_itself_stay_while_nobody_changes_them(
    desk: Desk, qtbot: QtBot, given: dict[str, Any]
) -> None:
    editor = shown(desk, qtbot, Date(), given)
    editor._on_edited()  # something else of it was changed
    assert editor.value() == given
    editor.line.clear()
    editor.line.textEdited.emit("")
    assert not (editor.value() or {}).get("words")
