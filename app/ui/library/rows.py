"""The rows of the list: numbers of records, of which only the pages in sight are fetched, each by one read."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QIcon

from app.base import i18n
from app.base.i18n import N_, _
from app.domain import schema
from app.services import browsing
from app.services.browsing import Row
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.look import direction_of
from app.ui.page import tip

PAGE = 256
MOST_PAGES = 64
HEADERS = {
    "type": N_("Type"),
    "title": N_("Title"),
    "when": N_("When"),
    "place": N_("Where"),
    "changed": N_("Last change"),
    "marks": N_("Marks"),
}
"""What heads each of browsing.COLUMNS."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY, _DECORATION = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.DecorationRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_FULL = int(Qt.ItemDataRole.ToolTipRole)
_OWN = (browsing.COLUMNS.index("title"), browsing.COLUMNS.index("place"))
"""Columns with a record's own words, which run in a direction of their own."""


def _cell(row: Row, column: int) -> str:
    """Return what stands in a column; one that came since the row was fetched is empty until it comes again."""
    return row.cells[column] if column < len(row.cells) else ""


def isolated(text: str) -> str:
    """Return a text as one that is cut at its own end, also where the interface runs the other way."""
    return ("\u2067" if direction_of(text) == Qt.LayoutDirection.RightToLeft else "\u2066") + joined(text) + "\u2069"


class RecordRows(QAbstractTableModel):
    """The model. `show_numbers` gives it the records; what is painted and not yet here is fetched and painted again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.numbers: array[int] = array("q")
        self._rows: dict[int, Row] = {}
        self._pages: OrderedDict[int, array[int]] = OrderedDict()
        self._fresh: set[int] = set()
        self._missed: dict[int, None] = {}
        self._fetching: Job | None = None
        self._page = -1
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch)
        self._icons: dict[str, QIcon] = {}
        self.columns: tuple[str, ...] = browsing.COLUMNS
        """The names of the columns: those of browsing, then the fields of the office's that are shown."""
        self._dress()
        desk.look.changed.connect(self._dress)

    def show_numbers(self, numbers: array[int], rows: Mapping[int, Row] | None = None) -> None:
        """Show these records from now on; `rows` are those already fetched."""
        self._rows.update(rows or {})
        same = numbers == self.numbers
        self._fresh.clear()
        if not same:
            self.beginResetModel()
            self.numbers = numbers
            self._pages.clear()
            self._missed.clear()
            if len(self._rows) > MOST_PAGES * PAGE:
                self._rows = dict(rows or {})
            self.endResetModel()

    @property
    def own(self) -> tuple[str, ...]:
        """The fields of the office's that have a column."""
        return self.columns[len(browsing.COLUMNS) :]

    def own_fields(self) -> dict[str, str]:
        """Return the fields of the office's that could have a column, with what they are called."""
        known = self._desk.schema
        return {one.name: _(one.label) for type_ in known.types for one in known.fields_of(type_).values() if one.own}

    def show_own(self, names: Sequence[str]) -> None:
        """Give these fields of the office's a column, as far as they are defined, and no others."""
        usual, there = len(browsing.COLUMNS), self.own_fields()
        wanted = tuple(dict.fromkeys(one for one in names if one in there))
        if wanted != self.own:
            if self.own:
                self.beginRemoveColumns(_ROOT, usual, len(self.columns) - 1)
                self.columns = browsing.COLUMNS
                self.endRemoveColumns()
            if wanted:
                self.beginInsertColumns(_ROOT, usual, usual + len(wanted) - 1)
                self.columns = (*browsing.COLUMNS, *wanted)
                self.endInsertColumns()
        self._fresh.clear()
        self._pages.clear()

    def head(self, name: str) -> str:
        """Return what heads a column."""
        return _(HEADERS[name]) if name in HEADERS else self.own_fields().get(name, name)

    def row(self, place: int) -> Row | None:
        """Return the row at a place of the list, if it has been fetched."""
        return self._rows.get(self.numbers[place]) if 0 <= place < len(self.numbers) else None

    def place_of(self, number: int) -> int | None:
        """Return where in the list a record is, or None."""
        try:
            return self.numbers.index(number)
        except ValueError:
            return None

    def place_of_record(self, record: str) -> int | None:
        """Return where a record is that has been fetched, or None."""
        number = next((row.number for row in self._rows.values() if row.id == record), None)
        return None if number is None else self.place_of(number)

    # What the view asks

    def rowCount(self, _parent: Index = _ROOT) -> int:
        """Return how many records there are."""
        return len(self.numbers)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        """Return how many columns there are, shown or hidden."""
        return len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return one value: what a screen reader asks; painting asks by `multiData`."""
        if role not in (_DISPLAY, _DECORATION, _ACCESSIBLE, _FULL):
            return None
        row = self._wanted(index.row())
        if row is None:
            return None
        if role == _DECORATION:
            return self._icon(row.type) if index.column() == 0 else None
        if role == _FULL:
            return tip(_cell(row, index.column()))
        return _cell(row, index.column())

    def multiData(self, index: Index, span: Any) -> None:
        """Fill in all that one cell is painted with: one call into Python, where asking role by role takes seven."""
        row, column = self._wanted(index.row()), index.column()
        for n in range(len(span)):
            one = span[n]
            role = one.role()
            if row is None:
                one.clearData()
            elif role == _DISPLAY:
                text = _cell(row, column)
                one.setData(isolated(text) if column in _OWN or column >= len(browsing.COLUMNS) else text)
            elif role == _DECORATION and column == 0:
                one.setData(self._icons.get(row.type) or self._icon(row.type))
            else:
                one.clearData()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the head of a column."""
        if role in (_DISPLAY, _ACCESSIBLE) and orientation == Qt.Orientation.Horizontal:
            return self.head(self.columns[section])
        return None

    # Fetching

    def _wanted(self, place: int) -> Row | None:
        page = place // PAGE
        if page not in self._fresh and page not in self._missed:
            self._missed[page] = None
            self._soon.start()
        return self._rows.get(self.numbers[place])

    def _fetch(self) -> None:
        if self._fetching is not None or not self._missed:
            return
        page = next(
            reversed(self._missed)
        )  # where the person is now; what was only passed is asked for when it is seen
        self._missed.clear()
        numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
        language, own = i18n.language(), self.own
        self._page = page
        self._fetching = self._desk.jobs.read(
            lambda session: (page, numbers, browsing.rows(session, numbers, language, own)),
            self._show_page,
            failed=self._on_failed,
            owner=self,
        )

    def _show_page(self, result: tuple[int, array[int], dict[int, Row]]) -> None:
        page, numbers, rows = result
        self._fetching = None
        self._rows.update(rows)
        now = self.numbers[page * PAGE : (page + 1) * PAGE]
        if now == numbers:
            self._fresh.add(page)
            self._missed.pop(page, None)
            self._keep(page, numbers)
        last = min((page + 1) * PAGE, len(self.numbers)) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        if self._missed:
            self._soon.start()

    def _on_failed(self, error: Exception) -> None:
        self._fetching = None
        self._fresh.add(self._page)  # not again and again: until the list is asked for anew
        self._desk.fail(error)

    def _keep(self, page: int, numbers: array[int]) -> None:
        """Remember a page, and forget the one seen longest ago when there are too many."""
        self._pages[page] = numbers
        self._pages.move_to_end(page)
        if len(self._pages) > MOST_PAGES:
            old, gone = self._pages.popitem(last=False)
            self._fresh.discard(old)
            for number in gone:
                self._rows.pop(number, None)

    def _dress(self) -> None:
        self._icons = {}

    def _icon(self, type_: str) -> QIcon:
        """Return the icon of a type, drawn when it is first seen."""
        if type_ not in self._icons:
            self._icons[type_] = self._desk.look.icon(type_ if type_ in schema.OURS.types else "all", "quiet")
        return self._icons[type_]
