"""How many people an incident tells of: a line on its page, and how it is counted when that is asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.services import casework, practice
from app.ui.record.page import RecordPage
from app.ui.record.tally import Tally
from tests.gui.conftest import Window

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


def tally_of(window: Window, record: str) -> Tally:
    page = window.go("record", record)
    window.wait(lambda: page.form is not None and page.form.record == record)
    window.settle()
    assert isinstance(page, RecordPage)
    assert page.panels is not None
    found = page.panels.find(Tally)
    assert found is not None
    return found


def test_the_page_of_an_incident_says_how_many_people_and_how_it_counts(window: Window) -> None:
    tally = tally_of(window, SAMPLE["E0"])
    window.wait(tally.isVisible)
    assert tally.sentence.text() == "At least 17 people, 4 of them named."
    tally.how.setFocus()
    QTest.keyClick(tally.how, Qt.Key.Key_Space)
    told = [one.text() for one in tally.findChildren(QLabel) if one.isVisible()]
    assert "4 acts are only reported, and in no figure: at least 3 people." in told
    tally = tally_of(window, SAMPLE["C1"])
    window.wait(lambda: tally.sentence.text() == "At least 17 people, 4 of them named.")


def test_without_acts_there_is_no_line_and_it_follows_the_acts(window: Window) -> None:
    incident = window.do(lambda session: casework.add(session, "incident", {"title": {"text": "Quiet (invented)"}}))
    tally = tally_of(window, incident)
    assert not tally.isVisible()
    act = window.do(lambda session: casework.add(session, "act", {"incident": {"to": incident}}))
    window.desk.tell(act)
    window.wait(tally.isVisible)
    assert tally.sentence.text() == "Nobody told how many people."
    assert "1 act does not say to whom it was done: nobody is added for it." in tally.sentence.toolTip()


def test_what_is_selected_in_the_list_is_counted_from_its_menu(window: Window) -> None:
    page = window.go("library")
    window.wait(lambda: page.table.model().rowCount() > 10)
    window.settle()
    page.table.selectAll()
    window.settle()
    said: list[str] = []
    window.desk.said.connect(lambda text, _kind, _undo: said.append(text))
    menu = page.moving.menu(page.table.selected_numbers(), page.open_current, trash=False)
    [action] = [one for one in menu.actions() if one.text() == "Count people and acts"]
    action.trigger()
    window.wait(lambda: said)
    assert said[0].startswith("At least 17 people, 4 of them named. 8 acts are counted. 1 of them is alleged; ")
    assert said[0].endswith("4 acts are only reported, and in no figure: at least 3 people.")
