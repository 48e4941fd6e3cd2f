"""The page Send: one decision after the other, what will go before it goes, and a receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QToolButton, QWidget

from app.base.i18n import _
from app.services import contacts
from app.services.contacts import Known
from app.ui.chain import Chain
from app.ui.desk import Change, Desk, Place
from app.ui.exchange.over import OverStep
from app.ui.exchange.sent import SentStep
from app.ui.exchange.steps import Sending, Step, StepList
from app.ui.exchange.what import WhatStep
from app.ui.exchange.where import WhereStep
from app.ui.exchange.whom import WhomStep
from app.ui.page import Page, button, column, frame, row

WHAT, WHOM, OVER, WHERE, SENT = range(5)
MOST_KEPT = 200
"""A selection of more records is not kept while the vault is locked."""


class SendPage(Page):
    """The wizard. Back and Next by Alt with the arrows, too; it keeps what was decided until it is done."""

    help_topic = "window-send"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sending = Sending()
        self.now = WHAT
        self.list = StepList([_("What"), _("To whom"), _("Look it over"), _("Where"), _("Sent")])
        self.what, self.whom, self.over = WhatStep(desk), WhomStep(desk), OverStep(desk)
        self.where, self.sent = WhereStep(desk), SentStep(desk)
        self.steps: tuple[Step, ...] = (self.what, self.whom, self.over, self.where, self.sent)
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(step)
            step.changed.connect(self._on_changed)
            step.asked_on.connect(self.next)
        self.sent.over.connect(self._on_over)
        bar = QWidget()
        self.back_button = button(_("Back"), self.back)
        self.next_button = button(_("Next"), self.next, "main")
        self.retry_button = button(_("Try again"), self._retry, "main")
        self.another_button = button(_("Send something else"), self.begin)
        self.done_button = button(_("Done"), self._finish, "main")
        inside = row(bar, gap=10)
        inside.setContentsMargins(28, 10, 28, 10)
        inside.addWidget(self.back_button)
        inside.addStretch(1)
        for one in (self.another_button, self.retry_button, self.done_button, self.next_button):
            inside.addWidget(one)
        layout = column(self, gap=0)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        layout.addWidget(frame("line"))
        layout.addWidget(bar)
        for keys, does in ((Qt.Key.Key_Left, self._on_left), (Qt.Key.Key_Right, self._on_right)):
            shortcut = QShortcut(QKeySequence(Qt.Modifier.ALT | keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        self._chain = Chain(self)
        desk.changed.connect(self._on_desk_changed)

    def show_place(self, place: Place) -> None:
        """Begin anew with the records or the recipient asked for, or go on where the person was."""
        detail = place.detail
        if self.sent.busy:
            return
        if "step" in detail:
            if self.sending == Sending() and self.now == WHAT:  # after unlocking: the decisions, never the folder
                self._restore(detail)
            else:
                self.show_step(self.now)
            return
        records = tuple(str(one) for one in detail.get("records", ()))
        if records or detail.get("to") or self.sent.done:
            self.begin(records, str(detail.get("to", "")))
        else:
            self.show_step(self.now)

    def place(self) -> Place:
        """Return the decisions made so far; of a long selection only how long it was."""
        sending = Sending() if self.sent.done else self.sending  # after it was done one begins anew
        many = len(sending.records) > MOST_KEPT or sending.scope == "search"  # which may be about a case
        return Place(
            "send",
            detail={
                "step": WHAT if many or self.sent.done else self.now,
                "scope": "since-last" if many else sending.scope,
                "records": [] if many else list(sending.records),
                "picked": len(sending.records),
                "megabytes": sending.megabytes,
                "to": sending.to.key if sending.to else "",
                "own": sending.own,
            },
        )

    def leave(self, then: Callable[[], None]) -> None:
        """Let go at once; what is being written goes on."""
        if self.sent.busy:
            self.desk.say(_("Writing goes on. Come back to Send to see it."))
        then()

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Go on by the key that saves and goes to the next elsewhere."""
        return {"save_next": self.next}

    def begin(self, records: tuple[str, ...] = (), to: str = "") -> None:
        """Begin anew."""
        self.sent.done = False
        self.sending = Sending(scope="ids" if records else "since-last", records=records)
        self.now = WHAT
        if to:
            self._with_card(to, WHAT)
        else:
            self.show_step(WHAT)

    def show_step(self, number: int) -> None:
        """Show a step with what was decided so far."""
        self.now = number
        step = self.steps[number]
        if number != SENT:
            step.show_sending(self.sending)
        self._stack.setCurrentWidget(step)
        self.list.show_step(number)
        self._show_buttons()
        step.focus_first()

    def next(self) -> None:
        """Go on, when the step is decided."""
        step = self.steps[self.now]
        if self.now == SENT or not step.complete():
            return
        self.sending = step.sending
        if self.now == WHERE:
            self.show_step(SENT)
            self.sent.start(self.sending)
            self._show_buttons()
        else:
            self.show_step(self.now + 1)

    def back(self) -> None:
        """Go one step back; from the first, to where one came from."""
        if self.sent.busy:
            return
        if self.now == WHAT or self.sent.done:
            self.desk.back()
            return
        if self.now != SENT:
            self.sending = self.steps[self.now].sending
        self.show_step(self.now - 1)

    def _restore(self, values: Mapping[str, Any]) -> None:
        self.sending = Sending(
            scope=str(values.get("scope", "since-last")),
            records=tuple(str(one) for one in values.get("records", ())),
            megabytes=int(values.get("megabytes", 0)),
            own=bool(values.get("own", True)),
        )
        picked = int(values.get("picked", 0))
        if picked > len(self.sending.records):
            told = _("The {n} records you had picked are not remembered over a lock. Please pick them again.")
            self.desk.say(told.format(n=f"{picked:,}"))
        self._with_card(str(values.get("to", "")), min(int(values["step"]), OVER))

    def _with_card(self, key: str, step: int) -> None:
        def chosen(cards: tuple[Known, ...]) -> None:
            to = next((one for one in cards if one.key == key and one.status != "revoked"), None)
            self.sending = replace(self.sending, to=to)
            sure = to is not None and to.status == "verified"  # else the doubt is told again, and answered again
            self.show_step(step if sure else min(step, WHOM))

        self.desk.jobs.read(contacts.known, chosen, owner=self)

    def _retry(self) -> None:
        self.show_step(SENT)
        self.sent.start(self.sending)
        self._show_buttons()

    def _finish(self) -> None:
        self.begin()
        self.desk.go("library")

    def _on_changed(self) -> None:
        if self.sender() is self.steps[self.now]:
            if self.now != SENT:
                self.sending = self.steps[self.now].sending
            self._show_buttons()
            if self.now in (OVER, WHERE) and self.next_button.isEnabled():  # nothing is left to do but to go on
                self.next_button.setFocus()

    def _on_over(self) -> None:
        if self.now == SENT:
            self._show_buttons()
            (self.done_button if self.sent.done else self.retry_button).setFocus()

    def _on_desk_changed(self, change: Change) -> None:
        if self.isVisible() and self.now in (WHOM, OVER) and not self.sent.busy and (change.cards or self.now == OVER):
            self.steps[self.now].show_sending(self.sending)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter, but where a button has the keyboard: then it is the button's."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        on_button = isinstance(QApplication.focusWidget(), QPushButton | QToolButton)
        if enter and not on_button and self.next_button.isVisible() and self.next_button.isEnabled():
            self.next()
        else:
            super().keyPressEvent(event)

    def _on_left(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        (self.next if mirrored else self.back)()

    def _on_right(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        (self.back if mirrored else self.next)()

    def _show_buttons(self) -> None:
        working, last = self.sent.busy, self.now == SENT
        done = last and self.sent.done
        self.back_button.setVisible(not working and not done)
        self.next_button.setVisible(not last)
        self.next_button.setText(_("Write it") if self.now == WHERE else _("Next"))
        self.next_button.setEnabled(self.steps[self.now].complete())
        self.retry_button.setVisible(last and not working and not done)
        self.another_button.setVisible(done)
        self.done_button.setVisible(done)
        self._chain.soon()
