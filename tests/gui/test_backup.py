"""Backup and recovery in the window: ways in added, changed, removed; shares made and tried; backed up, restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.base.errors import CannotOpen
from app.crypto import recovery
from app.crypto.ways import Way
from app.services import attachments, backing_up, casework, session, settings, ways
from app.ui.entry.rekey import RekeyScreen
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from app.ui.safety.backup import BackupPage
from app.ui.safety.standing import Standing
from tests.gui.conftest import FLOOR, PASSPHRASE, Window

NEW = "lorry anvil quince thirty meadow"
OTHER = "seven walnut barrels crossing slowly"


@pytest.fixture
def page(window: Window) -> BackupPage:
    """The page, with what it fetched."""
    shown = window.go("backup")
    assert isinstance(shown, BackupPage)
    return shown


def _kinds(window: Window) -> list[str]:
    return [slot.kind for slot in window.do(ways.listed)]


def _press(window: Window, page: BackupPage, words: str) -> Any:
    """Press a button of the list of ways in, and return the panel that opens."""

    def there() -> list[Any]:
        every = page.ways.findChildren(type(page.ways.add_sheet))
        return [button for button in every if button.text() == words and button.isVisible()]

    window.wait(there)
    there()[0].click()
    window.settle()
    return page.ways.panels.panel


def _own(window: Window, panel: Any, passphrase: str) -> None:
    """Type a passphrase of one's own, twice."""
    panel.new.own.click()
    window.qtbot.keyClicks(panel.new.one.line, passphrase)
    window.qtbot.keyClicks(panel.new.two.line, passphrase)


def _do(window: Window, panel: Any) -> None:
    panel.do_button.click()
    window.settle()


def _drill(panel: Any) -> None:
    for n, line in zip(panel.groups.asked, panel.groups.lines, strict=True):
        line.setText(panel.groups.part(n))


def _opens(window: Window, way: str | Way) -> bool:
    try:
        ways.try_way(window.folder, way)
    except CannotOpen:
        return False
    return True


def test_another_passphrase_is_added_and_removed(window: Window, page: BackupPage) -> None:
    panel = _press(window, page, "Add a passphrase...")
    _own(window, panel, NEW)
    _do(window, panel)
    assert _kinds(window) == ["passphrase", "passphrase"]
    assert _opens(window, NEW)
    assert page.ways.panels.panel is None
    assert "Passphrase 2" in [one for one in _texts(page) if one.startswith("Passphrase ")]
    remove = [one for one in page.ways.findChildren(type(page.ways.add_sheet)) if one.text() == "Remove..."]
    remove[-1].click()
    window.settle()
    _do(window, page.ways.panels.panel)
    assert not _opens(window, NEW)
    assert _opens(window, PASSPHRASE)


def _texts(page: BackupPage) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [one.text() for one in page.ways.findChildren(QLabel)]


def test_the_last_way_in_cannot_be_removed(window: Window, page: BackupPage) -> None:
    assert not [one for one in page.ways.findChildren(type(page.ways.add_sheet)) if one.text() == "Remove..."]


def test_words_chosen_by_chance_are_typed_once_more(window: Window, page: BackupPage) -> None:
    panel = _press(window, page, "Add a passphrase...")
    _do(window, panel)
    assert "not the words" in panel.told
    words = panel.new.shown.text()
    window.qtbot.keyClicks(panel.new.again.line, words)
    _do(window, panel)
    assert _opens(window, words)


def test_a_weak_passphrase_is_refused_with_the_reason(window: Window, page: BackupPage) -> None:
    panel = _press(window, page, "Add a passphrase...")
    _own(window, panel, "password1234")
    _do(window, panel)
    assert "too easy" in panel.told
    assert _kinds(window) == ["passphrase"]


def test_the_passphrase_is_changed(window: Window, page: BackupPage) -> None:
    panel = _press(window, page, "Change...")
    _own(window, panel, NEW)
    _do(window, panel)
    assert _opens(window, NEW)
    assert not _opens(window, PASSPHRASE)


def test_guessing_is_made_costlier_only_by_who_knows_the_passphrase(window: Window, page: BackupPage) -> None:
    panel = _press(window, page, "Costlier to guess...")
    window.qtbot.keyClicks(panel.field.line, "another one")
    _do(window, panel)
    assert "does not open" in panel.told
    panel.field.clear()
    window.qtbot.keyClicks(panel.field.line, PASSPHRASE)
    before = window.do(ways.listed)[0].memory_kib
    _do(window, panel)
    assert window.do(ways.listed)[0].memory_kib >= before
    assert _opens(window, PASSPHRASE)


def test_a_keyfile_is_made_and_needed(window: Window, page: BackupPage, tmp_path: Path) -> None:
    panel = _press(window, page, "Add a keyfile...")
    _own(window, panel, OTHER)
    file = tmp_path / "stick.key"
    panel.new.check(lambda passphrase: panel.take(passphrase, file))
    window.settle()
    assert "keyfile" in _kinds(window)
    assert _opens(window, Way(OTHER, ways.read_keyfile(file)))
    assert not _opens(window, OTHER)
    assert not _opens(window, Way(OTHER, ways.new_keyfile()))


def test_a_sheet_is_a_way_in_once_its_groups_were_typed_back(window: Window, page: BackupPage) -> None:
    assert "no recovery sheet" in page.ways.warned
    panel = _press(window, page, "New recovery sheet...")
    code = panel.handing.sheet.qr
    _do(window, panel)
    assert "is not what stands" in panel.told
    assert _kinds(window) == ["passphrase"]
    _drill(panel)
    _do(window, panel)
    assert _kinds(window) == ["passphrase", "recovery"]
    assert _opens(window, Way(recovery=recovery.from_code(code)))
    assert page.ways.warned == ""
    panel = _press(window, page, "New recovery sheet...")
    _drill(panel)
    _do(window, panel)
    assert not _opens(window, Way(recovery=recovery.from_code(code)))


def test_a_sheet_that_was_never_tried_is_told_until_it_is(window: Window, page: BackupPage) -> None:
    secret = window.do(ways.add_recovery)
    page.ways.refresh()
    window.settle()
    assert "never tried" in page.ways.warned
    panel = _press(window, page, "Try it...")
    panel.code.setPlainText(recovery.to_code(recovery.new_secret()))
    _do(window, panel)
    assert panel.told
    assert "never tried" in page.ways.warned
    panel.code.setPlainText(recovery.to_code(secret).lower().replace("-", " "))
    window.qtbot.keyClick(panel.code, Qt.Key.Key_Return)
    window.settle()
    assert page.ways.warned == ""


def test_shares_are_made_one_by_one_and_a_set_of_them_opens_the_vault(window: Window, page: BackupPage) -> None:
    page.shares.make_button.click()
    panel: Any = page.shares.panels.panel
    panel.of.setCurrentIndex(panel.of.findData(3))
    panel.needed.setCurrentIndex(panel.needed.findData(2))
    _do(window, panel)
    texts = []
    for n in range(3):
        assert f"Share {n + 1} of 3" in panel._which.text()
        assert _kinds(window) == ["passphrase"]
        texts.append(panel.handing.sheet.qr)
        _do(window, panel)
    assert _kinds(window) == ["passphrase", "recovery"]
    ways.try_shares(window.folder, texts[1:])
    page.shares.try_button.click()
    panel = page.shares.panels.panel
    panel.field.box.setPlainText(texts[0])
    assert "1 share is whole. 2 shares are needed." in panel.field.counted
    _do(window, panel)
    assert "2 different shares are needed" in panel.told
    panel.field.box.setPlainText(f"{texts[0]}\n{texts[2]}")
    _do(window, panel)
    assert page.shares.panels.panel is None
    assert page.ways.warned == ""


def test_needing_more_shares_than_there_are_is_refused(window: Window, page: BackupPage) -> None:
    page.shares.make_button.click()
    panel: Any = page.shares.panels.panel
    panel.of.setCurrentIndex(panel.of.findData(2))
    _do(window, panel)
    assert panel.told
    assert _kinds(window) == ["passphrase"]


def test_shares_of_the_sheet_there_is_need_its_code(window: Window, page: BackupPage) -> None:
    secret = window.do(ways.add_recovery)
    page.ways.refresh()
    window.settle()
    page.shares.make_button.click()
    panel: Any = page.shares.panels.panel
    panel.code.setPlainText(recovery.to_code(recovery.new_secret()))
    _do(window, panel)
    assert panel.told
    panel.code.setPlainText(recovery.to_code(secret))
    _do(window, panel)
    texts = [sheet.qr for sheet in panel.sheets]
    ways.try_shares(window.folder, texts[:3])
    for _n in texts:
        _do(window, panel)
    assert _opens(window, Way(recovery=secret))


def test_a_backup_is_written_and_restored_in_the_window(window: Window, page: BackupPage, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "never backed up" in page.backing.last.words.text()
    page.backing.write(stick)
    window.settle()
    (backup,) = stick.glob("*.age")
    assert str(stick) in page.backing.last.words.text()
    assert window.do(backing_up.last) is not None
    page.backing.again.click()
    window.settle()
    assert len(list(stick.glob("*.age"))) == 2
    page.restoring.button.click()
    form: Any = page.restoring.form
    form.begin()
    assert "Choose the file of the backup" in form.told
    form.backup.take(backup)
    form.begin()
    assert "Say how the vault opens" in form.told
    window.qtbot.keyClicks(form.form.field.line, "not this one")
    form.place.line.setText(str(tmp_path / "again"))
    form.begin()
    window.settle()
    assert "passphrase is wrong" in form.told
    assert form.form.field.line.hasFocus()
    window.qtbot.keyClicks(form.form.field.line, PASSPHRASE)  # over the wrong one, which is selected
    form.begin()
    window.settle()
    assert page.restoring.form is None
    assert "restored" in page.restoring.told.words.text()
    with session.open_session(tmp_path / "again", PASSPHRASE) as there:
        assert len(casework.listing(there, "person")) == len(window.do(lambda one: casework.listing(one, "person")))


def test_restoring_into_a_folder_that_holds_something_is_refused(
    window: Window, page: BackupPage, tmp_path: Path
) -> None:
    page.backing.write(tmp_path)
    window.settle()
    (backup,) = tmp_path.glob("*.age")
    page.restoring.button.click()
    form: Any = page.restoring.form
    form.backup.take(backup)
    window.qtbot.keyClicks(form.form.field.line, PASSPHRASE)
    form.place.line.setText(str(window.folder))
    form.begin()
    window.settle()
    assert "already" in form.told


def test_a_backup_without_its_keys_asks_for_them_or_for_the_code(
    window: Window, page: BackupPage, tmp_path: Path
) -> None:
    secret = window.do(ways.add_recovery)
    page.backing.write(tmp_path)
    window.settle()
    (backup,) = tmp_path.glob("*.age")
    backing_up.keys_beside(backup).unlink()
    page.restoring.button.click()
    form: Any = page.restoring.form
    form.backup.take(backup)
    window.settle()
    assert form.keys.isVisible()
    form.form.kind.setCurrentIndex(form.form.kind.findData("recovery"))
    form.form.code.setPlainText(recovery.to_code(secret))
    form.place.line.setText(str(tmp_path / "again"))
    form.begin()
    window.settle()
    assert page.restoring.form is None
    session.open_session(tmp_path / "again", Way(recovery=secret)).close()


def test_leaving_the_page_takes_away_what_was_shown(window: Window, page: BackupPage) -> None:
    _press(window, page, "New recovery sheet...")
    window.go("library")
    assert page.ways.panels.panel is None
    assert _kinds(window) == ["passphrase"]


def test_a_backup_that_is_due_is_told_quietly_after_unlocking(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    with session.create(folder, PASSPHRASE, name="Field", role="field", memory_kib=FLOOR) as opened:
        long_ago = {"at": "2020-01-01T00:00:00Z", "path": str(tmp_path / "a.age"), "sha256": "00", "size": 1}
        settings.write(opened, "last_backup", long_ago)
    window = Window(qtbot, look, folder)
    window.open()
    (standing,) = window.shell.findChildren(Standing)
    assert "time for a backup" in standing.words
    standing._on_due()
    window.settle()
    assert window.shell._shown.page == "backup"
    assert not standing.isVisible()
    window.page.backing.write(tmp_path)
    window.settle()
    window.shell.lock()
    window.settle()
    window.open()
    (standing,) = [one for one in window.shell.findChildren(Standing) if one.desk is window.desk]
    assert standing.words == ""
    window.close()


def test_the_check_says_that_all_is_whole_or_names_what_is_not(window: Window, page: BackupPage) -> None:
    page.checking.button.click()
    window.settle()
    assert "Everything is whole" in page.checking.told.words.text()
    document = window.do(lambda one: casework.listing(one, "document"))[0]["id"]
    file = window.folder.parent / "paper.txt"
    file.write_bytes(b"words on paper")
    window.do(lambda one: attachments.attach(one, document, file))
    for blob in (window.folder / "blobs").rglob("*"):
        if blob.is_file():
            data = bytearray(blob.read_bytes())
            data[40] ^= 1
            blob.write_bytes(bytes(data))
    page.checking.button.click()
    window.settle()
    assert "Not everything is whole" in page.checking.told.words.text()
    assert "paper.txt" in page.checking.told.words.text()
    assert page.checking.choose.isVisible()
    page.checking.choose.click()
    window.wait(lambda: isinstance(window.shell.entry, Unlock) and window.shell.entry.told)


def test_all_keys_are_made_new_once_the_new_sheet_was_proved(window: Window, page: BackupPage, tmp_path: Path) -> None:
    before = window.desk.owner.key_id
    page.ways.rekey.click()
    window.wait(lambda: isinstance(window.shell.entry, RekeyScreen), timeout=120_000)
    screen: Any = window.shell.entry
    screen.next()
    assert "how the vault opens" in screen.told
    window.qtbot.keyClicks(screen.form.field.line, PASSPHRASE)
    _own(window, screen, NEW)
    screen.next()
    window.wait(lambda: screen.groups is not None, timeout=120_000)
    screen.next()
    assert "is not what stands" in screen.told
    screen.write(tmp_path / "old.txt", screen._prepared.revocation_before)
    _drill(screen)
    screen.next()
    window.wait(lambda: isinstance(window.shell.entry, Unlock), timeout=120_000)
    assert "All keys are new" in window.shell.entry.told
    assert (tmp_path / "old.txt").read_text().startswith("KEEPSAKE-REVOCATION-1")
    assert not _opens(window, PASSPHRASE)
    with session.open_session(window.folder, NEW) as opened:
        assert opened.card.key_id != before
        assert casework.listing(opened, "person")


@pytest.mark.parametrize("leave", ["back", "Ctrl+L", "alone", "slept"])
def test_leaving_before_the_keys_are_made_changes_nothing(window: Window, page: BackupPage, leave: str) -> None:
    page.ways.rekey.click()
    window.wait(lambda: isinstance(window.shell.entry, RekeyScreen), timeout=120_000)
    screen: Any = window.shell.entry
    window.qtbot.keyClicks(screen.form.field.line, PASSPHRASE)
    _own(window, screen, NEW)
    screen.next()
    window.wait(lambda: screen.groups is not None, timeout=120_000)
    match leave:
        case "back":
            screen.back()
        case "Ctrl+L":
            QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        case "alone":
            screen._watch._touched -= 601
            screen._watch._on_tick()
        case "slept":
            screen._watch._ahead -= 3600
            screen._watch._on_tick()
    window.settle()
    window.wait(lambda: isinstance(window.shell.entry, Unlock))
    assert _opens(window, PASSPHRASE)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.settle()
    session.open_session(window.folder, PASSPHRASE).close()
