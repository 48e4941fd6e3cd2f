"""Hiding, and apart from it destroying: held for three seconds, told truly; letting go in time changes nothing."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.base import config
from app.base.errors import VaultDestroyed
from app.services import activity, emergency, session
from app.storage import destroying
from app.ui.entry.destroyed import Destroying
from app.ui.entry.unlock import Unlock
from app.ui.safety import hold
from app.ui.safety.emergency import EmergencyPage
from tests.gui.conftest import PASSPHRASE, Window


@pytest.fixture
def page(window: Window) -> EmergencyPage:
    found = window.go("emergency")
    assert isinstance(found, EmergencyPage)
    return found


def test_the_keyboard_is_on_what_harms_nothing(window: Window, page: EmergencyPage) -> None:
    assert window.shell.focusWidget() is page.hide_button
    assert page.hold.button.text() != page.hide_button.text()
    words = " ".join(one.text() for one in page.findChildren(type(page.lock_out.warning.words)))
    for limit in emergency.LIMITS:
        assert limit in words


def test_hide_now_does_what_f12_does(window: Window, page: EmergencyPage, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    QTest.mouseClick(page.hide_button, Qt.MouseButton.LeftButton)
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert window.shell.desk is None
    window.wait(lambda: ended)
    session.open_session(window.folder, PASSPHRASE).close()


@pytest.mark.parametrize("by", ["mouse", "space"])
def test_letting_go_before_three_seconds_are_over_changes_nothing(window: Window, page: EmergencyPage, by: str) -> None:
    wanted: list[bool] = []
    page.desk.destroy_wanted.connect(lambda: wanted.append(True))
    button = page.hold.button
    if by == "mouse":
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
    else:
        button.setFocus()
        QTest.keyPress(button, Qt.Key.Key_Space)
    window.wait(lambda: page.hold.bar.value() > 200)
    assert page.hold.bar.isVisible()
    assert "Letting go" in page.hold.told.text()
    if by == "mouse":
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyRelease(button, Qt.Key.Key_Space)
    assert not page.hold.bar.isVisible()
    assert "nothing happened" in page.hold.told.text()
    window.qtbot.wait(3 * hold.TICK_MS)
    assert not wanted
    assert window.shell.desk is not None


@pytest.mark.parametrize("by", ["click", "enter", "leaving with the mouse", "another window"])
def test_nothing_less_than_holding_does_it(window: Window, page: EmergencyPage, by: str) -> None:
    button = page.hold.button
    button.setFocus()
    match by:
        case "click":
            button.click()
        case "enter":
            QTest.keyClick(button, Qt.Key.Key_Return)
        case "leaving with the mouse":
            QTest.mousePress(button, Qt.MouseButton.LeftButton)
            button.setDown(False)  # what the toolkit does when the mouse leaves it
        case _:
            QTest.keyPress(button, Qt.Key.Key_Space)
            page.hide_button.setFocus()
    window.qtbot.wait(4 * hold.TICK_MS)
    assert not page.hold.bar.isVisible()
    assert window.shell.desk is not None


def test_time_in_which_the_window_stood_still_does_not_count(window: Window, page: EmergencyPage) -> None:
    wanted: list[bool] = []
    page.desk.destroy_wanted.connect(lambda: wanted.append(True))
    QTest.mousePress(page.hold.button, Qt.MouseButton.LeftButton)
    time.sleep(hold.HOLD_MS / 1000 + 0.2)  # let go of meanwhile, but nobody has seen it
    QCoreApplication.processEvents()
    QTest.mouseRelease(page.hold.button, Qt.MouseButton.LeftButton)
    assert not wanted
    assert window.shell.desk is not None
    assert "nothing happened" in page.hold.told.text()


def _hold(window: Window, page: EmergencyPage) -> Destroying:
    page.hold.button.setFocus()
    QTest.keyPress(page.hold.button, Qt.Key.Key_Space)
    window.wait(lambda: window.shell.desk is None)
    entry = window.shell.front.entry
    assert isinstance(entry, Destroying)
    return entry


def test_held_for_three_seconds_the_keys_are_gone_and_the_truth_is_told(window: Window, page: EmergencyPage) -> None:
    config.write(folder=str(window.folder))
    entry = _hold(window, page)
    window.wait(entry.quit.isVisible)
    for limit in emergency.LIMITS:
        assert limit in entry.told
    assert destroying.gone(window.folder)
    assert config.read().folder == ""  # the next start does not lead here
    with pytest.raises(VaultDestroyed):
        session.open_session(window.folder, PASSPHRASE)
    QTest.mouseClick(entry.other, Qt.MouseButton.LeftButton)
    window.wait(lambda: window.shell.front.entry is not entry)
    window.settle()


def test_when_the_disk_refuses_it_says_so_and_can_be_tried_again(
    window: Window, page: EmergencyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object) -> None:
        raise OSError(5, "refused")

    with monkeypatch.context() as patched:
        patched.setattr(destroying.durable, "create_private", refused)
        entry = _hold(window, page)
        window.wait(entry.again.isVisible)
        assert "Nothing was destroyed" in entry.told
    session.open_session(window.folder, PASSPHRASE).close()
    QTest.mouseClick(entry.again, Qt.MouseButton.LeftButton)
    window.wait(lambda: destroying.gone(window.folder) and entry.quit.isVisible())


def test_cut_off_it_is_finished_when_the_window_next_starts(window: Window) -> None:
    window.close()
    (window.folder / destroying.MARKER).touch()
    window.shell.front.begin(window.folder)
    entry = window.shell.front.entry
    assert isinstance(entry, Unlock)
    window.wait(lambda: "destroyed" in entry.told)
    assert sorted(path.name for path in window.folder.iterdir()) == ["lock", "vault.json"]


def test_the_lock_out_warns_before_it_is_turned_on_and_not_when_turned_off(window: Window, page: EmergencyPage) -> None:
    box = page.lock_out.box

    def choose(most: int) -> None:
        box.setCurrentIndex(box.findData(most))
        box.activated.emit(box.currentIndex())

    window.settle()
    assert box.currentData() == 0
    choose(10)
    assert page.lock_out.warning.isVisible()
    assert "10 wrong tries" in page.lock_out.warning.words.text()
    assert window.shell.focusWidget() is page.lock_out.no
    QTest.mouseClick(page.lock_out.no, Qt.MouseButton.LeftButton)
    assert box.currentData() == 0
    assert window.do(emergency.lock_out) == 0
    choose(10)
    QTest.mouseClick(page.lock_out.yes, Qt.MouseButton.LeftButton)
    window.settle()
    assert window.do(emergency.lock_out) == 10
    assert "Lock-out" in [row.label for row in window.do(lambda opened: activity.entries(opened, activity.Filter()))]
    choose(0)
    window.settle()
    assert window.do(emergency.lock_out) == 0


def test_the_unlock_screen_counts_down_and_then_the_keys_are_gone(window: Window) -> None:
    window.do(lambda opened: emergency.set_lock_out(opened, 3))
    window.shell.lock()
    window.settle()
    entry = window.shell.entry
    assert isinstance(entry, Unlock)
    for told in ("2 more wrong tries", "1 more wrong try", "were destroyed"):
        entry.field.clear()
        window.qtbot.keyClicks(entry.field.line, "not the passphrase")
        window.qtbot.keyClick(entry.field.line, Qt.Key.Key_Return)
        window.wait(lambda told=told: told in entry.told, timeout=120_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert destroying.gone(window.folder)
