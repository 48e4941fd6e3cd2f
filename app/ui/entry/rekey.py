"""Making all keys of a vault new: the way in of now, a new passphrase, a new recovery sheet, then one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app.base.errors import BadInput
from app.base.i18n import _, language, ngettext
from app.crypto.ways import Way
from app.services import recovery_sheet, rekeying, revoking, session, ways
from app.services.rekeying import Prepared, Rekeyed
from app.ui.chain import Chain
from app.ui.entry.handing import Handing
from app.ui.entry.middle import FolderLabel, Middle
from app.ui.entry.new_passphrase import NewPassphrase
from app.ui.entry.recovery import Groups
from app.ui.entry.ways import Given, WayForm
from app.ui.files.choose import save_as
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.messages import words_for
from app.ui.page import button, column, frame, label, row
from app.ui.watching import Watch

if TYPE_CHECKING:
    from app.services.session import Session

LEFT_MINUTES = 10
"""How long the vault stays open here when nobody does anything."""


class RekeyScreen(Middle):
    """Asks for both passphrases, shows the new sheet, makes the keys; leaving it before that changes nothing."""

    help_topic = "window-backup"
    back_wanted = Signal()
    restored = Signal(object, str)
    """The folder, and words on what is to be done now."""

    def __init__(self, jobs: Jobs, look: Look, folder: Path) -> None:
        super().__init__(_("Make all keys new"), letters=64)
        self.folder = folder
        self._jobs, self._look = jobs, look
        self._session: Session | None = None
        self._prepared: Prepared | None = None
        self._way, self._busy, self._locking = Way(""), False, False
        self.inside.addWidget(label(_("Make all keys new"), "title"))
        said = _(
            "For when somebody may know your keys. Passphrase, recovery code, signing keys and contact card are made "
            "new in one step; all records stay. Copies and backups made before still open as they did."
        )
        self.inside.addWidget(label(said, "quiet"))
        self.inside.addWidget(FolderLabel(folder))
        self._first = QWidget()
        first = column(self._first, gap=10)
        self.form = WayForm(look)
        self.form.offer_ways()
        self.form.submitted.connect(self.next)
        first.addWidget(self.form)
        first.addWidget(label(_("The new passphrase"), "heading"))
        self.new = NewPassphrase(jobs, look, language(), again=True)
        self.new.failed.connect(self.fail)
        first.addWidget(self.new)
        self.inside.addWidget(self._first)
        self._second = column(gap=10)
        self.inside.addLayout(self._second)
        self.groups: Groups | None = None
        self._error = frame("danger")
        self._words = label("")
        column(self._error, margin=12).addWidget(self._words)
        self._error.hide()
        self.inside.addWidget(self._error)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Make all keys new"))
        self._bar.hide()
        self.inside.addWidget(self._bar)
        line = row()
        self.back_button = button(_("Back"), self.back, "flat")
        self.next_button = button(_("Next"), self.next, "main")
        line.addWidget(self.back_button)
        line.addStretch(1)
        line.addWidget(self.next_button)
        self.inside.addLayout(line)
        self.setFocusProxy(self.form.first())
        self._watch: Watch | None = None
        Chain(self.card)

    @property
    def told(self) -> str:
        """The error shown now; empty for none."""
        return self._words.text() if self._error.isVisibleTo(self) else ""

    def fail(self, error: Exception) -> None:
        """Tell what is not right."""
        self._set_busy(False)
        if self._locking:
            self.lock()
            return
        words = words_for(error)
        self._words.setText(words)
        self._error.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, words))

    def next(self) -> None:
        """Open the vault and prepare its new keys; then, once the sheet was proved, make them."""
        if self._busy:
            return
        self._error.hide()
        if self._prepared is not None:
            self._make()
        elif not self.form.ready:
            self.fail(BadInput(_("Say how the vault opens now.")))
        else:
            self.new.check(self._open)

    def back(self) -> None:
        """Leave; nothing was changed."""
        if not self._busy:
            self.back_wanted.emit()

    def lock(self) -> None:
        """Leave, whatever is typed here; the keys that are just being made are made first, which closes the vault."""
        self._locking = self._busy and self._session is not None
        if not self._locking:
            self.back_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Close the vault when this screen goes."""
        if event.type() == QEvent.Type.DeferredDelete and self._watch is not None:
            self._watch.stop()
            opened, self._session, self._watch = self._session, None, None
            if opened is not None:
                self._jobs.compute(lambda _tell: opened.close())
        return super().event(event)

    def _open(self, passphrase: str) -> None:
        self._set_busy(True)
        self._way = Way(passphrase)
        folder, given = self.folder, self.form.given
        # No owner: a session that arrives when this screen is gone must still be closed.
        self._jobs.compute(lambda _tell: _opened(folder, given, passphrase), self._on_open, failed=self._on_shut)

    def _on_shut(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.fail(error)
            self.form.again()

    def _on_open(self, found: tuple[Session, Prepared]) -> None:
        opened, prepared = found
        if not shiboken6.isValid(self):
            self._jobs.compute(lambda _tell: opened.close())
            return
        self._session, self._prepared = opened, prepared
        self._set_busy(False)
        self._watch = Watch(self, lambda: LEFT_MINUTES, lambda: self._busy)
        self._watch.lock_wanted.connect(self.lock)
        self.form.clear()
        self._first.hide()
        assert prepared.secret is not None
        sheet = recovery_sheet.of_code(prepared.secret, opened.card.name, giving_up=prepared.revocation)
        handing = Handing(self._jobs, self._look, sheet)
        self.groups = Groups(sheet.pieces)
        self._second.addWidget(label(_("The new recovery sheet. Put it on paper now, and type these groups back."), ""))
        self._second.addWidget(handing)
        self._second.addWidget(self.groups)
        said = _("If the old keys were stolen, give the lines that give them up to everyone who has your old card.")
        self._second.addWidget(label(said, "quiet"))
        self.save_button = button(_("Save what gives up the old keys..."), self._on_save, look=self._look, icon="save")
        self._second.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.next_button.setText(_("Make all keys new"))
        handing.print_button.setFocus()

    def _on_save(self) -> None:
        assert self._prepared is not None
        text = self._prepared.revocation_before
        save_as(self, _("Save what gives up the old keys"), "revocation.txt", lambda file: self.write(file, text))

    def write(self, file: Path, text: str) -> None:
        """Write the revocation of the old keys."""
        self._jobs.compute(lambda _tell: revoking.write(file, text), failed=self.fail, owner=self)

    def _make(self) -> None:
        opened, prepared, way = self._session, self._prepared, self._way
        assert opened is not None
        assert prepared is not None
        assert self.groups is not None
        if wrong := self.groups.wrong():
            self.fail(BadInput(_("Group {n} is not what stands on the sheet. Please look again.").format(n=wrong)))
            self.groups.focus(wrong)
            return
        self._set_busy(True)
        job = self._jobs.compute(
            lambda tell: rekeying.rekey(opened, prepared, way, progress=tell),
            self._on_made,
            failed=self.fail,
            owner=self,
        )
        job.progressed.connect(self._on_progress)

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_made(self, done: Rekeyed) -> None:
        self._session = None  # it is closed
        words = _("All keys are new. Give your new contact card to everyone, and make a new backup.")
        if done.withdrawn:
            words += " " + ngettext(
                "{n} bundle that was not written yet was given up; send it again.",
                "{n} bundles that were not written yet were given up; send them again.",
                done.withdrawn,
            ).format(n=done.withdrawn)
        self.restored.emit(self.folder, words)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)
        self.form.set_busy(busy)
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)


def _opened(folder: Path, given: Given, passphrase: str) -> tuple[Session, Prepared]:
    ways.require_strong(passphrase)
    opened = session.open_session(folder, given.way())
    try:
        return opened, rekeying.prepare(opened)
    except BaseException:
        opened.close()
        raise
