"""Editor of a flag: not said, yes, no; three choices in sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from app.base.i18n import N_, _
from app.domain.schema import Field
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.parts import named

CHOICES = ((None, N_("Not said")), (True, N_("Yes")), (False, N_("No")))


class FlagEditor(Editor):
    """Not said, yes or no."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        self._group = QButtonGroup(self)
        self._given: Any = None
        for at, (_value, text) in enumerate(CHOICES):
            made = QRadioButton(_(text))
            made.setAccessibleName(named(self.label, _(text)))
            self._group.addButton(made, at)
            line.addWidget(made)
        line.addStretch(1)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    def set_value(self, value: Any) -> None:
        """Show true, false, or None for not said."""
        self._given = value
        at = next((n for n, (one, _text) in enumerate(CHOICES) if one is value), 0)
        self._group.button(at).setChecked(True)

    def value(self) -> Any:
        """Return True, False or None."""
        chosen = CHOICES[self._group.checkedId()][0]
        return self._given if chosen is None and not isinstance(self._given, bool) else chosen

    def set_read_only(self, read_only: bool) -> None:
        """Show it without letting it be changed."""
        for one in self._group.buttons():
            one.setEnabled(not read_only or one.isChecked())

    def focus_first(self) -> None:
        """Put the keyboard on the present choice."""
        self._group.button(max(self._group.checkedId(), 0)).setFocus()

    def _on_clicked(self, _at: int) -> None:
        self._given = None
        self.edited.emit()
