"""One section of a form: its heading, its fields, and folded away whole when it is for another kind of act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.base.i18n import _
from app.domain.schema.kinds import Field
from app.ui.editors.row import FieldRow
from app.ui.editors.rows import Later, Rows
from app.ui.editors.sections import BESIDE
from app.ui.look import Look
from app.ui.page import button, column, label, tool

ABOVE = 24
"""Pixels above a heading."""


class Section(QWidget):
    """A heading and the fields below it."""

    def __init__(
        self, look: Look, name: str, fields: list[Field], make_row: Callable[[Field], FieldRow], later: Later
    ) -> None:
        super().__init__()
        self._look = look
        self.label = _(name)
        self.name, self.fields = name, fields
        layout = self._layout = column(self, gap=12)
        self.heading = label(self.label, "section")
        self.opener = tool(look, "down", self.label, self.open, text=True)
        bold = self.opener.font()
        bold.setBold(True)
        self.opener.setFont(bold)
        more = _("More in {section}").format(section=self.label)
        self.rows = Rows(look, fields, make_row, more, later=later)
        layout.addWidget(self.heading)
        layout.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.rows)
        self.waiting = False
        self._opened = False
        self.revealing: QPushButton | None = None

    def arrange(self, values: Mapping[str, Any], essential: frozenset[str], waiting: bool) -> None:
        """Show what says something and what is essential, or only the name of a section that waits to be asked for."""
        self.waiting = waiting and not self._opened
        self.heading.setVisible(not self.waiting)
        self.rows.setVisible(not self.waiting)
        self.opener.setVisible(self.waiting)
        self._layout.setContentsMargins(0, 0 if self.waiting else ABOVE, 0, 0)
        if not self.waiting:
            said = values.keys() - set(BESIDE)
            shown = {one.name for one in self.fields if one.name in essential or one.name in said}
            shown |= {name for name, one in self.rows.rows.items() if one.isVisibleTo(self.rows)}
            self.rows.show_fields(shown)

    def open(self) -> None:
        """Show a section that waited, with all its fields."""
        self._opened = True
        self.waiting = False
        self._layout.setContentsMargins(0, ABOVE, 0, 0)
        self.heading.show()
        self.rows.show()
        self.rows.unfold()
        self.opener.hide()

    def conceal(self, names: frozenset[str], words: str, reveal: Callable[[], object]) -> None:
        """Show none of these fields; a button stands for those that are here."""
        here = names & self.rows.fields.keys()
        self.rows.conceal(here)
        if self.revealing is None and here:
            self.revealing = button(words, reveal, look=self._look, icon="eye")
            self._layout.insertWidget(2, self.revealing, 0, Qt.AlignmentFlag.AlignLeading)
        if self.revealing is not None:
            self.revealing.setVisible(bool(here))

    def filled(self, values: Mapping[str, Any]) -> int:
        """Return how many of its fields say something."""
        return sum(1 for field in self.fields if field.name in values)
