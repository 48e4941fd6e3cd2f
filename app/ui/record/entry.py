"""A button that opens a record, and shows as much of its title as there is room for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ui.look import Look
from app.ui.page import tip

AROUND = 48
"""Pixels for the icon and the edges."""


class Entry(QPushButton):
    """One record in a list of buttons. `marks` stand after its words, and are never cut: those are instead."""

    def __init__(
        self, look: Look, icon: str, words: str, name: str, does: Callable[[], object], marks: str = ""
    ) -> None:
        super().__init__()
        self._words, self._marks = words, f" · {marks}" if marks else ""
        self.setAutoDefault(False)
        self.setProperty("kind", "link")
        self.setAccessibleName(name)
        self.setToolTip(tip(words + self._marks))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.dress(self, icon)
        self.clicked.connect(lambda _checked=False: does())
        self.setText(" ")

    def sizeHint(self) -> QSize:
        """Return the room of one line; its width is what there is."""
        return QSize(AROUND, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: any width will do."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        room = max(1, self.width() - AROUND)
        left = max(1, room - self.fontMetrics().horizontalAdvance(self._marks))
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, left)
        self.setText((shown + self._marks).replace("&", "&&"))
