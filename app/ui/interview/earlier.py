"""Whether the person has told it before: the testimonies of theirs that are in the vault, to be read or linked."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import ids
from app.domain.body import Fields
from app.services import previous
from app.services.previous import Held
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import button, column, frame, label
from app.ui.record.people import REASONS


class EarlierOnes(QWidget):
    """Tells of them, and links one as an earlier testimony; not there while there are none."""

    chosen = Signal(object)
    """A new value of the field `previous`."""

    def __init__(self, desk: Desk, record: str) -> None:
        super().__init__()
        self._desk, self._record = desk, record
        self._previous: list[Any] = []
        self._reading: Job | None = None
        self._asked: Fields | None = None
        self._found: tuple[Held, ...] = ()
        self._revealed = False
        box = frame("info")
        inside = column(box, margin=12, gap=8)
        self.words = label("")
        inside.addWidget(self.words)
        self._list = column(gap=6)
        inside.addLayout(self._list)
        column(self).addWidget(box)
        self.hide()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Look for testimonies of whoever speaks, if it is somebody else than before."""
        before = values.get("previous")
        self._previous = list(before) if isinstance(before, list) else []
        asked = {"witness": deepcopy(values.get("witness"))}
        if asked == self._asked:
            self._fill()
            return
        self._asked, self._revealed = asked, False
        record, language = self._record, i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: previous.of_testimony(session, record, asked, language),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def _show(self, found: tuple[Held, ...]) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        """Show those of the same person; of who only may be the same, how many: a name beside a code name tells it."""
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        linked = {one.get("to") for one in self._previous if isinstance(one, dict)}
        left = [one for one in self._found if one.testimony not in linked]
        self.setVisible(bool(left))
        if not left:
            return
        n = len(left)
        self.words.setText(
            ngettext(
                "{n} testimony of who speaks, or may be, is kept here. Read it first: perhaps it is enough.",
                "{n} testimonies of who speaks, or may be, are kept here. Read them first: perhaps they are enough.",
                n,
            ).format(n=n)
        )
        for one in left:
            if one.same or self._revealed:
                self._list.addWidget(self._entry(one))
        if not self._revealed and (likely := sum(not one.same for one in left)):
            words = ngettext("Show {n} of who may be the same", "Show {n} of who may be the same", likely)
            shows = button(words.format(n=likely), self._reveal, look=self._desk.look, icon="eye")
            self._list.addWidget(shows, 0, Qt.AlignmentFlag.AlignLeading)

    def _reveal(self) -> None:
        self._revealed = True
        self._fill()

    def _entry(self, one: Held) -> QWidget:
        made = QWidget()
        line = Flow(made, gap=6)
        told = [one.title, one.when, one.by, "" if one.same else one.name, *(_(REASONS[why]) for why in one.reasons)]
        line.addWidget(label(joined(*told), wrap=False))
        for words, name, icon, does in (
            (_("Open"), _("Open {title}"), "testimony", lambda: self._desk.go("record", one.testimony)),
            (_("It is an earlier one"), _("{title} is an earlier testimony"), "link", partial(self.link, one)),
        ):
            pressed = button(words, does, look=self._desk.look, icon=icon)
            pressed.setAccessibleName(name.format(title=one.title))
            line.addWidget(pressed)
        return made

    def link(self, one: Held) -> None:
        """Say that this one is an earlier testimony."""
        self.chosen.emit([*self._previous, {"id": ids.new_item_id(), "role": "previous", "to": one.testimony}])
