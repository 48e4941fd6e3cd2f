"""The page of the activity log: what was done in this vault and when, by kind and period, saved where one asks."""

from __future__ import annotations

from array import array
from datetime import date as day
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableView, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import edtf
from app.services import activity
from app.ui import tables
from app.ui.desk import Desk, Place
from app.ui.files.choose import save_as
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.library.day import Day
from app.ui.page import Page, button, column, label
from app.ui.safety.entries import KIND, PAGE, WHEN, WORDS, EntryRows

LETTERS = {WHEN: 22, KIND: 20}


class ActivityPage(Page):
    """What happened in this vault, without the content of any case."""

    help_topic = "window-activity"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asking: Job | None = None
        layout = column(self, margin=20, gap=10)
        layout.addWidget(label(_("Activity"), "title"))
        layout.addWidget(
            label(_("What was done in this vault. No word of a case is in it; the times are this computer's."), "quiet")
        )
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind"))
        self.kind.addItem(_("Everything"), "")
        for name, text in activity.groups():
            self.kind.addItem(text, name)
        self.kind.insertSeparator(self.kind.count())
        for name, text in sorted(activity.kinds(), key=lambda one: one[1].casefold()):
            self.kind.addItem(text, name)
        self.kind.activated.connect(self._ask)
        self.since, self.until = Day(_("From"), i18n.language()), Day(_("Until"), i18n.language())
        for end in (self.since, self.until):
            end.changed.connect(self._ask)
        self.save_button = button(_("Save to a file..."), self._on_save, look=desk.look, icon="save")
        line = Flow(gap=16)
        choosing = QWidget()
        inside = column(choosing, gap=2)
        inside.addWidget(label(_("Kind"), "quiet", buddy=self.kind))
        inside.addWidget(self.kind)
        inside.addStretch(1)
        for one in (choosing, self.since, self.until):
            line.addWidget(one)
        layout.addLayout(line)
        self.count = label("", "quiet")
        layout.addWidget(self.count)
        self.rows = EntryRows(desk)
        self.table = EntryTable(desk, self.rows)
        layout.addWidget(self.table, 1)
        self.nothing = label(_("Nothing matches. Ask for another kind or period."), "quiet")
        self.nothing.hide()
        layout.addWidget(self.nothing)
        self.whole = label("")
        self.whole.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.whole.setAccessibleName(_("What happened"))
        self.whole.hide()
        layout.addWidget(self.whole)
        below = Flow()
        self.open_button = button(_("Open the record"), self._on_open, look=desk.look, icon="forward")
        for one in (self.save_button, self.open_button):
            below.addWidget(one)
        self.open_button.hide()
        layout.addLayout(below)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.rows.dataChanged.connect(self._on_fetched)

    def show_place(self, place: Place) -> None:
        """Ask for what is there now, of the kind and period last asked for."""
        found = self.kind.findData(str(place.detail.get("kind", self.kind.currentData() or "")))
        self.kind.setCurrentIndex(max(0, found))
        for end, name in ((self.since, "since"), (self.until, "until")):
            if name in place.detail:
                end.show_edtf(str(place.detail[name]))
        self.table.setFocus()
        self._ask()

    def place(self) -> Place | None:
        """Return what is asked for, to come back to it."""
        asked = {"kind": self.kind.currentData() or "", "since": self.since.edtf, "until": self.until.edtf}
        return Place("activity", detail=asked)

    def filter(self) -> activity.Filter:
        """Return what is asked for."""
        name = str(self.kind.currentData() or "")
        return activity.Filter(
            (name,) if name else (), _bound(self.since.edtf, last=False), _bound(self.until.edtf, last=True)
        )

    def _ask(self) -> None:
        """Ask for the first of them, which are there at once, then for all."""
        asked = self.filter()
        self._asking = self.desk.jobs.read(
            lambda session: activity.numbers(session, asked, PAGE),
            lambda numbers: self._on_first(asked, numbers),
            owner=self,
            replaces=self._asking,
        )

    def _on_first(self, asked: activity.Filter, numbers: array[int]) -> None:
        self._show(numbers)
        if len(numbers) == PAGE:
            self._asking = self.desk.jobs.read(
                lambda session: activity.numbers(session, asked),
                self._show,
                owner=self,
                label=_("Reading the log"),
                replaces=self._asking,
            )

    def _show(self, numbers: array[int]) -> None:
        at = max(0, self.table.currentIndex().row())
        if numbers[: len(self.rows.numbers)] != self.rows.numbers:
            at = 0
        self.rows.show_numbers(numbers)
        n = len(numbers)
        self.count.setText(ngettext("{n} entry", "{n} entries", n).format(n=f"{n:,}"))
        self.nothing.setVisible(not n)
        self.table.setVisible(bool(n))
        self.save_button.setEnabled(bool(n))
        if n:
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(self.rows.index(at, WORDS), flags.ClearAndSelect | flags.Rows)
        self._on_fetched()

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._on_fetched()

    def _on_fetched(self) -> None:
        """Show the whole of the entry one is at."""
        row = self.rows.row(self.table.currentIndex().row())
        self.whole.setText(row.words if row else "")
        self.whole.setVisible(row is not None)
        self.open_button.setVisible(bool(row and row.record))

    def _on_open(self) -> None:
        row = self.rows.row(self.table.currentIndex().row())
        if row and row.record:
            self.desk.go("record", row.record)

    def _on_save(self) -> None:
        save_as(self, _("Save the activity log, unencrypted"), "activity.csv", self._save_to)

    def _save_to(self, file: Path) -> None:
        asked = self.filter()
        self.desk.jobs.write(
            lambda session, _tell: activity.save(session, file, asked),
            lambda n: self._on_saved(n, file),
            failed=self.desk.fail,
            owner=self,
            label=_("Saving the activity log"),
        )

    def _on_saved(self, n: int, file: Path) -> None:
        words = ngettext("{n} entry was saved to {file}.", "{n} entries were saved to {file}.", n)
        self.desk.say(words.format(n=f"{n:,}", file=file.name), "good")
        self._ask()  # the log says so too


class EntryTable(QTableView):
    """The list. Its headers look at no selection: of a million rows that takes seconds."""

    def __init__(self, desk: Desk, model: EntryRows) -> None:
        super().__init__()
        tables.as_list(self, model, _("Activity"))
        head = self.horizontalHeader()
        head.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        desk.look.changed.connect(self._measure)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the kind out where the words would have no room: they say it too."""
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        tables.fit_rows(self)
        self._fit()

    def _fit(self) -> None:
        wide, head = self.fontMetrics().averageCharWidth(), self.horizontalHeader()
        for column_, letters in LETTERS.items():
            head.resizeSection(column_, wide * letters)
        head.setSectionHidden(KIND, self.viewport().width() < wide * (2 * sum(LETTERS.values())))


def _bound(text: str, *, last: bool) -> str:
    """Return the first or last day of a date as people say it; empty for none."""
    if not text:
        return ""
    value = edtf.parse(text)
    found = value.latest if last else value.earliest
    return "" if found is None else day.fromordinal(min(max(found, 1), day.max.toordinal())).isoformat()
