"""Lines for what is chosen outside a vault: the folder a new one is made in, a file that is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base.i18n import _
from app.services import beginning
from app.services.places import suggested_folder
from app.ui.entry.middle import FolderLabel
from app.ui.files.choose import choose_folder, open_file
from app.ui.jobs import Jobs
from app.ui.look import Look, fixed_font
from app.ui.page import button, column, label, row


class FolderLine(QWidget):
    """A new or empty folder."""

    def __init__(self, jobs: Jobs, look: Look, title: str, folder: str = "", *, name: str = "") -> None:
        super().__init__()
        self._jobs, self._title = jobs, title
        inside = column(self, gap=10)
        self.line = QLineEdit(folder)
        self.line.setAccessibleName(name or _("Folder"))
        self.line.setFont(fixed_font())
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        inside.addWidget(label(name or _("Folder"), "heading", buddy=self.line))
        inside.addWidget(self.line)
        line = row()
        self.choose = button(_("Choose..."), self._choose, look=look, icon="folder")
        line.addWidget(self.choose)
        line.addStretch(1)
        inside.addLayout(line)
        if not folder:
            jobs.compute(lambda _tell: suggested_folder(), self._suggest, owner=self)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def check(self, then: Callable[[Path], None], failed: Callable[[Exception], None]) -> None:
        """Call `then` with the folder when it is new or empty."""
        text = self.text
        self._jobs.compute(lambda _tell: beginning.check_folder(text), then, failed=failed, owner=self)

    def set_busy(self, busy: bool) -> None:
        """Keep it from being changed."""
        self.line.setReadOnly(busy)
        self.choose.setEnabled(not busy)

    def _suggest(self, folder: Path) -> None:
        if not self.line.text():
            self.line.setText(str(folder))

    def _choose(self) -> None:
        choose_folder(self, self._title, self._on_chosen)

    def _on_chosen(self, folder: Path) -> None:
        self._jobs.compute(
            lambda _tell: beginning.place_in(folder), lambda place: self.line.setText(str(place)), owner=self
        )


class FileLine(QWidget):
    """A file that is chosen, shown beside its button."""

    changed = Signal()

    def __init__(self, look: Look, words: str, title: str) -> None:
        super().__init__()
        self.path: Path | None = None
        self._title = title
        self.button = button(words, self._choose, look=look, icon="folder")
        self._shown = FolderLabel()
        line = row(self)
        line.addWidget(self.button)
        line.addWidget(self._shown, 1)

    def take(self, path: Path) -> None:
        """Take a file."""
        self.path = path
        self._shown.show_folder(path)
        self.changed.emit()

    def _choose(self) -> None:
        open_file(self, self._title, (), self.take)
