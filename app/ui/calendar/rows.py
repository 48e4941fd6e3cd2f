"""The rows of the calendar: what is to be done, under the heading of its group, and the table that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from app.base.i18n import N_, _
from app.domain.schema import OURS
from app.services import browsing, deadlines
from app.services.deadlines import Step
from app.ui import tables
from app.ui.desk import Desk
from app.ui.lines import joined
from app.ui.page import tip

HEADS = (N_("When"), N_("What"), N_("Record"), N_("Case"), N_("Who"))
WHEN, WHAT, RECORD, CASE, WHO = range(5)
LETTERS = {WHEN: 26, CASE: 22, WHO: 16}
FOLDED = (WHO, CASE)
"""Columns that give way where the others would have too little room."""
LEAST = 54
"""Characters that what is to be done and its record need together."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole
_WARN = {"overdue": "danger", "maybe": "warning"}


class StepRows(QAbstractTableModel):
    """The model. A row is a heading, the name of a group, or a step."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._look = desk.look
        self.lines: list[str | Step] = []
        self._counts: dict[str, int] = {}
        self._heads = [_(head) for head in HEADS]

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these from now on; they come in order."""
        self.beginResetModel()
        self.lines, self._counts = [], {}
        group = ""
        for step in steps:
            if step.group != group:
                group = step.group
                self.lines.append(group)
            self.lines.append(step)
            self._counts[group] = self._counts.get(group, 0) + 1
        self.endResetModel()

    def step(self, place: int) -> Step | None:
        """Return the step at a place of the list; None for a heading."""
        found = self.lines[place] if 0 <= place < len(self.lines) else None
        return found if isinstance(found, Step) else None

    def headings(self) -> list[int]:
        """Return where the headings are."""
        return [place for place, line in enumerate(self.lines) if isinstance(line, str)]

    def place_of(self, key: tuple[str, str, str]) -> int | None:
        """Return where a step is."""
        return next((n for n, one in enumerate(self.lines) if isinstance(one, Step) and one.key == key), None)

    def rowCount(self, _parent: Index = _ROOT) -> int:
        """Return how many rows there are."""
        return len(self.lines)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return len(self._heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the keyboard pass over headings."""
        enabled = Qt.ItemFlag.ItemIsEnabled
        return enabled | Qt.ItemFlag.ItemIsSelectable if self.step(index.row()) else enabled

    def data(self, index: Index, role: int = int(_ROLE.DisplayRole)) -> Any:
        """Return one value: the words of a cell, the icon and the weight that say what is late."""
        line = self.lines[index.row()]
        if isinstance(line, str):
            return self._heading(line, role) if index.column() == 0 else None
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole, _ROLE.ToolTipRole):
            words = self.words(line, index.column())
            if role != _ROLE.DisplayRole and index.column() == RECORD:
                words = f"{browsing.type_label(line.type)}: {words}"
            return tip(words) if role == _ROLE.ToolTipRole else words
        if role == _ROLE.DecorationRole and index.column() == RECORD:
            return self._look.icon(line.type if line.type in OURS.types else "note")
        if role == _ROLE.DecorationRole and index.column() == WHEN and not line.done and line.group in _WARN:
            return self._look.icon("warning", _WARN[line.group])
        if role == _ROLE.DecorationRole and index.column() == WHEN and line.done:
            return self._look.icon("good", "good")
        return None

    def words(self, step: Step, column: int) -> str:
        """Return what a cell says."""
        if column == WHEN:
            when = step.when or _("no date")
            return _("{date} (done)").format(date=when) if step.done else when
        if column == WHAT:
            return f"{step.kind}: {step.what}" if step.what else step.kind
        if column == RECORD:
            return joined(step.title)
        if column == CASE:
            return ", ".join(title for id_, title in step.cases if id_ != step.record)
        return ", ".join(title for _id, title in step.handlers)

    def _heading(self, group: str, role: int) -> Any:
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return f"{deadlines.label(group)} ({self._counts[group]:,})"
        if role == _ROLE.FontRole:
            bold = QFont()
            bold.setBold(True)
            return bold
        if role == _ROLE.ForegroundRole and group in _WARN:
            return QColor(getattr(self._look.tokens, _WARN[group]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(_ROLE.DisplayRole)) -> Any:
        """Return the head of a column."""
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole) and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None


class StepTable(QTableView):
    """The list. Enter opens the record, the space bar marks what is done."""

    opened = Signal()
    marked = Signal()
    at = Signal()
    """The keyboard is at another step."""

    def __init__(self, desk: Desk, model: StepRows) -> None:
        super().__init__()
        self._rows = model
        tables.as_list(self, model, _("What is to be done: Enter opens the record, the space bar marks it as done"))
        head = self.horizontalHeader()
        head.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(RECORD, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._on_double)
        self.selectionModel().currentRowChanged.connect(lambda *_rows: self.at.emit())
        desk.look.changed.connect(self._measure)
        self._measure()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these; the keyboard stays at the step it was at, or where that was."""
        before = self.current()
        place = max(0, self.currentIndex().row())
        self.clearSpans()
        self._rows.show_steps(steps)
        for heading in self._rows.headings():
            self.setSpan(heading, 0, 1, self._rows.columnCount())
        found = self._rows.place_of(before.key) if before is not None else None
        self.select_place(place if found is None else found)

    def current(self) -> Step | None:
        """Return the step the keyboard is at."""
        return self._rows.step(self.currentIndex().row())

    def select_place(self, place: int) -> None:
        """Put the keyboard at a place, or the nearest step after or before it."""
        n = self._rows.rowCount()
        near = [*range(min(place, n), n), *range(min(place, n) - 1, -1, -1)]
        there = next((one for one in near if self._rows.step(one) is not None), None)
        if there is not None:
            flags = QItemSelectionModel.SelectionFlag
            index = self._rows.index(there, WHEN)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.at.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, mark by the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.current():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.marked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let columns give way where what is to be done would have too little room."""
        super().resizeEvent(event)
        self._fit()

    def _on_double(self, index: QModelIndex) -> None:
        if self._rows.step(index.row()) is not None:
            self.opened.emit()

    def _measure(self) -> None:
        tables.fit_rows(self)
        side = max(18, round(self.fontMetrics().height() * 0.95))
        self.setIconSize(QSize(side, side))
        self._fit()

    def _fit(self) -> None:
        wide, head = self.fontMetrics().averageCharWidth(), self.horizontalHeader()
        shown = dict(LETTERS)
        for column in FOLDED:
            if wide * (sum(shown.values()) + LEAST) > self.viewport().width():
                del shown[column]
        for column, letters in LETTERS.items():
            head.resizeSection(column, min(wide * letters, max(1, self.viewport().width() // 3)))
            head.setSectionHidden(column, column not in shown)
