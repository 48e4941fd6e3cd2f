"""Locking: at once, whatever is open, and nothing of a case stays in the window."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.crypto.signing import SigningKeys
from app.services import casework, drafting
from app.services.session import Session
from app.storage.vault import Vault
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from app.ui.pages import PAGES
from tests.gui.conftest import PASSPHRASE, Window, make_vault
from tests.gui.pace import Pace

MARKER = "a name nobody may read"


def _words_on_screen() -> str:
    """Every text of every widget of the application, deleted ones excepted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    found: list[str] = []
    for one in QApplication.allWidgets():
        for ask in ("text", "toPlainText", "title", "accessibleName", "toolTip", "windowTitle"):
            tell = getattr(one, ask, None)
            if callable(tell):
                found.append(str(tell()))
    return "\n".join(found)


def _lock_by_key(window: Window) -> None:
    handle = window.shell.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def _unlock(window: Window) -> None:
    entry = window.shell.entry
    assert isinstance(entry, Unlock)
    window.qtbot.keyClicks(entry.field.line, PASSPHRASE)
    window.qtbot.keyClick(entry.field.line, Qt.Key.Key_Return)
    window.wait(lambda: window.shell.page is not None, timeout=120_000)


def test_ctrl_l_locks_and_nothing_of_a_case_is_left_in_any_widget(window: Window) -> None:
    shown = QPlainTextEdit(MARKER, window.page)
    shown.show()
    assert MARKER in _words_on_screen()
    _lock_by_key(window)
    assert window.shell.desk is None
    assert MARKER not in _words_on_screen()
    assert isinstance(window.shell.entry, Unlock)
    assert not window.shell.entry.field.text


def test_dialogs_menus_and_windows_close_with_it(window: Window) -> None:
    dialog = QDialog(window.shell)
    inside = QVBoxLayout(dialog)
    inside.addWidget(QLabel(MARKER))
    dialog.open()
    loose = QLineEdit(MARKER)
    loose.show()
    menu = QMenu(window.shell)
    menu.addAction(MARKER)
    menu.popup(window.shell.mapToGlobal(window.shell.rect().center()))
    window.wait(lambda: menu.isVisible() and dialog.isVisible())
    window.shell.lock()
    assert MARKER not in _words_on_screen()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window.shell]
    assert QApplication.activePopupWidget() is None


def test_ctrl_l_locks_from_inside_a_dialog_that_takes_all_keys(window: Window) -> None:
    dialog = QDialog(window.shell)
    QVBoxLayout(dialog).addWidget(QLineEdit(MARKER))
    dialog.open()
    window.wait(dialog.isActiveWindow)
    handle = dialog.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.shell.desk is None
    assert MARKER not in _words_on_screen()


def test_ctrl_l_locks_while_a_menu_is_open(window: Window) -> None:
    menu = QMenu(window.shell)
    menu.addAction(MARKER)
    menu.popup(window.shell.mapToGlobal(window.shell.rect().center()))
    window.wait(menu.isVisible)
    _lock_by_key(window)
    assert window.shell.desk is None
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize("before", ["open", "in a dialog", "locked"])
def test_f12_takes_every_window_away_locks_and_ends(
    window: Window, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    handle = window.shell.windowHandle()
    window.go("settings")
    if before == "in a dialog":
        dialog = QDialog(window.shell)
        QVBoxLayout(dialog).addWidget(QLineEdit(MARKER))
        dialog.open()
        window.wait(dialog.isActiveWindow)
        handle = dialog.windowHandle()
    if before == "locked":
        window.shell.lock()
        window.settle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_F12)
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]  # at once, before anything else
    assert window.shell.desk is None
    window.wait(lambda: ended)
    assert MARKER not in _words_on_screen()
    again = Window(window.qtbot, window.shell.look, window.folder)  # and opening again leads back
    again.open()
    assert again.shell._shown.page == "settings"
    again.close()


def _keys_held() -> list[object]:
    """Everything in the program that holds keys, whoever made it: modules of other tests do too."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, Session | Vault | SigningKeys)]


def test_no_key_or_session_is_left_in_the_program_after_a_lock(qtbot: QtBot, look: Look, vault: Path) -> None:
    before = _keys_held()

    def ours() -> list[object]:
        return [one for one in _keys_held() if not any(one is other for other in before)]

    window = Window(qtbot, look, vault).open()
    assert ours()
    record = window.do(casework.listing)[0]["id"]
    for name in PAGES:
        window.go(name, record if name == "record" else "")
    window.shell.lock()
    window.settle()
    window.wait(lambda: not ours())


def test_a_long_write_is_taken_back_and_waiting_saves_are_done(window: Window) -> None:
    steps: list[int] = []
    record = "0" * 32

    def long(session: Session, tell: object) -> None:
        assert callable(tell)
        for n in range(10_000):
            time.sleep(0.005)
            steps.append(n)
            tell(n, 10_000)

    window.desk.jobs.write(long, label="long", gaps=True)
    window.wait(lambda: steps)
    window.desk.jobs.write(
        lambda session, _tell: drafting.keep(session, record, "note", {"text": [{"text": MARKER}]}, ()), urgent=True
    )
    pace = Pace()
    window.shell.lock()
    took = pace.felt
    print(f"lock took {took * 1000:.0f} ms")
    assert took < 1
    assert window.shell.entry is not None
    _unlock(window)
    assert len(steps) < 5_000
    assert record in window.do(drafting.waiting)


def test_unlocking_comes_back_to_the_same_page(window: Window) -> None:
    window.go("settings")
    window.shell.lock()
    _unlock(window)
    assert window.shell._shown.page == "settings"


def test_doing_nothing_locks_and_doing_something_does_not(window: Window) -> None:
    watch = window.shell._watch
    window.desk.set("lock_after", 2)
    watch._touched -= 119
    watch._on_tick()
    assert window.shell.desk is not None
    handle = window.shell.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    watch._touched -= 119
    watch._on_tick()
    assert window.shell.desk is not None
    watch._touched -= 2
    watch._on_tick()
    assert window.shell.desk is None


def test_never_means_never(window: Window) -> None:
    window.desk.set("lock_after", 0)
    window.shell._watch._touched -= 10**6
    window.shell._watch._on_tick()
    assert window.shell.desk is not None


def test_a_machine_that_slept_wakes_up_locked(window: Window) -> None:
    window.shell._watch._ahead -= 3600
    window.shell._watch._on_tick()
    assert window.shell.desk is None


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A private bus that stands for the system's and the session's."""
    if shutil.which("dbus-daemon") is None or shutil.which("dbus-send") is None:
        pytest.skip("dbus-daemon is not installed: the signals of a real bus were not tried")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address", "--nofork"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.mark.parametrize(
    ("path", "signal"),
    [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep"),
        ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock"),
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged"),
    ],
)
def test_sleep_and_the_screen_lock_lock_it(
    bus: str, qtbot: QtBot, look: Look, tmp_path: Path, path: str, signal: str
) -> None:
    made = Window(qtbot, look, make_vault(tmp_path / "bus", sample=False))
    made.open()
    send = ["dbus-send", f"--bus={bus}", "--type=signal", path, signal]
    if not signal.endswith("Lock"):
        subprocess.run([*send, "boolean:false"], check=True, env=dict(os.environ))
        qtbot.wait(200)
        assert made.shell.desk is not None
        send.append("boolean:true")
    subprocess.run(send, check=True, env=dict(os.environ))
    made.wait(lambda: made.shell.desk is None)
    made.settle()


@pytest.mark.parametrize(
    ("path", "name"), [("/org/freedesktop/UPower", "LidIsClosed"), ("/org/freedesktop/login1", "LidClosed")]
)
def test_closing_the_lid_locks_it_also_where_the_machine_stays_awake(
    bus: str, qtbot: QtBot, look: Look, tmp_path: Path, path: str, name: str
) -> None:
    made = Window(qtbot, look, make_vault(tmp_path / "bus", sample=False))
    made.open()
    speaking = QDBusConnection.connectToBus(bus, "speaking")
    for closed, others in ((False, "OnBattery"), (True, name)):
        told = QDBusMessage.createSignal(path, "org.freedesktop.DBus.Properties", "PropertiesChanged")
        told.setArguments(["org.freedesktop.something", {others: closed or True, name: closed}, ["Daemon"]])
        assert speaking.send(told)
        if closed:
            made.wait(lambda: made.shell.desk is None)
        else:
            qtbot.wait(200)
            assert made.shell.desk is not None
    QDBusConnection.disconnectFromBus("speaking")
    made.settle()


def test_without_a_bus_nothing_is_wrong(
    qtbot: QtBot, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    made = Window(qtbot, look, make_vault(tmp_path / "bus", sample=False))
    made.open()
    assert made.shell._watch._buses == []
    made.close()
