"""What is typed while the record is read, saved or left is never lost, nor written into another one."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import casework
from app.services.session import Session
from tests.gui.conftest import Place, Window
from tests.gui.test_record import add_note, box, draft_of, open_record


def text_of(window: Window, record: str) -> str:
    return str(window.do(lambda session: casework.state_of(session, record)).fields["text"]["text"])


def busy(window: Window, seconds: float = 0.4) -> None:
    """Keep both threads of the vault at work, as a large save or a slow stick does."""

    def wait(_session: Session, _tell: object = None) -> None:
        time.sleep(seconds)

    window.shell.jobs.write(wait)
    window.shell.jobs.read(wait)


def test_what_is_typed_while_the_record_is_read_again_stays_and_is_merged(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    text = box(window, page, "text")
    window.do(lambda session: casework.edit(session, record, {"remarks": {"text": "theirs"}}))
    busy(window)
    window.desk.tell(record)  # the page reads it again
    QTest.keyClicks(text, "Mine. ")
    window.settle()
    assert text.toPlainText() == "Mine. First words."
    window.wait(page.strips.elsewhere.isVisible)
    window.go("library")
    state = window.do(lambda session: casework.state_of(session, record))
    assert state.fields["text"]["text"] == "Mine. First words."
    assert state.fields["remarks"]["text"] == "theirs"


def test_what_is_typed_while_leaving_saves_is_saved_too(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    text = box(window, page, "text")
    text.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(text, " Second.")
    busy(window)
    window.desk.go("library")
    QTest.keyClicks(text, " Third.")
    window.wait(lambda: window.shell._shown.page == "library")
    window.settle()
    assert text_of(window, record) == "First words. Second. Third."
    assert draft_of(window, record) is None


def test_while_another_record_is_read_the_one_before_takes_no_typing(window: Window) -> None:
    first, second = add_note(window, "The first."), add_note(window, "The second.")
    page = open_record(window, first)
    text = box(window, page, "text")
    QTest.keyClicks(text, "x")
    window.settle()
    page.save()
    window.settle()
    busy(window)
    window.desk.go("record", second)
    QTest.qWait(50)
    QTest.keyClicks(text, "lost?")
    page.save()
    window.wait(lambda: page.form is not None and page.form.record == second)
    window.settle()
    assert box(window, page, "text").toPlainText() == "The second."
    assert text_of(window, first) == "xThe first."
    assert text_of(window, second) == "The second."


def test_what_the_next_record_would_replace_is_kept_first(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "Kept. ")
    page.show_place(Place("record", add_note(window, "Another.")))
    window.settle()
    draft = draft_of(window, record)
    assert draft is not None
    assert draft.fields["text"]["text"] == "Kept. First words."


def test_a_new_note_keeps_what_was_typed_while_the_one_before_was_saved(window: Window) -> None:
    page: Any = window.go("new")
    page.editors["text"].focus_first()
    QTest.keyClicks(QApplication.focusWidget(), "One.")
    busy(window)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), " Two.")
    window.wait(lambda: page.fields() == {})
    window.settle()
    titles = [one["title"] for one in window.do(lambda session: casework.listing(session, "note"))]
    assert titles == ["One. Two."]
