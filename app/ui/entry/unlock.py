"""Unlocking: one field, other ways in behind a button, one wording for what keeps a vault shut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar

from app.base.errors import BadInput, CannotOpen, VaultDamaged
from app.base.i18n import _
from app.ui.entry.middle import FolderLabel, Middle
from app.ui.entry.ways import CODE, SHARES, Given, WayForm
from app.ui.flow import Flow
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.messages import words_for
from app.ui.page import button, column, frame, label, restyle, row

if TYPE_CHECKING:
    from app.services.session import Session

FORGET_MS = 60_000
"""How long a passphrase that did not open stays in the field."""


class Unlock(Middle):
    """Asks for the passphrase, or another way in, and opens the vault in `folder`."""

    help_topic = "window-unlock"
    opened = Signal(object)
    first_run_wanted = Signal()
    other_wanted = Signal(object)
    practice_wanted = Signal()
    restore_wanted = Signal()
    recover_wanted = Signal(object)

    def __init__(self, jobs: Jobs, look: Look, folder: Path) -> None:
        super().__init__(_("Open the vault"))
        self._jobs, self.folder = jobs, folder
        self._held = self._waiting = self._opening = self._reading = False
        self._sign = QLabel()
        self._look = look
        look.changed.connect(self._on_look)
        self._on_look()
        self.form = WayForm(look)
        self.field = self.form.field
        self.form.submitted.connect(self._on_submitted)
        self.form.edited.connect(self._on_edited)
        self._open = button(_("Open"), self._on_submitted, "main")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Opening..."))
        self._error = frame("danger")
        self._words = label("")
        self._words.setAccessibleName(_("Message"))
        self._build()
        self._forget = QTimer(self, singleShot=True, interval=FORGET_MS)
        self._forget.timeout.connect(self.form.clear)
        self.setFocusProxy(self.field)

    def _build(self) -> None:
        head = row(gap=12)
        head.addWidget(self._sign)
        head.addWidget(label(_("Open the vault"), "title"), 1)
        self.inside.addLayout(head)
        self.inside.addWidget(FolderLabel(self.folder))
        self._practice = label("", "quiet")
        self._practice.hide()
        self.inside.addWidget(self._practice)
        self.inside.addSpacing(6)
        self.inside.addWidget(self.form)
        said = column(self._error, margin=12)
        said.addWidget(self._words)
        mending = Flow()
        self.offers = [
            button(_("Open what can be read"), self._on_damaged),
            button(_("Recover the rest into a new vault..."), self._on_recover),
            button(_("Restore from a backup..."), self.restore_wanted.emit),
        ]
        for offer in self.offers:
            offer.hide()
            mending.addWidget(offer)
        said.addLayout(mending)
        self._error.hide()
        self.inside.addWidget(self._error)
        self.inside.addWidget(self._bar)
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._bar.hide()
        line = row()
        line.addStretch(1)
        line.addWidget(self._open)
        self.inside.addLayout(line)
        self.inside.addWidget(frame("line"))
        self.recover = button(
            _("Recover a damaged vault..."), self._on_recover, "flat", look=self._look, icon="history"
        )
        self.recover.hide()
        self.more = button(_("Other ways to open"), self._on_more, "flat", look=self._look, icon="choices")
        self._others = [
            self.more,
            button(_("Restore from a backup..."), self.restore_wanted.emit, "flat", look=self._look, icon="history"),
            self.recover,
            button(_("Open another vault..."), self._on_other, "flat", look=self._look, icon="folder"),
            button(_("Make a new vault"), self._on_first_run, "flat", look=self._look, icon="new"),
            button(
                _("Open the sample casework (practice)"), self._on_practice, "flat", look=self._look, icon="testimony"
            ),
        ]
        for other in self._others:
            self.inside.addWidget(other, 0, Qt.AlignmentFlag.AlignLeading)

    @property
    def by_recovery(self) -> bool:
        """Whether a recovery code or shares were given: then the passphrase may be forgotten."""
        return self.form.kind.currentData() in (CODE, SHARES)

    def tell_practice(self, passphrase: str) -> None:
        """Say the passphrase of a practice vault we made ourselves: it protects nothing."""
        self._practice.setText(
            _("This is the practice vault. Its passphrase is: {passphrase}").format(passphrase=passphrase)
        )
        self._practice.show()

    def hold(self) -> None:
        """Wait: the vault that was open here is still closing. What is submitted meanwhile is kept."""
        self._held = True

    def let_go(self) -> None:
        """Go on, and try what was submitted meanwhile."""
        self._held = False
        if self._waiting:
            self._waiting = False
            self._try(read_only=self._reading)

    def fail(self, error: Exception) -> None:
        """Tell why something did not go; for a damaged vault, what can still be done."""
        self.tell(words_for(error), "danger")
        for offer in self.offers:
            offer.setVisible(isinstance(error, VaultDamaged))

    def tell(self, words: str, kind: str) -> None:
        """Tell something above the button."""
        for offer in self.offers:
            offer.hide()
        self._words.setText(words)
        restyle(self._error, kind)
        self._error.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, words))

    @property
    def _verb(self) -> str:
        return _("Open what can be read") if self._reading else _("Open")

    @property
    def told(self) -> str:
        """The error shown now; empty for none."""
        return self._words.text() if self._error.isVisibleTo(self) else ""

    def _on_submitted(self) -> None:
        if self._opening or self._waiting or not self.form.ready:
            return
        self._busy(True)
        if self._held:
            self._waiting = True
        else:
            self._try(read_only=self._reading)

    def _try(self, *, read_only: bool = False) -> None:
        self._opening = True
        folder, given = self.folder, self.form.given
        # No owner: a session that arrives when this screen is gone must still be closed.
        job = self._jobs.compute(
            lambda tell: _opened(folder, given, tell, read_only=read_only), self._on_open, failed=self._on_shut
        )
        job.progressed.connect(self._on_progress)

    def _on_progress(self, done: int, total: int) -> None:
        """Tell how far lists are that are made anew: with many records that takes a while, once."""
        self._bar.setRange(0, 1000)
        self._bar.setValue(done * 1000 // max(1, total))
        self._open.setText(_("Making lists anew: {done} of {total}").format(done=f"{done:,}", total=f"{total:,}"))

    def _on_open(self, opened: Session) -> None:
        if not shiboken6.isValid(self):
            self._jobs.compute(lambda _tell: opened.close())
            return
        self.form.clear()
        self.opened.emit(opened)

    def _on_shut(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self._opening = False
        self._busy(False)
        self.fail(error)
        if not isinstance(error, CannotOpen | VaultDamaged | BadInput):
            self.form.clear()
        self.form.again()
        self._forget.start()

    def _busy(self, busy: bool) -> None:
        self.form.set_busy(busy)
        self._open.setEnabled(not busy)
        self._open.setText(_("Opening...") if busy else self._verb)
        self._bar.setVisible(busy)
        self._bar.setRange(0, 0)
        for other in self._others:
            other.setEnabled(not busy)
        if busy:
            self._forget.stop()
            self._error.hide()

    def _on_edited(self) -> None:
        self._error.hide()
        self._forget.start()

    def _on_more(self) -> None:
        """Offer every way in there is."""
        self.more.hide()
        self.recover.show()
        self.form.offer_ways()
        self.form.kind.setFocus()

    def _on_damaged(self) -> None:
        if not self._opening and self.form.ready:
            self._busy(True)
            self._try(read_only=True)
        else:  # what opens it is typed first
            self._reading = True
            self._open.setText(self._verb)
            self.form.again()

    def _on_recover(self) -> None:
        self.recover_wanted.emit(self.folder)

    def _on_first_run(self) -> None:
        self.first_run_wanted.emit()

    def _on_practice(self) -> None:
        self.practice_wanted.emit()

    def _on_other(self) -> None:
        from app.ui.files.choose import choose_folder  # noqa: PLC0415 - the screen is there sooner without it

        choose_folder(self, _("Which vault?"), self._on_other_chosen)

    def _on_other_chosen(self, folder: Path) -> None:
        self.other_wanted.emit(folder)

    def _on_look(self) -> None:
        self._sign.setPixmap(self._look.icon("lock", "accent").pixmap(32, 32))


def _opened(folder: Path, given: Given, tell: Callable[[int, int], None], *, read_only: bool) -> Session:
    from app.services import session  # noqa: PLC0415 - the unlock screen is there sooner without it

    return session.open_session(folder, given.way(), tell, read_only=read_only)
