"""The calm middle of the window that everything before an open vault is shown in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.look import fixed_font
from app.ui.page import column, frame, row, scrolled

WIDE = 52
"""Width of the middle, in average letters of the font in use: it grows with the text size."""


class Middle(QWidget):
    """A card in the middle of the window that scrolls when there is no room; `inside` is its column."""

    def __init__(self, name: str, letters: int = WIDE) -> None:
        super().__init__()
        self._letters = letters
        self.card = frame("card")
        self.inside: QVBoxLayout = column(self.card, margin=28, gap=12)
        ground = QWidget()
        outer = column(ground, margin=16)
        outer.addStretch(1)
        line = row()
        line.addStretch(1)
        line.addWidget(self.card, 1000)
        line.addStretch(1)
        outer.addLayout(line)
        outer.addStretch(2)
        layout = column(self)
        layout.addWidget(scrolled(ground, name))
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _measure(self) -> None:
        self.card.setMaximumWidth(self.fontMetrics().averageCharWidth() * self._letters + 56)


class FolderLabel(QLabel):
    """A folder's path: small, left to right, its middle left out where there is no room; whole in the tooltip."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self._path = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "quiet")
        self.setFont(fixed_font())
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if folder is not None:
            self.show_folder(folder)

    def show_folder(self, folder: Path) -> None:
        """Show another one."""
        self._path = str(folder)
        self.setToolTip(self._path)
        self.setAccessibleName(self._path)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """Take no width by itself."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out as much as must be."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        # U+200E keeps the parts of a path in their order inside a right-to-left window
        shown = self.fontMetrics().elidedText(self._path, Qt.TextElideMode.ElideMiddle, max(40, self.width() - 4))
        self.setText("\u200e" + shown)
