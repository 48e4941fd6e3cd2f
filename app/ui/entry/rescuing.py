"""The screens before an open vault on which one gets a vault back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.base.i18n import _
from app.ui.entry.middle import Middle
from app.ui.entry.rescue import Recover, Rescue, Restore
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.page import button, label


class RescueScreen(Middle):
    """One of them with its title, what it does in words, and a way back."""

    back_wanted = Signal()
    restored = Signal(object, str)

    def __init__(self, title: str, said: str, rescue: Rescue, help_topic: str) -> None:
        super().__init__(title, letters=64)
        self.help_topic = help_topic
        self.rescue = rescue
        self._back = button(_("Back"), self._on_back, "flat")
        self.inside.addWidget(label(title, "title"))
        self.inside.addWidget(label(said, "quiet"))
        self.inside.addWidget(rescue)
        self.inside.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        rescue.done.connect(self._on_done)
        self.setFocusProxy(rescue.first())

    @property
    def told(self) -> str:
        """The error shown now; empty for none."""
        return self.rescue.told

    def fail(self, error: Exception) -> None:
        """Tell what is not right."""
        self.rescue.fail(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_back()
        else:
            super().keyPressEvent(event)

    def _on_back(self) -> None:
        if not self.rescue.working:
            self.back_wanted.emit()

    def _on_done(self, folder: Path, words: str) -> None:
        self.restored.emit(folder, words)


def restoring(jobs: Jobs, look: Look) -> RescueScreen:
    """Return the screen that makes a vault of a backup."""
    said = _(
        "A backup becomes a new vault in a folder of its own. Nothing that is there already is changed, and every "
        "byte is checked before the vault appears."
    )
    return RescueScreen(_("Restore from a backup"), said, Restore(jobs, look), "window-backup")


def recovering(jobs: Jobs, look: Look, folder: Path) -> RescueScreen:
    """Return the screen that makes a vault of what the damaged one in `folder` still gives."""
    said = _(
        "Everything that can still be read goes into a new vault in a folder of its own. The damaged one stays as "
        "it is. If there is a good backup, restore that first."
    )
    return RescueScreen(_("Recover a damaged vault"), said, Recover(jobs, look, folder), "window-backup")
