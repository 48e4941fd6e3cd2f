"""The second step of sending: whose card, whether it was verified, and what of other people stays."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QFrame

from app.base.i18n import _
from app.services import contacts
from app.services.contacts import Known
from app.ui.desk import Desk
from app.ui.exchange.pieces import Cards, Groups, Notice, card_frame, said_by_others
from app.ui.exchange.steps import Sending, Step
from app.ui.jobs import Job
from app.ui.page import label


class WhomStep(Step):
    """To whom to send."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("To whom?"))
        self._reading: Job | None = None
        self._none = Notice(
            desk.look,
            "info",
            _(
                "There is no contact card yet. Ask for the card file of the person or office you send to, "
                "and take it in."
            ),
        )
        self._none.offer(_("Go to the cards"), self._to_cards)
        self.list = Cards(desk.look, _("Contact cards"))
        self.list.currentRowChanged.connect(self._on_chosen)
        self.list.itemDoubleClicked.connect(self._on_activated)  # Enter is the page's
        self._box, inside = card_frame()
        self._name = said_by_others("", "heading")
        self._groups = Groups()
        self._hint = label(_("If you are in doubt, let them read these digits to you, by voice or in person."), "quiet")
        for one in (self._name, self._groups, self._hint):
            inside.addWidget(one)
        self._doubt = Notice(
            desk.look,
            "warning",
            _(
                "The fingerprint of this card was never compared. If somebody put their own card in its place, "
                "they will read everything you send."
            ),
        )
        self._doubt.offer(_("Compare the fingerprint"), self._to_compare)
        self._despite = QCheckBox(_("Send all the same"))
        self._despite.setAccessibleName(_("Send all the same, although the fingerprint was not compared"))
        self._despite.toggled.connect(self._on_despite)
        self._doubt.add(self._despite)
        self._foreign = Notice(
            desk.look,
            "info",
            _(
                "This card is no office's. Everything else in your vault would go to it too, also what third "
                "people wrote."
            ),
        )
        self._own = QCheckBox(_("Send only records that they or I wrote to"))
        self._own.setAccessibleName(self._own.text())
        self._own.toggled.connect(self._on_own)
        self._foreign.add(self._own)
        for part in (self._none, self.list, self._box, self._doubt, self._foreign):
            self.inside.addWidget(part)
        self.inside.addStretch(1)
        self._parts: tuple[QFrame, ...] = (self._box, self._doubt, self._foreign)
        self._show_chosen()

    def show_sending(self, sending: Sending) -> None:
        """Show the cards, the one chosen before selected, else the last one sent to."""
        super().show_sending(sending)
        self._own.setChecked(sending.own)
        self._reading = self.desk.jobs.read(contacts.known, self._show_cards, owner=self, replaces=self._reading)

    def complete(self) -> bool:
        """Tell whether a card is chosen that can be sent to."""
        to = self.sending.to
        return to is not None and (to.status == "verified" or self.sending.despite)

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        self.list.setFocus()

    def _show_cards(self, cards: Sequence[Known]) -> None:
        offered = [one for one in cards if one.status != "revoked"]
        wanted = self.sending.to.key if self.sending.to else str(self.desk.setting("last_recipient"))
        self.list.show_cards(offered, wanted)
        if self.list.chosen() is None and len(offered) == 1:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(offered))
        self._none.setVisible(not offered)
        self._take_chosen()

    def _on_chosen(self, _row: int) -> None:
        self._take_chosen()

    def _on_activated(self) -> None:
        if self.complete():
            self.asked_on.emit()

    def _take_chosen(self) -> None:
        chosen = self.list.chosen()
        if chosen != self.sending.to:
            before = self.sending.to
            same = before is not None and chosen is not None and before.key == chosen.key
            self.sending = self.sending.but(to=chosen, despite=self.sending.despite and same)
        self._show_chosen()
        self.changed.emit()

    def _show_chosen(self) -> None:
        to = self.sending.to
        for part in self._parts:
            part.setVisible(to is not None)
        if to is None:
            return
        self._name.setText(to.name)
        self._groups.show_groups(to.groups)
        self._doubt.setVisible(to.status != "verified")
        self._despite.setChecked(self.sending.despite)
        self._foreign.setVisible(not self.sending.named and not (to.office and to.status == "verified"))

    def _on_despite(self, on: bool) -> None:
        self.sending = self.sending.but(despite=on)
        self.changed.emit()

    def _on_own(self, on: bool) -> None:
        self.sending = self.sending.but(own=on)

    def _to_cards(self) -> None:
        self.desk.go("cards")

    def _to_compare(self) -> None:
        if self.sending.to is not None:
            self.desk.go("cards", key=self.sending.to.key, compare=True)
