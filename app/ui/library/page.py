"""The library: filters, the list of all records, and the selected one in short."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain import query as queries
from app.domain.query import CHANGED, ORDERS, Order, Query
from app.services import browsing
from app.services.searches import Saved
from app.ui.desk import Change, Desk, Place
from app.ui.library.asking import Asking
from app.ui.library.bar import Bar
from app.ui.library.chips import Chips
from app.ui.library.detail import Detail
from app.ui.library.filters import Filters
from app.ui.library.moving import Moving
from app.ui.library.notices import Empty, Hidden
from app.ui.library.owned import Owned
from app.ui.library.panes import Panes
from app.ui.library.rows import RecordRows
from app.ui.library.saved import Searches
from app.ui.library.selecting import Selecting
from app.ui.library.table import RecordTable
from app.ui.page import Page, column, label

COUNTS_MS = 120


class LibraryPage(Page):
    """All records. It keeps its filters, its sorting and what is selected while other pages are shown."""

    help_topic = "window-library"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        kept = desk.setting("library")
        self._kept: dict[str, Any] = kept if isinstance(kept, dict) else {}
        self._order = _order_of(self._kept.get("sort"))
        self._by_hits = True
        """Whether what is found by words comes in the order in which it is found."""
        self._total = -1
        self._loaded = self._dirty = False
        self._wanted_record = self._looked_for = ""
        self._place: dict[str, Any] = {}
        self.model = RecordRows(desk)
        self.table = RecordTable(desk, self.model)
        self.bar = Bar(desk.look, self.table)
        self.filters = Filters(desk.look, lambda: desk.schema)
        self.detail = Detail(desk)
        self.chips = Chips(desk.look, lambda: desk.schema)
        self.moving = Moving(desk, self, self.table, self.filters.query, self.open_current)
        self.asking = Asking(desk, self)
        self.empty = Empty(desk)
        self.hidden = Hidden()
        self.saved = Searches(desk, self._asked)
        self.filters.put_first(self.saved)
        self._timers: dict[str, QTimer] = {}
        self._build()
        self._connect()
        self.owned = Owned(desk, self.table, self.filters, self._kept)
        self.table.mark_order(self._order)

    def _build(self) -> None:
        self.search, self.filters_button = self.bar.search, self.bar.filters_button
        self.status = label("", "quiet", wrap=False)
        self.selecting = Selecting(self.desk, self.table, self.detail, self.status, self.filters.query)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.empty)
        centre = QWidget()
        inside = column(centre, margin=12, gap=8)
        inside.addWidget(self.bar)
        inside.addWidget(self.chips)
        inside.addWidget(self.hidden)
        inside.addWidget(self.middle, 1)
        inside.addWidget(self.status)
        self.panes = Panes(self.filters, centre, self.detail, self._kept.get("panes"))
        column(self).addWidget(self.panes)

    def _connect(self) -> None:
        self.bar.typed.connect(self._on_words)
        self.bar.entered.connect(self._on_words_entered)
        self.bar.filters_asked.connect(self._on_filters_button)
        self.filters.changed.connect(self._on_filters)
        self.filters.filled.connect(self._order_tabs)
        self.chips.chosen.connect(self.ask)
        self.saved.chosen.connect(self._on_saved)
        self.empty.clear_asked.connect(self.clear_filters)
        self.hidden.show_asked.connect(self._on_show_hidden)
        self.table.sort_asked.connect(self._on_sort)
        self.table.activated.connect(self.open_current)
        self.table.arranged.connect(self._keep_soon)
        self.filters.asked.connect(self._count)
        self.panes.splitterMoved.connect(self._keep_soon)
        self.detail.asked.connect(self._on_asked)
        self.asking.began.connect(self._show_first)
        self.asking.found.connect(self._show_all)
        self.asking.counted.connect(self.filters.count)
        self.asking.stood.connect(self._on_stood)
        self.desk.changed.connect(self._on_changed)
        self.desk.look.changed.connect(self._fit)
        for name, milliseconds, does in (
            ("keep", 800, self._keep),
            ("counts", COUNTS_MS, self._count),
        ):
            timer = QTimer(self, singleShot=True, interval=milliseconds)
            timer.timeout.connect(does)
            self._timers[name] = timer

    def _order_tabs(self) -> None:
        """Let Tab go as the eye does: what was made later would come last."""
        bar = self.bar
        buttons = (self.hidden.button, self.table, *self.empty.ways(), self.detail.area)
        there = self.filters.last()
        for one in (bar.filters_button, bar.search, bar.columns_button, *self.chips.buttons(), *buttons):
            QWidget.setTabOrder(there, one)
            there = one

    # Places

    def show_place(self, place: Place) -> None:
        """Show the list as it was, or as the place tells."""
        self._place = {name: value for name, value in place.detail.items() if name != "find"}
        if isinstance(given := place.detail.get("query"), dict):
            self.filters.choose(queries.from_json(given))
            self._loaded = False
        if place.record:
            self._wanted_record = place.record
        if not self._loaded:
            self._open()
        elif self._dirty:
            self._list()
        elif self._wanted_record:
            self._select_wanted()
        if place.detail.get("find"):
            self.bar.take_focus()
        elif not self._has_focus():
            self.table.setFocus()

    def place(self) -> Place | None:
        """Return the filters and the selected record, to come back to; never the words searched for."""
        chosen = queries.to_json(self.query())
        left = {name: value for name, value in self._place.items() if name != "query"}
        return Place("library", self.detail.record, left | ({"query": chosen} if chosen else {}))

    def locking(self) -> None:
        """Keep columns and panes."""
        self._keep()

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Return what can be done to what is selected."""
        return {"edit": self.open_current, "trash": self.moving.trash}

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    # What is asked

    def query(self) -> Query:
        """Return what is asked for, the words too."""
        return replace(self.filters.query(), words=self.bar.words)

    def ask(self, query: Query) -> None:
        """Ask for records by these filters; the words stay."""
        self.filters.choose(query)
        self._list()

    def clear_filters(self) -> None:
        """Ask for everything."""
        self.filters.choose(Query())
        self.bar.say("")
        self._by_hits = True
        self._list()
        self.table.setFocus()

    def order(self) -> Order:
        """Return by what the list is sorted now."""
        return Order("", descending=False) if self._by_hits and self.bar.words else self._order

    def _open(self) -> None:
        """Show the records changed last at once, and number all of them after that."""
        query = self.query()
        self._loaded = True
        if self._order == Order(CHANGED, descending=True) and not query.words and not query.tag:
            self.asking.begin(query, self.model.own)
        self._list()

    def _list(self) -> None:
        self._dirty = False
        order = self.order()
        self._show_chips()
        self.table.mark_order(order)
        self.saved.offer(something=self.query() != Query())
        self.asking.all(self.query(), order)

    def _asked(self) -> Saved:
        return Saved("", self.filters.query(), self.bar.words, self.order())

    def _on_saved(self, search: Saved) -> None:
        self.hidden.tell("")
        self.filters.choose(search.query)
        self.bar.say(search.words)
        self._by_hits = not search.order.key
        if search.order.key:
            self._order = search.order
            self._keep_soon()
        self._list()

    def _show_chips(self) -> None:
        if self.chips.show_query(self.filters.query()):
            self._order_tabs()

    def _count(self) -> None:
        self.asking.counts(self.filters.query(), self.filters.counting())
        self.saved.count()

    def _show_first(self, numbers: array[int], rows: dict[int, browsing.Row]) -> None:
        if self._total < 0 and numbers:
            self.table.change_numbers(lambda: self.model.show_numbers(numbers, rows))
            self.middle.setCurrentWidget(self.table)

    def _show_all(self, numbers: array[int], query: Query) -> None:
        self._total = len(numbers)
        self.table.change_numbers(lambda: self.model.show_numbers(numbers))
        if self._wanted_record:
            self._select_wanted()
        if not numbers:
            self.empty.tell(query)
        held_focus = self.table.hasFocus()
        self.middle.setCurrentWidget(self.table if numbers else self.empty)
        if held_focus and not numbers:
            self.empty.take_focus()
        self.selecting.follow()
        self._timers["counts"].start()

    def _select_wanted(self) -> None:
        record, self._wanted_record = self._wanted_record, ""
        place = self.model.place_of_record(record)
        if place is not None:
            self.table.select_place(place)
            return
        self._looked_for = record
        self.asking.where(record)

    def _on_stood(self, record: str, found: browsing.Whereabouts | None) -> None:
        place = self.model.place_of(found.number) if found is not None else None
        if record == self._looked_for:
            self._looked_for = ""
            if place is not None:
                self.table.select_place(place)
        elif found is not None and not found.trashed and self.query().filtered:
            self.hidden.tell(record if place is None else "")

    # What changed

    def _on_changed(self, change: Change) -> None:
        self.asking.forget_orders()
        if not self.isVisible():
            self._dirty = True
        elif self._loaded:
            self._list()
        if change.records is not None and len(change.records) == 1 and self.query().filtered:
            (record,) = change.records
            self.asking.where(record)
        if change.touches(self.detail.record) and self.detail.record:
            self.detail.show_record(self.detail.record)

    def _on_show_hidden(self, record: str) -> None:
        self._wanted_record = record
        self.clear_filters()

    # What a person does

    def _on_words(self) -> None:
        self._by_hits = self._by_hits or not self.bar.words
        self._list()

    def _on_words_entered(self) -> None:
        self._list()
        self.table.setFocus()

    def _on_filters(self) -> None:
        self.hidden.tell("")
        self._list()

    def _on_sort(self, order: Order) -> None:
        self._order, self._by_hits = order, False
        self._keep_soon()
        self._list()

    def open_current(self, *_index: object) -> None:
        """Open the record the keyboard is at."""
        found = self.model.row(self.table.currentIndex().row())
        if found is not None:
            self.desk.go("record", found.id)

    def _on_asked(self, what: str) -> None:
        self.moving.do(what, self.detail.record)

    # Panes

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the panes where there is no room for three."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.filters_button.setVisible(self.panes.narrow())
        self.panes.fit(filters=self.filters_button.isChecked())

    def _on_filters_button(self) -> None:
        self._fit()
        if self.filters.isVisible():
            self.filters.take_focus()

    def _keep_soon(self) -> None:
        self._timers["keep"].start()

    def _keep(self) -> None:
        self._timers["keep"].stop()
        kept = self.table.arrangement() | {
            "sort": [self._order.key, self._order.descending],
            "panes": self.panes.kept(),
            "own": self.owned.kept(),
        }
        self._kept = kept
        self.desk.set("library", kept)


def _order_of(kept: object) -> Order:
    if isinstance(kept, list) and len(kept) == 2 and kept[0] in ORDERS:
        return Order(kept[0], bool(kept[1]))
    return Order()
