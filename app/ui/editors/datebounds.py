"""The earliest and the latest day a person gives for words that nobody can count: a date of another calendar."""

from __future__ import annotations

from datetime import date as day

from PySide6.QtCore import Signal

from app.base import i18n
from app.base.i18n import _
from app.domain import saying
from app.domain.saying_grammar import valid
from app.domain.schema import Schema
from app.ui.editors.parts import Choice, Grid, Line, follow, tell, told

OURS = "gregorian"


class DateBounds(Grid):
    """Which calendar the words are in, and the days in ours between which they lie; nothing is made up."""

    edited = Signal()

    def __init__(self, field: str, schema: Schema) -> None:
        super().__init__(field)
        language = i18n.language()
        codes = [code.partition("/")[2] for code in schema.vocabulary("calendar").terms]
        self._calendar = Choice("", [(schema.label(f"calendar/{code}", language), code) for code in codes])
        self.add(_("Calendar of the words"), self._calendar)
        self.earliest: Line = self.line(_("Earliest day, in our calendar"), self._on_edited, "2012-03-20")
        self.latest: Line = self.line(_("Latest day, in our calendar"), self._on_edited, "2012-03-22")
        self._wrong = told("danger")
        self._grid.addWidget(self._wrong, self._grid.rowCount(), 1)
        self._calendar.activated.connect(self._on_edited)
        self.edtf = ""
        """The days as one EDTF value; empty for none, or none that can be read."""

    def calendar(self) -> str:
        """Return the calendar chosen; empty for ours."""
        chosen = str(self._calendar.currentData())
        return "" if chosen == OURS else chosen

    def show_value(self, edtf: str, calendar: str) -> None:
        """Show the days and the calendar there are, without telling."""
        self._calendar.choose(calendar or OURS)
        self.edtf = edtf
        first, dots, last = edtf.strip("[]").partition("..")
        for line, text in ((self.earliest, first), (self.latest, last if dots else first)):
            line.show_text(saying.in_words(text, i18n.language()) if text else "")
        tell(self._wrong, "")
        follow(self)

    def show_calendar(self, calendar: str) -> None:
        """Show which calendar was recognised."""
        self._calendar.choose(calendar or OURS)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._calendar.setEnabled(not read_only)
        for line in (self.earliest, self.latest):
            line.setReadOnly(read_only)

    def _on_edited(self) -> None:
        first, last = (self._read(line) for line in (self.earliest, self.latest))
        self.edtf, wrong = "", ""
        if first is None or last is None:
            wrong = _("Write one day of our calendar in each, such as 20 March 2012.")
        else:
            self.edtf = between(first, last)
            if not self.edtf and (first or last):
                wrong = _("The earliest day comes first.")
        tell(self._wrong, wrong, self.earliest, self.latest)
        self.edited.emit()

    def _read(self, line: Line) -> str | None:
        """Return one date as EDTF, empty for none; None for what is no single date of ours."""
        text = line.text().strip()
        if not text:
            return ""
        said = saying.read(text, i18n.language(), day.today())  # noqa: DTZ011 - the person's own day
        found = said.edtf if said and said.calendar == OURS else ""
        return found if found and not set(found) & set("/[~?%X") else None


def between(first: str, last: str) -> str:
    """Return the days between two dates, either of which may be missing; empty when they make none."""
    made = first if first == last else f"[{first}..{last}]"
    return made if first + last and valid(made) else ""
