"""On a consent's own page: that it is kept as it was given, what it covers, who has that from us, and who knows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import consent_words, presets, withdrawals
from app.services.drafting import Opened
from app.services.session import Session
from app.services.withdrawals import Withdrawal
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.editors.opener import Opener
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row
from app.ui.record.keeping import Keeper
from app.ui.record.withdrawing import Withdrawing

MOST = 30
"""Covered records that are named here."""


class Given(QWidget):
    """Keeps a saved consent from being changed by the way, and tells what follows from it."""

    def __init__(self, desk: Desk, form: Form, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._form, self._keeper = desk, form, keeper
        self._reading: Job | None = None
        self._shown: Withdrawal | None = None
        self._correcting = False
        layout = column(self, gap=10)
        self.kept = frame("info")
        inside = column(self.kept, margin=12, gap=8)
        inside.addWidget(
            label(_("This consent is kept as it was given. What changes is a new consent, so that both can be seen."))
        )
        does = row()
        self.change = button(_("Change by a new consent"), self._change, look=desk.look, icon="new")
        self.withdraw = button(_("Withdraw..."), self._ask, look=desk.look, icon="undo")
        self.correct = button(_("Correct a typing error"), self._correct, "flat")
        for one in (self.change, self.withdraw, self.correct):
            does.addWidget(one)
        does.addStretch(1)
        inside.addLayout(does)
        layout.addWidget(self.kept)
        self.withdrawing = Withdrawing(desk)
        layout.addWidget(self.withdrawing)
        self.box = frame("card")
        self._inside: QVBoxLayout = column(self.box, margin=12, gap=6)
        layout.addWidget(self.box)
        self.kept.hide()
        self.box.hide()

    def show_record(self, opened: Opened) -> None:
        """Read again what it covers; once saved its form is locked, unless an error is being corrected."""
        saved = bool(opened.heads) and not opened.kept
        if opened.drafted or self._keeper.changed:  # whoever is typing goes on
            self._correcting = True
        locked = saved and not self._correcting
        if locked:
            self._form.set_read_only(True)
        self.kept.setVisible(locked)
        record, language = opened.record, i18n.language()

        def work(session: Session) -> Withdrawal | None:
            return withdrawals.look(session, record, language) if opened.heads else None

        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    def _show(self, found: Withdrawal | None) -> None:
        self.box.setVisible(found is not None)
        if found is None or found == self._shown:
            return
        self._shown = found
        _empty(self._inside)
        withdraws = bool(found.purposes or found.everything)
        self.withdraw.setVisible(not withdraws)
        n = len(found.covered)
        words = ngettext("It covers {n} record", "It covers {n} records", n).format(n=f"{n:,}")
        self._inside.addWidget(label(words, "heading"))
        for one in found.covered[:MOST]:
            record = one.record
            opener = Opener(lambda record=record: self._desk.go("record", record))  # type: ignore[misc]
            opener.show_title(one.title)
            opener.setAccessibleDescription(_(consent_words.WHY[one.why]))
            self._desk.look.dress(opener, one.type)
            line = row()
            line.addWidget(opener)
            line.addWidget(label(_(consent_words.WHY[one.why]), "quiet"))
            line.addStretch(1)
            self._inside.addLayout(line)
        if n > MOST:
            self._inside.addWidget(label(_("and {n} more").format(n=f"{n - MOST:,}"), "quiet"))
        if found.bundles:
            m = len(found.bundles)
            told = ngettext("{n} bundle you sent holds some of it", "{n} bundles you sent hold some of it", m)
            self._inside.addWidget(label(told.format(n=f"{m:,}"), "heading"))
        if copies := consent_words.copies_words(found.copies, i18n.language()):
            self._inside.addWidget(label(copies, "warning"))
        if withdraws:
            self._tell(found)

    def _tell(self, found: Withdrawal) -> None:
        language = i18n.language()
        if found.came_from:
            self._inside.addWidget(label(_("Came from {name}.").format(name=found.came_from)))
        for one in found.telling:
            waits = one.state == withdrawals.UNSENT
            line = row()
            line.addWidget(label(consent_words.telling_words(one, language), "warning" if waits else ""), 1)
            if waits and not one.stays:
                send = button(_("Send"), self._send, look=self._desk.look, icon="send")
                send.setAccessibleName(_("Send to {name}").format(name=one.name))
                line.addWidget(send)
            self._inside.addLayout(line)
        if not found.seen:
            seen = button(
                _("I have seen it"), lambda: self._see(found.consent), "main", look=self._desk.look, icon="good"
            )
            self._inside.addWidget(seen, 0, Qt.AlignmentFlag.AlignLeading)

    def _send(self) -> None:
        self._desk.go("send")

    def _see(self, record: str) -> None:
        self._desk.jobs.write(
            lambda session, _tell: withdrawals.see(session, record), lambda _none: self._desk.tell(record), owner=self
        )

    def _change(self) -> None:
        desk, record = self._desk, self._form.record
        desk.jobs.write(
            lambda session, _tell: presets.begin_change(session, record),
            lambda made: desk.go("record", made, type="consent"),
            owner=self,
        )

    def _ask(self) -> None:
        self.withdrawing.ask((self._form.record,), self._form.record)

    def _correct(self) -> None:
        self._correcting = True
        self._form.set_read_only(False)
        self.kept.hide()
        self._form.setFocus()


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            while (part := inner.takeAt(0)) is not None:
                if (old := part.widget()) is not None:
                    old.hide()
                    old.deleteLater()
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
