"""What is selected in the list: told in the line under it, and shown in the pane beside it a moment later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel

from app.base.i18n import _, ngettext
from app.domain.query import Query
from app.ui.desk import Desk
from app.ui.library.detail import Detail
from app.ui.library.table import RecordTable

DETAIL_MS = 60
"""Keys held down pass over many records; only the one stayed at is read."""


class Selecting(QObject):
    """Follows the selection of the table; `asked` tells what the list is asked for now."""

    def __init__(
        self, desk: Desk, table: RecordTable, detail: Detail, status: QLabel, asked: Callable[[], Query]
    ) -> None:
        super().__init__(table)
        self._desk, self._table, self._detail, self._status, self._asked = desk, table, detail, status, asked
        self._soon = QTimer(self, singleShot=True, interval=DETAIL_MS)
        self._soon.timeout.connect(self._show_detail)
        table.chosen.connect(self.follow)
        table.let_go.connect(self._on_let_go)
        table.rows.dataChanged.connect(self._on_page)

    def follow(self) -> None:
        """Tell and show what is selected now."""
        n, chosen = len(self._table.rows.numbers), self._table.count_selected()
        if chosen:
            words = ngettext("{chosen} of {n} record", "{chosen} of {n} records", n)
        else:
            words = ngettext("{n} record", "{n} records", n)
        self._status.setText(words.format(n=f"{n:,}", chosen=f"{chosen:,}"))
        self._soon.start()

    def _show_detail(self) -> None:
        n = self._table.count_selected()
        if n > 1:
            self._detail.show_many(n, trash=self._asked().trash)
            return
        numbers = self._table.selected_numbers()
        place = self._table.rows.place_of(numbers[0]) if numbers else None
        found = self._table.rows.row(place) if place is not None else None
        if found is not None:
            self._detail.show_record(found.id)
        elif not numbers:
            self._detail.show_none()

    def _on_let_go(self, n: int) -> None:
        words = ngettext("{n} record is no longer selected.", "{n} records are no longer selected.", n)
        why = _("In the list as it is now they stand too far apart. Nothing was changed in them.")
        self._desk.say(f"{words.format(n=f'{n:,}')} {why}", "warning")

    def _on_page(self) -> None:
        if not self._detail.record and self._table.count_selected() == 1:
            self._soon.start()
