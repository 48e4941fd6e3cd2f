"""Comparing a fingerprint: typed or pasted as it was told, or ticked group by group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLineEdit, QWidget

from app.base.errors import WrongFingerprint
from app.base.i18n import _
from app.services import contacts, trusting
from app.services.contacts import Known
from app.ui.desk import Desk
from app.ui.exchange.pieces import PER_LINE, Notice, reveal
from app.ui.flow import Flow
from app.ui.look import fixed_font
from app.ui.page import button, column, label

DIGITS = 60


class Comparing(QFrame):
    """The comparison for one card. `verified` tells what the service answered."""

    verified = Signal(object)
    ended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._card: Known | None = None
        self.setProperty("kind", "card")
        inside = column(self, margin=16, gap=12)
        inside.addWidget(label(_("Compare the fingerprint"), "heading"))
        inside.addWidget(
            label(
                _(
                    "Call them on a number you know, or meet them, and let them read their own sixty digits to you. "
                    "Digits that came with the card file prove nothing."
                )
            )
        )
        self.field = QLineEdit()
        self.field.setAccessibleName(_("The digits they told you"))
        self.field.setPlaceholderText(_("60 digits; spaces do not matter"))
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field.setFont(fixed_font())
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._check_typed)
        inside.addWidget(label(_("The digits they told you"), buddy=self.field))
        inside.addWidget(self.field)
        self._count = label("", "quiet")
        inside.addWidget(self._count)
        self.check = button(_("Compare"), self._check_typed, "main")
        line = Flow()
        line.addWidget(self.check)
        inside.addLayout(line)
        self.notice = Notice(desk.look, "danger")
        inside.addWidget(self.notice)
        inside.addWidget(label(_("Or tick each group as they read it; stop at the first that differs."), "quiet"))
        self.boxes = [QCheckBox() for _number in range(DIGITS // 5)]
        grid_holder = QWidget()
        grid_holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(grid_holder)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, box in enumerate(self.boxes):
            box.setFont(fixed_font())
            box.toggled.connect(self._on_ticked)
            grid.addWidget(box, number // PER_LINE, number % PER_LINE)
        grid.setColumnStretch(PER_LINE, 1)
        inside.addWidget(grid_holder)
        line = Flow()
        self.agree = button(_("All twelve groups agree"), self._agree)
        self.differ = button(_("One differs"), self._on_differs, "danger")
        self.cancel = button(_("Not now"), self.ended.emit)
        for one in (self.agree, self.differ, self.cancel):
            line.addWidget(one)
        inside.addLayout(line)
        self.hide()

    def show_card(self, card: Known) -> None:
        """Begin the comparison for this card."""
        self._card = card
        self.field.clear()
        self.notice.hide()
        for number, (box, group) in enumerate(zip(self.boxes, card.groups, strict=True), 1):
            box.setChecked(False)
            box.setText(group)
            box.setAccessibleName(_("Group {n}: {digits}").format(n=number, digits=" ".join(group)))
        self._on_typed("")
        self._on_ticked()
        self.show()
        reveal(self)

    def focus_first(self) -> None:
        """Put the keyboard into the field."""
        self.field.setFocus()

    def _on_typed(self, text: str) -> None:
        self.notice.hide()
        digits = contacts.digits_of(text)
        if digits is None:
            self._count.setText(_("There is something in it that is no digit."))
        elif digits:
            self._count.setText(_("{n} of 60 digits").format(n=len(digits)))
        else:
            self._count.clear()
        self.check.setEnabled(digits is not None and len(digits) == DIGITS)

    def _on_ticked(self) -> None:
        self.agree.setEnabled(all(box.isChecked() for box in self.boxes))

    def _check_typed(self) -> None:
        if self.check.isEnabled():
            self._verify(self.field.text())

    def _agree(self) -> None:
        if self._card is not None:
            self._verify("".join(self._card.groups))

    def _verify(self, digits: str) -> None:
        card = self._card
        if card is None:
            return
        self.desk.jobs.write(
            lambda session, _tell: trusting.verify(session, card.key, digits),
            self._on_verified,
            failed=self._on_failed,
            owner=self,
        )

    def _on_verified(self, done: Mapping[str, Any]) -> None:
        self.hide()
        self.verified.emit(done)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, WrongFingerprint):
            self._on_differs()
        else:
            self.desk.fail(error)

    def _on_differs(self) -> None:
        self.notice.say(
            "danger",
            _(
                "This is not their fingerprint. Perhaps a digit was misheard; read all of it once more. If it differs "
                "again, somebody may have put another card in the place of theirs: do not send to it, and tell them. "
                "The card stays unverified, and nothing was changed."
            ),
        )
        self.notice.show()
        reveal(self.notice)
