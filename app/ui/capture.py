"""Keeps our windows out of pictures other programs take of the screen, on the systems that let a window ask for it.

Windows and macOS do. On Linux no window can: under X11 every program sees the whole screen, under Wayland it is the
desktop that decides and asks the person, not us.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QObject
from PySide6.QtGui import QGuiApplication, QWindow

from app.ui.desk import Desk

SETTING = "screen_capture"
_EXCLUDED, _BLACK, _SEEN = 0x11, 0x01, 0x00  # WDA_EXCLUDEFROMCAPTURE (Windows 10, 2004), WDA_MONITOR, WDA_NONE
_SHOWN = 0x0018  # WM_SHOWWINDOW
_SHARED, _UNSHARED = 1, 0  # NSWindowSharingReadOnly, NSWindowSharingNone


class Curtain(QObject):
    """Asks for every window of ours, also those that come later. `use` says whether to."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drawn = True
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_window)
        self._shown: _Shown | None = None
        if sys.platform == "win32":
            self._shown = _Shown(self)
            application.installNativeEventFilter(self._shown)

    @property
    def drawn(self) -> bool:
        """Whether windows are kept out of pictures, where that can be."""
        return self._drawn

    def follow(self, desk: Desk) -> None:
        """Do as the vault that is open now has it set."""

        def changed(name: str) -> None:
            if name == SETTING:
                self.use(desk.setting(SETTING) == "blocked")

        desk.setting_changed.connect(changed)
        changed(SETTING)

    def use(self, drawn: bool) -> None:
        """Keep every window out of pictures from now on, or let them be taken."""
        self._drawn = drawn
        for window in QGuiApplication.topLevelWindows():
            self._on_window(window)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and window.isVisible():
            ask(int(window.winId()), drawn=self._drawn)


class _Shown(QAbstractNativeEventFilter):
    """Hears of menus and tooltips, which never have the focus."""

    def __init__(self, curtain: Curtain) -> None:
        super().__init__()
        self._curtain = curtain

    def nativeEventFilter(
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int] | Any:
        """Look at a message and let it pass."""
        if sys.platform == "win32":
            from ctypes import wintypes  # noqa: PLC0415 - only there

            told = wintypes.MSG.from_address(int(message))
            if told.message == _SHOWN and told.wParam and told.hWnd:
                ask(int(told.hWnd), drawn=self._curtain.drawn)
        return False, 0


def ask(window: int, *, drawn: bool) -> None:
    """Ask the system to keep a window, by its native number, out of pictures; where it cannot, nothing happens."""
    platform = QGuiApplication.platformName()
    if sys.platform == "win32" and platform == "windows":
        _ask_windows(window, drawn=drawn)
    elif sys.platform == "darwin" and platform == "cocoa":
        _ask_mac(window, drawn=drawn)


def _ask_windows(window: int, *, drawn: bool) -> None:
    if sys.platform == "win32":
        affinity = ctypes.windll.user32.SetWindowDisplayAffinity
        affinity.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
        if not drawn:
            affinity(window, _SEEN)
        elif not affinity(window, _EXCLUDED):
            affinity(window, _BLACK)  # older ones show it black


def _ask_mac(view: int, *, drawn: bool) -> None:
    objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    objc.sel_registerName.restype = ctypes.c_void_p
    objc.sel_registerName.argtypes = (ctypes.c_char_p,)
    send = ctypes.cast(objc.objc_msgSend, ctypes.c_void_p).value
    asked = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(send or 0)
    told = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(send or 0)
    window = asked(view, objc.sel_registerName(b"window"))
    if window:
        told(window, objc.sel_registerName(b"setSharingType:"), _UNSHARED if drawn else _SHARED)
