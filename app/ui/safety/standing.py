"""What stands above every page while it is so: that the vault is open for reading only, that a backup is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base.errors import DatabaseDamaged
from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import button, column, frame, label, row

if TYPE_CHECKING:
    from app.services.session import Session


class Standing(QWidget):
    """A steady strip for reading only, a quiet one for a backup that is due, which can be put off."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._outer = column(self, gap=4)
        self._outer.setContentsMargins(8, 6, 8, 0)
        self.words = ""
        self._damage: DatabaseDamaged | None = None
        if desk.owner.read_only:
            told = _("Open for reading only: nothing here can be changed, and nothing in the vault's folder changes.")
            self._strip("warning", " ".join((told, *desk.owner.notices)), (_("What now?"), self._on_what))
        elif desk.owner.by_recovery:
            self._strip(
                "info",
                _("Opened by the recovery code or shares. If the passphrase is forgotten, choose another one now."),
                (_("Choose a passphrase"), self._on_what),
                (_("Later"), self._on_later),
            )
        elif not desk.owner.practice:
            desk.jobs.read(_due, self._show_due, owner=self)
        desk.stumbled.connect(self._on_stumbled)
        desk.jobs.stumbled.connect(self._on_stumbled)
        self.setVisible(bool(self.words))

    def _show_due(self, due: bool) -> None:
        if due and not self.words:
            self._strip(
                "info", _("It is time for a backup."), (_("Back up..."), self._on_due), (_("Later"), self._on_later)
            )
            self.show()

    def _strip(self, kind: str, words: str, *offers: tuple[str, Callable[[], None]]) -> None:
        self.words = words
        strip = frame(kind)
        inside = row(strip, gap=10)
        inside.setContentsMargins(12, 6, 6, 6)
        inside.addWidget(label(words), 1)
        line = Flow()
        for text, does in offers:
            line.addWidget(button(text, does))
        inside.addLayout(line)
        self._outer.addWidget(strip)

    def _on_stumbled(self, error: Exception) -> None:
        """Offer what can be done about damage found at work."""
        if isinstance(error, DatabaseDamaged) and not self.desk.owner.read_only and self._damage is None:
            self._damage = error
            self._strip(
                "danger",
                _("This vault is damaged. Lock it, then open what can be read, restore a backup, or recover the rest."),
                (_("Lock and choose"), self._on_damage),
            )
            self.show()

    def _on_damage(self) -> None:
        damage = self._damage
        self.desk.given_up.emit(lambda front: front.fail(damage))

    def _on_what(self) -> None:
        self.desk.go("backup")

    def _on_due(self) -> None:
        self.hide()
        self.desk.go("backup", now=True)

    def _on_later(self) -> None:
        self.hide()


def _due(session: Session) -> bool:
    from app.services import backing_up  # noqa: PLC0415 - the first page is there sooner without it

    return backing_up.due(session)
