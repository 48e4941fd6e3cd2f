"""The page for an emergency: hiding, and apart from it destroying."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.page import Page, column, label, scrolled


class EmergencyPage(Page):
    """What one can do in a hurry."""

    help_topic = "window-emergency"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground = QWidget()
        inside = column(ground, margin=24, gap=16)
        inside.addWidget(label(_("Emergency"), "title"))
        inside.addWidget(label(_("F12 hides: every window goes at once, the vault locks, and Keepsake ends.")))
        inside.addStretch(1)
        column(self).addWidget(scrolled(ground, _("Emergency")))
