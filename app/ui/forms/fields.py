"""The fields of one type of record in the order of its form: added, changed, moved, taken out of use."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHeaderView, QSplitter, QTreeWidget, QTreeWidgetItem, QWidget

from app.base import i18n
from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.domain.schema import Field, RecordType
from app.services import defining
from app.services.defining import Preview
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.editors.sections import HIDDEN
from app.ui.flow import Flow
from app.ui.forms.asking import Question
from app.ui.forms.editing import Asked, FieldEditor, kind_of
from app.ui.forms.typed import Typed
from app.ui.page import button, column, label, scrolled

NAME = Qt.ItemDataRole.UserRole
STACKED_BELOW = 70
"""Average letters: in fewer the field stands below the tree, which then tells names only."""


class FieldsPane(QWidget):
    """A tree of sections and fields, and beside it the one that is chosen, or a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._type = ""
        self._wanted = ""
        self._adding = False
        self.typed = Typed(desk, self)
        self.title = label("", "heading")
        self.add = button(_("Add a field"), self.begin, "main", look=desk.look, icon="new")
        self.up = button(_("Up"), lambda: self._move(-1), look=desk.look, icon="up")
        self.down = button(_("Down"), lambda: self._move(1), look=desk.look, icon="down")
        self.up.setAccessibleName(_("Move the field up"))
        self.down.setAccessibleName(_("Move the field down"))
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([_("Form field"), _("Kind"), _("Wanted for")])
        self.tree.setAccessibleName(_("Fields in the order of the form"))
        self.tree.currentItemChanged.connect(self._on_current)
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self.tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda by=by: self._move(by))
        self.editor = FieldEditor(desk)
        self.editor.edited.connect(self._on_typed)
        self.save = button(_("Save"), self._on_save, "main", look=desk.look, icon="save")
        self.leave = button(_("Cancel"), self._on_leave)
        self.retire = button(_("Take out of use"), self._on_retire)
        self.again = button(_("Use again"), lambda: self._set_retired(retired=False))
        self.question = Question()
        self._build()
        for one in (self.add, self.up, self.down, self.save, self.retire, self.again):
            one.setEnabled(not desk.owner.read_only)

    def _build(self) -> None:
        left, right = QWidget(), QWidget()
        inside = column(left, gap=8)
        inside.setContentsMargins(12, 0, 12, 0)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for n in (1, 2):
            head.setSectionResizeMode(n, QHeaderView.ResizeMode.Interactive)
        above = QWidget()
        line = Flow(above)
        for one in (self.add, self.up, self.down):
            line.addWidget(one)
        inside.addWidget(self.title)
        inside.addWidget(above)
        inside.addWidget(self.tree, 1)
        beside = column(right, gap=10)
        beside.setContentsMargins(12, 0, 12, 0)
        ground = QWidget()
        within = column(ground, margin=0, gap=6)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self.editor)
        within.addStretch(1)
        beside.addWidget(scrolled(ground, _("The field")), 1)
        below = QWidget()
        buttons = Flow(below)
        for one in (self.save, self.leave, self.retire, self.again):
            buttons.addWidget(one)
        beside.addWidget(self.question)
        beside.addWidget(below)
        self._right = right
        both = self._both = QSplitter()
        both.addWidget(left)
        both.addWidget(self._right)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        both.setChildrenCollapsible(False)
        column(self).addWidget(both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the field beside the tree, or below it where there is no room."""
        super().resizeEvent(event)
        narrow = self.width() < STACKED_BELOW * self.fontMetrics().averageCharWidth()
        if narrow != (self._both.orientation() == Qt.Orientation.Vertical):
            self._both.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
            self._both.setSizes([1, 1] if narrow else [3, 2])
        for n in (1, 2):
            self.tree.setColumnHidden(n, narrow)

    # Showing

    def show_type(self, type_: str, field: str = "") -> None:
        """Show the fields of a type; `field` is the one to be at."""
        self._type, self._wanted = type_, field
        self._adding = False
        self.refresh()

    def refresh(self) -> None:
        """Show what is defined now."""
        declared = self._declared()
        if declared is None:
            return
        at = self._wanted or self.current()
        self.title.setText(_("Fields of: {type}").format(type=_(declared.label)))
        self.tree.blockSignals(True)
        self.tree.clear()
        sections: dict[str, QTreeWidgetItem] = {}
        chosen: QTreeWidgetItem | None = None
        retired: list[Field] = []
        for one in declared.fields.values():
            if one.name in HIDDEN:
                continue
            if one.retired:
                retired.append(one)
                continue
            if one.section not in sections:
                sections[one.section] = self._heading(_(one.section) if one.section else _("Without a section"))
            item = self._item(declared, one)
            sections[one.section].addChild(item)
            chosen = item if one.name == at else chosen
        if retired:
            heading = self._heading(_("No longer in use"))
            for one in retired:
                item = self._item(declared, one)
                heading.addChild(item)
                chosen = item if one.name == at else chosen
        self.tree.expandAll()
        wide = self.fontMetrics().averageCharWidth()
        for n in (1, 2):
            self.tree.setColumnWidth(n, (16 if n == 1 else 14) * wide)
        self.tree.blockSignals(False)
        if chosen is None and (first := self.tree.topLevelItem(0)) is not None:
            chosen = first.child(0)
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
        self._wanted = ""
        self._show_current()

    def current(self) -> str:
        """Return the name of the field chosen, nothing for a section."""
        item = self.tree.currentItem()
        return str(item.data(0, NAME) or "") if item is not None else ""

    def begin(self) -> None:
        """Begin a field of the office's own."""
        declared = self._declared()
        if declared is None or self._desk.owner.read_only:
            return
        self._adding = True
        self.editor.show_new(declared)
        self._go_on()
        self._fit(None)
        self.editor.label.setFocus()

    def _heading(self, words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        bold = item.font(0)
        bold.setBold(True)
        item.setFont(0, bold)
        self.tree.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        return item

    def _item(self, declared: RecordType, one: Field) -> QTreeWidgetItem:
        language, schema = i18n.language(), self._desk.schema
        kind = schema.label(f"field-kind/{kind_of(one)}", language) if kind_of(one) else type(one.kind).__name__
        wanted = ", ".join(schema.label(code, language) for code in declared.wanted.get(one.name, ()))
        words = _("{label} (our own)").format(label=_(one.label)) if one.own else _(one.label)
        item = QTreeWidgetItem([words, kind if kind_of(one) else "", wanted])
        item.setData(0, NAME, one.name)
        return item

    def _declared(self) -> RecordType | None:
        return self._desk.schema.record_type(self._type)

    def _on_current(self, *_items: Any) -> None:
        self._adding = False
        self._show_current()

    def _show_current(self) -> None:
        declared, name = self._declared(), self.current()
        one = declared.fields.get(name) if declared is not None else None
        if self._adding:
            return
        if declared is not None and one is not None:
            self.editor.show_field(declared, one)
            self._go_on()
        self._fit(one)

    def _at(self) -> tuple[str, str]:
        return self._type, "" if self._adding else self.current()

    def _on_typed(self) -> None:
        """Keep it, for when one looked elsewhere and comes back."""
        self.typed.put(self._at(), self.editor.asked())
        self.leave.show()

    def _go_on(self) -> None:
        if (asked := self.typed.get(self._at())) is not None:
            self.editor.go_on(asked)

    def _saved(self, at: tuple[str, str], typed: Asked | None) -> None:
        """Forget what was typed, unless more was meanwhile."""
        if self.typed.get(at) is typed:
            self.typed.drop(at)

    def _fit(self, one: Field | None) -> None:
        self.question.drop()
        self._right.setVisible(one is not None or self._adding)
        own = one is not None and one.own
        self.save.setText(_("Add it") if self._adding else _("Save"))
        self.leave.setVisible(self._adding or self.typed.get(self._at()) is not None)
        self.retire.setVisible(own and one is not None and not one.retired)
        self.again.setVisible(own and one is not None and one.retired)
        movable = one is not None and not one.retired and not self._desk.owner.read_only
        self.up.setEnabled(movable)
        self.down.setEnabled(movable)

    # Doing

    def _on_leave(self) -> None:
        self.typed.drop(self._at())
        self._adding = False
        self._show_current()
        self.tree.setFocus()

    def _on_save(self) -> None:
        asked, type_, name, at = self.editor.asked(), self._type, self.current(), self._at()
        typed = self.typed.get(at)

        def added(made: str) -> None:
            self._saved(at, typed)
            self._on_added(made)

        def changed(_done: object) -> None:
            self._saved(at, typed)
            self._on_changed()

        if self._adding:
            self._write(lambda session: _added(session, type_, asked), added)
        elif name:
            own = name.startswith("x_")
            self._write(lambda session: _changed(session, type_, name, asked, own=own), changed)

    def _on_added(self, name: str) -> None:
        self._adding = False
        self._wanted = name
        self.refresh()
        self.tree.setFocus()
        self._desk.say(_("The field is in the form, in lists, search and filters."), "good")

    def _on_changed(self) -> None:
        self.refresh()
        self._desk.say(_("Saved."), "good")

    def _move(self, by: int) -> None:
        """Move the field chosen one place within its section, or into the next one."""
        declared, name = self._declared(), self.current()
        if declared is None or not name or self._desk.owner.read_only:
            return
        order: dict[str, list[str]] = {}
        for one in declared.fields.values():
            order.setdefault(str(one.section), []).append(one.name)
        section = str(declared.fields[name].section)
        shown = [one for one in order[section] if one not in HIDDEN and not declared.fields[one].retired]
        there = shown.index(name) + by
        if not 0 <= there < len(shown):
            return
        names = order[section]
        names.remove(name)
        names.insert(names.index(shown[there]) + (by > 0), name)
        type_, given = self._type, list(order.items())
        self._wanted = name
        self._write(lambda session: defining.arrange(session, type_, given), lambda _done: self.tree.setFocus())

    def _on_retire(self) -> None:
        name = self.current()
        self._desk.jobs.read(lambda session: defining.preview(session, name), self._ask, owner=self)

    def _ask(self, told: Preview) -> None:
        self.question.ask(told.told, _("Take out of use"), lambda: self._set_retired(retired=True))

    def _set_retired(self, *, retired: bool) -> None:
        name = self._wanted = self.current()
        self.question.drop()
        self._write(lambda session: defining.retire(session, name, retired=retired), lambda _done: self.tree.setFocus())

    def _write(self, work: Any, then: Any) -> None:
        self._desk.jobs.write(lambda session, _tell: work(session), then, failed=self._on_failed, owner=self)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, KeepsakeError):
            self.question.say(str(error))
        else:
            self._desk.fail(error)


def _added(session: Session, type_: str, asked: Asked) -> str:
    return defining.add_field(
        session,
        type_,
        asked.label,
        asked.kind,
        help_text=asked.help,
        many=asked.many,
        section=asked.section,
        sensitivity=asked.sensitivity,
        vocabulary=asked.vocabulary,
        targets=asked.targets,
        wanted_for=asked.wanted_for,
    )


def _changed(session: Session, type_: str, name: str, asked: Asked, *, own: bool) -> None:
    """Save what was said of a field: of the office's in its definition, all else in the form of the type."""
    declared = session.schema.types[type_]
    before = declared.fields[name]
    section = asked.section if asked.section != before.section else ""
    with session.vault.transaction():
        if own:
            defining.change_field(session, name, label=asked.label, help_text=asked.help, sensitivity=asked.sensitivity)
        if section or (asked.shown, asked.wanted_for) != (declared.shown.get(name), declared.wanted.get(name, ())):
            defining.mark(session, type_, name, shown=asked.shown, wanted_for=asked.wanted_for, section=section)
