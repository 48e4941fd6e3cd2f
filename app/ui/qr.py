"""QR codes, dark on light in every theme, drawn in memory."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004): without them cameras do not find it."""


def drawn(text: str) -> QImage:
    """Return the code of a text, one pixel a module, with its quiet zone."""
    rows = [bytes(line) for line in segno.make(text, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET
    image = QImage(side, side, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for y, line in enumerate(rows):
        for x, dark in enumerate(line):
            if dark:
                image.setPixel(x + QUIET, y + QUIET, 0)
    return image


class QrCode(QWidget):
    """A QR code that a camera finds on the screen."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.image = drawn(text)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be large enough for a poor camera."""
        wide = QFontMetrics(self.font()).height() * 9
        each = max(4, wide // self.image.width())
        return QSize(each * self.image.width(), each * self.image.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw whole modules, sharp."""
        painter = QPainter(self)
        each = max(1, min(self.width(), self.height()) // self.image.width())
        side = each * self.image.width()
        painter.drawImage(QRect(0, 0, side, side), self.image)
        painter.end()
