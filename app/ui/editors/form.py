"""The form of a record, made from the schema: sections on one page, details folded, undo, and nothing ever dropped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from dataclasses import field as part
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.base.i18n import _
from app.domain.schema import Field
from app.domain.schema.kinds import Text
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors import assessing, kinds, sourcing
from app.ui.editors.accounts import Sources
from app.ui.editors.history import History
from app.ui.editors.kept import KeptValues
from app.ui.editors.row import MORE, FieldRow
from app.ui.editors.section import Section
from app.ui.editors.sections import BESIDE, DECIDING, essential, sections, waits
from app.ui.editors.slices import Slices
from app.ui.editors.text import TextEditor
from app.ui.editors.unsettled import unsettled
from app.ui.page import column, row, scrolled

WIDEST = 110
"""Average characters in a line of the form: wider ones tire the eye."""


ROOM = 20_000
"""Pixels: more than the longest form has."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A selected part of a long text: characters `start` to `end` of it."""

    field: str
    start: int
    end: int
    text: str = part(repr=False)


class Form(QWidget):
    """Shows and changes the fields of one record."""

    edited = Signal()

    def __init__(self, desk: Desk, type_: str, record: str) -> None:
        super().__init__()
        self.desk, self.type, self.record = desk, type_, record
        self._values: dict[str, Any] = {}
        self._history = History({})
        self._read_only = False
        self.concealed: frozenset[str] = frozenset()
        """Fields that are not shown until they are asked for."""
        self._awaited = ""
        self._written: FieldRow | None = None
        """The row of the long text that has, or last had, the keyboard."""
        self.schema = desk.schema
        """The fields and lists it is made of: when there are others, another form is made."""
        self._known = self.schema.fields_of(type_)
        self._essential = essential(self.schema, type_)
        self.slices = Slices(self)
        self._around = kinds.Around(self._known, self.take, record, self.slices.put)
        self.slices.lasting.connect(self._hold_room)
        self.slices.finished.connect(self._on_built)
        self._content = QWidget()
        layout = self._layout = column(self._content, margin=24, gap=4)
        self._sections: dict[str, Section] = {}
        for name, fields in sections(self.schema, type_).items():
            made = Section(desk.look, name, fields, self._make_row, self.slices.put)
            self._sections[name] = made
            layout.addWidget(made)
        self._kept = KeptValues()
        layout.addWidget(self._kept)
        layout.addStretch(1)
        page = QWidget()
        line = row(page)
        line.addWidget(self._content, 1)
        line.addStretch(0)
        self._area = scrolled(page, _("Form"))
        column(self).addWidget(self._area)
        self._measure()
        desk.look.changed.connect(self._measure)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self._menu_keys = QShortcut(self)
        self._menu_keys.setKeys([QKeySequence(keys) for keys in (MORE, "Menu", "Shift+F10")])
        self._menu_keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._menu_keys.activated.connect(self.open_menu)

    # Fields

    def set_fields(self, fields: Mapping[str, Any]) -> None:
        """Show these fields; undo begins anew. What is unfolded stays so."""
        old, self._values = self._values, deepcopy(dict(fields))
        self._history = History(self._values)
        self._show(old)

    def fields(self) -> dict[str, Any]:
        """Return the fields as they stand, with all that was received and is not known here."""
        return deepcopy(self._values)

    def set_field(self, name: str, value: Any) -> None:
        """Set one field by program, as a step one can undo; None takes it away."""
        self.set_some({name: value})

    def set_some(self, patch: Mapping[str, Any]) -> None:
        """Set several fields by program, in one step."""
        old = self._values
        self._commit(deepcopy(dict(patch)), "")
        self._show(old)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be typed."""
        return self._read_only

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read and its links followed, not changed."""
        self._read_only = read_only
        for one in self._rows():
            one.set_read_only(read_only)

    def unsettled(self) -> list[tuple[str, str]]:
        """Return label and words of what was typed and is in no value, as an unknown term."""
        return unsettled(self)

    def undo(self) -> None:
        """Take the last step back."""
        self._go(self._history.undo())

    def redo(self) -> None:
        """Take the step again that was taken back."""
        self._go(self._history.redo())

    def event(self, event: QEvent) -> bool:
        """Take the keys of undo before the window does, while there is a step to take; text fields come first."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._step(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a step back or again."""
        step = self._step(event)
        (step or partial(super().keyPressEvent, event))()

    def _step(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.StandardKey.Undo) and self.can_undo:
            return self.undo
        return self.redo if event.matches(QKeySequence.StandardKey.Redo) and self.can_redo else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.can_undo and not self._read_only

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._history.can_redo and not self._read_only

    def _go(self, values: Mapping[str, Any]) -> None:
        if values is self._values or self._read_only:
            return
        old, self._values = self._values, dict(values)
        self._history.present = self._values
        self._show(old)
        self.edited.emit()

    def _commit(self, patch: Mapping[str, Any], by: str) -> None:
        """Change fields; `by` is the field a person is in, and steps of one go together."""
        values = dict(self._values)
        for name, value in patch.items():
            if value is None:
                values.pop(name, None)
            else:
                values[name] = value
        if values == self._values:
            return
        self._values = values
        self._history.record(values, by, time.monotonic())
        self.edited.emit()

    # Where things are

    def sections(self) -> list[tuple[str, int, Callable[[], None]]]:
        """Return the sections: label, how many fields say something, and what goes there."""
        return [(one.label, one.filled(self._values), partial(self._go_to, one)) for one in self._sections.values()]

    def reveal(self, name: str) -> None:
        """Unfold a field, bring it into sight and put the keyboard into it."""
        for section in self._sections.values():
            if name in section.rows.fields:
                if section.waiting:
                    section.open()
                section.rows.want(name)
                section.rows.ensure(name).focus_first()
                self._awaited = name
                QTimer.singleShot(0, self, self._on_built)

    def conceal(self, names: frozenset[str], words: str, reveal: Callable[[], object]) -> None:
        """Show none of these fields; a button with these words stands in their place."""
        self.concealed = names
        for section in self._sections.values():
            section.conceal(names, words, reveal)

    def open_menu(self) -> None:
        """Open the menu of the field the keyboard is in, the innermost one."""
        at = QApplication.focusWidget()
        while at is not None and at is not self and not isinstance(at, FieldRow):
            at = at.parentWidget()
        if isinstance(at, FieldRow):
            at.open_menu()

    def selection(self) -> Passage | None:
        """Return what is selected in the long text that has, or last had, the keyboard."""
        row_ = self._written
        if row_ is None or not isinstance(row_.editor, TextEditor) or (found := row_.editor.selection()) is None:
            return None
        return Passage(row_.field.name, *found)

    def add_above(self, widget: QWidget) -> None:
        """Show a widget of the page's own above all sections."""
        self._layout.insertWidget(0, widget)

    def add_below(self, section: str, widget: QWidget) -> None:
        """Show a widget of the page's own below a section, or at the end of the form when there is no such section."""
        above = self._sections.get(section)
        last = self._layout.count() - 1
        self._layout.insertWidget(self._layout.indexOf(above) + 1 if above is not None else last, widget)

    def _go_to(self, section: Section) -> None:
        if section.waiting:
            section.open()
        self._area.ensureWidgetVisible(section.heading, 0, 0)
        self._area.verticalScrollBar().setValue(section.y())
        first = next(iter(section.rows.rows.values()), None)
        (first.focus_first if first is not None else section.rows.more.setFocus)()

    # Building and showing

    def _rows_by_name(self) -> dict[str, FieldRow]:
        return {one.field.name: one for one in self._rows()}

    def _rows(self) -> list[FieldRow]:
        return [one for section in self._sections.values() for one in section.rows.rows.values()]

    def _make_row(self, declared: Field) -> FieldRow:
        made = FieldRow(self.desk, declared, self._editor_for, siblings=self._known, beside=self._beside(declared))
        made.set_value(deepcopy(self._values.get(declared.name)))
        self._show_sources(made)
        made.set_read_only(self._read_only)
        made.touched.connect(self._on_touched)
        return made

    def _editor_for(self, declared: Field) -> Editor:
        return kinds.editor_for(self.desk, declared, self._around)

    def _beside(self, declared: Field) -> Callable[[Field], QWidget] | None:
        if declared.name in BESIDE:
            return None
        return self._make_sources

    def _make_sources(self, declared: Field) -> Sources:
        made = Sources(self.desk, declared, self._editor_for, self._known, self.take)
        made.changed_to.connect(self._on_sources)
        return made

    def _show(self, old: Mapping[str, Any]) -> None:
        """Show the values in all rows whose value is another than `old`, and arrange the sections."""
        for one in self._rows():
            name = one.field.name
            if old.get(name) != self._values.get(name):
                one.set_value(deepcopy(self._values.get(name)))
            self._show_sources(one)
        self._arrange()
        self._kept.show_values(self.schema, self.type, self._values)

    def _arrange(self) -> None:
        for section in self._sections.values():
            waiting = waits(self.schema, section.name, section.fields, self._values)
            section.arrange(self._values, self._essential, waiting)

    def _show_sources(self, one: FieldRow) -> None:
        if one.field.name not in BESIDE:
            one.show_sources(*sourcing.about(self._values, one.field.name))

    def _on_touched(self, name: str) -> None:
        made = next(one for one in self._rows() if one.field.name == name)
        old, patch = self._values, {name: deepcopy(made.value())}
        owner = self.desk.owner.name
        judged = assessing.assessed(self._known, name, old, {**old, **patch}, owner, assessing.today())
        self._commit(patch | judged, name)
        if judged:
            self._show({**old, **{one: value for one, value in patch.items() if one not in judged}})
        if name in BESIDE:
            for one in self._rows():
                self._show_sources(one)
        if name in DECIDING:
            self._arrange()

    def _on_sources(self, name: str, cites: list[Any], accounts: list[Any]) -> None:
        old = self._values
        self._commit(sourcing.replaced(old, name, cites, accounts), f"{name} sources")
        self._show(old)

    def take(self, name: str, value: Any, reason: str = "") -> None:
        """Make a rival account the value, for a reason; what stood there becomes an account beside it."""
        old = self._values
        self._commit(sourcing.taken(old, name, deepcopy(value), reason), "")
        self._show(old)

    def _hold_room(self) -> None:
        """Have more room than all of it needs while it grows: rows would be squeezed into what there was before."""
        self._content.setMinimumHeight(self._content.height() + ROOM)

    def _on_built(self) -> None:
        if not self.slices.busy:
            self._content.setMinimumHeight(0)
        if self._awaited and (made := next((r for r in self._rows() if r.field.name == self._awaited), None)):
            self._layout.activate()
            self._area.ensureWidgetVisible(made, 0, 40)
        if not self.slices.busy:
            self._awaited = ""

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        for one in self._rows():
            if isinstance(one.editor, TextEditor) and one.editor.focused:
                kind = one.field.kind
                self._written = one if isinstance(kind, Text) and kind.long else self._written

    def _measure(self) -> None:
        self._content.setMaximumWidth(self.fontMetrics().averageCharWidth() * WIDEST)
