"""What stands in place of the list or above it: nothing here yet, nothing matches, a record the filters hide."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.domain.query import Query
from app.ui.desk import Desk
from app.ui.page import button, column, frame, label, row


class Empty(QWidget):
    """An empty list, and the way out of it."""

    clear_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title = label("", "title")
        self.words = label("", "quiet")
        self.add = button(_("Write the first note"), self._on_add, "main", look=desk.look, icon="new")
        self.clear = button(_("Clear filters"), self.clear_asked.emit, "main")
        layout = column(self, margin=24, gap=12)
        layout.addStretch(1)
        for one in (self.title, self.words):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(one)
        for button_ in (self.add, self.clear):
            layout.addWidget(button_, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    def tell(self, query: Query) -> None:
        """Say why there is nothing: because nothing was written yet, or because of what is asked."""
        only_trash = query.trash and not query.filtered
        if only_trash:
            self.title.setText(_("The trash is empty"))
            self.words.setText(_("What you put there comes back whole."))
        elif query.filtered:
            self.title.setText(_("Nothing matches"))
            self.words.setText(_("No record has all that is asked for."))
        else:
            self.title.setText(_("Nothing here yet"))
            self.words.setText(_("Write what you know as a note; you can make records of it later."))
        self.clear.setVisible(query.filtered or query.trash)
        self.add.setVisible(not query.filtered and not query.trash)

    def take_focus(self) -> None:
        """Let the keyboard be at the way out."""
        (self.add if self.add.isVisibleTo(self) else self.clear).setFocus()

    def _on_add(self) -> None:
        self._desk.go("new")


class Hidden(QWidget):
    """A line that says that a record just saved is hidden by the filters."""

    show_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._record = ""
        strip = frame("info")
        inside = row(strip, margin=8)
        inside.addWidget(label(_("What was just saved is hidden by the filters.")), 1)
        self.button = button(_("Show it"), self._on_show)
        inside.addWidget(self.button)
        column(self).addWidget(strip)
        self.hide()

    def tell(self, record: str) -> None:
        """Say it of a record; empty takes the line away."""
        self._record = record
        self.setVisible(bool(record))

    def _on_show(self) -> None:
        record = self._record
        self.tell("")
        self.show_asked.emit(record)
