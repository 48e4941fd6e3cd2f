"""A column of fields made when they are first shown: the essential ones at once, the rest behind a button."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.domain.schema.kinds import Field
from app.ui.editors.row import FieldRow
from app.ui.look import Look
from app.ui.page import column, tip, tool

Later = Callable[[Callable[[], None]], None]


def _at_once(work: Callable[[], None]) -> None:
    work()


class Rows(QWidget):
    """Fields in their order. What is folded has no editor until it is unfolded; without `more` others unfold it."""

    row_made = Signal(object)

    def __init__(
        self,
        look: Look,
        fields: Sequence[Field],
        make_row: Callable[[Field], FieldRow],
        more: str,
        *,
        gap: int = 16,
        later: Later = _at_once,
    ) -> None:
        super().__init__()
        self._look, self._make_row, self._later = look, make_row, later
        self.fields = {field.name: field for field in fields}
        self.rows: dict[str, FieldRow] = {}
        self._wanted: set[str] = set()
        self._concealed: frozenset[str] = frozenset()
        self.unfolded = False
        self._order = list(self.fields)
        self._more_text, self._less_text = more, _("Less") if more else ""
        self._layout = column(self, gap=gap)
        self.more = tool(look, "down", more, self.toggle, text=True)
        self._layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)

    def show_fields(self, names: Collection[str]) -> None:
        """Show these fields, and all when it is unfolded; the others stay behind the button."""
        self._wanted = set(names) & self.fields.keys()
        self._arrange()

    def conceal(self, names: Collection[str]) -> None:
        """Show none of these fields, unfolded or not."""
        concealed = frozenset(names) & self.fields.keys()
        if concealed != self._concealed:
            self._concealed = concealed
            self._arrange()

    def want(self, name: str) -> None:
        """Show one more field."""
        if name in self.fields and name not in self._wanted:
            self._wanted.add(name)
            self._arrange()

    def ensure(self, name: str) -> FieldRow:
        """Return the row of a field, made now if it was not."""
        if name not in self.rows:
            made = self.rows[name] = self._make_row(self.fields[name])
            before = sum(1 for one in self._order[: self._order.index(name)] if one in self.rows)
            self._layout.insertWidget(before, made)
            self.row_made.emit(made)
        self.rows[name].setVisible(self._showing(name))
        return self.rows[name]

    def toggle(self) -> None:
        """Unfold all fields, or fold those that are not essential and say nothing."""
        self.unfold(not self.unfolded)

    def unfold(self, unfolded: bool = True) -> None:
        """Show all fields, or only the wanted ones and those that say something."""
        if unfolded == self.unfolded:
            return
        self.unfolded = unfolded
        if not unfolded:
            self._wanted |= {name for name, one in self.rows.items() if one.value() is not None}
        self._arrange()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values in the rows that are made."""
        for name, one in self.rows.items():
            one.set_value(values.get(name))

    def _showing(self, name: str) -> bool:
        return (self.unfolded or name in self._wanted) and name not in self._concealed

    def _arrange(self) -> None:
        for name in self._order:
            if name in self.rows:
                self.rows[name].setVisible(self._showing(name))
            elif self._showing(name):
                self._later(partial(self._make, name))
        text = self._less_text if self.unfolded else self._more_text
        self.more.setText(text)
        self.more.setToolTip(tip(text))
        self.more.setAccessibleName(text)
        self._look.dress(self.more, "up" if self.unfolded else "down")
        self.more.setVisible(bool(text) and (self.unfolded or len(self._wanted) < len(self._order)))

    def _make(self, name: str) -> None:
        if self._showing(name):
            self.ensure(name)
