"""The three panes side by side, and how they fold where there is no room for three."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

NARROW = 1100
"""Pixels at the usual text size; with larger letters the panes fold sooner."""
AT_FIRST = (230, 740, 240)
USUAL_LETTER = 8.0
"""Pixels of a letter at the usual text size."""


class Panes(QSplitter):
    """Filters, list, detail. In a narrow window the list stands alone, the filters come when asked for."""

    def __init__(self, filters: QWidget, centre: QWidget, detail: QWidget, sizes: Any) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._filters, self._detail = filters, detail
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for n, pane in enumerate((filters, centre, detail)):
            self.addWidget(pane)
            self.setStretchFactor(n, int(n == 1))
        self._kept = list(AT_FIRST)
        if isinstance(sizes, list) and len(sizes) == 3 and all(isinstance(one, int) and one > 0 for one in sizes):
            self._kept = sizes
        self.setSizes(self._kept)

    def narrow(self) -> bool:
        """Tell whether there is room for the list only."""
        return self.width() < NARROW * max(1.0, self.fontMetrics().averageCharWidth() / USUAL_LETTER)

    def fit(self, *, filters: bool) -> None:
        """Show the panes there is room for; `filters`: they are wanted in any case."""
        narrow = self.narrow()
        self._filters.setVisible(filters or not narrow)
        self._detail.setVisible(not narrow)

    def kept(self) -> list[int]:
        """Return the widths of the three panes, as they last stood side by side."""
        sizes = self.sizes()
        if all(sizes):
            self._kept = sizes
        return self._kept
