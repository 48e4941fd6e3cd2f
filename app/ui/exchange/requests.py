"""Requests to erase, above the decisions: who asks, why, what would go; a person here says yes or no to each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton

from app.base.i18n import _, ngettext
from app.services import erasing
from app.services.erasing import Erased, Request
from app.services.session import Session
from app.ui.exchange.asked import Asked
from app.ui.exchange.pieces import Notice
from app.ui.exchange.words import moment, titled, type_words
from app.ui.lines import apart


class Requests(Asked):
    """A card for each request; nothing is shown when nobody asks."""

    def waiting(self, session: Session, language: str) -> Sequence[Request]:
        """Return the requests."""
        return erasing.requests(session, language)

    def card(self, one: Request) -> Notice:
        """Say who asks for what, with yes and no."""
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
            self.refresh()

        self._desk.jobs.write(lambda session, _tell: erasing.refuse(session, one.id), done, owner=self)

    def _confirm(self, one: Request) -> None:
        def done(erased: Erased) -> None:
            self._desk.forget(one.record)
            told = ngettext("Erased for good: {n} version.", "Erased for good: {n} versions.", erased.versions)
            self._desk.say(told.format(n=erased.versions), "good")
            self._desk.tell(one.record)
            self.refresh()

        self._desk.jobs.write(
            lambda session, _tell: erasing.confirm(session, one.id), done, owner=self, label=_("Erasing")
        )


def _swap(asked: QPushButton, sure: QPushButton) -> None:
    """Show the second question in the place of the first."""
    sure.show()
    sure.setFocus()
    asked.hide()
