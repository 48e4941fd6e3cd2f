"""Withdrawn consents where people meet them: after receiving, and above the decisions until somebody saw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import saying
from app.services import consent_words, withdrawals
from app.services.session import Session
from app.services.withdrawals import Withdrawal
from app.ui.desk import Desk
from app.ui.exchange.asked import Asked
from app.ui.exchange.pieces import Notice
from app.ui.lines import apart


def arrived(desk: Desk, answer: Mapping[str, Any]) -> Notice | None:
    """Return what is to be told of withdrawals that a bundle brought, if it did."""
    told = consent_words.arrived_words(answer["withdrawn"])
    if not told:
        return None
    notice = Notice(desk.look, "warning", "\n".join(told))
    if answer["withdrawn"]["consents"]:
        notice.offer(_("Look at it"), lambda: desk.go("conflicts"))
    return notice


class Withdrawn(Asked):
    """A card for each withdrawal that nobody has seen here, or that somebody has still to be told of."""

    def waiting(self, session: Session, language: str) -> Sequence[Withdrawal]:
        """Return the withdrawals."""
        return withdrawals.waiting(session, language)

    def card(self, one: Withdrawal) -> Notice:
        """Say whose consent it was, what it covers, who has to be told."""
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
