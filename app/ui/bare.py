"""The bare window: how large it begins, which keys reach it before any field does, and Enter for buttons."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QToolButton

SMALLEST = (720, 480)
TITLE_BAR = 40
"""Pixels a window's title takes besides, about."""


class Bare(QMainWindow):
    """A main window with nothing in it. `first_keys` is an event filter of its handle, when it has one."""

    first_keys: QObject | None = None

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Keepsake")
        self.setMinimumSize(*SMALLEST)
        room = self.screen().availableSize()
        self.resize(min(1240, room.width()), min(760, room.height() - TITLE_BAR))

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the keys that reach the window before a text field does."""
        super().showEvent(event)
        if self.first_keys is not None:
            self.windowHandle().installEventFilter(self.first_keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, as Space does."""
        focus = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton | QToolButton):
            focus.click()
            return
        super().keyPressEvent(event)
