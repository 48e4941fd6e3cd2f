"""Who did what to whom: an incident's acts as one small table, added in place and opened by Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.base import i18n
from app.base.i18n import N_, _, ngettext
from app.domain.body import Fields
from app.services import coding, linked, trashing
from app.services.coding import Made
from app.services.drafting import Opened
from app.services.linked import Act
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row
from app.ui.record.parts import ActParts

COLUMNS = (N_("What was done"), N_("To whom"), N_("By whom"), N_("When"), N_("Where"))


MERGED_BELOW = 92
"""Average letters: narrower tables show time and place below what was done."""

CELL = 11
"""Pixels around the words of a cell, as the style sheet and the style have it."""


class ActsTable(QWidget):
    """Shows and adds the acts of an incident."""

    changed = Signal()
    """Something was said of an act that is not added yet."""
    ended = Signal()
    """It is added, or asked for no more."""

    def __init__(self, desk: Desk, incident: str) -> None:
        super().__init__()
        self._desk, self._incident = desk, incident
        self._read_only = False
        self._acts: tuple[Act, ...] = ()
        self._reading: Job | None = None
        self._parts: ActParts | None = None
        self._adding = False
        self.table = _Table()
        self.table.opened.connect(self._on_open)
        self.table.removed.connect(self._on_trash)
        self.empty = label(_("No acts yet. Each says one thing done to one victim."), "quiet")
        self.add = button(_("Add an act"), self.begin, look=desk.look, icon="new")
        self._box = frame("card")
        self._inside = column(self._box, margin=14, gap=10)
        self._box.hide()
        head = row()
        head.addWidget(label(_("Who did what to whom"), "heading"), 1)
        head.addWidget(self.add)
        layout = column(self, gap=8)
        layout.addLayout(head)
        layout.addWidget(self.empty)
        layout.addWidget(self.table)
        layout.addWidget(self._box)
        self.table.hide()

    @property
    def parts(self) -> ActParts | None:
        """The questions, while an act is being added."""
        return self._parts if self._box.isVisibleTo(self) else None

    def begun(self) -> Fields:
        """Return what is said of an act that is not added yet."""
        parts = self.parts
        return parts.values() if parts is not None and not self._adding else {}

    def go_on(self, values: Fields) -> None:
        """Ask on for an act of which something was said before."""
        self.begin()
        assert self._parts is not None
        self._parts.set_values(values)

    def show_record(self, opened: Opened) -> None:
        """Read the acts again; those of a record that is kept as it is can be opened, not added or trashed."""
        self._read_only = opened.kept
        self.add.setVisible(not opened.kept)
        self.refresh()

    def refresh(self) -> None:
        """Read the acts again."""
        incident, language = self._incident, i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: linked.acts_of(session, incident, language), self._show, owner=self, replaces=self._reading
        )

    def begin(self) -> None:
        """Ask for a new act."""
        if self._parts is None:
            self._parts = ActParts(self._desk, self._incident)
            self._parts.edited.connect(self.changed)
            self._inside.addWidget(self._parts)
            does = row()
            self.make = button(_("Add"), self._on_add, "main", look=self._desk.look, icon="good")
            does.addWidget(self.make)
            does.addWidget(button(_("Close"), self._on_close))
            does.addWidget(label(_("Without a time it has the incident's."), "quiet"), 1)
            self._inside.addLayout(does)
        self._box.show()
        self._parts.focus_first()
        QTimer.singleShot(0, self, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self._box, 0, 24)

    def _on_close(self) -> None:
        self._box.hide()
        self.add.setFocus()
        self.ended.emit()

    def _on_add(self) -> None:
        assert self._parts is not None
        if not self._parts.settled():
            return
        said, incident = self._parts.said(), self._incident
        if not (said.act_type or said.victims or said.perpetrators):
            self._desk.say(_("Say at least what was done, to whom, or by whom."))
            self._parts.focus_first()
            return

        def work(session: Session, _tell: object) -> Made:
            return coding.add_acts(
                session,
                incident,
                act_type=said.act_type,
                victims=said.victims,
                perpetrators=said.perpetrators,
                period=said.period,
            )

        self._adding = True
        self.ended.emit()  # locked now, it is not asked for once more
        self._desk.jobs.write(work, self._on_added, failed=self._on_not_added, owner=self)

    def _on_not_added(self, error: Exception) -> None:
        self._adding = False
        self.changed.emit()
        self._desk.fail(error)

    def _on_added(self, made: Made) -> None:
        assert self._parts is not None
        self._adding = False
        n = len(made.records)
        self._parts.clear()
        self._parts.focus_first()
        taking_back(self._desk, made, ngettext("{n} act was added.", "{n} acts were added.", n).format(n=n))
        self.refresh()

    def _show(self, acts: tuple[Act, ...]) -> None:
        self._acts = acts
        self.table.show_acts(acts)
        self.table.setVisible(bool(acts))
        self.empty.setVisible(not acts)

    def _on_open(self, at: int) -> None:
        self._desk.go("record", self._acts[at].record)

    def _on_trash(self, at: int) -> None:
        if self._read_only:
            return
        record, desk = self._acts[at].record, self._desk

        def back() -> None:
            desk.jobs.write(
                lambda session, _tell: trashing.put(session, [record], trashed=False),
                lambda _moved: desk.tell(record),
                owner=desk,
            )

        def done(moved: list[str]) -> None:
            if moved:
                desk.say(_("The act is in the trash."), undo=back)
                desk.tell(record)
            else:
                desk.say(_("This act stays: it waits for a decision, or was written by a newer version."), "warning")

        desk.jobs.write(lambda session, _tell: trashing.put(session, [record]), done, owner=desk)


class _Whole(QStyledItemDelegate):
    """Gives every row the height of all its words: the usual one counts without what surrounds them."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that the words of one cell need at the width of their column."""
        table = self.parent()
        assert isinstance(table, QTableWidget)
        wide = table.columnWidth(index.column()) - 2 * CELL
        words = str(index.data() or " ")
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = table.fontMetrics().boundingRect(QRect(0, 0, max(1, wide), 100_000), flags, words)
        return QSize(needed.width() + 2 * CELL, needed.height() + 14)


class _Table(QTableWidget):
    """The rows. Enter opens one, Del puts one into the trash, Tab leaves."""

    opened = Signal(int)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self._acts: tuple[Act, ...] = ()
        self.setItemDelegate(_Whole(self))
        self.setHorizontalHeaderLabels([_(one) for one in COLUMNS])
        self.setAccessibleName(_("Acts of this incident: Enter opens one, Del moves it to the trash"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)

    def show_acts(self, acts: tuple[Act, ...]) -> None:
        """Show these acts."""
        at = self.currentRow()
        self.setRowCount(len(acts))
        self._acts = acts
        self._fill()
        if acts:
            self.setCurrentCell(min(max(at, 0), len(acts) - 1), 0)
        if self.hasFocus():
            self.selectRow(self.currentRow())
        else:
            self.clearSelection()
        self._fit()

    def _fill(self) -> None:
        """Write the rows: time and place below what was done where there is no room for five columns."""
        few = self._narrow()
        for place in (3, 4):
            self.setColumnHidden(place, few)
        for line, act in enumerate(self._acts):
            type_ = act.type or _("Not said")
            if act.alleged:
                type_ = _("{act} (alleged)").format(act=type_)
            if act.reported:
                type_ = _("{act} (reported, not counted)").format(act=type_)
            if few:
                type_ = "\n".join(filter(None, (type_, act.when, act.where)))
            for place, words in enumerate((type_, act.victim, act.perpetrators, act.when, act.where)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
                self.setItem(line, place, item)

    def _narrow(self) -> bool:
        return self.width() < MERGED_BELOW * self.fontMetrics().averageCharWidth()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keyboard is on."""
        super().focusInEvent(event)
        self.selectRow(max(0, self.currentRow()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no row as chosen while the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, trash by Del."""
        at = self.currentRow()
        if at >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(at)
        elif at >= 0 and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Del for the row chosen, whatever the window does with it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Delete
        ):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as all rows are at this width."""
        super().resizeEvent(event)
        self._fitting.start()

    def _fit(self) -> None:
        if self._acts and self.isColumnHidden(3) != self._narrow():
            self._fill()
        self.resizeRowsToContents()
        self.setFixedHeight(self.horizontalHeader().height() + self.verticalHeader().length() + 4)


def taking_back(desk: Desk, made: Made, words: str) -> None:
    """Tell what was made, offer to undo it, and let every page know."""

    def undo() -> None:
        desk.jobs.write(
            lambda session, _tell: coding.unmake(session, made),
            lambda changed: desk.tell(*changed),
            owner=desk,
        )

    desk.say(words, "good", undo=undo)
    desk.tell(*made.everything)
