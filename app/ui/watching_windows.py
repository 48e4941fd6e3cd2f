"""What Windows tells a window about sleep and the locked session, by its messages."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QGuiApplication

POWER, GOES_TO_SLEEP = 0x0218, 4  # WM_POWERBROADCAST, PBT_APMSUSPEND
SESSION, LOCKED = 0x02B1, 7  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK


class Messages(QAbstractNativeEventFilter):
    """Calls `want` when one of them comes."""

    def __init__(self, want: Callable[[], None]) -> None:
        super().__init__()
        self._want = want

    def nativeEventFilter(
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int] | Any:
        """Look at a message and let it pass."""
        if sys.platform == "win32":
            from ctypes import wintypes  # noqa: PLC0415 - only there

            told = wintypes.MSG.from_address(int(message))
            if (told.message, told.wParam) in ((POWER, GOES_TO_SLEEP), (SESSION, LOCKED)):
                self._want()
        return False, 0


def follow(want: Callable[[], None]) -> Messages:
    """Have every window told about its session, and return what listens: keep it as long as it shall."""
    made = Messages(want)
    application = QCoreApplication.instance()
    if application is not None:
        application.installNativeEventFilter(made)
    if sys.platform == "win32":
        for window in QGuiApplication.topLevelWindows():
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), 0)  # this session's
    return made
