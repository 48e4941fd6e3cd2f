"""Our own card: to be handed out as a file, its fingerprint to be read aloud or shown to a camera."""

from __future__ import annotations

from pathlib import Path

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.base.i18n import _
from app.services import contacts
from app.ui.desk import Desk
from app.ui.exchange.pieces import ROLES, Groups, said_by_others
from app.ui.exchange.words import apart
from app.ui.files.choose import save_as
from app.ui.flow import Flow
from app.ui.page import button, column, label, row

QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004): without them cameras do not find it."""


class QrCode(QWidget):
    """A QR code, dark on light in every theme, drawn in memory."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        rows = [bytes(line) for line in segno.make(text, error="m", micro=False).matrix]
        side = len(rows) + 2 * QUIET
        image = QImage(side, side, QImage.Format.Format_Grayscale8)
        image.fill(255)
        for y, line in enumerate(rows):
            for x, dark in enumerate(line):
                if dark:
                    image.setPixel(x + QUIET, y + QUIET, 0)
        self.image = image
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be large enough for a poor camera."""
        wide = QFontMetrics(self.font()).height() * 9
        each = max(4, wide // self.image.width())
        return QSize(each * self.image.width(), each * self.image.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw whole modules, sharp."""
        painter = QPainter(self)
        each = max(1, min(self.width(), self.height()) // self.image.width())
        side = each * self.image.width()
        painter.drawImage(QRect(0, 0, side, side), self.image)
        painter.end()


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
