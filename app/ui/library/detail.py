"""The pane beside the list: one record in short, with links to what it names and what names it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import schema
from app.services import telling
from app.services.telling import Line, Linked, Summary
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.library.links import LinkButton
from app.ui.look import direction_of
from app.ui.page import button, column, frame, label, scrolled

OPEN, TRASH, BACK, SEND, DECIDE = "open", "trash", "back", "send", "decide"


class Detail(QWidget):
    """The pane. `asked` tells what a person wants done to what is selected: one of OPEN, TRASH, BACK, SEND, DECIDE."""

    asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self._shown = ""
        self._revealed = False
        self._summary: Summary | None = None
        self.reveal: QPushButton | None = None
        self._inside = QWidget()
        self._body: QVBoxLayout = column(self._inside, margin=16, gap=10)
        self.area = scrolled(self._inside, _("Record in short"))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # read by the arrow keys
        self.area.setProperty("pane", "detail")
        column(self).addWidget(self.area)
        desk.look.changed.connect(self._measure)
        self._measure()
        self.show_none()

    @property
    def record(self) -> str:
        """The id of the record shown; empty for none."""
        return self._shown

    def show_none(self) -> None:
        """Show that nothing is selected."""
        self._forget()
        self._clear()
        self._body.addWidget(label(_("Select a record to see it here. Enter opens it."), "quiet"))
        self._body.addStretch(1)

    def show_many(self, n: int, *, trash: bool) -> None:
        """Show how many records are selected and what can be done with all of them."""
        self._forget()
        self._clear()
        words = ngettext("{n} record selected", "{n} records selected", n).format(n=f"{n:,}")
        self._body.addWidget(label(words, "heading"))
        self._add_actions([SEND, BACK if trash else TRASH])
        self._body.addStretch(1)

    def show_record(self, record: str) -> None:
        """Show a record; again, when it is the same."""
        if record != self._shown:
            self._revealed = False
        self._shown = record
        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: telling.summary(session, record, language),
            self._show,
            failed=self._on_gone,
            owner=self,
            replaces=self._reading,
        )

    def _forget(self) -> None:
        self._shown, self._summary, self._revealed = "", None, False
        if self._reading is not None and not self._reading.over:
            self._reading.cancel()

    def _on_gone(self, _error: Exception) -> None:
        self.show_none()

    def _show(self, summary: Summary) -> None:
        at = self.area.verticalScrollBar().value() if self._summary and self._summary.record == summary.record else 0
        self._summary = summary
        self._clear()
        body = self._body
        body.addWidget(label(summary.label, "quiet"))
        body.addWidget(self._content(summary.real if self._revealed and summary.real else summary.title, "section"))
        if summary.real:
            words = _("Hide who it is") if self._revealed else _("Reveal who it is")
            self.reveal = button(words, self._on_reveal, look=self._desk.look, icon="eye")
            body.addWidget(self.reveal, 0, _LEADING)
        if summary.chips:
            chips = QWidget()
            flow = Flow(chips, gap=6)
            for words, kind in summary.chips:
                chip = label(words, "chip-warning" if kind == "warning" else "chip", wrap=False)
                flow.addWidget(chip)
            body.addWidget(chips)
        self._add_actions(
            [OPEN, *([DECIDE] if summary.conflict else []), SEND, BACK if summary.trashed else TRASH],
        )
        self._add_lines(summary)
        if summary.naming:
            body.addWidget(frame("line"))
            body.addWidget(label(_("Named by"), "heading"))
            for one in summary.naming:
                self._add_link(one)
            if len(summary.naming) == telling.MOST_NAMING:
                body.addWidget(label(_("These are the first {n}.").format(n=telling.MOST_NAMING), "quiet"))
        body.addStretch(1)
        self.area.verticalScrollBar().setValue(at)

    def _add_lines(self, summary: Summary) -> None:
        section = ""
        for line in summary.lines:
            if line.hidden and not self._revealed:
                continue
            if line.section != section:
                section = line.section
                self._body.addWidget(frame("line"))
                self._body.addWidget(label(line.section, "heading"))
            self._add_line(line)

    def _add_line(self, line: Line) -> None:
        holder = QWidget()
        inside = column(holder, gap=1)
        inside.addWidget(label(line.label, "quiet"))
        if line.text:
            inside.addWidget(self._content(line.text))
        for one in line.links:
            inside.addWidget(self._link(one, line.label))
            if one.note:
                inside.addWidget(self._content(one.note, "quiet"))
        self._body.addWidget(holder)

    def _content(self, text: str, kind: str = "") -> QLabel:
        """Return a label of a record's own words: they run in their own direction, at the side of the interface."""
        made = label(text, kind)
        made.setLayoutDirection(direction_of(text))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        made.setAlignment(Qt.AlignmentFlag.AlignAbsolute | side | Qt.AlignmentFlag.AlignTop)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _add_link(self, one: Linked) -> None:
        self._body.addWidget(self._link(one, one.note))
        if one.note:
            self._body.addWidget(self._content(one.note, "quiet"))

    def _link(self, one: Linked, why: str) -> LinkButton:
        icon = one.type if one.type in schema.OURS.types else "link"
        return LinkButton(self._desk.look, icon, one.title, why, lambda: self._desk.go("record", one.record))

    def _add_actions(self, names: list[str]) -> None:
        texts = {
            OPEN: (_("Open"), ""),
            DECIDE: (_("Decide"), "conflict"),
            SEND: (_("Send..."), "send"),
            TRASH: (_("Move to trash"), "trash"),
            BACK: (_("Put back"), "undo"),
        }
        holder = QWidget()
        flow = Flow(holder, gap=6)
        for name in names:
            text, icon = texts[name]
            made = button(text, _asking(self, name), "main" if name == OPEN else "")
            if icon:
                self._desk.look.dress(made, icon)
            made.setObjectName(name)
            flow.addWidget(made)
        self._body.addWidget(holder)

    def _on_reveal(self) -> None:
        self._revealed = not self._revealed
        if self._summary is not None:
            self._show(self._summary)
            if self.reveal is not None:
                self.reveal.setFocus()

    def _clear(self) -> None:
        self.reveal = None
        while (item := self._body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def _measure(self) -> None:
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 24 + 40)


_LEADING = Qt.AlignmentFlag.AlignLeading


def _asking(detail: Detail, name: str) -> Callable[[], None]:
    return lambda: detail.asked.emit(name)
