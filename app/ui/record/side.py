"""The pane at the side of a record: its history, or what is being made of a passage."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.page import column, frame, label, row, scrolled, tool

LETTERS = 50
"""Average letters it is wide."""


class Side(QWidget):
    """Shows one of its parts under its name, with a way to close it."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        box = QWidget()
        self._name = label("", "heading")
        self._close = tool(desk.look, "close", _("Close this pane"), self.closed.emit)
        head = row()
        head.addWidget(self._name, 1)
        head.addWidget(self._close)
        self._stack = QStackedWidget()
        inside = column(box, gap=8)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addLayout(head)
        inside.addWidget(self._stack, 1)
        layout = row(self, gap=0)
        layout.addWidget(frame("edge"))
        layout.addWidget(box, 1)
        self._names: dict[QWidget, str] = {}
        self._at: dict[QWidget, int] = {}
        self._shown: QWidget | None = None
        self.setProperty("pane", "side")
        self.hide()

    def add(self, part: QWidget, name: str, *, scrolls: bool) -> None:
        """Take a part; `scrolls` puts it into an area that scrolls."""
        self._names[part] = name
        self._at[part] = self._stack.addWidget(scrolled(part, name) if scrolls else part)

    def open(self, part: QWidget) -> None:
        """Show a part."""
        self._shown = part
        self._name.setText(self._names[part])
        self._stack.setCurrentIndex(self._at[part])
        self.show()

    def close_part(self) -> None:
        """Show nothing."""
        self._shown = None
        self.hide()

    @property
    def part(self) -> QWidget | None:
        """The part in sight, or None."""
        return self._shown
