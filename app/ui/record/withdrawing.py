"""Withdrawing consent: for everything or for single purposes, asked in place, and what followed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import withdrawals, withdrawing
from app.services.session import Session
from app.services.withdrawals import Withdrawal
from app.ui.desk import Desk
from app.ui.page import button, column, frame, label, row


class Withdrawing(QWidget):
    """Asks what is withdrawn; hidden until then. `done` tells that it was answered, either way."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._consents: tuple[str, ...] = ()
        self._record = ""
        layout = column(self)
        box = frame("warning")
        inside = column(box, margin=14, gap=8)
        layout.addWidget(box)
        inside.addWidget(label(_("Withdraw consent"), "heading"))
        told = _(
            "What it covers is marked and stays here from now on. The withdrawal goes with the next bundle to everyone "
            "who has it from you. What was published stays where it is."
        )
        inside.addWidget(label(told))
        self.everything = QRadioButton(_("For everything"))
        self.some = QRadioButton(_("Only for these purposes"))
        self.everything.setChecked(True)
        inside.addWidget(self.everything)
        inside.addWidget(self.some)
        self._list = QWidget()
        listed = column(self._list, gap=0)
        listed.setContentsMargins(24, 0, 0, 0)
        language = i18n.language()
        self.boxes: dict[str, QCheckBox] = {}
        for code in desk.schema.vocabulary("purpose").terms:
            made = QCheckBox(desk.schema.label(code, language))
            made.toggled.connect(lambda _on: self._fit())
            listed.addWidget(made)
            self.boxes[code] = made
        inside.addWidget(self._list)
        self.some.toggled.connect(lambda _on: self._fit())
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Why, if the person says so"))
        inside.addWidget(label(_("Why, if the person says so"), "field", buddy=self.reason))
        inside.addWidget(self.reason)
        does = row()
        self.sure = button(_("Withdraw"), self._withdraw, "danger", look=desk.look, icon="undo")
        does.addWidget(self.sure)
        does.addWidget(button(_("Cancel"), self._close))
        does.addStretch(1)
        inside.addLayout(does)
        self._fit()
        self.hide()

    def ask(self, consents: Sequence[str], record: str) -> None:
        """Ask about these consents, which are shown with a record."""
        self._consents, self._record = tuple(consents), record
        self.everything.setChecked(True)
        self.reason.clear()
        for one in self.boxes.values():
            one.setChecked(False)
        self.show()
        self.everything.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> tuple[str, ...]:
        """Return the purposes that are ticked; none for everything."""
        if self.everything.isChecked():
            return ()
        return tuple(code for code, one in self.boxes.items() if one.isChecked())

    def _fit(self) -> None:
        self._list.setVisible(self.some.isChecked())
        self.sure.setEnabled(self.everything.isChecked() or bool(self.chosen()))

    def _close(self) -> None:
        self.hide()
        self.done.emit()

    def _withdraw(self) -> None:
        consents, purposes, reason = self._consents, self.chosen(), self.reason.text()
        by, record, language = self._desk.owner.name, self._record, i18n.language()
        self.sure.setEnabled(False)

        def work(session: Session, _tell: object) -> list[Withdrawal]:
            made = [withdrawing.withdraw(session, one, purposes, reason=reason, by=by) for one in consents]
            return [withdrawals.look(session, one, language) for one in made]

        def done(found: list[Withdrawal]) -> None:
            self._fit()
            self._close()
            covered = {one.record for each in found for one in each.covered}
            told = ngettext("Withdrawn: {n} record is covered.", "Withdrawn: {n} records are covered.", len(covered))
            words = told.format(n=f"{len(covered):,}")
            waiting = {one.recipient for each in found for one in each.telling if one.state == withdrawals.UNSENT}
            if waiting:
                more = ngettext(
                    "{n} recipient has to be told: send to them.",
                    "{n} recipients have to be told: send to them.",
                    len(waiting),
                )
                words += " " + more.format(n=f"{len(waiting):,}")
            self._desk.say(words, "warning" if waiting else "good")
            self._desk.tell(*covered, record, *(one.consent for one in found))

        def failed(error: Exception) -> None:
            self._fit()
            self._desk.fail(error)

        self._desk.jobs.write(work, done, failed=failed, owner=self)
