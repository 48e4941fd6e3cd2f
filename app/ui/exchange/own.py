"""Our own card: to be handed out as a file, its fingerprint to be read aloud or shown to a camera."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from app.base.i18n import _
from app.services import contacts
from app.ui.desk import Desk
from app.ui.exchange.pieces import ROLES, Groups, said_by_others
from app.ui.files.choose import save_as
from app.ui.flow import Flow
from app.ui.lines import apart
from app.ui.page import button, column, label, row
from app.ui.qr import QrCode


class OwnCard(QFrame):
    """Name, role, fingerprint, QR code, and the file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        owner = desk.owner
        self.setProperty("kind", "card")
        inside = column(self, margin=16, gap=10)
        inside.addWidget(label(_("Your card"), "heading"))
        inside.addWidget(said_by_others(owner.name))
        line = row()
        line.addWidget(label(_(ROLES.get(owner.role, owner.role)), "quiet", wrap=False))
        if owner.practice:
            line.addWidget(label(_("Practice"), "chip-warning", wrap=False))
        line.addStretch(1)
        inside.addLayout(line)
        groups = Groups()
        groups.setAccessibleName(_("Your fingerprint"))
        groups.show_groups(contacts.groups(owner.fingerprint))
        inside.addWidget(groups)
        self.code = QrCode(owner.fingerprint, _("Your fingerprint as a QR code"))
        inside.addWidget(self.code, 0, Qt.AlignmentFlag.AlignLeading)
        inside.addWidget(
            label(
                _(
                    "Give the card file to those you work with; it is no secret. Then read them these digits, by voice "
                    "or in person: so they know that the card is yours."
                ),
                "quiet",
            )
        )
        flow = Flow()
        self.save = button(_("Save my card..."), self._ask, look=desk.look, icon="save")
        flow.addWidget(self.save)
        inside.addLayout(flow)

    def write(self, path: Path) -> None:
        """Write the card file."""
        self.desk.jobs.write(
            lambda session, _tell: contacts.write_card(session, path),
            lambda _digits: self._on_written(path),
            owner=self,
        )

    def _ask(self) -> None:
        save_as(self, _("Save my card"), "keepsake.card", self.write)

    def _on_written(self, path: Path) -> None:
        self.desk.say(
            _("Your card is in the file {name}, in the folder {folder}.").format(
                name=apart(path.name), folder=apart(str(path.parent))
            ),
            "good",
        )
