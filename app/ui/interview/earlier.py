"""Whether the person has told it before: the testimonies of theirs that are in the vault, to be read or linked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain import ids
from app.services import interviewing
from app.services.interviewing import Earlier
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row


class EarlierOnes(QWidget):
    """Tells of them, and links one as an earlier testimony; not there while there are none."""

    chosen = Signal(object)
    """A new value of the field `previous`."""

    def __init__(self, desk: Desk, record: str) -> None:
        super().__init__()
        self._desk, self._record = desk, record
        self._previous: list[Any] = []
        self._reading: Job | None = None
        self._asked: tuple[str, ...] | None = None
        self._found: tuple[Earlier, ...] = ()
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
        listed, before = values.get("witness"), values.get("previous")
        self._previous = list(before) if isinstance(before, list) else []
        people = tuple(
            str(one["to"])
            for one in (listed if isinstance(listed, list) else [])
            if isinstance(one, dict) and one.get("to")
        )
        if people == self._asked:
            self._fill()
            return
        self._asked = people
        record, language = self._record, i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: interviewing.earlier(session, people, record, language),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def _show(self, found: tuple[Earlier, ...]) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        linked = {one.get("to") for one in self._previous if isinstance(one, dict)}
        left = [one for one in self._found if one.record not in linked]
        n = len(left)
        self.words.setText(
            ngettext(
                "{n} testimony of the same person is kept here. Read it first: perhaps it need not be told again.",
                "{n} testimonies of the same person are kept here. Read them first: perhaps it need not be told again.",
                n,
            ).format(n=n)
        )
        for one in left:
            self._list.addWidget(self._entry(one))
        self.setVisible(bool(left))

    def _entry(self, one: Earlier) -> QWidget:
        made = QWidget()
        line = row(made)
        line.addWidget(label(one.title), 1)
        for words, name, icon, does in (
            (_("Open"), _("Open {title}"), "testimony", lambda: self._desk.go("record", one.record)),
            (_("It is an earlier one"), _("{title} is an earlier testimony"), "link", partial(self._link, one)),
        ):
            pressed = button(words, does, look=self._desk.look, icon=icon)
            pressed.setAccessibleName(name.format(title=one.title))
            line.addWidget(pressed)
        return made

    def _link(self, one: Earlier) -> None:
        item = {"id": ids.new_item_id(), "role": "previous", "to": one.record}
        self.chosen.emit([*self._previous, item])
