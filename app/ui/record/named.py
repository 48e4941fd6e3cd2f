"""The records that name this one: a list at the foot of its page, each to be opened."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import schema
from app.services import linked, relations
from app.services.drafting import Opened
from app.services.linked import Naming
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import button, column, label
from app.ui.record.entry import Entry

AT_FIRST = 12


class NamedBy(QWidget):
    """Lists who names a record; nothing is shown when nobody does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self._found: tuple[Naming, ...] = ()
        self._layout = column(self, gap=4)
        self._layout.setContentsMargins(0, 12, 0, 0)
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """List who names this record; what the page tells elsewhere is left out: acts, and who they are to others."""
        record, acts_apart = opened.record, opened.type == "incident"
        related = opened.type in ("person", "organisation")

        def elsewhere(one: Naming) -> bool:
            relation = one.type in ("person", "organisation") and one.by in relations.FIELDS
            return (acts_apart and one.type == "act") or (related and relation)

        def found(all_of_them: tuple[Naming, ...]) -> None:
            self._found = tuple(one for one in all_of_them if not elsewhere(one))
            self._show(AT_FIRST)

        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: linked.named_by(session, record, language), found, owner=self, replaces=self._reading
        )

    def _show(self, most: int) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(bool(self._found))
        if not self._found:
            return
        self._layout.addWidget(label(_("Named by"), "heading"))
        for one in self._found[:most]:
            self._layout.addWidget(self._entry(one))
        rest = len(self._found) - most
        if rest > 0:
            more = button(_("Show {n} more").format(n=f"{rest:,}"), self._show_all, "flat")
            self._layout.addWidget(more)

    def _show_all(self) -> None:
        self._show(len(self._found))

    def _entry(self, one: Naming) -> QWidget:
        declared = schema.OURS.record_type(one.type)
        type_ = _(declared.label) if declared else one.type
        words = joined(one.title, _(one.label_source))
        record = one.record
        icon = one.type if declared else "note"
        return Entry(self._desk.look, icon, words, f"{type_}: {words}", lambda: self._desk.go("record", record))
