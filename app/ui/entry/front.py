"""What the window shows before a vault is open: the first run, unlocking, the way into the practice vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.base import config
from app.base.i18n import _
from app.services.places import PUBLIC, SAMPLES, practice_folder
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.page import column, label

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.entry.rekey import RekeyScreen
    from app.ui.entry.rescuing import RescueScreen


class Front(QStackedWidget):
    """One screen at a time, which leads to an opened session."""

    opened = Signal(object)

    def __init__(self, jobs: Jobs, look: Look) -> None:
        super().__init__()
        self._jobs, self._look = jobs, look
        self._practice: Path | None = None
        self.entry: QWidget | None = None
        """The screen shown now."""

    def begin(self, folder: Path | None) -> None:
        """Show the unlock screen when there is a vault to open, `folder` or the last one, else the first run."""
        if folder is None and (last := config.read().folder):
            folder = Path(last)
        if folder is not None and (folder / "vault.json").is_file():
            self.show_unlock(folder)
        else:
            self.show_first_run(str(folder or ""))

    def begin_practice(self, folder: Path | None = None, sample: str = PUBLIC) -> None:
        """Open the practice vault in `folder`, or this user's own; make it with a sample when there is none."""
        there = self._practice = folder or practice_folder(sample)
        waiting = QWidget()
        layout = column(waiting, margin=40)
        layout.addWidget(label(_("Opening the sample casework..."), "title"), 1, Qt.AlignmentFlag.AlignCenter)
        self._show(waiting)
        self._jobs.compute(lambda _tell: _practice(there, sample), self._on_practice, failed=self._on_no_practice)

    def show_first_run(self, folder: str = "") -> None:
        """Show the steps that make a vault, in `folder` when one was asked for."""
        from app.ui.entry.first_run import FirstRun  # noqa: PLC0415 - most starts need none of it

        entry = FirstRun(self._jobs, self._look, folder)
        entry.opened.connect(self.opened)
        entry.unlock_wanted.connect(self.show_unlock)
        entry.practice_wanted.connect(self._on_practice_wanted)
        entry.restore_wanted.connect(self.show_restore)
        self._show(entry)

    def show_restore(self) -> None:
        """Show the screen that makes a vault of a backup."""
        from app.ui.entry.rescuing import restoring  # noqa: PLC0415 - as the first run

        self._show_rescue(restoring(self._jobs, self._look))

    def show_recover(self, folder: Path) -> None:
        """Show the screen that makes a vault of what the one in `folder` still gives."""
        from app.ui.entry.rescuing import recovering  # noqa: PLC0415 - as the first run

        self._show_rescue(recovering(self._jobs, self._look, folder))

    def show_rekey(self, folder: Path) -> None:
        """Show the screen that makes all keys of a vault new."""
        from app.ui.entry.rekey import RekeyScreen  # noqa: PLC0415 - as the first run

        self._show_rescue(RekeyScreen(self._jobs, self._look, folder))

    def _show_rescue(self, entry: RescueScreen | RekeyScreen) -> None:
        folder = getattr(self.entry, "folder", None)
        entry.back_wanted.connect(lambda: self.begin(folder))
        entry.restored.connect(self._on_restored)
        self._show(entry)

    def _on_restored(self, folder: Path, words: str) -> None:
        self.show_unlock(folder)
        tell = getattr(self.entry, "tell", None)
        if tell is not None:
            tell(words, "good")

    def show_unlock(self, folder: Path, *, closing: bool = False) -> None:
        """Show the unlock screen; with `closing` it waits for `let_go` before it opens anything."""
        from app.ui.entry.unlock import Unlock  # noqa: PLC0415 - as the first run

        entry = Unlock(self._jobs, self._look, folder)
        entry.opened.connect(self.opened)
        entry.first_run_wanted.connect(self.show_first_run)
        entry.other_wanted.connect(self.show_unlock)
        entry.practice_wanted.connect(self._on_practice_wanted)
        entry.restore_wanted.connect(self.show_restore)
        entry.recover_wanted.connect(self.show_recover)
        if folder in (self._practice, *map(practice_folder, SAMPLES)):
            from app.services import practice  # noqa: PLC0415 - the unlock screen is there sooner without it

            entry.tell_practice(practice.PASSPHRASE)
        if closing:
            entry.hold()
        else:
            self._jobs.compute(lambda _tell: _look(folder), failed=entry.fail, owner=entry)
        self._show(entry)

    def show_destroying(self, folder: Path) -> None:
        """Show the screen that waits for `let_go`, then destroys the keys of the vault and tells the truth about it."""
        from app.ui.entry.destroyed import Destroying  # noqa: PLC0415 - most never need it

        entry = Destroying(self._jobs, self._look, folder)
        entry.over.connect(lambda: self.begin(None))
        self._show(entry)

    def let_go(self) -> None:
        """Tell the unlock screen that the vault open before is closed now."""
        let_go = getattr(self.entry, "let_go", None)
        if let_go is not None:
            let_go()

    def lock(self) -> None:
        """Leave a screen that has a vault open."""
        lock = getattr(self.entry, "lock", None)
        if lock is not None:
            lock()

    @property
    def by_recovery(self) -> bool:
        """Whether the vault was opened by what helps when the passphrase is forgotten."""
        return bool(getattr(self.entry, "by_recovery", False))

    def fail(self, error: Exception) -> None:
        """Tell on the screen shown what went wrong."""
        fail = getattr(self.entry, "fail", None)
        if fail is not None:
            fail(error)

    def empty(self) -> None:
        """Take the screen away, with all that was typed into it."""
        self._show(None)

    def _show(self, entry: QWidget | None) -> None:
        old, self.entry = self.entry, entry
        if entry is not None:
            self.addWidget(entry)
            self.setCurrentWidget(entry)
            self.setFocusProxy(entry)
            entry.setFocus()
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()

    def _on_practice_wanted(self, sample: str = PUBLIC) -> None:
        self.begin_practice(sample=sample)

    def _on_practice(self, opened: Session) -> None:
        if shiboken6.isValid(self):
            self.opened.emit(opened)
        else:
            self._jobs.compute(lambda _tell: opened.close())

    def _on_no_practice(self, error: Exception) -> None:
        self.show_first_run()
        failed = getattr(self.entry, "fail", None)
        if failed is not None:
            failed(error)


def _look(folder: Path) -> None:
    """Finish what was begun to be destroyed, and say so before anybody types a passphrase in vain."""
    from app.services import session  # noqa: PLC0415 - as above

    session.look(folder)


def _practice(folder: Path, sample: str) -> Session:
    from app.services import practice  # noqa: PLC0415 - the unlock screen is there sooner without it

    return practice.open_or_make(folder, sample=sample)
