"""Who somebody is to others, as the records of the others say: the other side of each link, in words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import relations, titles
from app.services.drafting import Opened
from app.services.relations import Relation
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import button, column, label
from app.ui.record.entry import Entry


class Relations(QWidget):
    """Lists them, each to be opened; nothing while no other record says anything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self._found: tuple[Relation, ...] | None = None
        self._record = ""
        self._coded = self._revealed = False
        self.entries: list[Entry] = []
        self._layout = column(self, gap=4)
        self._layout.setContentsMargins(0, 12, 0, 0)
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read again what others say."""
        record, language = opened.record, i18n.language()
        coded = bool(titles.code_name(opened.type, opened.fields))

        def found(all_of_them: tuple[Relation, ...]) -> None:
            theirs = tuple(one for one in all_of_them if one.theirs)
            if (theirs, record, coded) == (self._found, self._record, self._coded):
                return
            if record != self._record:
                self._revealed = False
            self._found, self._record, self._coded = theirs, record, coded
            self._fill()

        self._reading = self._desk.jobs.read(
            lambda session: relations.of_record(session, record, language), found, owner=self, replaces=self._reading
        )

    def _fill(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.entries = []
        found = self._found or ()
        self.setVisible(bool(found))
        if not found:
            return
        self._layout.addWidget(label(_("As the records of others say"), "heading"))
        if (self._coded or any(one.coded for one in found)) and not self._revealed:
            n = len(found)
            words = ngettext(
                "{n} record. Who it is would tell whose code name it is.",
                "{n} records. Who they are would tell whose code name it is.",
                n,
            ).format(n=f"{n:,}")
            self._layout.addWidget(label(words))
            shows = button(_("Show"), self._reveal, look=self._desk.look, icon="eye")
            shows.setAccessibleDescription(words)
            self._layout.addWidget(shows, 0, Qt.AlignmentFlag.AlignLeading)
            return
        for one in found:
            words = joined(one.words, one.detail)
            goes = partial(self._desk.go, "record", one.record)
            entry = Entry(self._desk.look, one.type or "person", words, words, goes)
            self.entries.append(entry)
            self._layout.addWidget(entry)

    def _reveal(self) -> None:
        self._revealed = True
        self._fill()
        QTimer.singleShot(0, self, self._focus_first)

    def _focus_first(self) -> None:
        if self.entries:
            self.entries[0].setFocus()
