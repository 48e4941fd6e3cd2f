"""A button that shows what a record is called, as much as there is room for, and opens it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ui.page import tip

LEAST = 12
"""Average characters of a title that are always in sight."""


class Opener(QPushButton):
    """A title that is cut with an ellipsis where there is no room; all of it is in its tooltip."""

    def __init__(self, does: Callable[[], object]) -> None:
        super().__init__()
        self._title = ""
        self.setProperty("kind", "opener")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: does())

    def show_title(self, title: str) -> None:
        """Show a title."""
        self._title = title
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room the whole title takes."""
        return self._room(self.fontMetrics().horizontalAdvance(self._title))

    def minimumSizeHint(self) -> QSize:
        """Return the room its beginning takes."""
        metrics = self.fontMetrics()
        return self._room(min(metrics.horizontalAdvance(self._title), metrics.averageCharWidth() * LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the title anew."""
        super().resizeEvent(event)
        self._fit()

    def _around(self) -> int:
        return self.iconSize().width() + self.fontMetrics().averageCharWidth() + 20

    def _room(self, width: int) -> QSize:
        return QSize(width + self._around(), super().sizeHint().height())

    def _fit(self) -> None:
        room = max(self.width() - self._around(), 1) + 2
        shown = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        if shown.replace("&", "&&") != self.text():
            self.setText(shown.replace("&", "&&"))
        self.setToolTip(tip(self._title) if shown != self._title else "")
