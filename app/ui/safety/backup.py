"""The page of backup and recovery: what opens the vault, shares, backups, and getting one back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame, QWidget

from app.base.i18n import _
from app.ui.chain import Chain
from app.ui.desk import Desk, Place
from app.ui.entry.rescue import Recover, Rescue, Restore
from app.ui.exchange.pieces import Notice, reading_column
from app.ui.flow import Flow
from app.ui.lines import apart
from app.ui.page import Page, button, column, label, scrolled
from app.ui.safety.backing import Backing
from app.ui.safety.checking import Checking
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
        changing = (self.backing, self.ways, self.shares)
        if desk.owner.read_only:
            inside.addWidget(self._recovering())
        for part in changing:
            inside.addWidget(part)
            part.setVisible(not desk.owner.read_only)
        inside.addWidget(self._restoring())
        self.checking = Checking(desk)
        inside.addWidget(self.checking)
        inside.addStretch(1)
        column(self).addWidget(scrolled(ground, _("Backup and recovery")))
        self._chain = Chain(self)

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

    def _recovering(self) -> QFrame:
        desk = self.desk
        said = _(
            "Everything that can still be read goes into a new vault in a folder of its own. This one stays as it is. "
            "If there is a good backup, restore that first."
        )
        self.recovering = Rescuing(
            desk,
            (_("Recover the rest"), said, _("Recover the rest into a new vault...")),
            lambda: Recover(desk.jobs, desk.look, desk.owner.folder, leaves=True),
        )
        return self.recovering

    def _restoring(self) -> QFrame:
        desk = self.desk
        said = _("A backup becomes a new vault in a folder of its own. The vault that is open now stays as it is.")
        self.restoring = Rescuing(
            desk,
            (_("Restore"), said, _("Restore from a backup...")),
            lambda: Restore(desk.jobs, desk.look, leaves=True),
        )
        return self.restoring


class Rescuing(QFrame):
    """A card whose button opens the form that gets a vault back, and which says where it is."""

    def __init__(self, desk: Desk, words: tuple[str, str, str], make: Callable[[], Rescue]) -> None:
        super().__init__()
        title, said, verb = words
        self._make = make
        self.setProperty("kind", "card")
        inside = column(self, margin=16, gap=10)
        inside.addWidget(label(title, "heading"))
        inside.addWidget(label(said, "quiet"))
        line = Flow()
        self.button = button(verb, self._on_asked, look=desk.look, icon="history")
        line.addWidget(self.button)
        inside.addLayout(line)
        self._place = column()
        inside.addLayout(self._place)
        self.form: Rescue | None = None
        self.told = Notice(desk.look, "good")
        self.told.hide()
        inside.addWidget(self.told)

    def _on_asked(self) -> None:
        self.button.hide()
        self.told.hide()
        form = self.form = self._make()
        form.done.connect(self._on_done)
        form.left.connect(self._put_away)
        self._place.addWidget(form)
        form.first().setFocus()

    def _on_done(self, folder: Path, words: str) -> None:
        self._put_away()
        where = _("It is in the folder {folder}. To open it: Lock, then Open another vault.").format(
            folder=apart(str(folder))
        )
        self.told.say("good", f"{words} {where}")
        self.told.show()

    def _put_away(self) -> None:
        if self.form is not None:
            self._place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.button.show()
        self.button.setFocus()
