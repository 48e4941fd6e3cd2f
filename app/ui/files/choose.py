"""Asking for files and folders outside the vault, so that no visited folder is remembered anywhere on disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QDir, QSettings, QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QFileDialog, QHeaderView, QLabel, QSplitter, QWidget

from app.base.i18n import _

NOWHERE = "/dev/null/keepsake"
"""Where the toolkit is told to keep its settings: nothing can be written there, so they stay in memory."""
MEDIA = ("/run/media", "/media")
"""Where Linux shows sticks, under the user's name."""

_visited: dict[str, str] = {}
"""Where files were chosen last, for each thing asked: in memory only, gone with the program."""

Mode = QFileDialog.FileMode
Option = QFileDialog.Option


def leave_no_trace() -> None:
    """Keep what the toolkit remembers of its file dialogs off the disk; call it before any of them is made.

    QFileDialog writes the folders visited to the user's settings of "QtProject". On Linux these are diverted; on
    Windows and macOS, where that cannot be, `_forget` removes them as soon as a dialog is gone.
    """
    if sys.platform not in ("win32", "darwin"):
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, NOWHERE)


def open_files(parent: QWidget, title: str, patterns: Sequence[str], then: Callable[[list[Path]], None]) -> QFileDialog:
    """Ask for one or more files to read; `patterns` as `Pictures (*.png *.jpg)`, none for all files."""
    dialog = _Dialog(parent, title, then)
    dialog.setFileMode(Mode.ExistingFiles)
    dialog.setOption(Option.ReadOnly)
    dialog.setNameFilters(list(patterns) or [_("All files") + " (*)"])
    return dialog.begin()


def open_file(parent: QWidget, title: str, patterns: Sequence[str], then: Callable[[Path], None]) -> QFileDialog:
    """Ask for one file to read."""
    dialog = _Dialog(parent, title, lambda paths: then(paths[0]))
    dialog.setFileMode(Mode.ExistingFile)
    dialog.setOption(Option.ReadOnly)
    dialog.setNameFilters(list(patterns) or [_("All files") + " (*)"])
    return dialog.begin()


def choose_folder(parent: QWidget, title: str, then: Callable[[Path], None]) -> QFileDialog:
    """Ask for a folder that is there; a new one can be made in the dialog."""
    dialog = _Dialog(parent, title, lambda paths: then(paths[0]))
    dialog.setFileMode(Mode.Directory)
    dialog.setOption(Option.ShowDirsOnly)
    return dialog.begin()


def save_as(parent: QWidget, title: str, suggestion: str, then: Callable[[Path], None]) -> QFileDialog:
    """Ask where to write a new file and under what name; one that exists already is not given."""
    dialog = _Dialog(parent, title, lambda paths: then(paths[0]))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(Mode.AnyFile)
    dialog.setNameFilters([_("All files") + " (*)"])
    dialog.selectFile(suggestion)
    return dialog.begin()


class _Dialog(QFileDialog):
    """The toolkit's own dialog: not the system's, which would enter what is chosen into lists of recent files."""

    def __init__(self, parent: QWidget, title: str, then: Callable[[list[Path]], None]) -> None:
        leave_no_trace()
        super().__init__(parent, title)
        self._then, self._asked_by = then, parent
        self.setOption(Option.DontUseNativeDialog)
        self.setOption(Option.DontUseCustomDirectoryIcons)
        # Its own questions (overwrite? delete?) would block the window: what it asks is answered in `accept`.
        self.setOption(Option.DontConfirmOverwrite)
        self._problem = QLabel(self)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setProperty("kind", "danger")
        self._problem.hide()
        self.finished.connect(self._on_finished)
        self.currentChanged.connect(self._problem.hide)
        self.destroyed.connect(_forget)

    def begin(self) -> QFileDialog:
        """Show it without blocking, where the last one for the same was, at first at home; return it."""
        self.setDirectory(_visited.get(self.windowTitle()) or QDir.homePath())
        self.setSidebarUrls(_places())
        self._dress()
        self.open()
        return self

    def accept(self) -> None:
        """Take what is chosen when it is what was asked for; else say why not, in the dialog itself."""
        problem = self._wrong()
        if problem:
            self._problem.setText(problem)
            self._problem.show()
            return
        super().accept()

    def _wrong(self) -> str:
        chosen = [Path(path) for path in self.selectedFiles()]
        mode = self.fileMode()
        if self.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            if any(path.is_file() for path in chosen):
                return _("There is a file of this name already. Choose another name; nothing is ever overwritten.")
            return ""
        if mode == Mode.Directory:
            return "" if all(path.is_dir() for path in chosen) else _("There is no folder of this name.")
        return "" if all(path.exists() for path in chosen) else _("There is no file of this name.")

    def _on_finished(self, result: int) -> None:
        paths = [Path(path) for path in self.selectedFiles()]
        self.deleteLater()
        if result == QDialog.DialogCode.Accepted:
            _visited[self.windowTitle()] = self.directory().absolutePath()
        if result == QDialog.DialogCode.Accepted and paths and shiboken6.isValid(self._asked_by):
            self._then(paths)

    def _dress(self) -> None:
        """Name its parts for screen readers, take out what deletes and renames files, show the line for problems."""
        for name, words in (
            ("lookInCombo", _("Folder")),
            ("sidebar", _("Places")),
            ("listView", _("Files")),
            ("treeView", _("Files")),
            ("fileNameEdit", _("Name")),
            ("fileTypeCombo", _("Kind of file")),
        ):
            part = self.findChild(QWidget, name)
            if part is not None:
                part.setAccessibleName(words)
        for view in self.findChildren(QAbstractItemView):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            for shortcut in view.findChildren(QShortcut):
                shortcut.setEnabled(False)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._problem)
        saving = self.acceptMode() == QFileDialog.AcceptMode.AcceptSave
        parts = QFileDialog.DialogLabel
        for which, text in (
            (parts.LookIn, _("Folder")),
            (parts.FileName, _("Name")),
            (parts.FileType, _("Kind of file")),
            (parts.Accept, _("Write it here") if saving else _("Choose")),
            (parts.Reject, _("Cancel")),
        ):
            self.setLabelText(which, text)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(
            QSize(110 * letter, 34 * self.fontMetrics().height()).boundedTo(self.screen().availableSize() * 0.9)
        )
        for splitter in self.findChildren(QSplitter):
            splitter.setSizes([self.width() // 4, self.width() * 3 // 4])
        for header in self.findChildren(QHeaderView):
            header.resizeSection(0, 38 * letter)
            header.resizeSection(1, 14 * letter)
            header.resizeSection(2, 14 * letter)


def _places() -> list[QUrl]:
    """Return what the side of the dialog shows: the computer, home, usual folders, sticks; nothing remembered."""
    kinds = QStandardPaths.StandardLocation
    folders = [QDir.homePath()]
    folders += [QStandardPaths.writableLocation(kind) for kind in (kinds.DesktopLocation, kinds.DownloadLocation)]
    if user := os.environ.get("USER", ""):
        for sticks in (Path(root) / user for root in MEDIA):
            folders += [str(stick) for stick in sticks.iterdir()] if sticks.is_dir() else []
    there = dict.fromkeys(folder for folder in folders if folder and Path(folder).is_dir())
    return [QUrl("file:"), *(QUrl.fromLocalFile(folder) for folder in there)]


def _forget() -> None:
    """Remove what a dialog that is gone left in the toolkit's settings, where they could not be diverted."""
    if sys.platform in ("win32", "darwin"):
        kept = QSettings(QSettings.Scope.UserScope, "QtProject")
        for key in ("history", "lastVisited"):
            kept.remove(f"FileDialog/{key}")
        kept.sync()
