"""The head of a record's page: what it is, its title, how it stands, whether it is saved, what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import schema, vocabulary
from app.domain.body import Fields
from app.domain.revision import ERASED
from app.services import browsing, consent_words, titles
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.lines import joined
from app.ui.page import button, column, frame, label, restyle, row, tool
from app.ui.record.told import told

Does = Callable[[], object]


class Head(QWidget):
    """Shows a record's head; `does` says what its buttons do, by the names of actions."""

    def __init__(self, desk: Desk, does: Mapping[str, Does]) -> None:
        super().__init__()
        self._desk = desk
        bar = frame("bar")
        self._icon = QLabel()
        self._icon_size = 22
        self.type = label("", "quiet", wrap=False)
        self.title = label("", "section")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.state = label("", "quiet", wrap=False)
        self.state.setAccessibleName(_("Whether it is saved"))
        self.save = button(_("Save"), does["save"], "main", look=desk.look, icon="save")
        self.save.setToolTip(_("Save a version (Ctrl+S)"))
        self.code = tool(desk.look, "quote", _("Make of the selection"), does["code"], text=True)
        self.interview = tool(desk.look, "testimony", _("Interview"), does["interview"], text=True)
        self.interview.setToolTip(_("Large text, notes with times, original beside translation (Ctrl+8)"))
        self.interview.hide()
        self.history = tool(desk.look, "history", _("History"), does["history"], text=True)
        self.history.setCheckable(True)
        self.more = tool(desk.look, "more", _("More"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._make_menu(does)
        self._chips = QWidget()
        self._flow = Flow(self._chips, gap=6)
        said = column(gap=4)
        first = row(gap=8)
        first.addWidget(self._icon)
        first.addWidget(self.type)
        first.addStretch(1)
        first.addWidget(self.state)
        said.addLayout(first)
        said.addWidget(self.title)
        said.addWidget(self._chips)
        buttons = QWidget()
        line = Flow(buttons, gap=6)
        for one in (self.save, self.code, self.interview, self.history, self.more):
            line.addWidget(one)
        self._inside = QBoxLayout(QBoxLayout.Direction.LeftToRight, bar)
        self._inside.setContentsMargins(20, 10, 20, 10)
        self._inside.setSpacing(12)
        self._inside.addLayout(said, 1)
        self._inside.addWidget(buttons)
        self._buttons = buttons
        layout = column(self)
        layout.addWidget(bar)
        self.setProperty("pane", "head")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the buttons below where there is no room beside the title."""
        super().resizeEvent(event)
        beside = self.width() >= 2 * self._buttons.sizeHint().width()
        self._buttons.setMinimumWidth(self._buttons.sizeHint().width() if beside else 0)
        self._inside.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _make_menu(self, does: Mapping[str, Does]) -> None:
        menu = QMenu(self.more)
        self.trash = self._entry(menu, _("Move to trash"), does["trash"], "trash")
        self.send = self._entry(menu, _("Send this record"), does["send"], "send")
        self._entry(menu, _("Copy the record's number"), does["copy"], "copy")
        menu.addSeparator()
        self.seal = self._entry(menu, _("Seal for others..."), does["seal"], "lock")
        self.erase = self._entry(menu, _("Erase for good..."), does["erase"], "close")
        self.discard = self._entry(menu, _("Discard what was typed since the last version"), does["discard"], "undo")
        self.more.setMenu(menu)

    def _entry(self, menu: QMenu, words: str, does: Does, icon: str) -> QAction:
        """Return a new entry; it is ours and not the menu's, whose Python side may go before it."""
        made = QAction(words, self)
        made.triggered.connect(lambda _checked=False: does())
        self._desk.look.dress(made, icon)
        menu.addAction(made)
        return made

    def show_record(self, opened: Opened, fields: Fields, conflicts: Does) -> None:
        """Show type, title and chips of a record as its form stands."""
        declared = schema.OURS.record_type(opened.type)
        self.type.setText(_(declared.label) if declared else opened.type)
        self.interview.setVisible(opened.type == "testimony" and not opened.fixed and not opened.closed)
        icon = opened.type if declared else "note"
        side = max(self._icon_size, self.fontMetrics().height())
        self._icon.setPixmap(self._desk.look.icon(icon).pixmap(QSize(side, side)))
        self.show_fields(opened, fields, conflicts)

    def show_fields(self, opened: Opened, fields: Fields, conflicts: Does) -> None:
        """Show title and chips again, as they follow from the fields."""
        trashed = opened.fields.get("trashed") is True
        self.trash.setText(_("Take out of the trash") if trashed else _("Move to trash"))
        told(
            self.title,
            joined(opened.label or titles.title(opened.type, fields, opened.named, i18n.language(), self._desk.schema)),
        )
        self.trash.setEnabled(not opened.closed)
        self.seal.setEnabled(not opened.kept)
        self.erase.setEnabled(not opened.fixed and opened.closed != ERASED)
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for text, kind in _chips(opened, fields):
            self._flow.addWidget(label(text, kind, wrap=False))
        if opened.conflicts:
            words = ngettext("{n} decision waits", "{n} decisions wait", len(opened.conflicts))
            made = button(
                words.format(n=len(opened.conflicts)), conflicts, "chip", look=self._desk.look, icon="conflict"
            )
            self._flow.addWidget(made)
        self._chips.updateGeometry()

    def show_state(self, words: str, *, changed: bool, read_only: bool) -> None:
        """Show whether what is typed is saved."""
        self.state.setText(words)
        self.save.setEnabled(not read_only)
        self.save.setVisible(not read_only)
        self.code.setVisible(not read_only)
        self.discard.setEnabled(changed and not read_only)
        restyle(self.state, "warning" if words == _("Not kept") else "quiet")


def _chips(opened: Opened, fields: Fields) -> list[tuple[str, str]]:
    language = i18n.language()
    found: list[tuple[str, str]] = []
    if opened.closed:
        return [(browsing.closed_words(opened.closed), "chip-warning")]
    if opened.type != "consent":
        basis = _code(fields.get("basis"))
        if basis:
            found.append((_("Basis: {basis}").format(basis=vocabulary.OURS.label(basis, language)), "chip"))
        elif not opened.consent:
            found.append((_("No consent or basis recorded"), "chip-warning"))
        if opened.consent:
            kind = "chip" if opened.consent == "given" else "chip-warning"
            found.append((consent_words.state_words(opened.consent), kind))
    if code := _code(fields.get("confidentiality")):
        found.append((vocabulary.OURS.label(code, language), "chip"))
    if fields.get("alleged") is True:
        found.append((_("Alleged"), "chip"))
    if opened.newer:
        found.append((_("From a newer version"), "chip-warning"))
    if fields.get("trashed") is True:
        found.append((_("In the trash"), "chip-warning"))
    return found


def _code(value: Any) -> str:
    """Return the code of a term, or of an answer that none was given."""
    if not isinstance(value, dict):
        return ""
    if isinstance(answer := value.get("answer"), str):
        return f"answer/{answer}"
    return str(value.get("term") or "")
