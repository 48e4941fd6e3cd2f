"""One question in place, with what answering it does; or only what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.ui.flow import Flow
from app.ui.page import button, column, frame, label


class Question(QWidget):
    """Hidden until something is asked or said."""

    def __init__(self) -> None:
        super().__init__()
        self._does: Callable[[], None] | None = None
        box = frame("info")
        self.words = label("")
        self.yes = button("", self._on_yes, "danger")
        self.no = button(_("Cancel"), self.drop)
        inside = column(box, margin=10, gap=8)
        inside.addWidget(self.words)
        below = QWidget()
        line = Flow(below)
        line.addWidget(self.yes)
        line.addWidget(self.no)
        inside.addWidget(below)
        column(self).addWidget(box)
        self.hide()

    def ask(self, words: str, yes: str, does: Callable[[], None]) -> None:
        """Ask; `does` is what the answer yes does."""
        self._does = does
        self.words.setText(words)
        self.yes.setText(yes)
        self.yes.show()
        self.no.setText(_("Cancel"))
        self.show()
        self.no.setFocus()

    def say(self, words: str) -> None:
        """Say what went wrong."""
        self._does = None
        self.words.setText(words)
        self.yes.hide()
        self.no.setText(_("Close"))
        self.show()

    def drop(self) -> None:
        """Ask and say nothing."""
        self._does = None
        self.hide()

    def _on_yes(self) -> None:
        does = self._does
        self.drop()
        if does is not None:
            does()
