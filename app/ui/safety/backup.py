"""The page of backup and recovery: what opens the vault, shares, backups, and getting one back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame, QWidget

from app.base.i18n import _
from app.ui.desk import Desk, Place
from app.ui.entry.rescue import Restore
from app.ui.exchange.pieces import Notice, card_frame, reading_column
from app.ui.exchange.words import apart
from app.ui.flow import Flow
from app.ui.page import Page, button, column, label, scrolled
from app.ui.safety.backing import Backing
from app.ui.safety.shares import Shares
from app.ui.safety.ways_in import WaysIn


class BackupPage(Page):
    """How this vault is kept twice, and how it opens when the passphrase is forgotten."""

    help_topic = "window-backup"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground = QWidget()
        _outer, inside = reading_column(ground)
        inside.addWidget(label(_("Backup and recovery"), "title"))
        self.backing = Backing(desk)
        self.ways = WaysIn(desk)
        self.shares = Shares(desk, self.ways)
        inside.addWidget(self.backing)
        inside.addWidget(self.ways)
        inside.addWidget(self.shares)
        inside.addWidget(self._restoring())
        inside.addStretch(1)
        column(self).addWidget(scrolled(ground, _("Backup and recovery")))

    def show_place(self, place: Place) -> None:
        """Show what is so now; asked by a reminder, with the keyboard on backing up."""
        self.backing.refresh()
        self.ways.refresh()
        if place.detail.get("now"):
            self.backing.first().setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Take away what was shown and typed."""
        self.ways.panels.shut()
        self.shares.panels.shut()
        then()

    def _restoring(self) -> QFrame:
        card, inside = card_frame(_("Restore"))
        inside.addWidget(
            label(
                _("A backup becomes a new vault in a folder of its own. The vault that is open now stays as it is."),
                "quiet",
            )
        )
        line = Flow()
        self.restore_button = button(
            _("Restore from a backup..."), self._on_restore, look=self.desk.look, icon="history"
        )
        line.addWidget(self.restore_button)
        inside.addLayout(line)
        self._form = column()
        inside.addLayout(self._form)
        self.restore: Restore | None = None
        self.restored = Notice(self.desk.look, "good")
        self.restored.hide()
        inside.addWidget(self.restored)
        return card

    def _on_restore(self) -> None:
        self.restore_button.hide()
        self.restored.hide()
        self.restore = Restore(self.desk.jobs, self.desk.look, leaves=True)
        self.restore.done.connect(self._on_restored)
        self.restore.left.connect(self._put_away)
        self._form.addWidget(self.restore)
        self.restore.backup.button.setFocus()

    def _on_restored(self, folder: Path, words: str) -> None:
        self._put_away()
        where = _("It is in the folder {folder}. To open it: Lock, then Open another vault.").format(
            folder=apart(str(folder))
        )
        self.restored.say("good", f"{words} {where}")
        self.restored.show()

    def _put_away(self) -> None:
        if self.restore is not None:
            self._form.removeWidget(self.restore)
            self.restore.hide()
            self.restore.deleteLater()
            self.restore = None
        self.restore_button.show()
        self.restore_button.setFocus()
