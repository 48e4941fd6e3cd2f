"""Who was heard before: on a testimony's page, the interviews held already, so that nobody is asked twice."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _
from app.services import previous
from app.services.drafting import Opened
from app.services.previous import Held
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.editors.opener import Opener
from app.ui.jobs import Job
from app.ui.page import column, frame, label, row
from app.ui.record.people import REASONS

WAIT = 600
"""Milliseconds without a key before it is looked for."""


class Heard(QWidget):
    """Lists the testimonies held of who speaks, and of people who may be the same; nothing when there are none."""

    def __init__(self, desk: Desk, form: Form) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._reading: Job | None = None
        self._asked: object = None
        self.found: tuple[Held, ...] = ()
        layout = column(self)
        layout.setContentsMargins(0, 12, 0, 0)
        box = frame("info")
        inside = column(box, margin=12, gap=4)
        inside.addWidget(label(_("Heard before"), "heading"))
        self._list = column(gap=2)
        inside.addLayout(self._list)
        layout.addWidget(box)
        self._timer = QTimer(self, singleShot=True, interval=WAIT)
        self._timer.timeout.connect(self._search)
        form.edited.connect(self._on_edited)
        self.hide()

    def show_record(self, _opened: Opened) -> None:
        """Look again."""
        self._asked = None
        self._search()

    def _on_edited(self) -> None:
        if self._form.fields().get("witness") != self._asked:
            self._timer.start()

    def _search(self) -> None:
        fields, record, language = self._form.fields(), self._form.record, i18n.language()
        if self._asked is not None and fields.get("witness") == self._asked:
            return
        self._asked = fields.get("witness")
        self._reading = self._desk.jobs.read(
            lambda session: previous.of_testimony(session, record, fields, language),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def _show(self, found: tuple[Held, ...]) -> None:
        self.setVisible(bool(found))
        if found == self.found:
            return
        self.found = found
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in found:
            self._list.addWidget(self._entry(one))

    def _entry(self, one: Held) -> QWidget:
        made = QWidget()
        line = row(made)
        opener = Opener(lambda: self._desk.go("record", one.testimony))
        opener.show_title(one.title)
        self._desk.look.dress(opener, "testimony")
        line.addWidget(opener)
        told = words(one)
        opener.setAccessibleDescription(told)
        line.addWidget(label(told, "quiet"), 1)
        return made


def words(one: Held) -> str:
    """Return when and by whom a testimony was heard, and why it may be of the same person."""
    parts = [one.when, _("by {name}").format(name=one.by) if one.by else ""]
    if not one.same:
        reasons = ", ".join(_(REASONS[reason]) for reason in one.reasons)
        parts.append(_("perhaps the same person: {name} ({reasons})").format(name=one.name, reasons=reasons))
    return "; ".join(filter(None, parts))
