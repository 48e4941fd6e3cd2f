"""The bar at the side: where one can go, in words and icons, and whether something waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.services import casework, tombstones, withdrawals
from app.services.session import Session
from app.ui.desk import Change, Desk
from app.ui.jobs import Job
from app.ui.page import column, frame, label, restyle, scrolled, tip

ABOVE = ("new", "library", "calendar", "send", "receive", "conflicts", "cards")
BELOW = ("backup", "activity", "settings", "forms", "help", "emergency", "lock")
NARROW = 1000


class Whose(QLabel):
    """The name on the vault's own card, as much as there is room for: who has two vaults open knows which is which."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "quiet")
        self.setToolTip(tip(name))
        self.setAccessibleName(_("This vault is of {name}").format(name=name))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContentsMargins(6, 0, 6, 4)
        self.setText(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        room = max(1, self.contentsRect().width())
        self.setText(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room))


class Rail(QWidget):
    """The bar. `mark` shows where one is, `fit` makes it narrow."""

    def __init__(self, desk: Desk, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._desk = desk
        self._buttons: dict[str, QToolButton] = {}
        self._counting: Job | None = None
        side = frame("side")
        inside = column(side, margin=8, gap=4)
        if desk.owner.practice:
            inside.addWidget(label(_("Practice"), "chip-warning", wrap=False), 0, Qt.AlignmentFlag.AlignLeading)
        inside.addWidget(Whose(desk.owner.name))
        for name in ABOVE:
            self._add(inside, name, actions[name])
        inside.addStretch(1)
        for name in BELOW:
            self._add(inside, name, actions[name])
        layout = column(self)
        area = scrolled(side, _("Where to go"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(area)
        self._area = area
        self._side = side
        self.setProperty("pane", "rail")
        desk.changed.connect(self._on_changed)
        desk.look.changed.connect(self._on_look_changed)
        self._on_changed(Change())
        self._measure()

    def mark(self, page: str) -> None:
        """Show on which page one is."""
        for name, button in self._buttons.items():
            here = name == page
            if here != (button.property("kind") == "here"):
                restyle(button, "here" if here else "flat")
                button.setAccessibleDescription(_("You are here") if here else "")
        self._measure()

    def fit(self, width: int) -> None:
        """Show icons over small words in a narrow window, beside them in a wide one."""
        style = (
            Qt.ToolButtonStyle.ToolButtonTextUnderIcon
            if width < NARROW
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        if self._buttons["new"].toolButtonStyle() != style:
            for button in self._buttons.values():
                button.setToolButtonStyle(style)
            self._measure()

    def _add(self, inside: QVBoxLayout, name: str, action: QAction) -> None:
        button = QToolButton()
        button.setProperty("kind", "flat")
        if name == "new":
            action.setIconText(_("New"))  # an action tells its button its words again whenever it changes
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(action.text())
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        inside.addWidget(button)
        self._buttons[name] = button

    def _measure(self) -> None:
        wide = max(button.sizeHint().width() for button in self._buttons.values()) + 20
        self._area.setFixedWidth(wide)

    def _on_look_changed(self) -> None:
        self._measure()

    def _on_changed(self, _change: Change) -> None:
        self._counting = self._desk.jobs.read(_waiting, self._show_waiting, owner=self, replaces=self._counting)

    def _show_waiting(self, n: int) -> None:
        button = self._buttons["conflicts"]
        words = _("Decisions")
        button.defaultAction().setIconText(f"{words} ({n:,})" if n else words)
        button.setAccessibleName(
            ngettext("{n} record waits for a decision", "{n} records wait for a decision", n).format(n=n)
            if n
            else words
        )
        self._measure()


def _waiting(session: Session) -> int:
    """Return how much waits for a decision: conflicts, requests to erase, withdrawals nobody has seen yet."""
    asked = len(tombstones.asking(session)) + withdrawals.count_unseen(session)
    return casework.count_conflicts(session) + asked
