"""The line in which a search is given its name, in place: Enter keeps it, Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base.i18n import _
from app.services import searches
from app.ui.flow import Flow
from app.ui.page import button, column, label

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Naming(QWidget):
    """The line, hidden until `ask`."""

    def __init__(self) -> None:
        super().__init__()
        self._does: Callable[[str], bool] | None = None
        self._back: QWidget | None = None
        self.line = QLineEdit()
        self.line.setMaxLength(searches.LONGEST_NAME)
        self.line.setAccessibleName(_("Name of the search"))
        self.keep = button(_("Save"), self._on_keep, "main")
        self.leave = button(_("Cancel"), self.close_again)
        self._problem = label(_("There is a search with this name. Choose another name."), "danger")
        self._problem.hide()
        layout = column(self, gap=4)
        layout.addWidget(label(_("Name of the search"), "quiet", buddy=self.line))
        layout.addWidget(self.line)
        layout.addWidget(self._problem)
        buttons = QWidget()
        flow = Flow(buttons, gap=6)
        flow.addWidget(self.keep)
        flow.addWidget(self.leave)
        layout.addWidget(buttons)
        self.line.textEdited.connect(self._problem.hide)
        self.hide()

    def ask(self, name: str, does: Callable[[str], bool], back: QWidget) -> None:
        """Ask for a name; `does` takes it, or tells that it is taken. The keyboard goes back to `back`."""
        self._does, self._back = does, back
        self._problem.hide()
        self.line.setText(name[: searches.LONGEST_NAME])
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def close_again(self) -> None:
        """Leave the line."""
        back, self._does, self._back = self._back, None, None
        if back is not None:
            back.setFocus()
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Take Esc before it leads back."""
        if event.type() == QEvent.Type.ShortcutOverride and _key(event) == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the name with Enter and leave with Esc; the key goes no further, for the keyboard is elsewhere then."""
        if event.key() == Qt.Key.Key_Escape or (event.key() in _ENTER and self.leave.hasFocus()):
            self.close_again()
        elif event.key() in _ENTER:
            self._on_keep()
        else:
            super().keyPressEvent(event)

    def _on_keep(self) -> None:
        name = searches.clean_name(self.line.text())
        if not name or self._does is None:
            self.line.setFocus()
        elif self._does(name):
            self.close_again()
        else:
            self._problem.show()
            self.line.setFocus()
            self.line.selectAll()


def _key(event: QEvent) -> int:
    return event.key() if isinstance(event, QKeyEvent) else 0
