"""The first run: from nothing to an open vault by keyboard, and nothing left behind by stopping."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.base import config, i18n
from app.crypto import recovery
from app.crypto.ways import Way
from app.services import contacts, drills, session, ways
from app.services.places import INVENTED, PUBLIC, practice_folder
from app.ui.entry.first_run import FirstRun
from app.ui.entry.recovery import DrillStep, SheetStep
from app.ui.entry.secret import AgainStep, PassphraseStep
from app.ui.entry.steps import FolderStep, LanguageStep, WhoStep
from app.ui.entry.trusted import CardStep
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from app.ui.speaking import speak
from tests.gui.conftest import FLOOR, Window

OWN = "lorry anvil quince thirty meadow"


@pytest.fixture
def first(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[Window]:
    """A window that knows of no vault."""
    made = Window(qtbot, look, tmp_path / "documents" / "vault")
    made.shell.folder = None
    made.shell.begin()
    made.settle()
    yield made
    made.close()
    look.use(language=speak("en"))


def _run(window: Window) -> FirstRun:
    assert isinstance(window.shell.entry, FirstRun)
    return window.shell.entry


def _press(window: Window, key: Qt.Key) -> None:
    window.qtbot.keyClick(QApplication.focusWidget() or _run(window), key)


def _on(window: Window, kind: type) -> Any:
    """Press Enter until the next step is there, and return it."""
    _run(window).next()
    window.wait(lambda: isinstance(_run(window).step, kind))
    return _run(window).step


def _to_passphrase(window: Window, role: str = "field") -> Any:
    who = _on(window, WhoStep)
    (who._field if role == "field" else who._office).click()
    window.qtbot.keyClicks(who.name, "Winter")
    folder = _on(window, FolderStep)
    window.settle()
    folder.line.setText(str(window.folder))
    return _on(window, PassphraseStep)


def _to_sheet(window: Window) -> Any:
    words = _to_passphrase(window)
    offered = words.new.shown.text()
    again = _on(window, AgainStep)
    window.qtbot.keyClicks(again.field.line, offered)
    return _on(window, SheetStep)


def _drill(window: Window, drill: Any) -> None:
    """Type back what the sheet says."""
    for n, line in zip(drill.groups.asked, drill.groups.lines, strict=True):
        line.clear()
        window.qtbot.keyClicks(line, drill.groups.part(n).lower())


def _to_card(window: Window) -> Any:
    _to_sheet(window)
    _drill(window, _on(window, DrillStep))
    return _on(window, CardStep)


def test_a_vault_is_made_with_words_chosen_by_chance_and_opens_with_them(first: Window) -> None:
    words = _to_passphrase(first)
    offered = words.new.shown.text()
    assert len(offered.split()) == 6
    again = _on(first, AgainStep)
    first.qtbot.keyClicks(again.field.line, "something else")
    _run(first).next()
    assert "not the passphrase" in _run(first).told
    again.field.clear()
    first.qtbot.keyClicks(again.field.line, offered)
    _on(first, SheetStep)
    _drill(first, _on(first, DrillStep))
    _on(first, CardStep)
    assert not first.folder.exists()
    _run(first).next()
    first.wait(lambda: first.shell.page is not None, timeout=120_000)
    assert first.desk.owner.name == "Winter"
    assert first.desk.owner.role == "field"
    assert not first.desk.owner.practice
    first.settle()
    assert config.read().folder == str(first.folder)
    first.close()
    session.open_session(first.folder, offered).close()


@pytest.mark.parametrize(("words", "sample"), [("the sample", PUBLIC), ("invented", INVENTED)])
def test_either_sample_casework_can_be_tried(first: Window, words: str, sample: str) -> None:
    [choice] = [one for one in _run(first).step.findChildren(QPushButton) if words in one.text()]
    choice.click()
    first.wait(lambda: first.shell.page is not None, timeout=120_000)
    assert first.desk.owner.practice
    assert first.shell.folder == practice_folder(sample)
    first.shell.lock()
    assert isinstance(first.shell.entry, Unlock)
    assert "practice" in first.shell.entry._practice.text()


def test_it_goes_by_keyboard_alone(first: Window) -> None:
    first.shell.activateWindow()
    first.wait(lambda: isinstance(QApplication.focusWidget(), QRadioButton))
    _press(first, Qt.Key.Key_Return)
    first.wait(lambda: isinstance(_run(first).step, WhoStep))
    who: Any = _run(first).step
    first.wait(lambda: QApplication.focusWidget() is who._field)
    _press(first, Qt.Key.Key_Space)
    for _ in range(3):
        if QApplication.focusWidget() is who.name:
            break
        _press(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is who.name
    first.qtbot.keyClicks(who.name, "Winter")
    _press(first, Qt.Key.Key_Return)
    first.wait(lambda: isinstance(_run(first).step, FolderStep))
    _press(first, Qt.Key.Key_Escape)
    assert isinstance(_run(first).step, WhoStep)
    assert _run(first).answers.name == "Winter"


def test_every_control_of_every_step_has_a_name(first: Window) -> None:
    def check() -> None:
        for one in first.shell.findChildren(QWidget):
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                named = one.accessibleName() or getattr(one, "text", lambda: "")()
                assert named, one

    check()
    _to_passphrase(first)
    check()


def test_a_passphrase_of_ones_own_must_be_strong_and_the_same_twice(first: Window) -> None:
    step = _to_passphrase(first)
    step.new.own.click()
    first.qtbot.keyClicks(step.new.one.line, "password1234")
    first.qtbot.keyClicks(step.new.two.line, "password1235")
    _run(first).next()
    assert "not the same" in _run(first).told
    first.qtbot.keyClicks(step.new.two.line, "password1234")
    _run(first).next()
    first.wait(lambda: "too easy" in _run(first).told)
    step.new.one.clear()
    step.new.two.clear()
    first.qtbot.keyClicks(step.new.one.line, OWN)
    first.qtbot.keyClicks(step.new.two.line, OWN)
    first.wait(lambda: "centuries" in step.new.lasts.text() or "years" in step.new.lasts.text())
    _on(first, SheetStep)


def test_going_back_keeps_what_was_entered_but_the_passphrase(first: Window) -> None:
    _to_card(first)
    assert _run(first).answers.passphrase
    _run(first).back()
    assert isinstance(_run(first).step, DrillStep)
    _run(first).back()
    assert isinstance(_run(first).step, SheetStep)
    _run(first).back()
    assert isinstance(_run(first).step, PassphraseStep)
    assert not _run(first).answers.passphrase
    _run(first).back()
    step: Any = _run(first).step
    assert step.line.text() == str(first.folder)


def test_a_folder_that_holds_something_is_refused(first: Window, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    who = _on(first, WhoStep)
    who._field.click()
    first.qtbot.keyClicks(who.name, "Winter")
    folder = _on(first, FolderStep)
    first.settle()
    folder.line.setText(str(tmp_path / "full"))
    _run(first).next()
    first.wait(lambda: "already" in _run(first).told)


def test_the_sheet_of_the_first_run_opens_the_vault_and_is_known_to_have_been_tried(first: Window) -> None:
    sheet = _to_sheet(first)
    code = sheet.handing.sheet.qr
    drill = _on(first, DrillStep)
    first.qtbot.keyClicks(drill.groups.lines[0], "nope")
    _run(first).next()
    assert f"Group {drill.groups.asked[0]} is not" in _run(first).told
    _drill(first, drill)
    _on(first, CardStep)
    assert "Step 6 of 6" in _run(first)._where.text()
    _run(first).next()
    first.wait(lambda: first.shell.page is not None, timeout=120_000)
    (slot,) = [one for one in first.do(ways.listed) if one.kind == "recovery"]
    assert first.do(lambda opened: drills.tried(opened, slot))
    first.close()
    session.open_session(first.folder, Way(recovery=recovery.from_code(code))).close()


def test_a_drill_that_was_skipped_is_remembered(first: Window) -> None:
    _to_sheet(first)
    _on(first, DrillStep).skip.click()
    assert isinstance(_run(first).step, CardStep)
    _run(first).next()
    first.wait(lambda: first.shell.page is not None, timeout=120_000)
    (slot,) = [one for one in first.do(ways.listed) if one.kind == "recovery"]
    assert not first.do(lambda opened: drills.tried(opened, slot))


def test_one_can_do_without_a_sheet(first: Window) -> None:
    sheet = _to_sheet(first)
    sheet._on_without()
    assert isinstance(_run(first).step, CardStep)
    _run(first).next()
    first.wait(lambda: first.shell.page is not None, timeout=120_000)
    assert [one.kind for one in first.do(ways.listed)] == ["passphrase"]


def test_a_sheet_that_was_printed_stays_the_right_one_when_one_goes_back(first: Window) -> None:
    code = _to_sheet(first).handing.sheet.qr
    _run(first).back()
    _on(first, AgainStep)
    first.qtbot.keyClicks(_run(first).step.field.line, _run(first).answers.passphrase)  # type: ignore[attr-defined]
    assert _on(first, SheetStep).handing.sheet.qr == code


def test_the_sheet_is_saved_as_a_file_only_its_owner_reads(first: Window, tmp_path: Path) -> None:
    handing = _to_sheet(first).handing
    file = tmp_path / "sheet.pdf"
    handing.write(file)
    first.wait(lambda: "sheet.pdf" in handing.told)
    assert file.read_bytes().startswith(b"%PDF-")
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    handing.write(file)
    first.wait(lambda: "sheet.pdf" not in handing.told)


def test_without_a_printer_it_says_what_else_can_be_done(first: Window) -> None:
    handing = _to_sheet(first).handing
    handing.print_button.click()
    assert "No printer was found" in handing.told


def test_headquarters_card_is_taken_in_as_verified_when_its_digits_were_typed(first: Window, tmp_path: Path) -> None:
    card = tmp_path / "office.card"
    with session.create(tmp_path / "hq", OWN, name="Office", role="headquarters", memory_kib=FLOOR) as office:
        fingerprint = contacts.write_card(office, card)
    step = _to_card(first)
    step.take(card)
    first.wait(lambda: step.typed is not None)
    assert len(step.boxes) == 12
    step.typed.setText("1" * 60)
    _run(first).next()
    assert "not the fingerprint" in _run(first).told
    step.typed.setText(fingerprint)
    _run(first).next()
    first.wait(lambda: first.shell.page is not None, timeout=120_000)
    known = first.do(contacts.listing)
    assert [(one["name"], one["status"]) for one in known] == [("Office", "verified")]


def test_the_language_is_applied_at_once_to_the_whole_of_it(first: Window) -> None:
    step = _run(first).step
    assert isinstance(step, LanguageStep)
    step.radios["ar"].click()
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert i18n.language() == "ar"
    first.settle()
    assert config.read().language == "ar"


def test_stopping_leaves_no_file(first: Window, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    _to_card(first)
    first.shell.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_vault_that_is_there_is_opened_from_the_first_page(first: Window, vault: Path) -> None:
    _run(first)._on_other_chosen(vault)
    assert isinstance(first.shell.entry, Unlock)
