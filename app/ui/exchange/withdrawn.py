"""Withdrawn consents where people meet them: after receiving, and above the decisions until somebody saw them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import saying
from app.services import consent_words, withdrawals
from app.services.withdrawals import Withdrawal
from app.ui.desk import Desk
from app.ui.exchange.pieces import Notice, empty
from app.ui.exchange.words import apart
from app.ui.jobs import Job
from app.ui.page import column


def arrived(desk: Desk, answer: Mapping[str, Any]) -> Notice | None:
    """Return what is to be told of withdrawals that a bundle brought, if it did."""
    told = consent_words.arrived_words(answer["withdrawn"])
    if not told:
        return None
    notice = Notice(desk.look, "warning", "\n".join(told))
    if answer["withdrawn"]["consents"]:
        notice.offer(_("Look at it"), lambda: desk.go("conflicts"))
    return notice


class Withdrawn(QWidget):
    """A card for each withdrawal that nobody has seen here, or that somebody has still to be told of."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self.found: tuple[Withdrawal, ...] = ()
        self.cards: list[Notice] = []
        self._layout = column(self, gap=12)
        desk.changed.connect(lambda _change: self.refresh() if self.isVisibleTo(self.window()) else None)
        self.hide()

    def refresh(self) -> None:
        """Ask the vault again."""
        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: withdrawals.waiting(session, language), self._show, owner=self, replaces=self._reading
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Be as the vault is when it is seen again."""
        super().showEvent(event)
        self.refresh()

    def _show(self, found: tuple[Withdrawal, ...]) -> None:
        if found == self.found and bool(found) == bool(self.cards):
            return
        self.found = found
        empty(self._layout)
        self.cards = [self._card(one) for one in found]
        for card in self.cards:
            self._layout.addWidget(card)
        self.setVisible(bool(found))

    def _card(self, one: Withdrawal) -> Notice:
        desk, language = self._desk, i18n.language()
        parts = [_("Consent was withdrawn: {title}").format(title=apart(one.title))]
        if not one.everything:
            words = ", ".join(desk.schema.label(purpose, language) for purpose in one.purposes)
            parts[0] += " " + _("(for: {purposes})").format(purposes=words)
        if one.came_from:
            date = saying.in_words(one.date, language) if one.date else ""
            parts.append(_("It came from {name}. Withdrawn on: {date}.").format(name=apart(one.came_from), date=date))
        n = len(one.covered)
        parts.append(ngettext("{n} record here is covered", "{n} records here are covered", n).format(n=f"{n:,}") + ".")
        parts += [consent_words.telling_words(to, language) for to in one.telling if to.state == withdrawals.UNSENT]
        card = Notice(desk.look, "warning", "\n".join(parts))
        card.offer(_("Look at the record"), partial(desk.go, "record", one.consent))
        to = next((to for to in one.telling if to.state == withdrawals.UNSENT and not to.stays), None)
        if to is not None:
            card.offer(_("Send to {name}").format(name=apart(to.name)), partial(desk.go, "send", to=to.recipient))
        if not one.seen:
            card.offer(_("I have seen it"), partial(self._see, one.consent), "main")
        return card

    def _see(self, consent: str) -> None:
        def done(_none: None) -> None:
            self._desk.say(_("Noted. The records stay marked."), "good")
            self._desk.tell(consent)
            self.refresh()

        self._desk.jobs.write(lambda session, _tell: withdrawals.see(session, consent), done, owner=self)
