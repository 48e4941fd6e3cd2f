"""Consent on a testimony's and a person's page: how it stands, taken in one choice, and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.base import i18n
from app.base.errors import UnknownRecord
from app.base.i18n import _
from app.domain import consent
from app.domain.body import Fields
from app.services import casework, consent_words, consenting, drafting, presets
from app.services.consent_words import Group
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.editors.going import STOP
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, restyle, row, tool
from app.ui.record.keeping import Keeper
from app.ui.record.withdrawing import Withdrawing

CLOSING = (consent.WITHDRAWN, consent.EXPIRED)
DECISIONS = (consent.GRANTED, consent.ASK_AGAIN, consent.REFUSED)


@dataclass(frozen=True, slots=True)
class _Read:
    state: str
    words: str = field(repr=False)
    groups: tuple[Group, ...] = field(repr=False)
    consents: tuple[str, ...]
    """Those in force that name this record."""


class Choice(QComboBox):
    """A list of choices; Enter takes the one that is shown."""

    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class Purposes(QWidget):
    """Every purpose with its decision, filled in by the choice and changed one by one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._boxes: dict[str, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 0, 4)
        grid.setHorizontalSpacing(16)
        language = i18n.language()
        for line, purpose in enumerate(desk.schema.vocabulary("purpose").terms):
            words = desk.schema.label(purpose, language)
            box = QComboBox()
            box.setAccessibleName(words)
            for decision in DECISIONS:
                box.addItem(_(consent_words.DECISIONS[decision]), decision)
            grid.addWidget(label(words), line, 0)
            grid.addWidget(box, line, 1, Qt.AlignmentFlag.AlignLeading)
            self._boxes[purpose] = box
        grid.setColumnStretch(0, 1)

    def fill(self, fields: Fields) -> None:
        """Show what a choice decides."""
        for purpose, box in self._boxes.items():
            box.setCurrentIndex(max(0, box.findData(consent.decision(fields, purpose))))

    def changes(self, fields: Fields) -> Fields:
        """Return the list of purposes as it stands here; nothing when it is the choice's own."""
        if all(box.currentData() == consent.decision(fields, one) for one, box in self._boxes.items()):
            return {}
        return {
            "purposes": [
                {"purpose": {"term": one}, "decision": {"term": box.currentData()}} for one, box in self._boxes.items()
            ]
        }

    def box(self, purpose: str) -> QComboBox:
        """Return where one purpose is decided."""
        return self._boxes[purpose]


class Consenting(QWidget):
    """Shows how consent stands for a record; `took` tells that it was taken, with the consent's id."""

    took = Signal(str)

    def __init__(self, desk: Desk, record: str, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._record, self._keeper = desk, record, keeper
        self._reading: Job | None = None
        self._shown: tuple[_Read, bool] | None = None
        self._read_only = False
        layout = column(self, gap=8)
        layout.setContentsMargins(0, 18, 0, 0)
        head = row()
        head.addWidget(label(_("Consent"), "heading"))
        self.state = label("", "chip", wrap=False)
        head.addWidget(self.state)
        head.addStretch(1)
        layout.addLayout(head)
        self._lines: QVBoxLayout = column(gap=2)
        layout.addLayout(self._lines)
        self.entry = frame("card")
        inside = column(self.entry, margin=12, gap=8)
        self._fill_entry(inside)
        layout.addWidget(self.entry)
        self.does = QWidget()
        line = row(self.does)
        self.open = button(_("Open the consent"), self._open, look=desk.look, icon="consent")
        self.anew = button(_("Ask anew"), self._ask_anew, look=desk.look, icon="new")
        self.withdraw = button(_("Withdraw..."), self._ask_withdrawal, look=desk.look, icon="undo")
        for one in (self.open, self.anew, self.withdraw):
            line.addWidget(one)
        line.addStretch(1)
        layout.addWidget(self.does)
        self.withdrawing = Withdrawing(desk)
        self.withdrawing.done.connect(self._fit)
        layout.addWidget(self.withdrawing)
        self._fit()

    def _fill_entry(self, inside: QVBoxLayout) -> None:
        language = i18n.language()
        self.choice = Choice()
        self.choice.setAccessibleName(_("What the person agrees to"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for preset in presets.presets():
            self.choice.addItem(self._desk.schema.label(preset, language), preset)
        self.choice.setProperty(STOP, True)
        self.choice.taken.connect(self.take)
        self.choice.currentIndexChanged.connect(lambda _at: self._on_chosen())
        self.taking = button(_("Take consent"), self.take, "main", look=self._desk.look, icon="good")
        self.taking.setAccessibleDescription(_("Enter on the choice does the same."))
        line = row()
        line.addWidget(self.choice, 1)
        line.addWidget(self.taking)
        inside.addLayout(line)
        self.explained = QCheckBox(_("Risks, and the right to refuse and to withdraw, were explained"))
        inside.addWidget(self.explained)
        self.fold: QToolButton = tool(self._desk.look, "down", _("Purpose by purpose"), self._on_fold, text=True)
        self.fold.setCheckable(True)
        inside.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeading)
        self.purposes = Purposes(self._desk)
        self.purposes.hide()
        inside.addWidget(self.purposes)
        self._on_chosen()

    # Showing

    def show_record(self, opened: Opened) -> None:
        """Read again how consent stands."""
        self.set_read_only(opened.kept)
        self.refresh()

    def set_read_only(self, read_only: bool) -> None:
        """Allow nothing to be taken or withdrawn, or allow it again."""
        self._read_only = read_only

    def refresh(self) -> None:
        """Read again how consent stands."""
        record, language, schema = self._record, i18n.language(), self._desk.schema

        def work(session: Session) -> _Read:
            standing = consenting.standing(session, record)
            return _Read(
                standing.state,
                consent_words.mark_words(standing, language),
                consent_words.groups(standing, schema, language),
                tuple(presets.standing_for(session, record)),
            )

        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    def _show(self, found: _Read) -> None:
        if self._shown == (found, self._read_only):
            return
        self._shown = (found, self._read_only)
        state = found.state or "not-asked"
        self.state.setText(found.words or consent_words.state_words(state))
        restyle(self.state, "chip" if state == "given" else "chip-warning")
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        told = [one for one in found.groups if one.decision != consent.NOT_ASKED or len(found.groups) > 1]
        for one in told:
            self._lines.addWidget(label(consent_words.line(one), "warning" if one.decision in CLOSING else ""))
        if not told:
            self._lines.addWidget(label(_("A choice fills in every purpose; single ones can be changed."), "quiet"))
        self._fit()

    def _fit(self) -> None:
        found = self._shown[0] if self._shown else None
        named = bool(found and found.consents)
        open_ = not named or self.anew.property("asked") is True
        self.entry.setVisible(not self._read_only and open_)
        self.does.setVisible(named)
        self.anew.setVisible(named and not self._read_only and not open_)
        self.withdraw.setVisible(named and not self._read_only and bool(found and found.state != "withdrawn"))

    # Taking

    def take(self) -> None:
        """Save the consent that is chosen, with the record as it is being typed."""
        if self._read_only or not self.taking.isEnabled():
            return
        self.taking.setEnabled(False)
        record, type_, preset = self._record, self._keeper.type, str(self.choice.currentData())
        changes = self.purposes.changes(presets.filled(preset))
        if self.explained.isChecked():
            changes |= {"risks_explained": True, "refusal_explained": True, "withdrawal_explained": True}
        words = self.choice.currentText()

        def done(made: str) -> None:
            self.taking.setEnabled(True)
            self.anew.setProperty("asked", False)
            self.explained.setChecked(False)
            self._desk.say(_("Consent taken: {choice}.").format(choice=words), "good", lambda: self._untake(made))
            self._desk.tell(made, record)
            self.refresh()
            self.took.emit(made)

        def failed(error: Exception) -> None:
            self.taking.setEnabled(True)
            self._desk.fail(error)

        def work(session: Session, _tell: object) -> str:
            try:
                drafting.open_record(session, record)
            except UnknownRecord:  # consent comes before the first word: the record begins with it
                drafting.save(session, record, type_, {}, ())
            return presets.take(session, record, preset, changes)

        def save() -> None:
            self._desk.jobs.write(work, done, failed=failed, owner=self)

        self._keeper.keep(save)

    def _untake(self, made: str) -> None:
        def done(_none: object) -> None:
            self._desk.tell(made, self._record)
            self.refresh()

        nothing: Fields = {"trashed": True, "purposes": None, "otherwise": None}  # in the trash it would refuse on
        self._desk.jobs.write(lambda session, _tell: casework.edit(session, made, nothing), done, owner=self)

    def _on_chosen(self) -> None:
        self.purposes.fill(presets.filled(str(self.choice.currentData())))

    def _on_fold(self) -> None:
        self.purposes.setVisible(self.fold.isChecked())
        self._desk.look.dress(self.fold, "up" if self.fold.isChecked() else "down")

    # What there is

    def _open(self) -> None:
        if self._shown and self._shown[0].consents:
            self._desk.go("record", self._shown[0].consents[-1])

    def _ask_anew(self) -> None:
        self.anew.setProperty("asked", True)
        self._fit()
        self.choice.setFocus()

    def _ask_withdrawal(self) -> None:
        if self._shown:
            self.withdrawing.ask(self._shown[0].consents, self._record)
