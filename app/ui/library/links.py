"""A link as a button, for the panes beside the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ui.look import Look
from app.ui.page import tip


class LinkButton(QPushButton):
    """A button that is a link; a long title is cut to the room there is, and told whole to a reader."""

    def __init__(self, look: Look, icon: str, title: str, why: str, does: Callable[[], None]) -> None:
        super().__init__()
        self._title, self._tail = title, ""
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        look.dress(self, icon, "accent")
        self.setAccessibleName(f"{why}: {title}" if why else title)
        self.setToolTip(tip(title))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: does())
        self._cut()

    def retitle(self, title: str, name: str, tail: str) -> None:
        """Show another title, and after it what is never cut; `name` is what a reader is told."""
        self._title, self._tail = title, tail
        self.setAccessibleName(name)
        self.setToolTip(tip(name))
        self._cut()

    def sizeHint(self) -> QSize:
        """Return what the title wants, in no more than the room there is."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), self.width() or hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the title to the room there is."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        metrics = self.fontMetrics()
        side = max(16, round(metrics.height() * 0.85))
        if self.iconSize().width() != side:
            self.setIconSize(QSize(side, side))
        room = max(40, self.width() - self.iconSize().width() - 24 - metrics.horizontalAdvance(self._tail))
        words = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room) + self._tail
        words = words.replace("&", "&&")
        if words != self.text():
            self.setText(words)
