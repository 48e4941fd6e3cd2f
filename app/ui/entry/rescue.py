"""Getting a vault back: one restored from its backup, or what a damaged one still gives, in a new folder."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.base.errors import BadInput
from app.base.i18n import _, ngettext
from app.ui.entry.folder import FileLine, FolderLine
from app.ui.entry.middle import FolderLabel
from app.ui.entry.ways import Given, WayForm
from app.ui.jobs import Job, Jobs
from app.ui.look import Look
from app.ui.messages import words_for
from app.ui.page import button, column, frame, label, row

Tell = Callable[[int, int], None]


class Rescue(QWidget):
    """Asks for what it needs, works with a bar and Cancel, and tells the new folder with `done`."""

    done = Signal(object, str)
    """The folder of the new vault, and words on what is in it."""
    left = Signal()
    """Cancelled before it began, where it `leaves`."""
    verb = ""

    def __init__(self, jobs: Jobs, look: Look, *, leaves: bool = False) -> None:
        super().__init__()
        self.jobs, self.look, self._leaves = jobs, look, leaves
        self._job: Job | None = None
        self.inside: QVBoxLayout = column(self, gap=10)
        self.ask()
        self.form = WayForm(look)
        self.form.offer_ways()
        self.form.submitted.connect(self.begin)
        self.inside.addWidget(self.form)
        self.place = FolderLine(jobs, look, _("Where shall the vault be?"), name=_("Folder of the new vault"))
        self.inside.addWidget(self.place)
        self._error = frame("danger")
        self._words = label("")
        self._words.setAccessibleName(_("Message"))
        column(self._error, margin=12).addWidget(self._words)
        self.inside.addWidget(self._error)
        self._error.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.verb)
        self._counts = label("", "quiet")
        self.inside.addWidget(self._bar)
        self.inside.addWidget(self._counts)
        line = row()
        self.stop = button(_("Cancel"), self._on_stop)
        self.go = button(self.verb, self.begin, "main")
        line.addStretch(1)
        line.addWidget(self.stop)
        line.addWidget(self.go)
        self.inside.addLayout(line)
        self._busy(False)
        self.form.edited.connect(self._error.hide)

    @abstractmethod
    def ask(self) -> None:
        """Add the fields that come first."""

    def first(self) -> QWidget:
        """Return what is to have the focus."""
        return self.form.first()

    @abstractmethod
    def check(self) -> None:
        """Raise BadInput when one of them is missing."""

    @abstractmethod
    def work(self, given: Given, folder: Path) -> Callable[[Tell], str]:
        """Return the work: it makes the vault in `folder` and returns what to say."""

    @property
    def told(self) -> str:
        """The error shown now; empty for none."""
        return self._words.text() if self._error.isVisibleTo(self) else ""

    @property
    def working(self) -> bool:
        """Whether it is under way."""
        return self._job is not None

    def begin(self) -> None:
        """Check what was given, then work."""
        if self._job is not None:
            return
        self._error.hide()
        try:
            self.check()
            if not self.form.ready:
                raise BadInput(_("Say how the vault opens: its passphrase, or another way in."))
        except BadInput as error:
            self.fail(error)
            return
        self.place.check(self._work, self.fail)

    def fail(self, error: Exception) -> None:
        """Tell why it did not go."""
        self._job = None
        self._busy(False)
        words = words_for(error)
        self._words.setText(words)
        self._error.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, words))

    def _work(self, folder: Path) -> None:
        self._busy(True)
        job = self._job = self.jobs.compute(
            self.work(self.form.given, folder),
            lambda words: self._on_done(folder, words),
            failed=self._on_failed,
            owner=self,
        )
        job.progressed.connect(self._on_progress)

    def _on_progress(self, done: int, total: int) -> None:
        if total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
            self._counts.setText(f"{done:,} / {total:,}")

    def _on_done(self, folder: Path, words: str) -> None:
        self._job = None
        self._busy(False)
        self.form.clear()
        self.done.emit(folder, words)

    def _on_failed(self, error: Exception) -> None:
        self.fail(error)
        self.form.again()  # Cancel is gone, and what is typed next must not fall on a button

    def _on_stop(self) -> None:
        if self._job is not None:
            self.stop.setEnabled(False)
            self._job.cancel()
        else:
            self.left.emit()

    def _busy(self, busy: bool) -> None:
        self.form.set_busy(busy)
        self.place.set_busy(busy)
        self.go.setEnabled(not busy)
        self._bar.setRange(0, 0)
        self._counts.clear()
        self._bar.setVisible(busy)
        self._counts.setVisible(busy)
        self.stop.setVisible(busy or self._leaves)
        self.stop.setEnabled(True)
        if busy:
            QTimer.singleShot(0, self.stop, self.stop.setFocus)


class Restore(Rescue):
    """Makes a vault of a backup."""

    def ask(self) -> None:
        """Ask for the backup, and for its keys where they do not lie beside it."""
        self.verb = _("Restore")
        self.backup = FileLine(self.look, _("Choose the backup..."), _("Which backup?"))
        self.keys = FileLine(self.look, _("Choose its keys..."), _("Which file of keys?"))
        self._lacks = label(
            _(
                "The file of keys, named like the backup and ending in .keys.json, is not beside it. Choose it, or "
                "open the backup with the recovery code."
            ),
            "warning",
        )
        for one in (self.backup, self._lacks, self.keys):
            self.inside.addWidget(one)
        self._lacks.hide()
        self.keys.hide()
        self.backup.changed.connect(self._look)

    def first(self) -> QWidget:
        """Return the button that asks for the backup."""
        return self.backup.button

    def check(self) -> None:
        """Ask for the backup."""
        if self.backup.path is None:
            raise BadInput(_("Choose the file of the backup first."))

    def work(self, given: Given, folder: Path) -> Callable[[Tell], str]:
        """Restore, checking everything that is read."""
        backup, keys = self.backup.path, self.keys.path
        assert backup is not None

        def restore(tell: Tell) -> str:
            from app.services import backing_up  # noqa: PLC0415 - the first run is there sooner without it

            report = backing_up.restore(backup, given.way(), folder, tell, keys)
            words = _("The backup is restored. Open the vault as you opened the old one.")
            if report.damaged_pages or report.missing:
                words += " " + _(
                    "It was not whole when it was made: {pages} pages and {files} files are missing."
                ).format(pages=report.damaged_pages, files=report.missing)
            return words

        return restore

    def _look(self) -> None:
        backup = self.backup.path
        assert backup is not None

        def beside(_tell: Tell) -> bool:
            from app.services import backing_up  # noqa: PLC0415 - as above

            return backing_up.keys_beside(backup).is_file()

        def show(there: bool) -> None:
            self._lacks.setVisible(not there)
            self.keys.setVisible(not there)

        self.jobs.compute(beside, show, owner=self)


class Recover(Rescue):
    """Makes a vault of what a damaged one still gives."""

    def __init__(self, jobs: Jobs, look: Look, damaged: Path, *, leaves: bool = False) -> None:
        self._damaged = damaged
        super().__init__(jobs, look, leaves=leaves)

    def ask(self) -> None:
        """Say which vault it is."""
        self.verb = _("Recover")
        self.inside.addWidget(FolderLabel(self._damaged))
        self.keys = FileLine(self.look, _("Choose its keys..."), _("Which file of keys?"))
        said = _("Only when vault.json is damaged or missing: the file of keys that lies beside a backup.")
        self.inside.addWidget(label(said, "quiet"))
        self.inside.addWidget(self.keys)

    def check(self) -> None:
        """Nothing is missing."""

    def work(self, given: Given, folder: Path) -> Callable[[Tell], str]:
        """Recover what can be read."""
        damaged, keys = self._damaged, self.keys.path

        def recover(tell: Tell) -> str:
            from app.services import recovering  # noqa: PLC0415 - as above

            found = recovering.recover(damaged, given.way(), folder, tell, keys)
            words = _("Recovered: {n} saved versions of records and {m} attachments.").format(
                n=f"{found['revisions']:,}", m=f"{found['attachments']:,}"
            )
            lost = len(found["damage"])
            if lost:
                words += " " + ngettext(
                    "{n} record is not whole any more.", "{n} records are not whole any more.", lost
                ).format(n=f"{lost:,}")
            return words

        return recover
