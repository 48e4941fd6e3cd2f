"""The bar above the list: the line to search in, the way to the filters where they are folded, the columns."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from app.base.i18n import _
from app.ui.library.table import RecordTable
from app.ui.look import Look
from app.ui.page import row, tool

DEBOUNCE_MS = 150


class Bar(QWidget):
    """The bar. `typed` comes when the typing pauses, `entered` with Enter."""

    typed = Signal()
    entered = Signal()
    filters_asked = Signal()

    def __init__(self, look: Look, table: RecordTable) -> None:
        super().__init__()
        self._table = table
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search names, places, words in any script"))
        self.search.setAccessibleName(_("Search"))
        self.search.setClearButtonEnabled(True)
        self.filters_button = tool(look, "filter", _("Filters"), self.filters_asked.emit, text=True)
        self.filters_button.setCheckable(True)
        self.columns_button = tool(look, "columns", _("Columns"), text=True)
        self.columns_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns_menu = QMenu(self.columns_button)
        self.columns_menu.setAccessibleName(_("Columns"))
        self.columns_menu.aboutToShow.connect(self._on_columns_menu)
        self.columns_button.setMenu(self.columns_menu)
        layout = row(self, gap=8)
        layout.addWidget(self.filters_button)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.columns_button)
        self._pause = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._pause.timeout.connect(self.typed)
        self.search.textChanged.connect(self._on_text)
        self.search.returnPressed.connect(self._on_return)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def say(self, words: str) -> None:
        """Search for these words, or for nothing, without telling."""
        self._pause.stop()
        self.search.blockSignals(True)
        self.search.setText(words)
        self.search.blockSignals(False)

    def take_focus(self) -> None:
        """Let the next words typed take the place of those there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_text(self) -> None:
        self._pause.start()

    def _on_return(self) -> None:
        self._pause.stop()
        self.entered.emit()

    def _on_columns_menu(self) -> None:
        self._table.columns_menu(self.columns_menu)
