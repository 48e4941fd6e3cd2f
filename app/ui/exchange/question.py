"""One field that waits for a decision: every side with who and when, and what else the person may choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout

from app.base.i18n import _
from app.services.deciding import Question, Side
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.kinds import Around, editor_for
from app.ui.exchange.pieces import indent, said_by_others
from app.ui.exchange.words import moment
from app.ui.lines import apart
from app.ui.page import column, label


class QuestionBox(QFrame):
    """The sides as choices. `decided` is emitted for every choice and every change of a written value."""

    decided = Signal()

    def __init__(self, desk: Desk, question: Question, record: str) -> None:
        super().__init__()
        self.desk, self.question, self._record = desk, question, record
        self._editor: Editor | None = None
        self.setProperty("kind", "card")
        self._inside = column(self, margin=16, gap=10)
        self._inside.addWidget(label(question.label, "heading"))
        self._group = QButtonGroup(self)
        self.choices: list[QRadioButton] = []
        for side in question.sides:
            self._offer(_by(side), side.words, said_by_other=True)
        self._both_at = self._other_at = -1
        if question.both is not None:
            self._both_at = len(self.choices)
            self._offer(_("Keep both"), _("One after the other; nothing is lost."))
        if question.declared is not None:
            self._other_at = len(self.choices)
            self._offer(_("Write another value"), "")
            self._room = QVBoxLayout()
            self._room.setContentsMargins(indent(self), 0, 0, 0)
            self._inside.addLayout(self._room)
        self._group.idToggled.connect(self._on_toggled)

    def done(self) -> bool:
        """Tell whether something was chosen."""
        return self._group.checkedId() >= 0

    def answer(self) -> Any:
        """Return the value chosen, None to leave the field empty."""
        chosen = self._group.checkedId()
        if chosen == self._both_at:
            return self.question.both
        if chosen == self._other_at:
            return self._editor.value() if self._editor is not None else None
        return self.question.sides[chosen].value

    def said(self) -> dict[str, Any] | None:
        """Return what is chosen so that it can be kept: which choice, and the value that was written."""
        chosen = self._group.checkedId()
        if chosen < 0:
            return None
        written = self.answer() if chosen == self._other_at else None
        return {"choice": chosen} if written is None else {"choice": chosen, "value": written}

    def say_again(self, said: Mapping[str, Any]) -> None:
        """Choose what `said` returned earlier."""
        chosen = said.get("choice")
        if not isinstance(chosen, int) or not 0 <= chosen < len(self.choices):
            return
        self.choices[chosen].setChecked(True)
        if chosen == self._other_at and self._editor is not None:
            self._editor.set_value(said.get("value"))

    def choose(self, side: Side) -> None:
        """Choose a side, as a rule does."""
        self.choices[self.question.sides.index(side)].setChecked(True)

    def focus_first(self) -> None:
        """Put the keyboard on the first choice, or the one that was made."""
        self.choices[max(0, self._group.checkedId())].setFocus()

    def _offer(self, words: str, told: str, *, said_by_other: bool = False) -> None:
        choice = QRadioButton(words)
        choice.setAccessibleName(_("{field}: {choice}").format(field=self.question.label, choice=words))
        self._group.addButton(choice, len(self.choices))
        self.choices.append(choice)
        part = column(gap=2)
        part.addWidget(choice)
        if said_by_other:
            shown = said_by_others(told) if told else label(_("left empty"), "quiet")
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            choice.setAccessibleDescription(told or _("left empty"))
        elif told:
            shown = label(told, "quiet")
            choice.setAccessibleDescription(told)
        else:
            self._inside.addLayout(part)
            return
        inner = QVBoxLayout()
        inner.setContentsMargins(indent(self), 0, 0, 0)
        inner.addWidget(shown)
        part.addLayout(inner)
        self._inside.addLayout(part)

    def _on_toggled(self, number: int, on: bool) -> None:
        if not on:
            return
        if number == self._other_at and self._editor is None:
            declared = self.question.declared
            assert declared is not None
            self._editor = editor_for(self.desk, declared, Around(record=self._record))
            self._editor.setAccessibleName(_("Another value of {field}").format(field=self.question.label))
            self._editor.set_value(self.question.sides[0].value)
            self._editor.edited.connect(self.decided)
            self._room.addWidget(self._editor)
        if self._editor is not None:
            self._editor.setVisible(number == self._other_at)
        self.decided.emit()


def _by(side: Side) -> str:
    at, names = moment(side.at), apart(", ".join(side.by))
    return _("Yours, {time}").format(time=at) if side.mine else _("{name}, {time}").format(name=names, time=at)
