"""About: which version this is, under which licence, and what it is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QGridLayout, QPlainTextEdit, QWidget

from app.base import resources
from app.base.i18n import _
from app.services import parts
from app.ui.desk import Desk, Place
from app.ui.jobs import Job
from app.ui.look import fixed_font
from app.ui.page import Page, button, column, frame, label, row, scrolled

LICENCE_LINES = 18


class AboutPage(Page):
    """Name, version, licence, libraries; everything can be copied."""

    help_topic = "window-about"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._parts: list[parts.Part] = []
        self._reading: Job | None = None
        inner = QWidget()
        inside = column(inner, margin=28, gap=14)
        inside.addWidget(label("Keepsake", "title"))
        self._version = label(_("Version {version}").format(version=parts.version()))
        inside.addWidget(self._version)
        inside.addWidget(
            label(
                _(
                    "For people who document human-rights violations. Nothing connects to a network, ever: "
                    "no account, no server, no updates by itself, no telemetry."
                )
            )
        )
        inside.addWidget(
            label(
                _(
                    "Free software under the GNU General Public License, version 3 or later: you may use, study, "
                    "change and pass it on. It comes without any warranty."
                )
            )
        )
        buttons = row()
        self._licence_button = button(_("Read the licence"), self._on_licence)
        buttons.addWidget(self._licence_button)
        self._copy = button(_("Copy all this"), self._on_copy, look=desk.look, icon="copy")
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        self._licence = QPlainTextEdit()
        self._licence.setReadOnly(True)
        self._licence.setTabChangesFocus(True)
        self._licence.setAccessibleName(_("The licence"))
        self._licence.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._licence.hide()
        inside.addWidget(self._licence)
        inside.addWidget(label(_("What it is made of"), "heading"))
        card = frame("card")
        self._table = QGridLayout(card)
        self._table.setContentsMargins(18, 14, 18, 14)
        self._table.setHorizontalSpacing(28)
        self._table.setColumnStretch(2, 1)
        inside.addWidget(card)
        inside.addStretch(1)
        inner.setMaximumWidth(1100)
        column(self).addWidget(scrolled(inner, _("About Keepsake")))
        desk.look.changed.connect(self._on_look_changed)

    def show_place(self, place: Place) -> None:  # noqa: ARG002 - there is one place
        """Ask what there is, the first time."""
        self._licence_button.setFocus()
        if not self._parts:
            self._reading = self.desk.jobs.compute(lambda _tell: parts.parts(), self._show, owner=self)

    def _show(self, found: list[parts.Part]) -> None:
        qt = parts.Part("Qt", qVersion(), "LGPL-3.0-only")
        self._parts = sorted([*found, qt], key=lambda part: part.name.casefold())
        for n, part in enumerate(self._parts):
            for column_, text in enumerate((part.name, part.version, part.licence)):
                cell = label(text, "" if column_ == 0 else "quiet")
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                if column_ == 1:
                    cell.setWordWrap(False)
                self._table.addWidget(cell, n, column_)

    def _on_licence(self) -> None:
        if not self._licence.toPlainText():
            self._licence.setPlainText(resources.licence())
            self._on_look_changed()
        self._licence.setVisible(self._licence.isHidden())
        if self._licence.isVisible():
            self._licence_button.setText(_("Hide the licence"))
            self._licence.setFocus()
        else:
            self._licence_button.setText(_("Read the licence"))

    def text(self) -> str:
        """Return what is on the page, for whoever reports a fault."""
        lines = [f"Keepsake {parts.version()} ({parts.LICENCE})"]
        return "\n".join(lines + [f"{part.name} {part.version} ({part.licence})" for part in self._parts]) + "\n"

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.text())
        self.desk.say(_("Copied: the versions of everything. There is nothing of a case in it."))

    def _on_look_changed(self) -> None:
        self._licence.setFont(fixed_font())
        self._licence.setFixedHeight(self._licence.fontMetrics().lineSpacing() * LICENCE_LINES)
