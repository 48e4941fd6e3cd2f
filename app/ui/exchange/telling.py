"""Which of the files that will go can tell who made them, or where: read one by one, when a person asks."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.base.i18n import _, ngettext
from app.services import metadata
from app.services.metadata import Said
from app.ui.desk import Desk
from app.ui.exchange.pieces import said_by_others
from app.ui.files.facts import Reading
from app.ui.lines import apart
from app.ui.page import button, column, label


class TellingFiles(QWidget):
    """A button, and then what was found; hiding it ends the reading."""

    def __init__(self, desk: Desk, contents: tuple[str, ...], all_: int) -> None:
        super().__init__()
        self._desk, self._contents, self._all = desk, contents, all_
        self._names: dict[str, str] = {}
        self._left: list[str] = []
        self._unread = self._found = 0
        self._reading: Reading | None = None
        layout = column(self, gap=4)
        self.ask = button(_("See which files can tell who made them"), self._on_ask)
        self.state = label("", "quiet")
        self._list = column(gap=2)
        layout.addWidget(self.ask)
        layout.addWidget(self.state)
        layout.addLayout(self._list)
        self.state.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        super().hideEvent(event)
        if not event.spontaneous() and self._reading is not None:
            self._left.clear()
            self._reading.stop()

    def _on_ask(self) -> None:
        contents = self._contents
        self.ask.setEnabled(False)
        self.state.show()
        self.state.setText(_("Reading..."))
        self._desk.jobs.read(lambda session: metadata.names(session, contents), self._begin, owner=self)

    def _begin(self, names: dict[str, str]) -> None:
        self._names, self._left = names, list(names)
        self._next()

    def _next(self) -> None:
        if not self._left:
            self._end()
            return
        sha256 = self._left.pop(0)
        done = len(self._names) - len(self._left)
        self.state.setText(_("File {n} of {total}").format(n=done, total=len(self._names)))

        def read(said: tuple[Said, ...]) -> None:
            if who := metadata.telling(said):
                self._found += 1
                words = _("{name}: {labels}").format(name=apart(self._names[sha256]), labels=", ".join(who))
                self._list.addWidget(said_by_others(words))
            self._next()

        def not_read(_error: Exception) -> None:
            self._unread += 1
            self._next()

        self._reading = Reading(self, self._desk, sha256, read, not_read)

    def _end(self) -> None:
        told = [
            ngettext(
                "{n} of the files can tell who made it, or where.",
                "{n} of the files can tell who made them, or where.",
                self._found,
            ).format(n=self._found)
            if self._found
            else _("None of the files that can be read says who made it, or where.")
        ]
        if self._unread:
            told.append(ngettext("{n} cannot be read.", "{n} cannot be read.", self._unread).format(n=self._unread))
        if self._all > len(self._names):
            told.append(_("Only the first {n} were read.").format(n=len(self._names)))
        self.state.setText(" ".join(told))
