"""When a person was held: a small table on their page, each row opened by its act; stacked where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.base import i18n
from app.base.i18n import N_, _
from app.services import custody
from app.services.custody import Held
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.editors.opener import Opener
from app.ui.jobs import Job
from app.ui.page import column, label, row

COLUMNS = (N_("Act"), N_("Where"), N_("Began"), N_("Ended"), N_("As of"))
SHARES = (7, 4, 4, 5, 3)
"""How the width is shared between the columns."""

STACKED_BELOW = 85
"""Average letters: in narrower ones each time is told in lines one below another."""


class CustodyTable(QWidget):
    """Shows the times a person was held, as the acts say; nothing when none says so."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._held: tuple[Held, ...] | None = None
        self._stacked = False
        self._reading: Job | None = None
        self.openers: list[Opener] = []
        layout = column(self, gap=6)
        layout.setContentsMargins(0, 18, 0, 0)
        layout.addWidget(label(_("Times in custody"), "heading"))
        layout.addWidget(label(_("As the acts say in which this person is the victim."), "quiet"))
        self._rows = QWidget()
        layout.addWidget(self._rows)
        self.total = _below("", "field")
        layout.addWidget(self.total)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read the times again."""
        person, language = opened.record, i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: custody.of_person(session, person, language), self._show, owner=self, replaces=self._reading
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the rows where there is no room for columns."""
        super().resizeEvent(event)
        self._fitting.start()

    def _fit(self) -> None:
        if self._held and self._stacked != self._narrow():
            self._fill()

    def _narrow(self) -> bool:
        return self.width() < STACKED_BELOW * self.fontMetrics().averageCharWidth()

    def _show(self, held: tuple[Held, ...]) -> None:
        if held == self._held:
            return
        self._held = held
        self.total.setText(custody.total_words(held))
        self.total.setVisible(bool(self.total.text()))
        self.setVisible(bool(held))
        self._fill()

    def _fill(self) -> None:
        held, at = self._held or (), self._at()
        old, self._rows = self._rows, QWidget()
        self._rows.setAccessibleName(_("Times in custody"))
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()
        self._stacked, self.openers = self._narrow(), []
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        if self._stacked:
            for line, one in enumerate(held):
                grid.addWidget(self._act(one), 2 * line, 0)
                grid.addWidget(_below("\n".join(filter(None, _told(one))), ""), 2 * line + 1, 0)
        else:
            for place, (words, share) in enumerate(zip(COLUMNS, SHARES, strict=True)):
                grid.addWidget(_below(_(words), "quiet") if place == 0 else label(_(words), "quiet"), 0, place)
                grid.setColumnStretch(place, share)
            for line, one in enumerate(held, 1):
                grid.addWidget(self._act(one), line, 0)
                ended = "\n".join(filter(None, (one.ended, _quoted(one), *one.notes)))
                for place, words in enumerate((one.where, one.began, ended, one.as_of), 1):
                    grid.addWidget(_cell(words), line, place)
        if 0 <= at < len(self.openers):
            self.openers[at].setFocus()

    def _at(self) -> int:
        return next((number for number, one in enumerate(self.openers) if one.hasFocus()), -1)

    def _act(self, held: Held) -> QWidget:
        """Return the button that opens the act, and below it what must never be left out."""
        made = QWidget()
        inside = column(made, gap=2)
        record = held.act
        opener = Opener(lambda: self._desk.go("record", record))
        opener.show_title(held.kind or _("Not said"))
        marks = ", ".join(held.marks)
        opener.setAccessibleName(", ".join(filter(None, (held.kind, marks, held.how, *_told(held)))))
        opener.setAccessibleDescription(_("Opens the act"))
        self._desk.look.dress(opener, "act")
        self.openers.append(opener)
        inside.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeading)
        if held.how:
            inside.addWidget(_below(held.how, "quiet"))
        for words in held.marks:
            line = row(gap=0)
            line.addSpacing(8)
            line.addWidget(label(words, "chip-warning" if held.alleged else "chip"))
            line.addStretch(1)
            inside.addLayout(line)
        inside.addStretch(1)
        return made


def _told(held: Held) -> tuple[str, ...]:
    as_of = _("as of {date}").format(date=held.as_of) if held.as_of and held.as_of not in held.ended else ""
    return f"{held.began}; {held.ended}", _quoted(held), held.where, as_of, *held.notes


def _quoted(held: Held) -> str:
    return _("“{words}”").format(words=held.said) if held.said else ""


def _cell(words: str) -> QLabel:
    made = label(words)
    made.setAlignment((made.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask) | Qt.AlignmentFlag.AlignTop)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    made.setContentsMargins(0, 5, 0, 0)
    return made


def _below(words: str, kind: str) -> QLabel:
    made = label(words, kind)
    made.setContentsMargins(8, 0, 8, 0)
    return made
