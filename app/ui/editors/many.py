"""A list of values of one kind: add, remove, put back, move; every item keeps its id and what is not known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget

from app.base.i18n import _
from app.domain import ids
from app.domain.schema.kinds import Field, Link, Names, Number, Term, Text
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.parts import Line
from app.ui.editors.values import notable, note_of, noted_blank, readable, shown, without_note
from app.ui.page import button, column, label, row, tip, tool

Later = Callable[[Callable[[], None]], None]

AT_ONCE, CARDS = 10, 3
"""Items shown at a time, lines and cards: a case may name hundreds of records."""


@dataclass(slots=True, eq=False)
class _Item:
    """One item: its value with its id (None while nothing was said in it), and its widgets once it is shown."""

    id: str
    value: Any
    editor: Editor | None = None
    body: QVBoxLayout | None = None
    note: Line | None = None
    widget: QWidget | None = None
    tools: tuple[QToolButton, ...] = ()


def at_once(work: Callable[[], None]) -> None:
    """Do it now: nobody waits for the window here."""
    work()


class Many(Editor):
    """The items of a list, in their order. Cards after the first are built when `later` says so: each takes long."""

    def __init__(self, desk: Desk, field: Field, make: Callable[[Field], Editor], later: Later = at_once) -> None:
        super().__init__(desk, field)
        self._one, self._make, self._later = replace(field, many=False), make, later
        self._compact = isinstance(field.kind, Term) or (isinstance(field.kind, Text) and not field.kind.long)
        self._items: list[_Item] = []
        self._step = AT_ONCE if self._compact or isinstance(field.kind, Link | Names) else CARDS
        self._shown = self._step
        self._removed: tuple[int, _Item] | None = None
        self._read_only = False
        layout = column(self, gap=4)
        self._list = column(gap=4 if self._compact else 8)
        layout.addLayout(self._list)
        self._all = button("", self._show_more, "flat")
        self._all.hide()
        layout.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeading)
        foot = row()
        self.add_button = button(_("Add"), self.add, look=desk.look, icon="new")
        self.add_button.setAccessibleName(_("Add {label}").format(label=self.label))
        self.add_button.setToolTip(tip(self.add_button.accessibleName()))
        self._back = button(_("Put back"), self.put_back, "flat", look=desk.look, icon="undo")
        self._back.setAccessibleName(_("Put back {label}").format(label=self.label))
        self._back.hide()
        for one in (self.add_button, self._back):
            foot.addWidget(one)
        foot.addStretch(1)
        layout.addLayout(foot)
        self.setFocusProxy(self.add_button)

    def set_value(self, value: Any) -> None:
        """Show a list; items that are shown already keep their widgets."""
        old = {item.id: item for item in self._items}
        items = []
        for one in value or []:
            known = one.get("id") if isinstance(one, dict) else None
            item = old.pop(known, None) if isinstance(known, str) else None
            if item is None:
                item = _Item(known if isinstance(known, str) else ids.new_item_id(), one)
            elif item.value != one:
                item.value = one
                if item.editor is not None and readable(self.desk.schema.lists, self._one, one, {}):
                    self._show(item)
                else:
                    self._drop(item)
            items.append(item)
        for item in old.values():
            self._drop(item)
        self._items = items
        self._forget_removed()
        self._arrange(1 if self._step == CARDS and not any(item.widget for item in items) else None)

    def value(self) -> Any:
        """Return the list, or None when it is empty; items in which nothing was said are not in it."""
        return [item.value for item in self._items if item.value is not None] or None

    def set_read_only(self, read_only: bool) -> None:
        """Let items be read only."""
        self._read_only = read_only
        for item in self._items:
            if item.editor is not None:
                item.editor.set_read_only(read_only)
            if item.note is not None:
                item.note.setReadOnly(read_only)
        for at, item in enumerate(self._items):
            if item.widget is not None:
                self._name(item, at + 1)
        self.add_button.setVisible(not read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first item, or onto the button that adds one."""
        if self._items and (editor := self._items[0].editor) is not None:
            editor.focus_first()
        else:
            self.add_button.setFocus()

    def extras(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what the item offers in which the keyboard is, and a note on it."""
        found = QApplication.focusWidget()
        for item in self._items:
            if item.editor is not None and found is not None and item.editor.isAncestorOf(found):
                note = [(_("Add a note"), partial(self._add_note, item))] if self._notable(item) else []
                return [*item.editor.extras(), *note]
        return []

    def editors(self) -> list[Editor]:
        """Return the editors of the items that are shown."""
        return [item.editor for item in self._items if item.editor is not None]

    def add(self, value: dict[str, Any] | None = None) -> Editor:
        """Add an item at the end and put the keyboard into it."""
        item = _Item(ids.new_item_id(), None)
        if value is not None:
            item.value = {**value, "id": item.id}
        self._items.append(item)
        self._shown = max(self._shown, len(self._items))
        self._forget_removed()
        self._arrange()
        assert item.editor is not None
        item.editor.focus_first()
        return item.editor

    def begin(self) -> None:
        """Put the keyboard into an item in which nothing is said yet, added when there is none."""
        empty = next((item.editor for item in self._items if item.value is None and item.editor is not None), None)
        (empty.focus_first if empty is not None else self.add)()

    def put_back(self) -> None:
        """Put the item removed last back to where it was."""
        if self._removed is None:
            return
        at, item = self._removed
        self._forget_removed()
        self._items.insert(min(at, len(self._items)), item)
        self._shown = max(self._shown, at + 1)
        self._arrange()
        if item.editor is not None:
            item.editor.focus_first()
        self.edited.emit()

    def _remove(self, item: _Item) -> None:
        at = self._items.index(item)
        del self._items[at]
        self._drop(item)
        if item.value is not None:
            self._removed = (at, item)
            self._back.show()
        self._arrange()
        following = self._items[min(at, len(self._items) - 1)] if self._items else None
        if following is not None and following.tools:
            following.tools[-1].setFocus()
        else:
            self.add_button.setFocus()
        if item.value is not None:
            self.edited.emit()

    def _move(self, item: _Item, by: int) -> None:
        at = self._items.index(item)
        to = at + by
        if not 0 <= to < min(len(self._items), self._shown) or self._read_only:
            return
        self._items.insert(to, self._items.pop(at))
        self._arrange()
        self.edited.emit()

    def _forget_removed(self) -> None:
        self._removed = None
        self._back.hide()

    def _show_more(self) -> None:
        self._shown += self._step
        self._arrange()

    # Widgets

    def _arrange(self, most: int | None = None) -> None:
        """Make what is missing, at most so many now, put all into order, and name it by its number."""
        for at, item in enumerate(self._items[: self._shown]):
            if item.widget is None:
                if most is not None and at >= most:
                    self._later(partial(self._go_on, at + 1))
                    break
                self._build(item)
            assert item.widget is not None
            if self._list.indexOf(item.widget) != at:
                self._list.removeWidget(item.widget)
                self._list.insertWidget(at, item.widget)
                item.widget.show()  # at once: the keyboard goes there
            self._name(item, at + 1)
        self._all.setVisible(len(self._items) > self._shown)
        self._all.setText(_("Show more: {n} are left").format(n=f"{len(self._items) - self._shown:,}"))
        self._all.setAccessibleName(_("{label}: {what}").format(label=self.label, what=self._all.text()))
        self.add_button.setVisible(not self._read_only)

    def _go_on(self, most: int) -> None:
        if shiboken6.isValid(self):
            self._arrange(most)

    def _build(self, item: _Item) -> None:
        item.widget = QWidget()
        line = row(item.widget, gap=4)
        if item.value is None or readable(self.desk.schema.lists, self._one, item.value, {}):
            item.editor = self._make(self._one)
            item.editor.edited.connect(lambda: self._on_item_edited(item))
            item.body = column(gap=3)
            item.body.addWidget(item.editor)
            line.addLayout(item.body, 1)
            self._show(item)
            item.editor.set_read_only(self._read_only)
        else:
            told = _("Kept as it came, from a newer version: {value}").format(value=shown(item.value))
            line.addWidget(label(told, "quiet"), 1)
        look = self.desk.look
        remove = tool(look, "close", "-", lambda: self._remove(item))
        moves: tuple[QToolButton, ...] = ()
        if not self._compact:
            up = tool(look, "up", "-", lambda: self._move(item, -1))
            moves = (up, tool(look, "down", "-", lambda: self._move(item, 1)))
        item.tools = (*moves, remove)
        for one in item.tools:
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), item.widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self._move(item, by))

    def _name(self, item: _Item, n: int) -> None:
        assert item.widget is not None
        item.widget.setAccessibleName(f"{self.label} {n}")
        if item.note is not None:
            item.note.setAccessibleName(_("Note on {label}").format(label=f"{self.label} {n}"))
        texts = [_("Remove {label} {n}")]
        if not self._compact:
            texts = [_("Move {label} {n} up"), _("Move {label} {n} down"), *texts]
        for one, text in zip(item.tools, texts, strict=True):
            named = text.format(label=self.label, n=n)
            one.setText(named)
            one.setToolTip(tip(named))
            one.setAccessibleName(named)
            one.setVisible(not self._read_only and (one is item.tools[-1] or len(self._items) > 1))

    def _drop(self, item: _Item) -> None:
        if item.widget is not None:
            self._list.removeWidget(item.widget)
            item.widget.hide()
            item.widget.deleteLater()
            item.widget, item.editor, item.body, item.note, item.tools = None, None, None, None, ()

    def _on_item_edited(self, item: _Item) -> None:
        assert item.editor is not None
        value = item.editor.value()
        note = item.note.text() if item.note is not None else ""
        if note and notable(self._one, value):
            value = {**value, "note": note} if value is not None else noted_blank(self._one, note)
        item.value = {**value, "id": item.id} if isinstance(value, dict) else value
        self._forget_removed()
        self.edited.emit()

    # Notes

    def _notable(self, item: _Item) -> bool:
        return isinstance(self._one.kind, Term | Text | Number | Link) and notable(self._one, item.value)

    def _show(self, item: _Item) -> None:
        """Show the value of an item in its editor, and its note below."""
        assert item.editor is not None
        note = note_of(self._one, item.value) if self._notable(item) else ""
        item.editor.set_value(without_note(item.value) if note else item.value)
        if note or item.note is not None:
            self._note(item).show_text(note)
            self._note(item).setVisible(bool(note))

    def _note(self, item: _Item) -> Line:
        if item.note is None:
            item.note = Line(
                _("Note on {label}").format(label=f"{self.label} {self._items.index(item) + 1}"), _("Note")
            )
            item.note.setReadOnly(self._read_only)
            item.note.textEdited.connect(lambda _text: self._on_item_edited(item))
            assert item.body is not None
            item.body.addWidget(item.note)
        return item.note

    def _add_note(self, item: _Item) -> None:
        note = self._note(item)
        note.show()
        note.setFocus()
