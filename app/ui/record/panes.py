"""The panes of a record's page: as many as there is room for, one instead of the other where there is not."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.desk import Desk
from app.ui.page import column, row
from app.ui.record.sections import Sections
from app.ui.record.side import LETTERS, Side

SECTIONS_FROM = 860
"""Width of the page from which its sections stand beside the form: the window has then about 1,100 pixels."""

FORM_LETTERS = 62
SECTIONS_LETTERS = 24


class Panes(QWidget):
    """Sections, the form's place, and the side."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.sections = Sections(desk.look)
        self.side = Side(desk)
        self._place = QWidget()
        self._place.setProperty("pane", "form")
        self._inside = column(self._place)
        self._form: QWidget | None = None
        layout = row(self, gap=0)
        layout.addWidget(self.sections)
        layout.addWidget(self._place, 1)
        layout.addWidget(self.side)
        desk.look.changed.connect(self.fit)

    def show_form(self, form: QWidget) -> None:
        """Show another form in place of the one before."""
        if self._form is not None:
            self._inside.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = form
        self._inside.addWidget(form)

    def open_side(self, part: QWidget) -> None:
        """Show a part of the side."""
        self.side.open(part)
        self.fit()

    def close_side(self) -> None:
        """Close the side."""
        self.side.close_part()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show as many panes as there is room for."""
        letter = self.fontMetrics().averageCharWidth()
        wide, side = self.width(), self.side.part is not None
        beside = wide >= (LETTERS + FORM_LETTERS) * letter
        self.side.setMinimumWidth(LETTERS * letter if beside else 0)
        self.side.setMaximumWidth(LETTERS * letter if beside else 16_777_215)
        self._place.setVisible(beside or not side)
        left = wide - (LETTERS * letter if side else 0)
        enough = left >= max(SECTIONS_FROM, (FORM_LETTERS + SECTIONS_LETTERS) * letter)
        self.sections.setVisible(enough and (beside or not side))
        self.sections.setFixedWidth(SECTIONS_LETTERS * letter)
