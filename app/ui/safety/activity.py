"""The page of the activity log."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.page import Page, column, label, scrolled


class ActivityPage(Page):
    """What happened in this vault, without the content of any case."""

    help_topic = "window-activity"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground = QWidget()
        inside = column(ground, margin=24, gap=16)
        inside.addWidget(label(_("Activity"), "title"))
        inside.addWidget(label(_("The vault keeps a log of what is done in it, chained so that no line can go.")))
        inside.addStretch(1)
        column(self).addWidget(scrolled(ground, _("Activity")))
