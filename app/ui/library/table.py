"""The list itself: its columns, how wide and in which order, how it is sorted, what is selected."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from app.base.i18n import _
from app.domain.query import CHANGED, DATE, TITLE, TYPE, Order
from app.services import browsing
from app.ui import tables
from app.ui.desk import Desk
from app.ui.library.rows import RecordRows

SORTED = {"type": TYPE, "title": TITLE, "when": DATE, "changed": CHANGED}
"""The order a column sorts by; the others sort nothing."""
WIDTHS = {"type": 14, "title": 40, "when": 16, "place": 15, "changed": 12, "marks": 8}
"""In characters, at first."""
AT_FIRST = ("type", "title", "when", "changed", "marks")
FOLDED = ("place", "marks", "changed", "when")
"""Columns that give way, one after the other, where they would leave too little of the title."""
USUAL = 16
"""Characters of a column of an office's own field, at first."""
LEAST_TITLE = 28
"""Characters of the title that stay in sight."""
MOST_KEPT = 5000
"""Stretches of selected records that are kept when the list changes: of more Qt would make the window wait."""


class RecordTable(QTableView):
    """The list. It sorts nothing itself: `sort_asked` says what a person asked for."""

    sort_asked = Signal(object)
    chosen = Signal()
    """Another selection."""
    menu_asked = Signal(object)
    """At a point of the screen."""
    let_go = Signal(int)
    """So many were selected, and are no more: in the list as it is now they stand too far apart."""
    own_asked = Signal(str)
    """A field of the office's is to have a column."""
    arranged = Signal()
    """Columns were moved, shown, hidden or made wider."""

    def __init__(self, desk: Desk, model: RecordRows) -> None:
        super().__init__()
        self._desk, self.rows = desk, model
        tables.as_list(self, model, _("Records"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(browsing.COLUMNS.index("title"), QHeaderView.ResizeMode.Stretch)
        head.sectionClicked.connect(self._on_head_clicked)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self._order = Order()
        self._wanted, self._widths = set(AT_FIRST), dict[str, int]()
        self._measure()
        self.arrange(None)
        head.sectionMoved.connect(self._on_arranged)
        head.sectionResized.connect(self._on_arranged)
        desk.look.changed.connect(self._measure)

    # Columns

    def arrange(self, kept: Any) -> None:
        """Arrange the columns as `arrangement` told once, or as at first."""
        head, wide = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        given = kept if isinstance(kept, dict) else {}
        shown = [name for name in given.get("columns", ()) if name in self.rows.columns] or list(AT_FIRST)
        widths = given.get("widths")
        self._widths = {name: n for name, n in widths.items() if isinstance(n, int)} if isinstance(widths, dict) else {}
        self._wanted = set(shown)
        for n, name in enumerate(self.rows.columns):
            head.setSectionHidden(n, name not in shown)  # a hidden one would keep its old width
            head.resizeSection(n, wide * self._widths.get(name, WIDTHS.get(name, USUAL)))
        for place, name in enumerate([*shown, *(one for one in self.rows.columns if one not in shown)]):
            head.moveSection(head.visualIndex(self.rows.columns.index(name)), place)
        self._fit()

    def arrangement(self) -> dict[str, Any]:
        """Return the columns shown, in order, and their widths in characters, to come back to."""
        head, wide = self.horizontalHeader(), max(1, self.fontMetrics().averageCharWidth())
        widths = {
            name: max(2, round(head.sectionSize(n) / wide))
            for n, name in enumerate(self.rows.columns)
            if name != "title" and not head.isSectionHidden(n)
        }
        self._widths |= widths
        return {"columns": self.shown_columns(), "widths": dict(self._widths)}

    def shown_columns(self) -> list[str]:
        """Return the names of the columns chosen, as they stand from the first on."""
        head = self.horizontalHeader()
        logical = [head.logicalIndex(place) for place in range(head.count())]
        return [self.rows.columns[n] for n in logical if self.rows.columns[n] in self._wanted]

    def show_column(self, name: str, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if not shown and self.shown_columns() == [name]:
            return
        self._wanted = self._wanted | {name} if shown else self._wanted - {name}
        self._fit()
        self.arranged.emit()

    def move_column(self, name: str, by: int) -> None:
        """Move a column one place on or back among those in sight."""
        head, shown = self.horizontalHeader(), self.shown_columns()
        there = shown.index(name) + by
        if 0 <= there < len(shown):
            other = self.rows.columns.index(shown[there])
            head.moveSection(head.visualIndex(self.rows.columns.index(name)), head.visualIndex(other))

    def mark_order(self, order: Order) -> None:
        """Show at the heads by what the list is sorted."""
        self._order = order
        column = next((n for n, name in enumerate(self.rows.columns) if SORTED.get(name) == order.key), -1)
        direction = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, direction)

    def ask_order(self, name: str, *, descending: bool | None = None) -> None:
        """Ask for an order by a column; without a direction the other one than now, at first the usual one."""
        key = SORTED.get(name)
        if key is None:
            self.mark_order(self._order)
            return
        if descending is None:
            descending = not self._order.descending if key == self._order.key else key == CHANGED
        self.sort_asked.emit(Order(key, descending))

    def columns_menu(self, menu: QMenu) -> None:
        """Fill a menu with what can be done to the columns."""
        menu.clear()
        shown = self.shown_columns()
        for name in [*shown, *(one for one in self.rows.columns if one not in shown)]:
            inner = menu.addMenu(self.rows.head(name).replace("&", "&&"))
            inner.setAccessibleName(_("Column {name}").format(name=self.rows.head(name)))
            self._add(inner, _("Show"), partial(self.show_column, name, shown=name not in shown), name in shown)
            if name in SORTED:
                key = SORTED[name]
                for text, down in ((_("Sort upwards"), False), (_("Sort downwards"), True)):
                    is_so = self._order == Order(key, down)
                    self._add(inner, text, partial(self.ask_order, name, descending=down), is_so)
            if name in shown:
                self._add(inner, _("Move towards the start"), partial(self.move_column, name, -1))
                self._add(inner, _("Move towards the end"), partial(self.move_column, name, 1))

        more = {name: words for name, words in self.rows.own_fields().items() if name not in self.rows.own}
        if more:
            inner = menu.addMenu(_("Fields of our own"))
            for name, words in more.items():
                self._add(inner, words.replace("&", "&&"), partial(self.own_asked.emit, name))

    @staticmethod
    def _add(menu: QMenu, text: str, does: Callable[[], None], checked: bool | None = None) -> None:
        action = menu.addAction(text)
        if checked is not None:
            action.setCheckable(True)
            action.setChecked(checked)
        action.triggered.connect(lambda _checked=False: does())

    # Selection

    def selected_numbers(self) -> array[int]:
        """Return the numbers of the selected records, however many."""
        found = array("q")
        for some in sorted(self._ranges(), key=lambda one: one.top()):
            found += self.rows.numbers[some.top() : some.bottom() + 1]
        return found

    def count_selected(self) -> int:
        """Return how many records are selected."""
        return sum(some.height() for some in self._ranges())

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(n) for n in range(selection.size())]

    def select_place(self, place: int) -> None:
        """Select one record and bring it into sight."""
        index = self.rows.index(place, self.rows.columns.index("title"))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def change_numbers(self, change: Callable[[], None]) -> None:
        """Let the records of the list change; selection and what is in sight stay where they are still there."""
        model = self.rows
        selected = self.selected_numbers()
        current, top = self.currentIndex().row(), self.rowAt(0)
        here = model.numbers[current] if 0 <= current < len(model.numbers) else None
        seen = model.numbers[top] if 0 <= top < len(model.numbers) else None
        before = model.numbers
        change()
        if model.numbers is before:
            self.viewport().update()
            return
        if not model.numbers:
            return
        at_top = top <= 0
        place = None if here is None else model.place_of(here)
        if selected:
            self._select_again(selected)
        flags = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(model.index(place or 0, self.rows.columns.index("title")), flags)
        if not at_top and seen is not None and (first := model.place_of(seen)) is not None:
            self.scrollTo(model.index(first, self.rows.columns.index("title")), self.ScrollHint.PositionAtTop)
        elif at_top:
            self.scrollToTop()

    def _select_again(self, numbers: array[int]) -> None:
        model = self.rows
        stretches = _stretches(model.numbers, set(numbers))
        if len(stretches) > MOST_KEPT:
            self.let_go.emit(len(numbers))
            return
        last = model.columnCount() - 1
        found = QItemSelection()
        for first, end in stretches:
            found.select(model.index(first, 0), model.index(end, last))
        self.selectionModel().select(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the first Down choose the record one is at: it was not chosen yet."""
        if event.key() == Qt.Key.Key_Down and not self.selectionModel().hasSelection() and self.rows.rowCount():
            self.select_place(max(0, self.currentIndex().row()))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let columns give way where the title would have too little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        head, wide = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        room = {name: wide * self._widths.get(name, WIDTHS.get(name, USUAL)) for name in self.rows.columns}
        shown = set(self._wanted)
        for name in (*self.rows.own, *FOLDED):
            others = sum(room[one] for one in shown if one != "title")
            if "title" in shown and others + wide * LEAST_TITLE > self.viewport().width():
                shown.discard(name)
        head.blockSignals(True)
        for n, name in enumerate(self.rows.columns):
            if head.isSectionHidden(n) != (name not in shown):
                head.setSectionHidden(n, name not in shown)
                if name in shown and name != "title":
                    head.resizeSection(n, room[name])
        head.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, by mouse where it points and by key at the current record."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_asked.emit(event.globalPos())
        else:
            there = self.visualRect(self.currentIndex()).center()
            self.menu_asked.emit(self.viewport().mapToGlobal(there))

    def _on_head_clicked(self, column: int) -> None:
        self.ask_order(self.rows.columns[column])

    def _on_selected(self) -> None:
        self.chosen.emit()

    def _on_arranged(self) -> None:
        self.arranged.emit()

    def _measure(self) -> None:
        tables.fit_rows(self)
        wide = self.fontMetrics().averageCharWidth()
        self.horizontalHeader().setMinimumSectionSize(wide * 6)
        side = max(18, round(self.fontMetrics().height() * 0.95))
        self.setIconSize(QSize(side, side))
        self._fit()


def _stretches(numbers: array[int], wanted: set[int]) -> list[tuple[int, int]]:
    """Return from where to where the wanted ones stand together."""
    if len(wanted) == 1:
        (one,) = wanted
        return [(numbers.index(one), numbers.index(one))] if one in numbers else []
    found: list[tuple[int, int]] = []
    began = -1
    for place, number in enumerate(numbers):
        if number in wanted:
            began = place if began < 0 else began
        elif began >= 0:
            found.append((began, place - 1))
            began = -1
    if began >= 0:
        found.append((began, len(numbers) - 1))
    return found
