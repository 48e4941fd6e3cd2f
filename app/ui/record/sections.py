"""The sections of a form at its side: where one is, what is filled in, and the way there by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.base.i18n import _
from app.ui.look import Look

Section = tuple[str, bool, Callable[[], object]]


class Sections(QListWidget):
    """Lists sections; Enter or a click goes to one."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._goes: list[Callable[[], object]] = []
        self._filled: list[bool] = []
        self.setProperty("kind", "plain")
        self.setAccessibleName(_("Sections of this record"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setContentsMargins(0, 0, 0, 0)
        self.setViewportMargins(8, 12, 0, 0)
        self.itemClicked.connect(self._on_chosen)
        self.itemActivated.connect(self._on_chosen)
        look.changed.connect(self._mark)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show sections; those with something in them are marked."""
        self._goes = [goes for _label, _filled, goes in sections]
        while self.count() > len(sections):
            self.takeItem(self.count() - 1)
        while self.count() < len(sections):
            self.addItem(QListWidgetItem())
        for at, (words, filled, _goes) in enumerate(sections):
            item = self.item(at)
            item.setText(words)
            said = _("{section}, filled in") if filled else _("{section}, empty")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said.format(section=words))
        self._filled = [filled for _label, filled, _goes in sections]
        self._mark()

    def _mark(self) -> None:
        """Draw the marks in the colours and at the size of now."""
        side = max(12, self.fontMetrics().height() * 3 // 5)
        self.setIconSize(QSize(side, side))
        for at, filled in enumerate(self._filled):
            self.item(at).setIcon(self._look.icon("filled" if filled else "hollow"))

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self._goes[self.row(item)]()
