"""Write first, code later: records made of a passage by keyboard, and who did what to whom in an incident."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.services import casework, linked
from app.ui.editors.many import Many
from app.ui.record.making import Making
from app.ui.record.page import RecordPage
from app.ui.record.parts import ActParts
from tests.gui.conftest import Window
from tests.gui.test_new import begin
from tests.gui.test_record import INCIDENT, box, open_record

CONTROL = Qt.KeyboardModifier.ControlModifier
TEXT = "On 13 August 2012 three people were taken. Cao Shunli was beaten."


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def select(text: QPlainTextEdit, words: str) -> None:
    """Select words as Shift and the arrows do."""
    cursor = text.textCursor()
    at = text.toPlainText().index(words)
    cursor.setPosition(at)
    cursor.setPosition(at + len(words), QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)


def add_person(window: Window, parts: ActParts, editor: str, name: str) -> None:
    """Name somebody who is made in place, by keyboard."""
    many = parts.editors[editor]
    assert isinstance(many, Many)
    many.add_button.setFocus()
    QTest.keyClick(many.add_button, Qt.Key.Key_Space)
    before = len(many.value() or [])
    picker = next(one.picker for one in reversed(many.editors()) if getattr(one, "picker", None) is not None)
    picker.line.setFocus()
    QTest.keyClicks(picker.line, name)
    window.wait(lambda: picker.list is not None and picker.list.isVisible() and picker.list.count() > 0)
    for at in range(picker.list.count()):
        QTest.keyClick(picker.line, Qt.Key.Key_Down)
        if picker.list.item(at).text().startswith("Make a new person"):
            break
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    window.wait(lambda: len(many.value() or []) == before + 1)
    window.settle()


def coding(window: Window, words: str, text: str = TEXT) -> tuple[RecordPage, str]:
    """Write a note, select words of it and press Ctrl+M; return the page and the note."""
    begin(window)
    QTest.keyClicks(focus(), text)
    found = focus()
    assert isinstance(found, QPlainTextEdit)
    select(found, words)
    QTest.keyClick(found, Qt.Key.Key_M, CONTROL)
    window.wait(lambda: isinstance(window.page, RecordPage) and window.page.making.isVisible())
    window.settle()
    [note] = window.do(lambda session: casework.listing(session, "note"))
    assert isinstance(window.page, RecordPage)
    return window.page, note["id"]


def fields(window: Window, record: str) -> dict[str, Any]:
    return dict(window.do(lambda session: casework.state_of(session, record)).fields)


def press(widget: QWidget) -> None:
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)


def became(window: Window, note: str) -> list[str]:
    return [link["to"] for link in fields(window, note).get("became", [])]


def test_a_passage_of_a_note_becomes_an_act_that_cites_it(window: Window) -> None:
    page, note = coding(window, "Cao Shunli was beaten")
    assert focus() is page.making.choices["act"]
    page.making.parts.focus_first()
    QTest.keyClicks(focus(), "Torture")
    page.making.make.setFocus()
    press(page.making.make)
    window.wait(lambda: became(window, note))
    [act] = became(window, note)
    found = fields(window, act)
    assert found["act_type"]["term"] == "act/torture"
    assert found["description"]["text"] == "Cao Shunli was beaten"
    [cite] = found["cites"]
    start = TEXT.index("Cao")
    assert (cite["source"], cite["quote"]) == (note, "Cao Shunli was beaten")
    assert cite["locator"] == f"text, characters {start + 1}-{start + 21}"
    window.settle()
    assert not page.side.isVisible()
    assert page.form is not None
    assert page.form.fields()["became"][0]["to"] == act


def test_three_victims_make_three_acts_which_is_said_before_and_undone_at_once(window: Window) -> None:
    page, note = coding(window, "three people were taken")
    parts = page.making.parts
    for name in ("Wren", "Swift", "Finch"):
        add_person(window, parts, "victims", name)
    assert parts._count.text() == "This makes 3 acts, one for each victim."
    press(page.making.make)
    window.wait(lambda: len(became(window, note)) == 3)
    acts = became(window, note)
    assert len({fields(window, one)["victim"]["to"] for one in acts}) == 3
    assert window.shell.messages is not None
    assert window.shell.messages.text == "3 acts were made of the passage."
    press(window.shell.messages._undo_button)
    window.wait(lambda: not became(window, note))
    assert all(fields(window, one)["trashed"] for one in acts)


def test_a_passage_becomes_a_person_unless_they_are_here_already(window: Window) -> None:
    page, note = coding(window, "Cao Shunli")
    press(page.making.choices["person"])
    window.settle()
    likely = [one for one in page.making.findChildren(QWidget) if one.accessibleName().startswith("It is ")]
    assert likely
    press(likely[0])
    window.wait(lambda: became(window, note))
    [person] = became(window, note)
    assert any(cite["source"] == note for cite in fields(window, person)["cites"])
    page.code()
    window.settle()
    press(page.making.choices["person"])
    press(page.making.make)
    window.wait(lambda: len(became(window, note)) == 2)


def test_a_passage_becomes_the_date_of_the_note_read_as_people_say_it(window: Window) -> None:
    page, note = coding(window, "On 13 August 2012 three people")
    press(page.making.choices["date"])
    window.settle()
    press(page.making.make)
    window.wait(lambda: "when" in fields(window, note))
    assert fields(window, note)["when"]["edtf"] == "2012-08-13"
    assert fields(window, note)["cites"][0]["field"] == "when"


def test_without_a_selection_the_whole_note_becomes_a_testimony(window: Window) -> None:
    page, note = coding(window, TEXT)
    press(page.making.choices["testimony"])
    press(page.making.make)
    window.wait(lambda: became(window, note))
    [testimony] = became(window, note)
    assert fields(window, testimony)["narrative"]["text"] == TEXT
    page = open_record(window, testimony)
    page.code()
    assert page.making.isVisible()
    assert page.making.whole.isVisible()
    page.beside.go_back()
    text = box(window, page, "narrative")
    select(text, "Cao Shunli was beaten")
    page.code()
    assert not page.making.whole.isVisible()
    window.settle()
    press(page.making.make)
    window.wait(lambda: "about" in fields(window, testimony))
    assert fields(window, fields(window, testimony)["about"][0]["to"])["alleged"] is True


def test_an_incident_shows_its_acts_opens_one_by_enter_and_trashes_one_by_del(window: Window) -> None:
    page = open_record(window, INCIDENT)
    assert page.acts is not None
    window.wait(lambda: page.acts is not None and page.acts.table.rowCount() == 2)
    table = page.acts.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    window.wait(lambda: table.rowCount() == 1)
    assert window.shell.messages is not None
    press(window.shell.messages._undo_button)
    window.wait(lambda: table.rowCount() == 2)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    window.wait(lambda: page.form is not None and page.form.type == "act")
    window.desk.back()
    window.wait(lambda: page.form is not None and page.form.type == "incident")


def test_acts_are_added_in_place_one_for_each_victim_with_the_incidents_time(window: Window) -> None:
    page = open_record(window, INCIDENT)
    assert page.acts is not None
    press(page.acts.add)
    parts = page.acts.parts
    assert parts is not None
    QTest.keyClicks(focus(), "Torture")
    add_person(window, parts, "victims", "Wren")
    add_person(window, parts, "victims", "Swift")
    press(page.acts.make)
    window.wait(lambda: page.acts is not None and page.acts.table.rowCount() == 4)
    rows = window.do(lambda session: linked.acts_of(session, INCIDENT))
    assert {row.victim for row in rows if row.type == "Torture"} == {"Wren", "Swift"}
    assert {row.when for row in rows} == {"13 August 2012"}
    assert parts.said().victims == ()


def test_escape_closes_the_side_first_and_then_goes_back(window: Window) -> None:
    page, _note = coding(window, "Cao Shunli")
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert not page.side.isVisible()
    assert window.page is page
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    window.wait(lambda: window.page is not page)


def test_nothing_is_made_of_a_record_without_a_text(window: Window) -> None:
    page = open_record(window, "314d5387fe71428d0e58f25e8263143d")
    page.code()
    assert window.shell.messages is not None
    assert "select a passage" in window.shell.messages.text
    assert not page.side.isVisible()
    assert isinstance(page.making, Making)
