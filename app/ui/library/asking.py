"""The reads behind the library: the list as it opens, all that matches, counts, where one record stands."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.base import i18n
from app.domain.query import Order, Query
from app.services import browsing
from app.services.browsing import Row, Whereabouts
from app.ui.desk import Desk
from app.ui.jobs import Job


class Asking(QObject):
    """Asks in the reading thread; a newer question of the same kind interrupts the one before."""

    began = Signal(object, object)
    """The first numbers, and rows of the first of them."""
    found = Signal(object, object)
    """All numbers, and the query they answer."""
    counted = Signal(str, object)
    """Which filter, and how many records are behind each of its choices."""
    stood = Signal(str, object)
    """Where a record stands."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._orders = browsing.Orders()
        self._listing: Job | None = None
        self._counting: Job | None = None

    def forget_orders(self) -> None:
        """Sort anew from now on: records changed."""
        self._orders = browsing.Orders()

    def begin(self, query: Query, own: tuple[str, ...] = ()) -> None:
        """Ask for the records changed last, at once."""
        language = i18n.language()
        self._desk.jobs.read(
            lambda session: browsing.opening(session, query, language, own), self._on_began, owner=self
        )

    def all(self, query: Query, order: Order) -> None:
        """Ask for all that match."""
        orders, language = self._orders, i18n.language()
        self._listing = self._desk.jobs.read(
            lambda session: (browsing.listing(session, query, order, orders, language), query),
            self._on_found,
            owner=self,
            replaces=self._listing,
        )

    def counts(self, query: Query, also: tuple[str, ...] = ()) -> None:
        """Ask how many records are behind each choice, filter by filter; `also` of fields of the office's."""
        if self._counting is not None and not self._counting.over:
            self._counting.cancel()
        self._count(query, (*browsing.COUNTED, *also))

    def _count(self, query: Query, names: tuple[str, ...]) -> None:
        self._counting = self._desk.jobs.read(
            lambda session: browsing.counts(session, query, names[0]),
            lambda counts: self._on_counted(query, names, counts),
            owner=self,
        )

    def where(self, record: str) -> None:
        """Ask where a record stands."""
        self._desk.jobs.read(
            lambda session: (record, browsing.whereabouts(session, record)), self._on_stood, owner=self
        )

    def _on_began(self, result: tuple[array[int], dict[int, Row]]) -> None:
        self.began.emit(*result)

    def _on_found(self, result: tuple[array[int], Query]) -> None:
        self.found.emit(*result)

    def _on_counted(self, query: Query, names: tuple[str, ...], counts: Mapping[str, int]) -> None:
        self.counted.emit(names[0], counts)
        if len(names) > 1:
            self._count(query, names[1:])

    def _on_stood(self, result: tuple[str, Whereabouts | None]) -> None:
        self.stood.emit(*result)
