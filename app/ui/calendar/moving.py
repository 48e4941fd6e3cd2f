"""Asking for another date: typed as people say it and read back, for the step the keyboard is at."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import N_, _
from app.domain.schema import Field
from app.domain.schema.kinds import Date
from app.services.deadlines import Step
from app.ui.desk import Desk
from app.ui.editors.date import DateEditor
from app.ui.page import button, column, frame, label, row

NEW_DATE = Field("date", Date(), N_("New date"))


class MoveCard(QWidget):
    """The card. `moved` comes with the step and the date, a value of a date field."""

    moved = Signal(object, object)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._step: Step | None = None
        self._box = frame("card")
        self._inside = column(self._box, margin=12, gap=8)
        column(self).addWidget(self._box)
        self._words = label("", "heading")
        self._hint = label("", "quiet")
        self._inside.addWidget(self._words)
        self._inside.addWidget(self._hint)
        self.editor = DateEditor(desk, NEW_DATE)
        self.editor.line.returnPressed.connect(self._on_move)
        self._inside.addWidget(label(_(NEW_DATE.label), "quiet", buddy=self.editor.line))
        self._inside.addWidget(self.editor)
        does = row()
        self.move_button = button(_("Move"), self._on_move, "main", look=desk.look, icon="calendar")
        does.addWidget(self.move_button)
        does.addWidget(button(_("Close"), self.close_card))
        does.addStretch(1)
        self._inside.addLayout(does)
        self.hide()

    def ask(self, step: Step, words: str) -> None:
        """Ask for another date of a step, told in these words."""
        self._step = step
        self._words.setText(_("{what}: until now {date}").format(what=words, date=step.when or _("no date")))
        self._hint.setText(
            _("A later day puts it off, and the first one stays in the record; a sooner one takes its place.")
            if step.type == "request"
            else _("The record gets the new date; its history keeps the one before.")
        )
        self.editor.set_value(None)
        self.show()
        self.editor.focus_first()

    def leave(self, step: Step | None) -> None:
        """Close it when the keyboard went to another step."""
        if self._step is not None and (step is None or step.key != self._step.key):
            self.hide()
            self._step = None

    def close_card(self) -> bool:
        """Close it; tell whether it was open."""
        was = self._step is not None
        self._step = None
        self.hide()
        if was:
            self.closed.emit()
        return was

    def _on_move(self) -> None:
        step, day = self._step, self.editor.value()
        if step is None:
            return
        if not isinstance(day, dict) or not day.get("edtf"):
            self._desk.say(_("Say the new date first, such as 15 June 2013 or June."))
            self.editor.focus_first()
            return
        self._step = None
        self.hide()
        self.moved.emit(step, day)
