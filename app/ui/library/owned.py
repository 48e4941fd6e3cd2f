"""The columns of the list that show an office's own fields: chosen, kept, and gone with their definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject

from app.ui.desk import Desk
from app.ui.library.filters import Filters
from app.ui.library.table import RecordTable


class Owned(QObject):
    """Gives the table the columns that were kept, and follows what the office defines."""

    def __init__(self, desk: Desk, table: RecordTable, filters: Filters, kept: Mapping[str, Any]) -> None:
        super().__init__(table)
        self._table, self._filters = table, filters
        own = kept.get("own")
        table.rows.show_own([one for one in own if isinstance(one, str)] if isinstance(own, list) else [])
        table.arrange(kept)
        table.own_asked.connect(self.add)
        desk.defined.connect(self._on_defined)

    def add(self, name: str) -> None:
        """Give a field of the office's a column."""
        before = self._table.arrangement()
        self._table.rows.show_own([*self._table.rows.own, name])
        self._table.arrange(before | {"columns": [*before["columns"], name]})
        self._table.arranged.emit()

    def kept(self) -> list[str]:
        """Return the fields that have a column, to come back to."""
        shown = self._table.shown_columns()
        return [one for one in self._table.rows.own if one in shown]

    def _on_defined(self) -> None:
        before = self._table.arrangement()
        self._table.rows.show_own(self._table.rows.own)
        self._table.arrange(before)
        self._filters.refresh()
