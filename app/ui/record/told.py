"""Words of a record on a label: in their own direction, at the side where the interface begins to read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.ui.look import direction_of


def told(label: QLabel, words: str) -> None:
    """Show words of a record: an Arabic title stays at the left of an English window, and reads from its right."""
    mirrored = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    label.setText(words)
    label.setLayoutDirection(direction_of(words))
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
