"""The two ends of an interview: what is made clear before it, and how it is left afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from app.base.i18n import _
from app.domain import ids
from app.ui.desk import Desk
from app.ui.interview.asked import Asked
from app.ui.interview.checklist import Checklist
from app.ui.page import column, label, scrolled

BEFORE = (
    *("witness", "given", "told_before", "previous", "earlier", "why_again"),
    *("languages", "interpreter", "needs", "setting"),
)
AFTER = (
    *("wellbeing", "referrals", "agreed_next", "next_contact", "safe_contact"),
    *("summary", "to_code", "attachments", "own_state"),
)
BESIDE = 96
"""Average letters of width from which the reminders stand beside the questions."""


class Part(QWidget):
    """Questions, and beside them reminders to tick."""

    changed = Signal(str, object)
    """A field and what it says now, None for nothing."""
    settled = Signal()

    def __init__(self, desk: Desk, record: str, names: tuple[str, ...], words: str, headings: tuple[str, ...]) -> None:
        super().__init__()
        self._steps: list[Any] = []
        self.first: QWidget | None = None
        self.asked = Asked(desk, record, names)
        self.asked.changed.connect(self.changed)
        self.asked.settled.connect(self.settled)
        self.checklist = Checklist(desk, words, headings)
        self.checklist.ticked.connect(self._on_ticked)
        left = QWidget()
        self.questions = column(left, gap=14)
        self.questions.addWidget(self.asked)
        self.questions.addStretch(1)
        right = QWidget()
        beside = column(right, gap=8)
        beside.addWidget(label(words, "heading"))
        beside.addWidget(label(_("A reminder. Nothing has to be ticked."), "quiet"))
        beside.addWidget(self.checklist)
        beside.addStretch(1)
        inner = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(20, 16, 20, 16)
        self._sides.setSpacing(28)
        self._sides.addWidget(left, 3)
        self._sides.addWidget(right, 2)
        self.area: QScrollArea = scrolled(inner, words)
        column(self).addWidget(self.area)

    def add_first(self, panel: QWidget, first: QWidget) -> None:
        """Show a panel above the questions; the keyboard begins at `first` of it."""
        self.questions.insertWidget(0, panel)
        self.first = first

    def add(self, panel: QWidget) -> None:
        """Show a panel of its own below the questions."""
        self.questions.insertWidget(self.questions.count() - 1, panel)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the testimony says."""
        listed = values.get("steps")
        self._steps = list(listed) if isinstance(listed, list) else []
        self.checklist.show_done({one["term"] for one in self._steps if isinstance(one, dict) and "term" in one})
        self.asked.show_values(values)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self.asked.set_read_only(read_only)
        self.checklist.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard onto what is added first, or into the first question."""
        if self.first is not None and self.first.isVisibleTo(self):
            self.first.setFocus()
        else:
            self.asked.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the reminders below the questions where there is no room beside them."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE * self.fontMetrics().averageCharWidth()
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _on_ticked(self, code: str, done: bool) -> None:
        kept = [one for one in self._steps if not (isinstance(one, dict) and one.get("term") == code)]
        self._steps = [*kept, {"id": ids.new_item_id(), "term": code}] if done else kept
        self.changed.emit("steps", self._steps or None)


def before(desk: Desk, record: str) -> Part:
    """Return what is asked and said before an interview."""
    return Part(desk, record, BEFORE, _("To say, ask and agree"), ("before", "say", "ask", "agree"))


def after(desk: Desk, record: str) -> Part:
    """Return what is asked and said at its end."""
    return Part(desk, record, AFTER, _("At the end"), ("close",))
