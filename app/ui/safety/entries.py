"""The rows of the activity log: numbers of entries, of which only the pages in sight are fetched."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDateTime, QModelIndex, QPersistentModelIndex, Qt, QTimer

from app.base.i18n import N_, _
from app.services import activity
from app.services.activity import Row
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.look import moment_words
from app.ui.page import tip

PAGE = 256
MOST_PAGES = 64
HEADS = (N_("When"), N_("Kind"), N_("What happened"))
WHEN, KIND, WORDS = range(3)

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY, _FULL = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)


class EntryRows(QAbstractTableModel):
    """The model. `show_numbers` gives it the entries; what is painted and not yet here is fetched and painted again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.numbers: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._missed: dict[int, None] = {}
        self._fetching: Job | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch)
        self._heads = [_(head) for head in HEADS]

    def show_numbers(self, numbers: array[int]) -> None:
        """Show these entries from now on."""
        self.beginResetModel()
        whole = len(self.numbers) // PAGE if numbers[: len(self.numbers)] == self.numbers else 0
        self.numbers = numbers
        for page in [one for one in self._pages if one >= whole]:
            del self._pages[page]
        self._missed.clear()
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """Return the row at a place of the list, if it has been fetched."""
        if not 0 <= place < len(self.numbers):
            return None
        return self._pages.get(place // PAGE, {}).get(self.numbers[place])

    def rowCount(self, _parent: Index = _ROOT) -> int:
        """Return how many entries there are."""
        return len(self.numbers)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return len(self._heads)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return one value: the cell's words."""
        if role not in (_DISPLAY, _ACCESSIBLE, _FULL):
            return None
        row = self._wanted(index.row())
        if row is None:
            return None
        cell = (self._when(row.at), row.label, row.words)[index.column()]
        return tip(cell) if role == _FULL else cell

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the head of a column."""
        if role in (_DISPLAY, _ACCESSIBLE) and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None

    @staticmethod
    def _when(at: str) -> str:
        moment = QDateTime.fromString(at, Qt.DateFormat.ISODate).toLocalTime()
        return moment_words(moment) if moment.isValid() else at

    def _wanted(self, place: int) -> Row | None:
        page = place // PAGE
        found = self._pages.get(page)
        if found is None and page not in self._missed:
            self._missed[page] = None
            self._soon.start()
        return None if found is None else found.get(self.numbers[place])

    def _fetch(self) -> None:
        if self._fetching is not None or not self._missed:
            return
        page = next(reversed(self._missed))  # where the person is now
        self._missed.clear()
        numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
        self._fetching = self._desk.jobs.read(
            lambda session: (page, numbers, activity.rows(session, numbers)),
            self._show_page,
            failed=self._on_failed,
            owner=self,
        )

    def _show_page(self, result: tuple[int, array[int], dict[int, Row]]) -> None:
        page, numbers, rows = result
        self._fetching = None
        if self.numbers[page * PAGE : (page + 1) * PAGE] == numbers:
            self._pages[page] = rows
            self._missed.pop(page, None)
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
            last = min((page + 1) * PAGE, len(self.numbers)) - 1
            if last >= page * PAGE:
                self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self._heads) - 1))
        if self._missed:
            self._soon.start()

    def _on_failed(self, error: Exception) -> None:
        self._fetching = None
        self._desk.fail(error)
