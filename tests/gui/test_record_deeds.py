"""What is done with a whole record, and one leaves, locks or goes on before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import casework, linked
from app.ui.record.new import NewPage
from tests.gui.conftest import Window
from tests.gui.test_record import INCIDENT, add_note, box, open_record
from tests.gui.test_record_typing import busy

CONTROL = Qt.KeyboardModifier.ControlModifier


def is_trashed(window: Window, record: str) -> bool:
    return window.do(lambda session: casework.state_of(session, record)).fields.get("trashed") is True


def test_who_moves_on_while_a_record_goes_into_the_trash_is_not_pulled_out_of_the_next(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    busy(window)
    page.trash()
    QTest.keyClick(window.shell, Qt.Key.Key_N, CONTROL)
    window.wait(lambda: isinstance(window.page, NewPage))
    window.settle()
    assert isinstance(window.page, NewPage)
    assert is_trashed(window, record)
    assert window.shell.messages is not None
    assert "in the trash" in window.shell.messages.text


def test_locking_while_a_record_goes_into_the_trash_asks_nothing_of_what_is_gone(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    busy(window)
    page.trash()
    QTest.keyClick(window.shell, Qt.Key.Key_L, CONTROL)
    window.wait(window.shell.jobs.idle)
    QTest.qWait(100)
    window.open()
    assert is_trashed(window, record)


def test_locking_while_an_undo_is_under_way_asks_nothing_of_what_is_gone(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "Wrong. ")
    page.head.discard.trigger()
    window.settle()
    assert window.shell.messages is not None
    busy(window)
    window.shell.messages._undo_button.click()
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    QTest.qWait(100)
    window.open()


def test_locking_while_an_act_comes_out_of_the_trash_asks_nothing_of_what_is_gone(window: Window) -> None:
    page = open_record(window, INCIDENT)
    assert page.acts is not None
    window.wait(lambda: page.acts is not None and page.acts.table.rowCount() == 2)
    page.acts._on_trash(0)
    window.wait(lambda: page.acts is not None and page.acts.table.rowCount() == 1)
    window.settle()
    assert window.shell.messages is not None
    busy(window)
    window.shell.messages._undo_button.click()
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    QTest.qWait(100)
    window.open()
    assert len(window.do(lambda session: linked.acts_of(session, INCIDENT))) == 2
