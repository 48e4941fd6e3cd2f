"""The first step of sending: everything new, everything, or some records; and how large a file may be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QSpinBox, QWidget

from app.base.i18n import _, ngettext
from app.services import foreseeing
from app.services.foreseeing import Named
from app.ui.desk import Desk
from app.ui.exchange.pieces import card_frame, empty, indent, said_by_others
from app.ui.exchange.steps import Sending, Step
from app.ui.exchange.words import apart, titled, type_words
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import column, label, row, tool

SIZES = (0, 10, 20, 25, 50)
OWN = -1


class WhatStep(Step):
    """What to send."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("What do you want to send?"))
        self._reading: Job | None = None
        self._named: tuple[Named, ...] = ()
        self._group = QButtonGroup(self)
        self._scopes: dict[str, QRadioButton] = {}
        self._add_scope(
            "since-last", _("Everything new for them"), _("What they confirmed they have is not sent again.")
        )
        self._add_scope("all", _("Everything"), _("All records from the beginning, as for a new computer."))
        self._add_scope(
            "ids", _("Only these records"), _("Pick them in the list of all records, then choose Send there.")
        )
        self._box, self._list = card_frame()
        self.inside.addWidget(self._box)
        self._build_sizes()
        self.inside.addStretch(1)
        self._group.buttonToggled.connect(self._on_toggled)

    def _add_scope(self, scope: str, words: str, told: str) -> None:
        choice = QRadioButton(words)
        choice.setAccessibleName(words)
        choice.setAccessibleDescription(told)
        self._group.addButton(choice)
        self._scopes[scope] = choice
        part = column(gap=2)
        part.addWidget(choice)
        hint = label(told, "quiet")
        hint.setContentsMargins(indent(self), 0, 0, 0)
        part.addWidget(hint)
        self.inside.addLayout(part)

    def _build_sizes(self) -> None:
        self._size = QComboBox()
        for megabytes in SIZES:
            words = _("{n} MB, as for mail").format(n=megabytes) if megabytes else _("No limit")
            self._size.addItem(words, megabytes)
        self._size.addItem(_("Another size..."), OWN)
        self._size.setAccessibleName(_("Largest file"))
        self._size.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._own = QSpinBox()
        self._own.setRange(1, 100_000)
        self._own.setValue(15)
        self._own.setSuffix(" MB")
        self._own.setAccessibleName(_("Largest file in megabytes"))
        self._own.hide()
        heading = label(_("Largest file"), "heading", buddy=self._size, wrap=False)
        line = Flow(gap=10)
        for part in (heading, self._size, self._own):
            line.addWidget(part)
        holder = QWidget()
        inside = column(holder, gap=4)
        inside.addSpacing(10)
        inside.addLayout(line)
        inside.addWidget(label(_("With a limit, several files are written; each can be received by itself."), "quiet"))
        self.inside.addWidget(holder)
        self._size.currentIndexChanged.connect(self._on_size)
        self._own.valueChanged.connect(self._on_size)

    def show_sending(self, sending: Sending) -> None:
        """Show what was decided before."""
        super().show_sending(sending)
        self._scopes[sending.scope].setChecked(True)
        self._scopes["ids"].setEnabled(bool(sending.records))
        place = self._size.findData(sending.megabytes)
        self._size.blockSignals(True)
        self._size.setCurrentIndex(place if place >= 0 else self._size.findData(OWN))
        self._size.blockSignals(False)
        if place < 0:
            self._own.setValue(sending.megabytes)
        self._own.setVisible(place < 0)
        self._show_named(())
        if sending.records:
            self._reading = self.desk.jobs.read(
                lambda session: foreseeing.titles(session, sending.records),
                self._show_named,
                owner=self,
                replaces=self._reading,
            )

    def complete(self) -> bool:
        """Tell whether there is something chosen."""
        return self.sending.scope != "ids" or bool(self.sending.records)

    def focus_first(self) -> None:
        """Put the keyboard on the choice that is made."""
        self._scopes[self.sending.scope].setFocus()

    def _show_named(self, named: tuple[Named, ...]) -> None:
        self._named = named
        empty(self._list)
        self._box.setVisible(bool(named) and self.sending.scope == "ids")
        if named:
            told = ngettext("{n} record", "{n} records", len(named)).format(n=f"{len(named):,}")
            self._list.addWidget(label(told, "heading"))
        for one in named:
            title = titled(one.title, one.type)
            line = row()
            words = column(gap=0)
            words.addWidget(said_by_others(title))
            words.addWidget(label(type_words(one.type), "quiet"))
            line.addLayout(words, 1)
            remove = tool(
                self.desk.look, "close", _("Do not send {title}").format(title=apart(title)), self._removing(one.record)
            )
            line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
            self._list.addLayout(line)
        self.changed.emit()  # there are more buttons now

    def _removing(self, record: str) -> Callable[[], None]:
        return lambda: self._remove(record)

    def _remove(self, record: str) -> None:
        left = tuple(one for one in self.sending.records if one != record)
        self.sending = self.sending.but(records=left, scope="ids" if left else "since-last")
        self._scopes[self.sending.scope].setChecked(True)
        self._scopes["ids"].setEnabled(bool(left))
        self._show_named(tuple(one for one in self._named if one.record != record))
        self.focus_first()
        self.changed.emit()

    def _on_toggled(self) -> None:
        scope = next((name for name, choice in self._scopes.items() if choice.isChecked()), self.sending.scope)
        if scope != self.sending.scope:
            self.sending = self.sending.but(scope=scope)
            self.changed.emit()
        self._box.setVisible(bool(self._named) and scope == "ids")

    def _on_size(self) -> None:
        megabytes = int(self._size.currentData())
        self._own.setVisible(megabytes == OWN)
        self.sending = self.sending.but(megabytes=self._own.value() if megabytes == OWN else megabytes)
