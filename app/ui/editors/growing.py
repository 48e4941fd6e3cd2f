"""A box of plain text that grows with what is written, up to a bound, and is left by Tab."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit

FEWEST, MOST = 3, 18
"""Lines in sight when empty, and before it scrolls."""


class Growing(QPlainTextEdit):
    """Plain text, never read as markup; each paragraph runs in the direction of its own letters."""

    def __init__(self, name: str, fewest: int = FEWEST) -> None:
        super().__init__()
        self._fewest, self._overflows = fewest, False
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._fit)

    def at_least(self, lines: int) -> None:
        """Show so many lines even when empty."""
        self._fewest = lines
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again, and take the height that needs."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again when letters change their size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll only what does not fit, and only when one is writing in it; else leave it to the page."""
        if self.hasFocus() and self._overflows:
            super().wheelEvent(event)
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit when the style is known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take the height of the text: lines of several scripts are not all as high as those of the font."""
        line = self.fontMetrics().lineSpacing()
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height <= MOST * line:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        self._overflows = height > MOST * line
        edges = max(0, self.height() - self.viewport().height())  # until it is laid out the inside may be the larger
        around = edges + 2 * self.document().documentMargin()
        wanted = ceil(min(max(height, self._fewest * line), MOST * line) + around)
        if wanted != self.minimumHeight() or wanted != self.maximumHeight():
            self.setFixedHeight(wanted)
        off, on = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(on if self._overflows else off)
