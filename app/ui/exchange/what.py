"""The first step of sending: everything new, everything, or some records; and how large a file may be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from app.base.i18n import _, language, ngettext
from app.services import foreseeing, searches
from app.services.foreseeing import Named
from app.services.searches import Saved
from app.ui.desk import Desk
from app.ui.exchange.pieces import card_frame, fit_rows, indent
from app.ui.exchange.steps import Sending, Step
from app.ui.exchange.words import titled, type_words
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import button, column, label

SIZES = (0, 10, 20, 25, 50)
OWN = -1
MOST_ROWS = 4


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
        self._add_scope(
            "search",
            _("What a saved search finds"),
            _("Searches are saved in the list of all records, above the filters."),
        )
        self.search = QComboBox()
        self.search.setAccessibleName(_("Saved search"))
        self.search.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.search.setMinimumContentsLength(20)
        self._searches: tuple[Saved, ...] = ()
        self._searching: Job | None = None
        which = column()
        which.setContentsMargins(indent(self), 0, 0, 0)
        which.addWidget(self.search)
        self.inside.addLayout(which)
        self.search.currentIndexChanged.connect(self._find)
        self._box, inside = card_frame()
        self._count = label("", "heading")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Records to send"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._more = label("", "quiet")
        self.remove_button = button(_("Leave this one out"), self._remove, look=desk.look, icon="close")
        line = Flow()
        line.addWidget(self.remove_button)
        inside.addWidget(self._count)
        inside.addWidget(self.list)
        inside.addWidget(self._more)
        inside.addLayout(line)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
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
        self._read_titles()
        self._searching = self.desk.jobs.read(searches.saved, self._show_searches, owner=self, replaces=self._searching)

    def complete(self) -> bool:
        """Tell whether there is something chosen."""
        return not self.sending.named or bool(self.sending.going)

    def focus_first(self) -> None:
        """Put the keyboard on the choice that is made."""
        self._scopes[self.sending.scope].setFocus()

    def _show_searches(self, found: tuple[Saved, ...]) -> None:
        self._scopes["search"].setEnabled(bool(found))
        if found != self._searches:
            self._searches = found
            here = self.search.currentIndex()
            self.search.blockSignals(True)
            self.search.clear()
            self.search.addItems([one.name for one in found])
            self.search.setCurrentIndex(min(max(here, 0), len(found) - 1))
            self.search.blockSignals(False)
        self._find()

    def _find(self) -> None:
        """Look what the saved search finds now, when that is what goes."""
        here = self.search.currentIndex()
        searching = self.sending.scope == "search"
        self.search.setVisible(searching)
        if not searching:
            return
        if not 0 <= here < len(self._searches):  # it was removed meanwhile
            self._scopes["since-last"].setChecked(True)
            return
        search = self._searches[here]
        self._searching = self.desk.jobs.read(
            lambda session: tuple(searches.records_of(session, search)),
            self._on_found,
            owner=self,
            replaces=self._searching,
        )

    def _on_found(self, found: tuple[str, ...]) -> None:
        if self.sending.scope == "search":
            self.sending = self.sending.but(found=found)
            self._show_named(())
            self._read_titles()

    def _read_titles(self) -> None:
        records, code = self.sending.going, language()
        self._reading = self.desk.jobs.read(
            lambda session: foreseeing.titles(session, records, code),
            self._show_named,
            owner=self,
            replaces=self._reading,
        )

    def _show_named(self, named: tuple[Named, ...]) -> None:
        """Name the first of the records and count the rest."""
        self._named = named
        here = max(0, self.list.currentRow())
        self.list.clear()
        for one in named:
            told = f"{titled(one.title, one.type)}\n{type_words(one.type)}"
            item = QListWidgetItem(told)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told.replace("\n", ", "))
            self.list.addItem(item)
        self.list.setCurrentRow(min(here, len(named) - 1))
        fit_rows(self.list, MOST_ROWS)
        searching = self.sending.scope == "search"
        self._box.setVisible(bool(named) or searching)
        self.list.setVisible(bool(named))
        self.remove_button.setVisible(not searching)
        all_ = len(self.sending.going)
        self._count.setText(ngettext("{n} record", "{n} records", all_).format(n=f"{all_:,}"))
        left = all_ - len(named)
        self._more.setText(ngettext("and {n} more", "and {n} more", left).format(n=f"{left:,}"))
        self._more.setVisible(left > 0)
        self.changed.emit()

    def _remove(self) -> None:
        """Leave out the record that is chosen in the list."""
        here = self.list.currentRow()
        if here < 0 or self.sending.scope != "ids":
            return
        gone = self._named[here].record
        left = tuple(one for one in self.sending.records if one != gone)
        self.sending = self.sending.but(records=left, scope="ids" if left else "since-last")
        self._scopes[self.sending.scope].setChecked(True)
        self._scopes["ids"].setEnabled(bool(left))
        named = tuple(one for one in self._named if one.record != gone)
        self._show_named(named)
        if len(named) < len(left):
            self._read_titles()  # the next of them gets its name
        if not left:
            self.focus_first()
        self.changed.emit()

    def _on_toggled(self) -> None:
        scope = next((name for name, choice in self._scopes.items() if choice.isChecked()), self.sending.scope)
        if scope != self.sending.scope:
            self.sending = self.sending.but(scope=scope, found=())
            self._show_named(())
            self._read_titles()
            self._find()

    def _on_size(self) -> None:
        megabytes = int(self._size.currentData())
        self._own.setVisible(megabytes == OWN)
        self.sending = self.sending.but(megabytes=self._own.value() if megabytes == OWN else megabytes)
