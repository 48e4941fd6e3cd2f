"""The page of backup and recovery."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.page import Page, column, label, scrolled


class BackupPage(Page):
    """How this vault is kept twice."""

    help_topic = "window"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground = QWidget()
        inside = column(ground, margin=24, gap=16)
        inside.addWidget(label(_("Backup and recovery"), "title"))
        inside.addWidget(
            label(
                _(
                    "Quit Keepsake, then copy the whole folder of the vault to another medium: the copy is a vault "
                    "that opens with the same passphrase."
                )
            )
        )
        inside.addStretch(1)
        column(self).addWidget(scrolled(ground, _("Backup and recovery")))
