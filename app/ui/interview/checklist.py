"""What is said, asked and agreed, to tick as one goes: a reminder in plain words, and nothing is forced."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.base import i18n
from app.ui.desk import Desk

VOCABULARY = "interview-step"
AROUND = 18
"""Pixels above and below the words of a line together, as the style sheet has them."""
_CODE = Qt.ItemDataRole.UserRole


class Checklist(QListWidget):
    """The steps below some of the headings of the list of steps; one stop for Tab, arrows and Space inside."""

    ticked = Signal(str, bool)
    """The code of a step, and whether it is done; only what a person does."""

    def __init__(self, desk: Desk, name: str, headings: Collection[str]) -> None:
        super().__init__()
        self._showing = True
        self._done: set[str] = set()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        lists, language = desk.schema.lists, i18n.language()
        for code, entry in lists.load(VOCABULARY).terms.items():
            top = entry.broader or code
            if top.partition("/")[2] not in headings:
                continue
            item = QListWidgetItem(lists.label(code, language))
            item.setData(_CODE, code)
            if entry.broader is None:
                bold = item.font()
                bold.setBold(True)
                item.setFont(bold)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            else:
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)
        if self.count() > 1:
            self.setCurrentRow(1)
        self.clearSelection()
        self._showing = False
        self.itemChanged.connect(self._on_changed)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        desk.look.changed.connect(self._fitting.start)

    def show_done(self, codes: Collection[str]) -> None:
        """Show which steps are done."""
        self._showing, self._done = True, set(codes)
        for at in range(self.count()):
            item = self.item(at)
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                done = item.data(_CODE) in codes
                item.setCheckState(Qt.CheckState.Checked if done else Qt.CheckState.Unchecked)
        self._showing = False

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not ticked."""
        self._showing = True
        for at in range(self.count()):
            item = self.item(at)
            flags = item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable
            if not read_only and item.data(Qt.ItemDataRole.CheckStateRole) is not None:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
        self._showing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Enter as with Space: one goes down the list with the other hand."""
        at = self.currentRow()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and at >= 0:
            item = self.item(at)
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                on = item.checkState() != Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as all lines are at this width."""
        super().resizeEvent(event)
        self._fitting.start()

    def _fit(self) -> None:
        box = round(self.fontMetrics().height() * 1.4)
        wide = max(1, self.viewport().width() - box - 24)
        whole, flags = 0, int(Qt.TextFlag.TextWordWrap)
        for at in range(self.count()):
            needed = self.fontMetrics().boundingRect(QRect(0, 0, wide, 100_000), flags, self.item(at).text())
            high = needed.height() + AROUND
            self.item(at).setSizeHint(QSize(wide, high))
            whole += high
        self.setFixedHeight(whole + 2 * self.frameWidth() + 6)

    def _on_changed(self, item: QListWidgetItem) -> None:
        code, done = item.data(_CODE), item.checkState() == Qt.CheckState.Checked
        if self._showing or done == (code in self._done) or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return  # the toolkit calls it a change, too, when a line became higher
        self._done ^= {code}
        self.ticked.emit(code, done)
