"""Deciding in the window what was changed here and in a vault beside it; in the end both hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QTextEdit

from app.base import i18n
from app.services import casework, checking, deciding, receiving, sending, settings
from app.services.session import Session
from app.ui.exchange.conflicts import ConflictsPage
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import Window, make_vault
from tests.gui.meeting import BARE, faults_of, introduce, other_vault, receive_all, send_to_window, sound


def text(words: str) -> dict[str, str]:
    return {"text": words, "language": "en"}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "hq", "Headquarters", "headquarters", sample=False)


@pytest.fixture
def field(window: Window, tmp_path: Path) -> Iterator[Session]:
    with other_vault(tmp_path / "field", "Field", "field") as opened:
        introduce(window, opened, tmp_path)
        yield opened


@pytest.fixture
def record(window: Window, field: Session, tmp_path: Path) -> str:
    """A person whose life and birth were changed in both vaults, and the note beside it."""
    person = casework.add(field, "person", {"names": [{"id": "aa", "text": "Wang", "script": "Latn"}]})
    note = casework.add(field, "note", {"text": text("a call")})
    take(window, field, tmp_path / "first")
    casework.edit(field, person, {"biography": text("a teacher"), "birth": {"edtf": "1965"}})
    casework.edit(field, note, {"text": text("a call on Monday")})

    def edit(mine: Session) -> None:
        casework.edit(mine, person, {"biography": text("a lawyer"), "birth": {"edtf": "1966"}})
        casework.edit(mine, note, {"text": text("a call on Tuesday")})

    window.do(edit)
    take(window, field, tmp_path / "second")
    return person


def take(window: Window, field: Session, stick: Path) -> None:
    for path in send_to_window(field, window, stick):
        window.do(lambda mine, path=path: receiving.receive(mine, path))


def give_back(window: Window, field: Session, stick: Path) -> None:
    stick.mkdir()
    window.do(lambda mine: sending.send(mine, field.card.key_id, stick))
    receive_all(field, stick)


def words_on(page: ConflictsPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible()).translate(BARE)


def test_each_field_is_decided_by_keyboard_and_both_vaults_hold_the_same(
    window: Window, field: Session, record: str, tmp_path: Path
) -> None:
    page: ConflictsPage = window.go("conflicts")
    assert page.list.count() == 2
    page.list.setCurrentRow(0)
    window.qtbot.keyClick(page.list, Qt.Key.Key_Return)
    window.settle()
    assert page.case is not None
    assert page.case.record == record
    window.wait(lambda: "a teacher" in words_on(page))
    assert "a lawyer" in words_on(page)
    life, birth = page.boxes
    assert QApplication.focusWidget() is life.choices[0]
    assert not page.save_button.isEnabled()
    window.qtbot.keyClick(life.choices[2], Qt.Key.Key_Space)
    assert life.choices[2].text() == "Keep both"
    window.qtbot.keyClick(birth.choices[1], Qt.Key.Key_Space)
    window.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    shown = window.do(lambda mine: casework.show(mine, record))
    assert shown["conflict"] == []
    assert "a lawyer" in shown["fields"]["biography"]["text"]
    assert "a teacher" in shown["fields"]["biography"]["text"]
    assert shown["fields"]["birth"]["edtf"] == "1965"
    assert page.case is not None  # the next one came by itself
    page.take("theirs")
    page.save()
    window.settle()
    window.wait(lambda: "Nothing waits for a decision." in words_on(page))
    give_back(window, field, tmp_path / "back")
    assert casework.count_conflicts(field) == 0
    assert sound(window) == checking.verify(field)["digest"]


def test_another_value_is_written_in_the_editor_of_the_field(window: Window, field: Session, record: str) -> None:
    page: ConflictsPage = window.go("conflicts", record)
    life, birth = page.boxes
    life.choices[-1].setChecked(True)
    assert life._editor is not None
    written = life._editor.findChild(QPlainTextEdit) or life._editor.findChild(QTextEdit)
    assert written is not None
    written.setPlainText("a teacher, then a lawyer")
    birth.choices[0].setChecked(True)
    page.save()
    window.settle()
    shown = window.do(lambda mine: casework.show(mine, record))
    assert shown["fields"]["biography"]["text"] == "a teacher, then a lawyer"
    assert shown["fields"]["birth"]["edtf"] == "1966"


def test_a_rule_decides_only_what_is_left(window: Window, field: Session, record: str) -> None:
    page: ConflictsPage = window.go("conflicts", record)
    life, _birth = page.boxes
    life.choices[0].setChecked(True)
    page.take("theirs")
    page.save()
    window.settle()
    fields = window.do(lambda mine: casework.show(mine, record))["fields"]
    assert (fields["biography"]["text"], fields["birth"]["edtf"]) == ("a lawyer", "1965")


def test_what_was_chosen_is_there_again_after_help_and_after_locking(
    window: Window, field: Session, record: str
) -> None:
    page: ConflictsPage = window.go("conflicts", record)
    life, birth = page.boxes
    life.choices[-1].setChecked(True)
    written = life._editor.findChild(QPlainTextEdit) or life._editor.findChild(QTextEdit)
    written.setPlainText("a teacher, then a lawyer")
    birth.choices[1].setChecked(True)
    window.go("help", topic="window-decide")
    window.desk.back()
    window.settle()
    assert page.boxes == [life, birth]
    assert page.save_button.isEnabled()
    window.go("conflicts", record)
    assert page.boxes == [life, birth]
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    window.settle()
    page = window.page
    life, birth = page.boxes
    assert life.answer()["text"] == "a teacher, then a lawyer"
    assert birth.choices[1].isChecked()
    page.save()
    window.settle()
    fields = window.do(lambda mine: casework.show(mine, record))["fields"]
    assert fields["biography"]["text"] == "a teacher, then a lawyer"
    page.leave(lambda: None)
    assert record not in window.desk.setting("deciding")


def test_what_was_chosen_is_in_the_vault_after_two_seconds(window: Window, field: Session, record: str) -> None:
    page: ConflictsPage = window.go("conflicts", record)
    page.boxes[0].choices[1].setChecked(True)
    window.wait(lambda: window.desk.setting("deciding"))
    window.settle()
    kept = window.do(settings.read)["deciding"][record]
    assert kept["said"] == {page.boxes[0].question.path: {"choice": 1}}


def test_a_hidden_list_is_read_when_it_is_shown_and_a_long_one_is_counted(
    window: Window, field: Session, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "MOST", 1)
    page: ConflictsPage = window.go("conflicts")
    assert page.list.count() == 1
    assert "and 1 more" in words_on(page)
    window.go("library")
    asked = []
    monkeypatch.setattr(page, "_refresh", lambda: asked.append(1))
    window.desk.tell()
    window.settle()
    assert asked == []
    monkeypatch.undo()
    window.go("conflicts")
    assert page.list.count() == 2


def test_a_record_changed_meanwhile_is_shown_anew_before_it_is_decided(
    window: Window, field: Session, record: str
) -> None:
    page: ConflictsPage = window.go("conflicts", record)
    page.take("mine")
    window.do(lambda mine: casework.edit(mine, record, {"biography": text("x"), "birth": {"edtf": "1970"}}))
    page.save()
    window.settle()
    window.wait(lambda: "changed meanwhile" in words_on(page))
    window.desk.tell(record)
    window.settle()
    assert page.case is None or page.case.record != record


@pytest.mark.parametrize(("size", "language"), [("normal", "en"), ("largest", "en"), ("normal", "ar")])
def test_the_page_is_named_in_order_and_whole(
    window: Window, field: Session, record: str, look: Look, size: str, language: str
) -> None:
    window.desk.set("text_size", size)
    i18n.use(language)
    look.use(size=size, language=language)
    try:
        page: ConflictsPage = window.go("conflicts")
        window.qtbot.wait(50)
        assert faults_of(page) == []
        window.go("conflicts", record)
        page.boxes[0].choices[-1].setChecked(True)
        window.qtbot.wait(50)
        assert faults_of(page) == []
        assert sweeps.too_large(window.shell) == ""
    finally:
        i18n.use("en")
        look.use(size="normal", language="en")
