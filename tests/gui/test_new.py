"""The quick note: there at once, kept while it is typed, found again, and made into records by its passages."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from app.domain import ids
from app.services import casework, drafting
from app.storage import drafts, revisions
from app.ui.record.new import NewPage
from app.ui.record.page import RecordPage
from tests.gui.conftest import Window

CONTROL = Qt.KeyboardModifier.ControlModifier


def begin(window: Window) -> NewPage:
    """Press Ctrl+N and wait for the note."""
    QTest.keyClick(window.shell, Qt.Key.Key_N, CONTROL)
    window.wait(lambda: isinstance(window.page, NewPage))
    window.settle()
    page = window.page
    window.wait(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit))
    assert isinstance(page, NewPage)
    return page


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def notes(window: Window) -> list[dict[str, str]]:
    found: list[dict[str, str]] = window.do(lambda session: casework.listing(session, "note"))
    return found


def fields(window: Window, record: str) -> dict[str, Any]:
    return dict(window.do(lambda session: casework.state_of(session, record)).fields)


def test_it_is_focused_at_once_and_in_the_vault_within_two_and_a_half_seconds(window: Window) -> None:
    page = begin(window)
    QTest.keyClicks(focus(), "Three were taken at the counter.")
    QTest.qWait(2400)
    window.settle()
    [draft] = window.do(lambda session: drafts.all(session.vault))
    assert draft.type == "note"
    assert draft.fields["text"]["text"] == "Three were taken at the counter."
    assert page.state.text().startswith("Draft kept ")
    assert notes(window) == []


def test_ctrl_s_makes_a_record_and_the_date_and_place_as_said_go_with_it(window: Window) -> None:
    page = begin(window)
    QTest.keyClicks(focus(), "Three were taken.")
    page.editors["when"].focus_first()
    QTest.keyClicks(focus(), "some time last winter")
    page.editors["place"].focus_first()
    QTest.keyClicks(focus(), "by the north gate")
    QTest.keyClick(focus(), Qt.Key.Key_S, CONTROL)
    window.wait(lambda: page.state.text().startswith("Saved "))
    [note] = notes(window)
    found = fields(window, note["id"])
    assert found["when"]["words"] == "some time last winter"
    assert found["place"]["words"] == "by the north gate"
    page.save()
    window.settle()
    assert len(window.do(lambda session: revisions.of_record(session.vault, note["id"]))) == 1


def test_a_note_left_untouched_leaves_nothing(window: Window) -> None:
    begin(window)
    window.go("library")
    begin(window)
    QTest.keyClicks(focus(), "x")
    QTest.keyClick(focus(), Qt.Key.Key_Backspace)
    window.go("library")
    assert notes(window) == []
    assert window.do(lambda session: drafts.all(session.vault)) == []


def test_leaving_makes_a_record_of_it(window: Window) -> None:
    begin(window)
    QTest.keyClicks(focus(), "Three were taken.")
    window.go("library")
    assert [one["title"] for one in notes(window)] == ["Three were taken."]


def test_a_new_note_begins_empty_beside_the_one_before(window: Window) -> None:
    page = begin(window)
    QTest.keyClicks(focus(), "The first.")
    QTest.keyClick(focus(), Qt.Key.Key_Return, CONTROL)
    window.settle()
    window.wait(lambda: page.fields() == {})
    QTest.keyClicks(focus(), "The second.")
    window.go("library")
    assert {one["title"] for one in notes(window)} == {"The first.", "The second."}


def test_after_a_crash_it_stands_among_what_is_unfinished_and_opens(window: Window) -> None:
    page = begin(window)
    QTest.keyClicks(focus(), "Typed before the crash.")
    window.wait(lambda: page.keeper.words.startswith("Draft kept"))
    record = page.keeper.record
    page.keeper.stop()  # nothing more reaches the vault, as after kill -9
    page._record = ""
    window.close()
    window.open()
    window.go("library")
    window.do(lambda session: drafting.keep(session, record, "note", {"text": {"text": "Typed before."}}, ()))
    page = begin(window)
    [button] = [one for one in page.findChildren(QPushButton) if one.accessibleName() == "Unfinished: Typed before."]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    window.wait(lambda: isinstance(window.page, RecordPage))
    window.settle()
    assert window.page.form.fields()["text"]["text"] == "Typed before."


def test_locking_comes_back_to_the_note_with_its_text(window: Window) -> None:
    begin(window)
    QTest.keyClicks(focus(), "Somebody is at the door")
    QTest.keyClick(window.shell, Qt.Key.Key_L, CONTROL)
    window.wait(window.shell.jobs.idle)
    assert window.shell.desk is None
    window.open()
    window.wait(lambda: isinstance(window.page, NewPage))
    window.settle()
    assert window.page.fields()["text"]["text"] == "Somebody is at the door"
    window.go("library")
    assert [one["title"] for one in notes(window)] == ["Somebody is at the door"]


def test_another_kind_begins_from_here_by_keyboard_and_from_anywhere_by_its_type(window: Window) -> None:
    page = begin(window)
    page.kinds["testimony"].setFocus()
    QTest.keyClick(page.kinds["testimony"], Qt.Key.Key_Space)
    window.wait(lambda: isinstance(window.page, RecordPage) and window.page.form is not None)
    window.settle()
    assert window.page.form.type == "testimony"
    window.go("library")
    window.desk.go("new", type="person")
    window.wait(lambda: isinstance(window.page, RecordPage) and window.page.form.type == "person")
    window.settle()
    window.desk.back()
    window.wait(lambda: isinstance(window.page, NewPage))
    window.settle()
    assert window.page.fields() == {}


def test_a_note_come_back_to_keeps_what_is_not_asked_here(window: Window) -> None:
    record = ids.new_record_id()
    text = {"text": {"text": "One."}, "remarks": {"text": "for a colleague"}}
    window.do(lambda session: drafting.save(session, record, "note", text, ()))
    page = window.go("new", record)
    window.settle()
    page.editors["text"].focus_first()
    QTest.keyClicks(focus(), "Two. ")
    window.go("library")
    assert fields(window, record)["remarks"]["text"] == "for a colleague"
    assert fields(window, record)["text"]["text"] == "Two. One."
