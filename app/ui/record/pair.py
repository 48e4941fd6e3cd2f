"""Two people side by side, and the question which record of the two is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QScrollArea

from app.base.i18n import _, ngettext
from app.services.people import Side
from app.ui.page import button, column, label, row

STACKED_BELOW = 70
"""Average letters: in narrower ones the two are one below the other."""


class Pair(QFrame):
    """Asks which record is kept; nothing happens before."""

    def __init__(self, keep: Callable[[str, str], None], leave: Callable[[], None]) -> None:
        super().__init__()
        self._leave = leave
        self.setProperty("kind", "warning")
        layout = column(self, margin=14, gap=10)
        layout.addWidget(label(_("Are these one person? Choose the record that is kept."), "heading"))
        layout.addWidget(
            label(
                _(
                    "It gets the names of the other, what it lacks itself, and all its links; where they differ both "
                    "accounts stay. The other goes to the trash, and can be separated again at any time."
                )
            )
        )
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(12)
        self._sides = (_Card(_("This record"), keep), _Card(_("The other"), keep))
        for one in self._sides:
            self._both.addWidget(one, 1)
        layout.addLayout(self._both)
        does = row()
        self.cancel = button(_("Cancel"), leave)
        does.addWidget(self.cancel)
        does.addStretch(1)
        layout.addLayout(does)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)

    @property
    def keeps(self) -> tuple[QPushButton, ...]:
        """The two buttons that merge."""
        return tuple(one.keep for one in self._sides)

    def show_pair(self, here: Side, other: Side) -> None:
        """Show this record and the other."""
        self._sides[0].show_side(here, other)
        self._sides[1].show_side(other, here)
        self._fitting.start()

    def focus_first(self) -> None:
        """Put the keyboard where nothing happens by a second press, in sight."""
        self.cancel.setFocus()
        QTimer.singleShot(0, self, self._bring_into_sight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc, which would lead back in the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put them one below the other where there is no room for both."""
        super().resizeEvent(event)
        self._fitting.start()

    def _fit(self) -> None:
        narrow = self.width() < STACKED_BELOW * self.fontMetrics().averageCharWidth()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._both.direction() != way:
            self._both.setDirection(way)

    def _bring_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self, 0, 24)


class _Card(QFrame):
    """One of the two."""

    def __init__(self, whose: str, keep: Callable[[str, str], None]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._whose, self._keep = whose, keep
        self._here: tuple[str, str] = ("", "")
        layout = column(self, margin=12, gap=4)
        layout.addWidget(label(whose, "quiet"))
        self.title = label("", "field")
        layout.addWidget(self.title)
        self.told: list[QLabel] = []
        for _n in range(4):
            line = label("")
            self.told.append(line)
            layout.addWidget(line)
        layout.addStretch(1)
        layout.addSpacing(6)
        self.keep = button(_("Keep this one"), self._on_keep)
        layout.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeading)

    def show_side(self, side: Side, other: Side) -> None:
        """Show who it is, and how much hangs on it."""
        self._here = (side.id, other.id)
        names = ", ".join(name for name in side.names if name != side.title)
        links = ngettext("{n} record links here.", "{n} records link here.", side.links)
        told = (
            _("Also called: {names}").format(names=names) if names else "",
            _("Born: {date}").format(date=side.birth) if side.birth else _("Born: not told"),
            _("Origin: {place}").format(place=side.origin) if side.origin else _("Origin: not told"),
            links.format(n=f"{side.links:,}"),
        )
        self.title.setText(side.title)
        for line, words in zip(self.told, told, strict=True):
            line.setText(words)
            line.setVisible(bool(words))
        self.keep.setAccessibleName(f"{_('Keep this one')}: {self._whose}, {side.title}")
        self.keep.setAccessibleDescription(". ".join(filter(None, told)))

    def _on_keep(self) -> None:
        self._keep(*self._here)
