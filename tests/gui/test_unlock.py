"""Unlocking: the screen before an open vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.crypto import recovery, shares
from app.services import session, ways
from app.ui.entry.rescuing import RescueScreen
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from app.ui.safety.standing import Standing
from tests.gui.conftest import PASSPHRASE, Window

KEYED = "seven walnut barrels crossing slowly"


@pytest.fixture
def shut(qtbot: QtBot, look: Look, vault: Path) -> Iterator[Window]:
    """A window that shows the unlock screen of the vault."""
    made = Window(qtbot, look, vault)
    made.shell.begin()
    yield made
    made.close()


def _screen(window: Window) -> Unlock:
    assert isinstance(window.shell.entry, Unlock)
    return window.shell.entry


def _type(window: Window, text: str) -> None:
    window.qtbot.keyClicks(_screen(window).field.line, text)
    window.qtbot.keyClick(_screen(window).field.line, Qt.Key.Key_Return)


def test_the_passphrase_opens_the_vault(shut: Window) -> None:
    screen = _screen(shut)
    _type(shut, PASSPHRASE)
    assert screen.field.line.isReadOnly()
    assert screen._open.text() == "Opening..."
    shut.wait(lambda: shut.shell.page is not None)
    assert shut.shell._shown.page == "library"


def test_a_wrong_passphrase_says_so_and_lets_one_try_again(shut: Window) -> None:
    _type(shut, "not this one")
    shut.wait(lambda: _screen(shut).told)
    assert "passphrase is wrong" in _screen(shut).told
    assert not _screen(shut).field.line.isReadOnly()
    _screen(shut).field.line.selectAll()
    _type(shut, PASSPHRASE)
    shut.wait(lambda: shut.shell.page is not None)


def test_damage_has_the_same_wording(shut: Window, vault: Path) -> None:
    _type(shut, "not this one")
    shut.wait(lambda: _screen(shut).told)
    wrong = _screen(shut).told
    key_file = vault / "vault.json"
    key_file.write_bytes(key_file.read_bytes().replace(b'"wrapped":"', b'"wrapped":"00')[:-2])
    _screen(shut).field.line.selectAll()
    _type(shut, PASSPHRASE)
    assert not _screen(shut).told
    shut.wait(lambda: _screen(shut).told)
    assert _screen(shut).told == wrong


def test_a_vault_held_elsewhere_says_who_holds_it(shut: Window, vault: Path) -> None:
    with session.open_session(vault, PASSPHRASE):
        _type(shut, PASSPHRASE)
        shut.wait(lambda: _screen(shut).told)
        assert "open in another window" in _screen(shut).told
        assert not _screen(shut).field.text


def test_what_is_typed_while_the_old_vault_closes_is_tried_when_it_is_closed(window: Window) -> None:
    window.shell.lock()
    _type(window, PASSPHRASE)
    assert _screen(window)._open.text() == "Opening..."
    window.wait(lambda: window.shell.page is not None)
    assert window.shell._shown.page == "library"


def test_caps_lock_is_seen_from_the_letters(shut: Window) -> None:
    field = _screen(shut).field
    shut.qtbot.keyClick(field.line, "A")  # QTest sends no shift with it
    assert field._caps.isVisible()
    shut.qtbot.keyClick(field.line, "a")
    assert not field._caps.isVisible()


def test_the_passphrase_is_hidden_until_asked(shut: Window) -> None:
    field = _screen(shut).field
    assert field.line.echoMode() == field.line.EchoMode.Password
    field.eye.click()
    assert field.line.echoMode() == field.line.EchoMode.Normal


def test_the_screen_names_no_vault_but_its_folder(shut: Window) -> None:
    from PySide6.QtWidgets import QLabel

    words = " ".join(one.text() for one in shut.shell.findChildren(QLabel))
    assert "Field one" not in words
    assert shut.shell.windowTitle() == "Keepsake"


def test_the_practice_vault_of_this_user_opens_from_here(shut: Window) -> None:
    _screen(shut)._others[-1].click()
    shut.wait(lambda: shut.shell.page is not None, timeout=120_000)
    assert shut.desk.owner.practice
    shut.shell.lock()
    assert "practice" in _screen(shut)._practice.text()
    assert _screen(shut)._practice.isVisible()


def _by(window: Window, kind: str) -> Any:
    """Ask for another way to open."""
    screen = _screen(window)
    screen.more.click()
    screen.form.kind.setCurrentIndex(screen.form.kind.findData(kind))
    return screen.form


def _recoverable(vault: Path) -> bytes:
    with session.open_session(vault, PASSPHRASE) as opened:
        return ways.add_recovery(opened)


def test_the_recovery_code_opens_the_vault_and_another_passphrase_is_offered(shut: Window, vault: Path) -> None:
    secret = _recoverable(vault)
    form = _by(shut, "recovery")
    form.code.setPlainText(recovery.to_code(recovery.new_secret()))
    shut.qtbot.keyClick(form.code, Qt.Key.Key_Return)
    shut.wait(lambda: _screen(shut).told)
    wrong = _screen(shut).told
    form.code.setPlainText("ABCD")
    assert _screen(shut).told == ""
    shut.qtbot.keyClick(form.code, Qt.Key.Key_Return)
    shut.wait(lambda: "56" in _screen(shut).told)
    form.kind.setCurrentIndex(0)
    _type(shut, "not this one")
    shut.wait(lambda: _screen(shut).told)
    assert _screen(shut).told == wrong
    form.kind.setCurrentIndex(form.kind.findData("recovery"))
    form.code.setPlainText(recovery.to_code(secret).lower())
    shut.qtbot.keyClick(form.code, Qt.Key.Key_Return)
    shut.wait(lambda: shut.shell.page is not None)
    (standing,) = shut.shell.findChildren(Standing)
    assert "choose another one" in standing.words
    assert standing.isVisible()


def test_shares_open_the_vault(shut: Window, vault: Path) -> None:
    texts = shares.split(_recoverable(vault), 2, 3)
    form = _by(shut, "shares")
    form.shares.box.setPlainText(texts[2])
    _screen(shut)._open.click()
    shut.wait(lambda: "2 different shares" in _screen(shut).told)
    assert form.shares.text == texts[2]
    form.shares.box.setPlainText("\n".join([texts[2], texts[0]]))
    shut.qtbot.keyClick(form.shares.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shut.wait(lambda: shut.shell.page is not None)


def test_a_keyfile_and_its_passphrase_open_the_vault_and_neither_alone(
    shut: Window, vault: Path, tmp_path: Path
) -> None:
    with session.open_session(vault, PASSPHRASE) as opened:
        key = ways.new_keyfile()
        slot = ways.add_keyfile(opened, KEYED, key)
        for other in ways.listed(opened):
            if other.id != slot.id:
                ways.remove(opened, other.id)
    ways.write_keyfile(tmp_path / "right", key)
    ways.write_keyfile(tmp_path / "wrong", ways.new_keyfile())
    _type(shut, KEYED)
    shut.wait(lambda: _screen(shut).told)
    wrong = _screen(shut).told
    form = _by(shut, "keyfile")
    form.take(tmp_path / "wrong")
    _screen(shut)._open.click()
    shut.wait(lambda: _screen(shut).told)
    assert _screen(shut).told == wrong
    form.take(tmp_path / "right")
    _screen(shut)._open.click()
    shut.wait(lambda: shut.shell.page is not None)


def test_restoring_begins_here_and_leads_back(shut: Window) -> None:
    shut.shell.front.show_restore()
    assert isinstance(shut.shell.entry, RescueScreen)
    shut.qtbot.keyClick(shut.shell.entry, Qt.Key.Key_Escape)
    assert _screen(shut).folder == shut.folder
