"""What is done to any number of selected records: into the trash and back, sent, by a menu or a key."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain.query import Query
from app.services import browsing, counted, counting, trashing
from app.ui.desk import Desk
from app.ui.jobs import Cancelled, Job
from app.ui.library import detail as details
from app.ui.library.table import RecordTable


class Moving(QObject):
    """It works on numbers of the list and looks up their ids in the background, however many there are."""

    def __init__(
        self, desk: Desk, page: QWidget, table: RecordTable, asked: Callable[[], Query], opens: Callable[[], None]
    ) -> None:
        super().__init__(page)
        self._desk, self._page, self._table = desk, page, table
        self._asked, self._opens = asked, opens
        self._reading: Job | None = None
        table.menu_asked.connect(self._on_menu)

    def trash(self) -> None:
        """Put what is selected into the trash, unless it is there."""
        if not self._asked().trash:
            self.move(self._table.selected_numbers(), trashed=True)

    def do(self, what: str, record: str) -> None:
        """Do what the pane beside the list offers, with the record it shows or with what is selected."""
        if what == details.OPEN and record:
            self._desk.go("record", record)
        elif what == details.DECIDE:
            self._desk.go("conflicts", record)
        elif what == details.SEND:
            self.send(self._table.selected_numbers())
        elif what in (details.TRASH, details.BACK):
            self.move(self._table.selected_numbers(), trashed=what == details.TRASH)

    def _on_menu(self, at: QPoint) -> None:
        if self._table.count_selected():
            self.menu(self._table.selected_numbers(), self._opens, trash=self._asked().trash).popup(at)

    def menu(self, numbers: array[int], opens: Callable[[], None], *, trash: bool) -> QMenu:
        """Return the menu of what can be done to these records."""
        made = QMenu(self._page)
        made.setAccessibleName(_("Selected records"))
        look = self._desk.look
        if len(numbers) == 1:
            action = made.addAction(look.icon("forward"), _("Open"))
            action.triggered.connect(lambda _checked=False: opens())
            made.addSeparator()
        action = made.addAction(look.icon("send"), _("Send these..."))
        action.triggered.connect(lambda _checked=False: self.send(numbers))
        if not trash:  # what is in the trash counts for nothing
            action = made.addAction(look.icon("all"), _("Count people and acts"))
            action.triggered.connect(lambda _checked=False: self.count(numbers))
        words, icon = (_("Put back"), "undo") if trash else (_("Move to trash"), "trash")
        action = made.addAction(look.icon(icon), words)
        action.triggered.connect(lambda _checked=False: self.move(numbers, trashed=not trash))
        made.aboutToHide.connect(made.deleteLater)
        return made

    def send(self, numbers: array[int]) -> None:
        """Go to the steps that send these records."""
        if numbers:
            self._with_ids(numbers, lambda ids: self._desk.go("send", records=ids))

    def count(self, numbers: array[int]) -> None:
        """Say how many people and acts these records tell of."""
        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: counted.short(counting.count(session, browsing.record_ids(session, numbers), language)),
            self._desk.say,
            owner=self,
            label=_("Counting"),
        )

    def move(self, numbers: array[int], *, trashed: bool) -> None:
        """Put records into the trash, or back; it can be undone for ten seconds."""
        if numbers:
            self._with_ids(numbers, lambda ids: self.move_records(ids, trashed=trashed))

    def move_records(self, records: list[str], *, trashed: bool, undoing: bool = False) -> None:
        """Put records into the trash or back, by their ids."""
        moved: list[str] = []

        def failed(error: Exception) -> None:
            self._tell(records, moved, trashed=trashed, undoing=undoing)
            if not isinstance(error, Cancelled):  # what a person stopped is told with what was moved until then
                self._desk.fail(error)

        self._desk.jobs.write(
            lambda session, tell: trashing.put(session, records, trashed=trashed, progress=tell, moved=moved),
            lambda _moved: self._tell(records, moved, trashed=trashed, undoing=undoing),
            failed=failed,
            owner=self,
            label=_("Moving to the trash") if trashed else _("Putting back"),
            gaps=True,
        )

    def _tell(self, records: list[str], moved: list[str], *, trashed: bool, undoing: bool) -> None:
        """Say what was moved: all, or what was moved until a person stopped it."""
        if moved:
            self._desk.tell(*(moved if len(moved) < 1000 else ()))
        n = len(moved)
        if trashed:
            words = ngettext("{n} record is in the trash.", "{n} records are in the trash.", n)
        else:
            words = ngettext("{n} record was put back.", "{n} records were put back.", n)
        words = words.format(n=f"{n:,}")
        if n < len(records):
            left = len(records) - n
            words += " " + ngettext(
                "{left} record stayed where it is: stopped, waiting for a decision, or of a newer version.",
                "{left} records stayed where they are: stopped, waiting for a decision, or of a newer version.",
                left,
            ).format(left=f"{left:,}")
        undo = None if undoing or not moved else lambda: self.move_records(moved, trashed=not trashed, undoing=True)
        self._desk.say(words, "info" if n == len(records) else "warning", undo=undo)

    def _with_ids(self, numbers: array[int], does: Callable[[list[str]], None]) -> None:
        self._reading = self._desk.jobs.read(
            lambda session: browsing.record_ids(session, numbers), does, owner=self, label=_("Looking up the selection")
        )
