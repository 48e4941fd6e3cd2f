"""The rows of a table of acts: as high as their words, opened by Enter, put into the trash by Del."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from app.base.i18n import N_, _
from app.services.linked import Act
from app.ui.page import tip

COLUMNS = (N_("What was done"), N_("To whom"), N_("By whom"), N_("When"), N_("Where"))


MERGED_BELOW = 92
"""Average letters: narrower tables show time and place below what was done."""

CELL = 11
"""Pixels around the words of a cell, as the style sheet and the style have it."""


class _Whole(QStyledItemDelegate):
    """Gives every row the height of all its words: the usual one counts without what surrounds them."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that the words of one cell need at the width of their column."""
        table = self.parent()
        assert isinstance(table, QTableWidget)
        wide = table.columnWidth(index.column()) - 2 * CELL
        words = str(index.data() or " ")
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = table.fontMetrics().boundingRect(QRect(0, 0, max(1, wide), 100_000), flags, words)
        return QSize(needed.width() + 2 * CELL, needed.height() + 14)


class Rows(QTableWidget):
    """The rows. Enter opens one, Del puts one into the trash, Tab leaves."""

    opened = Signal(int)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self._acts: tuple[Act, ...] = ()
        self.setItemDelegate(_Whole(self))
        self.setHorizontalHeaderLabels([_(one) for one in COLUMNS])
        self.setAccessibleName(_("Acts of this incident: Enter opens one, Del moves it to the trash"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)

    def show_acts(self, acts: tuple[Act, ...]) -> None:
        """Show these acts."""
        at = self.currentRow()
        self.setRowCount(len(acts))
        self._acts = acts
        self._fill()
        if acts:
            self.setCurrentCell(min(max(at, 0), len(acts) - 1), 0)
        if self.hasFocus():
            self.selectRow(self.currentRow())
        else:
            self.clearSelection()
        self._fit()

    def _fill(self) -> None:
        """Write the rows: time and place below what was done where there is no room for five columns."""
        few = self._narrow()
        for place in (3, 4):
            self.setColumnHidden(place, few)
        for line, act in enumerate(self._acts):
            type_ = act.type or _("Not said")
            if act.alleged:
                type_ = _("{act} (alleged)").format(act=type_)
            if act.reported:
                type_ = _("{act} (reported, not counted)").format(act=type_)
            if few:
                type_ = "\n".join(filter(None, (type_, act.when, act.where)))
            for place, words in enumerate((type_, act.victim, act.perpetrators, act.when, act.where)):
                item = QTableWidgetItem(words)
                item.setToolTip(tip(words))
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
                self.setItem(line, place, item)

    def _narrow(self) -> bool:
        return self.width() < MERGED_BELOW * self.fontMetrics().averageCharWidth()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keyboard is on."""
        super().focusInEvent(event)
        self.selectRow(max(0, self.currentRow()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no row as chosen while the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, trash by Del."""
        at = self.currentRow()
        if at >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(at)
        elif at >= 0 and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Del for the row chosen, whatever the window does with it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Delete
        ):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as all rows are at this width."""
        super().resizeEvent(event)
        self._fitting.start()

    def _fit(self) -> None:
        if self._acts and self.isColumnHidden(3) != self._narrow():
            self._fill()
        self.resizeRowsToContents()
        self.setFixedHeight(self.horizontalHeader().height() + self.verticalHeader().length() + 4)
