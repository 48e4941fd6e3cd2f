"""The record's page: its history is read and its steps are taken back without a version; files are kept at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.services import casework
from app.ui.files.attachments import AttachmentsEditor
from tests.gui.conftest import Window
from tests.gui.test_record import add_note, box, draft_of, open_record, versions


def test_reading_the_history_makes_no_version_and_shows_what_is_typed_above_the_versions(window: Window) -> None:
    record = add_note(window, "They came on Monday.")
    page = open_record(window, record)
    text = box(window, page, "text")
    QTest.keyClicks(text, "At night. ")
    QTest.keyClick(page, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    window.wait(lambda: page.history.versions.count() == 2)
    window.settle()
    assert versions(window, record) == 1
    assert page.history.versions.item(0).text().startswith("Not yet a version")
    assert not page.history.bring.isEnabled()
    told = [one.toPlainText() for one in page.history.findChildren(QPlainTextEdit)]
    assert told == ["[+At night. +]They came on Monday."]
    page.save()
    window.wait(lambda: "Field one" in page.history.versions.item(0).text())
    window.settle()
    QTest.keyClicks(text, "x")
    window.wait(lambda: page.history.versions.count() == 3)
    assert versions(window, record) == 2


def test_ctrl_z_takes_the_last_step_back_from_anywhere_on_the_page(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    form = page.form
    assert form is not None
    for widget in (page.head.save, form._rows()[0]._more):
        form.set_field("remarks", {"text": "a remark"})
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert "remarks" not in form.fields()
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(widget, Qt.Key.Key_Z, keys)
        assert form.fields()["remarks"] == {"text": "a remark"}
        form.undo()
    text = box(window, page, "text")
    QTest.keyClicks(text, "x")
    QTest.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "First words."


def test_ctrl_z_undoes_what_the_window_offers_where_nothing_was_typed(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "Wrong. ")
    page.discard()
    window.settle()
    page.head.save.setFocus()
    QTest.keyClick(page.head.save, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert box(window, page, "text").toPlainText() == "Wrong. First words."


def test_a_file_taken_in_is_in_the_draft_at_once(window: Window, tmp_path: Path) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    assert page.form is not None
    page.form.reveal("attachments")
    window.wait(lambda: page.findChildren(AttachmentsEditor))
    window.settle()
    file = tmp_path / "recording.bin"
    file.write_bytes(b"sound" * 1000)
    kept: list[str] = []
    page.findChildren(AttachmentsEditor)[0].settled.connect(lambda: kept.append(page.keeper.words))
    page.keeper._timer.setInterval(60_000)
    page.findChildren(AttachmentsEditor)[0].attach([file])
    window.wait(lambda: kept)
    window.settle()
    draft = draft_of(window, record)
    assert draft is not None
    assert draft.fields["attachments"][0]["name"] == "recording.bin"


def test_ctrl_down_goes_over_the_tools_of_a_field_to_the_next_question_and_ctrl_up_back(window: Window) -> None:
    record = window.do(lambda session: casework.add(session, "testimony", {"narrative": {"text": "They came."}}))
    page = open_record(window, record)
    box(window, page, "narrative").setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, control)
    after = QApplication.focusWidget()
    assert after is not None
    assert not after.accessibleName().startswith("In the witness's words")
    QTest.keyClick(after, Qt.Key.Key_Up, control)
    assert QApplication.focusWidget() is box(window, page, "narrative")
