"""One end of the period that is asked for: a line typed as people say dates, how it is read, and what it may mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.base.i18n import _
from app.domain import saying
from app.ui.page import button, column, label, restyle

PAUSE_MS = 600


class Day(QWidget):
    """The line. Where its words may mean several days it asks for nothing until a person says which one is meant."""

    changed = Signal()

    def __init__(self, name: str, language: str) -> None:
        super().__init__()
        self._name, self._language, self._edtf = name, language, ""
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText("2012-08")
        self._told = label("", "quiet")
        self._told.hide()
        self.offers: list[QPushButton] = []
        self._layout = column(self, gap=2)
        self._layout.addWidget(label(name, "quiet", buddy=self.line))
        self._layout.addWidget(self.line)
        self._layout.addWidget(self._told)
        self.line.editingFinished.connect(self._read)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._read)
        self.line.textEdited.connect(self._on_edited)

    @property
    def edtf(self) -> str:
        """The date as EDTF; empty for none."""
        return self._edtf

    def show_edtf(self, text: str) -> None:
        """Show a date, without telling; one that is shown already stays in the words it was typed in."""
        if text != self._edtf:
            self._edtf = text
            self.line.setText(text)
            self._tell("")
            self._offer(())

    def _on_edited(self) -> None:
        self._soon.start()

    def _read(self) -> None:
        self._soon.stop()
        words = self.line.text().strip()
        today = date.today()  # noqa: DTZ011 - the person's own day
        said = saying.read(words, self._language, today) if words else None
        found = said.edtf if said else ""
        may_be = said.alternatives if said else ()
        if self._edtf in may_be:  # chosen already
            return
        self._offer(may_be)
        if may_be:
            self._tell(_("This can mean more than one day. Which one?"))
        elif found:
            self._tell("" if found == words else self._read_back(found))
        elif words and not self.line.hasFocus():
            self._tell(_("This is not a date we can read. Write for example 2012, or 2012-08-13."), "danger")
        else:
            self._tell("")
        self._take(found)

    def _take(self, found: str) -> None:
        if found != self._edtf:
            self._edtf = found
            self.changed.emit()

    def _read_back(self, found: str) -> str:
        return _("Read as: {date}").format(date=saying.in_words(found, self._language))

    def _tell(self, text: str, kind: str = "quiet") -> None:
        self._told.setText(text)
        restyle(self._told, kind)
        self._told.setVisible(bool(text))

    def _offer(self, dates: tuple[str, ...]) -> None:
        for one in self.offers:
            self._layout.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.offers = [self._offered(one) for one in dates]
        before: QWidget = self.line
        for one in self.offers:
            self._layout.addWidget(one)
            QWidget.setTabOrder(before, one)
            before = one

    def _offered(self, edtf: str) -> QPushButton:
        words = saying.in_words(edtf, self._language)
        made = button(words, self._choosing(edtf))
        made.setAccessibleName(f"{self._name}: {words}")
        return made

    def _choosing(self, edtf: str) -> Callable[[], None]:
        return lambda: self._choose(edtf)

    def _choose(self, edtf: str) -> None:
        self.line.setFocus()
        self._offer(())
        self._tell(self._read_back(edtf))
        self._take(edtf)
