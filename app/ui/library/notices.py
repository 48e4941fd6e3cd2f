"""What stands in place of the list or above it: nothing here yet, nothing matches, a record the filters hide."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.domain.query import Query
from app.ui.desk import Desk
from app.ui.page import button, column, frame, label, row

HEADQUARTERS = "headquarters"


class Empty(QWidget):
    """An empty list, and the way out of it."""

    clear_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title = label("", "title")
        self.words = label("", "quiet")
        self._office = desk.owner.role == HEADQUARTERS
        first, second = ("", "main") if self._office else ("main", "")
        self.add = button(_("Write the first note"), self._on_add, first, look=desk.look, icon="new")
        self.receive = button(_("Receive records"), self._on_receive, second, look=desk.look, icon="receive")
        self.clear = button(_("Clear filters"), self.clear_asked.emit, "main")
        layout = column(self, margin=24, gap=12)
        layout.addStretch(1)
        for one in (self.title, self.words):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(one)
        for button_ in self.ways():
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
            self.words.setText(
                _("Receive what colleagues send you, or write what you know yourself.")
                if self._office
                else _("Write what you know as a note; you can make records of it later.")
            )
        self.clear.setVisible(query.filtered or query.trash)
        for one in (self.add, self.receive):
            one.setVisible(not query.filtered and not query.trash)

    def ways(self) -> tuple[QWidget, ...]:
        """Return the buttons, the first step of this role before the other."""
        return (self.receive, self.add, self.clear) if self._office else (self.add, self.receive, self.clear)

    def take_focus(self) -> None:
        """Let the keyboard be at the way out."""
        next(one for one in self.ways() if one.isVisibleTo(self)).setFocus()

    def _on_add(self) -> None:
        self._desk.go("new")

    def _on_receive(self) -> None:
        self._desk.go("receive")


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
