"""The help in a window of its own, for before a vault is open; it hinders nothing, and lock and end close it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.base.i18n import _
from app.ui.look import Look
from app.ui.page import column
from app.ui.reading.reader import Reader


class HelpWindow(QDialog):
    """The help beside the window it belongs to; Esc closes it."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reader = Reader(look)
        column(self, margin=16).addWidget(self.reader)
        room = parent.window().size()
        self.resize(min(1000, room.width()), min(680, room.height()))


def show_help(parent: QWidget, look: Look, topic: str) -> HelpWindow:
    """Show the help on a page, in the one help window there is."""
    open_one = next((one for one in parent.findChildren(HelpWindow) if one.isVisible()), None)
    window = open_one or HelpWindow(parent, look)
    window.reader.open(topic)
    window.show()
    window.raise_()
    window.activateWindow()
    window.reader.paper.setFocus()
    return window
