"""Unlocking: the screen before an open vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import session
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from tests.gui.conftest import PASSPHRASE, Window


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
    shut.wait(lambda: shut.shell.page is not None, timeout=30_000)
    assert shut.desk.owner.practice
    shut.shell.lock()
    assert "practice" in _screen(shut)._practice.text()
    assert _screen(shut)._practice.isVisible()
