"""Every window asks to be kept out of pictures of the screen, when the person has not said otherwise."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog

from app.services import settings
from app.ui import capture
from tests.gui.conftest import Window

Asked = dict[int, bool]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What was asked of the system last, by the number of the window: this one cannot do it."""
    found: Asked = {}
    monkeypatch.setattr(capture, "ask", lambda window, *, drawn: found.update({window: drawn}))
    return found


def test_from_the_unlock_screen_on_and_for_windows_that_come_later(asked: Asked, window: Window) -> None:
    assert asked[int(window.shell.winId())]
    dialog = QDialog(window.shell)
    dialog.open()
    window.wait(dialog.isActiveWindow)
    assert asked[int(dialog.winId())]
    dialog.close()


def test_the_setting_is_at_work_at_once_and_kept(asked: Asked, window: Window) -> None:
    page = window.go("settings")
    box = page.boxes[capture.SETTING]
    box.setCurrentIndex(box.findData("allowed"))
    box.activated.emit(box.currentIndex())
    assert not asked[int(window.shell.winId())]
    assert window.do(settings.read)[capture.SETTING] == "allowed"
    window.desk.set(capture.SETTING, "blocked")
    assert asked[int(window.shell.winId())]


def test_where_no_window_can_ask_nothing_happens(window: Window) -> None:
    capture.ask(int(window.shell.winId()), drawn=True)
    assert window.shell.isVisible()
