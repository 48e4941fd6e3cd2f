"""Backing up from the window: when it was last, doing it now, how often one is reminded, how many are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from app.base.i18n import _
from app.services import backing_up
from app.services.settings import TABLE
from app.ui.desk import Desk
from app.ui.exchange.pieces import Notice, card_frame
from app.ui.exchange.words import moment
from app.ui.files.choose import choose_folder
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import apart
from app.ui.page import button, column, label, row, tip

if TYPE_CHECKING:
    from app.services.backing_up import BackupReport, Last

SETTINGS = ("backup_reminder_days", "backup_keep")


class Backing(QWidget):
    """The card of backups."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._folder: Path | None = None
        self._job: Job | None = None
        outer = column(self)
        card, inside = card_frame(_("Backup"))
        outer.addWidget(card)
        inside.addWidget(
            label(
                _(
                    "A backup is the whole vault in one encrypted file, with a small file of keys beside it. It opens "
                    "as the vault does, and is read back and compared before it counts. Keep it on another medium, in "
                    "another place."
                ),
                "quiet",
            )
        )
        self.last = Notice(desk.look, "info")
        self.last.hide()
        inside.addWidget(self.last)
        line = Flow()
        self.again = button("", self._on_again, "main", look=desk.look, icon="save")
        self.now = button(_("Back up now..."), self._ask, look=desk.look, icon="save")
        line.addWidget(self.again)
        line.addWidget(self.now)
        inside.addLayout(line)
        self.again.hide()
        self.boxes: dict[str, QComboBox] = {}
        for name in SETTINGS:
            self._add(inside, name)
        self.refresh()

    def refresh(self) -> None:
        """Fetch when the last one was."""
        self.desk.jobs.read(backing_up.last, self._show, owner=self)

    def first(self) -> QPushButton:
        """Return the button that backs up with the fewest questions."""
        return self.now if self.again.isHidden() else self.again

    def write(self, folder: Path) -> None:
        """Back up into a folder; it can be stopped, and then leaves nothing."""
        if self._job is not None and not self._job.over:
            return
        self._job = self.desk.jobs.write(
            lambda session, tell: backing_up.back_up(session, folder, tell),
            self._on_written,
            owner=self,
            label=_("Backing up"),
            gaps=True,
        )

    def _ask(self) -> None:
        choose_folder(self, _("Where shall the backup be?"), self.write)

    def _on_again(self) -> None:
        if self._folder is not None:
            self.write(self._folder)

    def _on_written(self, report: BackupReport) -> None:
        words = _("The backup {name} was written, read back and compared.").format(name=apart(report.path.name))
        if report.whole:
            self.desk.say(words, "good")
        else:
            self.desk.say(
                words
                + " "
                + _("But the vault itself is damaged: {pages} pages and {files} files could not be read.").format(
                    pages=report.damaged_pages, files=report.missing
                ),
                "warning",
            )
        self.refresh()

    def _show(self, last: Last | None) -> None:
        self.last.show()
        self._folder = last.path.parent if last is not None else None
        self.again.setVisible(last is not None)
        if last is None:
            self.last.say("warning", _("This vault was never backed up. If this computer is lost, all of it is lost."))
            return
        folder = apart(str(last.path.parent))
        self.again.setText(_("Back up to the same place"))
        self.again.setToolTip(tip(str(last.path.parent)))
        self.now.setText(_("To another place..."))
        self.last.say(
            "good",
            _("Last backup: {when}, in the folder {folder}. It was read back and compared.").format(
                when=moment(last.at.strftime("%Y-%m-%dT%H:%M:%SZ")), folder=folder
            ),
        )

    def _add(self, inside: Any, name: str) -> None:
        setting = TABLE[name]
        box = QComboBox()
        box.setAccessibleName(_(setting.label))
        for value, words in (setting.choices or {}).items():
            box.addItem(_(words), value)
        box.setCurrentIndex(max(0, box.findData(self.desk.setting(name))))
        box.activated.connect(lambda _i, name=name: self.desk.set(name, self.boxes[name].currentData()))
        self.boxes[name] = box
        line = row(gap=16)
        line.addWidget(label(_(setting.label), buddy=box), 1)
        line.addWidget(box, 1)
        inside.addLayout(line)
