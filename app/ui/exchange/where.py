"""The fourth step of sending: the folder, whether it can be written to, and whether there is room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.services import medium
from app.ui.desk import Desk
from app.ui.exchange.pieces import Counts, Notice, card_frame, fixed
from app.ui.exchange.steps import Sending, Step
from app.ui.files.choose import choose_folder
from app.ui.files.words import size_in_words
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import apart
from app.ui.page import button, label

TENTH = 10
"""What is needed is foreseen, not measured: where less than one part in so many is missing, it may still fit."""


class WhereStep(Step):
    """Where to write."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Where?"))
        self._job: Job | None = None
        self._free: int | None = None
        self.inside.addWidget(
            label(
                _(
                    "Choose a folder, as on a memory stick. What is written there can be opened by nobody but them; "
                    "its name and size tell nothing of what is in it."
                )
            )
        )
        self.choose = button(_("Choose a folder..."), self._ask, look=desk.look, icon="folder")
        line = Flow()
        line.addWidget(self.choose)
        self.inside.addLayout(line)
        self._box, inside = card_frame()
        self._path = fixed("")
        self._path.setAccessibleName(_("Folder"))
        self._counts = Counts()
        inside.addWidget(self._path)
        inside.addWidget(self._counts)
        self._notice = Notice(desk.look, "info")
        self.inside.addWidget(self._box)
        self.inside.addWidget(self._notice)
        self.inside.addStretch(1)

    def show_sending(self, sending: Sending) -> None:
        """Show the folder chosen before in this run, looked at anew: sticks come and go."""
        super().show_sending(sending)
        self._free = None
        self._box.hide()
        self._notice.hide()
        if sending.folder is not None:
            self.look_at(sending.folder)

    def complete(self) -> bool:
        """Tell whether there is a folder with room, or nearly: writing looks itself before it begins."""
        return self._free is not None and self._missing(self._free) * TENTH <= self._needed()

    def focus_first(self) -> None:
        """Put the keyboard on the choice."""
        self.choose.setFocus()

    def look_at(self, folder: Path) -> None:
        """Take this folder and see what room it has."""
        self.sending = replace(self.sending, folder=folder)
        self._free = None
        self._path.setText(str(folder))
        self._box.show()
        self._counts.show_counts([])
        self._notice.hide()
        self.changed.emit()
        self._job = self.desk.jobs.compute(
            lambda _tell: (folder, medium.free(folder)), self._show_free, failed=self._on_failed, owner=self
        )

    def _ask(self) -> None:
        choose_folder(self, _("Where to write what you send"), self.look_at)

    def _needed(self) -> int:
        return self.sending.foreseen.size if self.sending.foreseen else 0

    def _missing(self, free: int) -> int:
        return max(0, self._needed() - free)

    def _show_free(self, found: tuple[Path, int]) -> None:
        folder, free = found
        if folder != self.sending.folder:
            return
        self._free = free
        needed = self._needed()
        self._counts.show_counts([(_("Needed, about"), size_in_words(needed)), (_("Free there"), size_in_words(free))])
        missing = apart(size_in_words(self._missing(free)))
        if free < needed and self.complete():
            told = _(
                "There may be just too little room in this folder: about {missing} more are needed. You can try: if it "
                "does not fit, nothing is written."
            )
            self._notice.say("warning", told.format(missing=missing))
            self._notice.show()
        elif free < needed:
            told = _(
                "There is not enough room in this folder: {missing} more are needed. Make room there, or choose "
                "another folder. Nothing was written."
            ).format(missing=missing)
            self._notice.say("danger", told)
            self._notice.show()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        told = str(error) if isinstance(error, KeepsakeError) else _("This folder cannot be used. Choose another one.")
        self._notice.say("danger", told)
        self._notice.show()
        self.changed.emit()
