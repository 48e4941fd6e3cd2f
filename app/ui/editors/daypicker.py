"""A month in a popup, to pick a day from."""

from __future__ import annotations

from datetime import date as day

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from app.base import i18n
from app.base.errors import BadDate
from app.base.i18n import _
from app.domain import edtf
from app.ui.editors.parts import named
from app.ui.look import Look


class DayPicker(QFrame):
    """A month to pick a day from, in a popup."""

    picked = Signal(QDate)

    def __init__(self, parent: QWidget, look: Look, field: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        self._month = QCalendarWidget()
        self._month.setAccessibleName(named(field, _("pick a day")))
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        spoken = QLocale("ar_AE" if i18n.language() == "ar" else i18n.language())  # Arabic with Western digits
        self._month.setLocale(spoken)
        for part, name in (
            ("prevmonth", _("the month before")),
            ("nextmonth", _("the month after")),
            ("monthbutton", _("month")),
            ("yearbutton", _("year")),
            ("yearedit", _("year")),
            ("calendarview", _("pick a day")),
        ):
            inner = self._month.findChild(QWidget, f"qt_calendar_{part}")
            if inner is not None:
                inner.setAccessibleName(named(field, name))
        for side, icon in (("prev", "back"), ("next", "forward")):
            arrow = self._month.findChild(QToolButton, f"qt_calendar_{side}month")
            if arrow is not None:
                look.dress(arrow, icon)
        plain = QTextCharFormat()
        plain.setForeground(QColor(look.tokens.text))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._month.setWeekdayTextFormat(weekend, plain)
        letter = self.fontMetrics()
        widest = max(letter.horizontalAdvance(spoken.dayName(n, QLocale.FormatType.ShortFormat)) for n in range(1, 8))
        self._month.setMinimumSize(7 * (widest + 24), 10 * (letter.lineSpacing() + 4))
        self._month.activated.connect(self._on_picked)
        self._month.clicked.connect(self._on_picked)
        inside.addWidget(self._month)

    def open_below(self, line: QWidget, text: str) -> None:
        """Show it below a line, at the month of the date so far."""
        try:
            first = edtf.parse(text).earliest
        except BadDate:
            first = None
        if first is not None and 1 <= first <= day.max.toordinal():
            at = day.fromordinal(first)
            self._month.setSelectedDate(QDate(at.year, at.month, at.day))
        size = self.sizeHint()
        corner = line.mapToGlobal(QPoint(0, line.height()))
        room = line.screen().availableGeometry()
        corner.setY(min(corner.y(), room.bottom() - size.height()))
        corner.setX(max(room.left(), min(corner.x(), room.right() - size.width())))
        self.move(corner)
        self.show()
        self._month.setFocus()

    def _on_picked(self, chosen: QDate) -> None:
        if self.isVisible():  # Enter and a click may both be told
            self.close()
            self.picked.emit(chosen)
