"""Requests to erase, above the decisions: who asks, why, what would go; a person here says yes or no to each."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import erasing
from app.services.erasing import Erased, Request
from app.ui.desk import Desk
from app.ui.exchange.pieces import Notice, empty
from app.ui.exchange.words import apart, moment, titled, type_words
from app.ui.jobs import Job
from app.ui.page import column


class Requests(QWidget):
    """A card for each request; nothing is shown when nobody asks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self.found: tuple[Request, ...] = ()
        self.cards: list[Notice] = []
        self._layout = column(self, gap=12)
        desk.changed.connect(lambda _change: self._read() if self.isVisibleTo(self.window()) else None)
        self.hide()

    def refresh(self) -> None:
        """Ask the vault again."""
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as the vault is when it is seen again."""
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: erasing.requests(session, language), self._show, owner=self, replaces=self._reading
        )

    def _show(self, found: tuple[Request, ...]) -> None:
        if found == self.found and bool(found) == bool(self.cards):
            return
        self.found = found
        empty(self._layout)
        self.cards = [self._card(one) for one in found]
        for card in self.cards:
            self._layout.addWidget(card)
        self.setVisible(bool(found))

    def _card(self, one: Request) -> Notice:
        count = ngettext("{n} version", "{n} versions", one.versions).format(n=one.versions)
        words = _(
            "{name} asks to erase {title} ({type}, {count}) for good. Reason: {reason}. Asked on {at}. Others wrote "
            "it, so it is not done without you."
        )
        card = Notice(
            self._desk.look,
            "warning",
            words.format(
                name=apart(one.by),
                title=apart(titled(one.title, one.type)),
                type=type_words(one.type),
                count=count,
                reason=apart(one.reason),
                at=moment(one.at),
            ),
        )
        card.offer(_("Look at the record"), partial(self._desk.go, "record", one.record))
        card.offer(_("Keep it"), partial(self._refuse, one))
        sure = card.offer(_("Yes, erase it for good"), partial(self._confirm, one), "danger")
        sure.hide()
        ask = card.offer(_("Erase it..."), lambda: _swap(ask, sure))
        return card

    def _refuse(self, one: Request) -> None:
        def done(_none: None) -> None:
            self._desk.say(_("It stays, and nobody asks again."), "good")
            self._desk.tell(one.record)
            self._read()

        self._desk.jobs.write(lambda session, _tell: erasing.refuse(session, one.id), done, owner=self)

    def _confirm(self, one: Request) -> None:
        def done(erased: Erased) -> None:
            self._desk.forget(one.record)
            told = ngettext("Erased for good: {n} version.", "Erased for good: {n} versions.", erased.versions)
            self._desk.say(told.format(n=erased.versions), "good")
            self._desk.tell(one.record)
            self._read()

        self._desk.jobs.write(
            lambda session, _tell: erasing.confirm(session, one.id), done, owner=self, label=_("Erasing")
        )


def _swap(asked: QPushButton, sure: QPushButton) -> None:
    """Show the second question in the place of the first."""
    sure.show()
    sure.setFocus()
    asked.hide()
