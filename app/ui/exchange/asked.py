"""What waits for a person above the decisions, one card each: read again whenever the vault changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.exchange.pieces import Notice, empty
from app.ui.jobs import Job
from app.ui.page import column


class Asked(QWidget):
    """A card for each thing that waits; nothing is shown when nothing does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self.found: tuple[Any, ...] = ()
        self.cards: list[Notice] = []
        self._layout = column(self, gap=12)
        desk.changed.connect(lambda _change: self.refresh() if self.isVisibleTo(self.window()) else None)
        self.hide()

    def waiting(self, session: Session, language: str) -> Sequence[Any]:
        """Return what waits, as frozen values; in the reading thread."""
        raise NotImplementedError

    def card(self, one: Any) -> Notice:
        """Return a card for one of them."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Ask the vault again."""
        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: tuple(self.waiting(session, language)),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Be as the vault is when it is seen again."""
        super().showEvent(event)
        self.refresh()

    def _show(self, found: tuple[Any, ...]) -> None:
        if found == self.found and bool(found) == bool(self.cards):
            return
        self.found = found
        empty(self._layout)
        self.cards = [self.card(one) for one in found]
        for card in self.cards:
            self._layout.addWidget(card)
        self.setVisible(bool(found))
