"""A panel that opens under a list for one thing to be done: what it needs, why it did not go, do it or leave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.exchange.pieces import reveal
from app.ui.flow import Flow
from app.ui.messages import words_for
from app.ui.page import button, column, label

if TYPE_CHECKING:
    from app.services.session import Session

T = TypeVar("T")


class Panel(QFrame):
    """One thing to be done. `done` tells words when it is; `closed` that it was left."""

    done = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, title: str, said: str = "", verb: str = "", kind: str = "main") -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("kind", "drop")
        outer = column(self, margin=16, gap=10)
        self.title = label(title, "heading")
        outer.addWidget(self.title)
        if said:
            outer.addWidget(label(said, "quiet"))
        self.inside = column(gap=10)
        outer.addLayout(self.inside)
        self._error = label("", "danger")
        self._error.setAccessibleName(_("Message"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        outer.addWidget(self._error)
        outer.addWidget(self._bar)
        self._error.hide()
        self._bar.hide()
        line = Flow()
        self.do_button = button(verb, self.do, kind)
        self.do_button.setVisible(bool(verb))
        self.leave_button = button(_("Cancel"), self._leave)
        line.addWidget(self.do_button)
        line.addWidget(self.leave_button)
        outer.addLayout(line)

    def do(self) -> None:
        """Do it, or tell why not."""

    def first(self) -> QWidget:
        """Return what is to have the focus."""
        return self.leave_button

    @property
    def told(self) -> str:
        """The error shown now; empty for none."""
        return self._error.text() if self._error.isVisibleTo(self) else ""

    def begin(self) -> None:
        """Come into sight, with the keyboard in it."""
        reveal(self)
        QTimer.singleShot(0, self, lambda: self.first().setFocus())

    def fail(self, error: Exception) -> None:
        """Tell why it did not go."""
        self.busy(False)
        words = words_for(error)
        self._error.setText(words)
        self._error.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._error, words))
        reveal(self._error)

    def busy(self, busy: bool) -> None:
        """Show that it is under way."""
        self._bar.setVisible(busy)
        self.do_button.setEnabled(not busy)
        self.leave_button.setEnabled(not busy)
        if busy:
            self._error.hide()

    def write(self, work: Callable[[Session], T], then: Callable[[T], None]) -> None:
        """Do something in the vault."""
        self.busy(True)

        def worked(result: T) -> None:
            self.busy(False)
            then(result)

        self.desk.jobs.write(lambda session, _tell: work(session), worked, failed=self.fail, owner=self)

    def compute(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do something that needs no open vault: deriving keys, reading files."""
        self.busy(True)

        def worked(result: T) -> None:
            self.busy(False)
            then(result)

        self.desk.jobs.compute(lambda _tell: work(), worked, failed=self.fail, owner=self)

    def over(self, words: str) -> None:
        """Be done, and say what came of it."""
        self.desk.say(words, "good")
        self.done.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves it."""
        if event.key() == Qt.Key.Key_Escape and self.leave_button.isEnabled():
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        self.closed.emit()


class Panels(QWidget):
    """The place for a panel: one at a time."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._inside = column(self)
        self._back: QWidget | None = None
        self.panel: Panel | None = None
        self.hide()

    def open(self, panel: Panel, back: QWidget | None = None) -> None:
        """Show a panel in place of the one there; `back` gets the focus when it has gone."""
        self.shut()
        self.panel, self._back = panel, back
        self._inside.addWidget(panel)
        panel.closed.connect(self._on_closed)
        panel.done.connect(self._on_done)
        self.show()
        panel.begin()

    def shut(self) -> None:
        """Take the panel away, with all that was typed into it."""
        panel, self.panel = self.panel, None
        if panel is not None:
            self._inside.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self.hide()

    def _on_closed(self) -> None:
        self.shut()
        self._return()

    def _on_done(self, _words: str) -> None:
        self.shut()
        self.done.emit()
        self._return()

    def _return(self) -> None:

        if self._back is not None and shiboken6.isValid(self._back):
            self._back.setFocus()
