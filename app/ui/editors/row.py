"""A field of the form: its label, its editor, what is said instead of a value, its note and its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.base.i18n import N_, _, ngettext
from app.domain.schema.kinds import Accounts, Attachment, Cites, Field, Flag
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.menu import Menu
from app.ui.editors.parts import Line
from app.ui.editors.values import (
    BLANKS,
    OWN_NOTES,
    is_answer,
    notable,
    note_of,
    noted_blank,
    readable,
    shown,
    without_note,
)
from app.ui.page import button, column, label, row, tip, tool

MORE = "Ctrl+."
"""What opens the menu of the field the keyboard is in; the keys for menus do too."""
ANSWERS = {"unknown": N_("Unknown"), "declined": N_("Declined to say")}


class Beside(Protocol):
    """What a row shows below its value on request: its sources and rival accounts."""

    def show_sources(self, cites: list[Any], accounts: list[Any]) -> None:
        """Show these, which speak of the row's field."""

    def set_read_only(self, read_only: bool) -> None:
        """Let them be read only."""

    def add_cite(self) -> None:
        """Begin a source."""

    def add_account(self) -> None:
        """Begin a rival account."""


class FieldRow(Editor):
    """Label, editor and menu of one field. A value this version cannot read is shown as it is and kept."""

    touched = Signal(str)
    """Emitted with the field's name for every change a person makes."""

    def __init__(
        self,
        desk: Desk,
        field: Field,
        make: Callable[[Field], Editor],
        *,
        siblings: Mapping[str, Field] | None = None,
        beside: Callable[[Field], QWidget] | None = None,
    ) -> None:
        super().__init__(desk, field)
        self._make, self._siblings, self._make_beside = make, siblings or {}, beside
        self._value: Any = None
        self._read_only = False
        self._cites: list[Any] = []
        self._accounts: list[Any] = []
        self.editor: Editor | None = None
        self.beside: QWidget | None = None
        self._other: QWidget | None = None
        self._note: Line | None = None
        self._chip: QPushButton | None = None
        self.menu: QMenu | None = None
        self._layout = column(self, gap=3)
        self._head = row(gap=6)
        self._label = label(self.label, "field", wrap=False)
        self._head.addWidget(self._label)
        self._head.addStretch(1)
        more = _("More about {label}").format(label=self.label)
        self._more = tool(desk.look, "more", more, self.open_menu)
        keys = QKeySequence(MORE).toString(QKeySequence.SequenceFormat.NativeText)
        self._more.setToolTip(tip(f"{more} ({keys})"))
        self._more.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from value to value
        self._head.addWidget(self._more)
        self._layout.addLayout(self._head)
        if field.help:
            self._layout.addWidget(label(_(field.help), "quiet"))
        self._body = column()
        self._layout.addLayout(self._body)
        self._show_editor()

    # The value

    def set_value(self, value: Any) -> None:
        """Show a value, an answer that stands for one, or what this version cannot read."""
        self._value = value
        note = note_of(self.field, value)
        if is_answer(value):
            self._show_answer(value)
        elif value is not None and not readable(self.desk.schema.lists, self.field, value, self._siblings):
            self._show_raw(value)
        else:
            self._show_editor()
            assert self.editor is not None
            self.editor.set_value(without_note(value) if note else value)
        self._show_note(note)

    def value(self) -> Any:
        """Return the value, the answer, or what could not be read as it came."""
        return self._value

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, its links followed and its sources seen; not changed."""
        self._read_only = read_only
        if self.editor is not None:
            self.editor.set_read_only(read_only)
        if self._note is not None:
            self._note.setReadOnly(read_only)
        if self.beside is not None:
            self._beside().set_read_only(read_only)
        self._more.setVisible(not read_only)
        if self._other is not None:
            for one in self._other.findChildren(QPushButton):
                one.setVisible(not read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the editor, or onto what stands in its place."""
        if self.editor is not None and self._other is None:
            self.editor.focus_first()
        else:
            buttons = self._other.findChildren(QPushButton) if self._other is not None else []
            (buttons[0] if buttons else self._more).setFocus()

    def _show_editor(self) -> None:
        self._more.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._drop_other()
        if self.editor is None:
            self.editor = self._make(self.field)
            self.editor.setAccessibleName(self.label)
            if self.field.help:
                self.editor.setAccessibleDescription(_(self.field.help))
            self.editor.edited.connect(self._on_edited)
            self._body.addWidget(self.editor)
            self._label.setBuddy(self.editor)
            self._label.setText(self.label.replace("&", "&&"))  # with a buddy one of them alone is a key
            if self._read_only:
                self.editor.set_read_only(True)
        self.editor.show()

    def _show_answer(self, answer: Mapping[str, Any]) -> None:
        said = ANSWERS.get(str(answer["answer"]))
        change = button(_("Change"), self._change, "flat")
        change.setAccessibleName(_("Change {label}").format(label=self.label))
        if self._read_only:
            change.hide()
        self._put_other(label(_(said) if said else str(answer["answer"]), "chip", wrap=False), change)

    def _show_raw(self, value: Any) -> None:
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # there is nothing else to stand on
        self._put_other(label(_("Kept as it came, from a newer version: {value}").format(value=shown(value)), "quiet"))

    def _put_other(self, first: QWidget, *rest: QWidget) -> None:
        self._drop_other()
        if self.editor is not None:
            self.editor.hide()
        self._other = QWidget()
        line = row(self._other)
        line.addWidget(first, 0 if rest else 1)
        for one in rest:
            line.addWidget(one)
        if rest:
            line.addStretch(1)
        self._body.addWidget(self._other)
        self._other.show()  # at once: the keyboard goes there

    def _drop_other(self) -> None:
        if self._other is not None:
            self._body.removeWidget(self._other)
            self._other.hide()
            self._other.deleteLater()
            self._other = None

    def _on_edited(self) -> None:
        assert self.editor is not None
        self._keep(self.editor.value())

    def _keep(self, value: Any) -> None:
        note = self._note.text() if self._note is not None else ""
        if note and notable(self.field, value):
            value = {**value, "note": note} if value is not None else noted_blank(self.field, note)
        self._value = value
        self.edited.emit()
        self.touched.emit(self.field.name)

    # What is said instead, and the note

    def answer(self, word: str) -> None:
        """Say unknown or declined instead of a value."""
        self.set_value({"answer": word})
        self._keep(self._value)
        self.focus_first()

    def clear(self) -> None:
        """Take back what was said: not asked."""
        self.set_value(None)
        self._keep(None)
        self.focus_first()

    def _change(self) -> None:
        self.clear()

    def add_note(self) -> None:
        """Offer a line for clarifying words."""
        self._show_note(" ")
        assert self._note is not None
        self._note.clear()
        self._note.setFocus()

    def _show_note(self, note: str) -> None:
        if note and self._note is None:
            self._note = Line(_("Note on {label}").format(label=self.label), _("Note"))
            self._note.setReadOnly(self._read_only)
            self._note.textEdited.connect(self._on_note_edited)
            self._layout.insertWidget(self._layout.indexOf(self._body) + 1, self._note)
        if self._note is not None:
            self._note.setVisible(bool(note))
            if self._note.text() != note:
                self._note.show_text(note)

    def _on_note_edited(self, _text: str) -> None:
        value = self._value
        if isinstance(value, dict):
            value = without_note(value)
            if value == BLANKS.get(type(self.field.kind)):
                value = None
        self._keep(value)

    # Sources

    def show_sources(self, cites: list[Any], accounts: list[Any]) -> None:
        """Show how many sources and rival accounts speak of this field."""
        if (cites, accounts) == (self._cites, self._accounts):
            return
        self._cites, self._accounts = cites, accounts
        parts = []
        if cites:
            parts.append(ngettext("{n} source", "{n} sources", len(cites)).format(n=len(cites)))
        if accounts:
            parts.append(ngettext("{n} rival account", "{n} rival accounts", len(accounts)).format(n=len(accounts)))
        text = ", ".join(parts)
        if text and self._chip is None:
            self._chip = button(text, self._toggle_sources, "chip")
            self._head.insertWidget(1, self._chip)
        if self._chip is not None:
            self._chip.setVisible(bool(text))
            self._chip.setText(text)
            self._chip.setAccessibleName(_("{label}: {what}").format(label=self.label, what=text))
        if self.beside is not None:
            self._beside().show_sources(cites, accounts)

    def _beside(self) -> Beside:
        beside: Any = self.beside
        if beside is None:
            assert self._make_beside is not None
            beside = self.beside = self._make_beside(self.field)
            self._layout.addWidget(beside)
            beside.show()
            beside.show_sources(self._cites, self._accounts)
            if self._read_only:
                beside.set_read_only(True)
        typed: Beside = beside
        return typed

    def _toggle_sources(self) -> None:
        shown_now = self.beside is not None and self.beside.isVisible()
        self._beside()
        assert self.beside is not None
        self.beside.setVisible(not shown_now)

    def add_source(self) -> None:
        """Begin a source of this field."""
        self._beside().add_cite()

    def add_account(self) -> None:
        """Begin a rival account of this field."""
        self._beside().add_account()

    # The menu

    def open_menu(self) -> None:
        """Open the menu of what else can be said about this field."""
        if self._read_only:
            return
        menu = self.menu = Menu(self)
        said = self._value.get("answer") if is_answer(self._value) else None
        if not isinstance(self.field.kind, Cites | Accounts | Attachment):
            for word, text in ANSWERS.items():
                menu.offer(_(text), partial(self.answer, word), checked=True if said == word else None)
        menu.offer(_("Not asked: clear"), self.clear, enabled=self._value is not None)
        extras = self.editor.extras() if self.editor is not None and self._other is None else []
        if extras:
            menu.addSeparator()
        for text, does in extras:
            menu.offer(text, does)
        if said is not None or not (self.field.many or isinstance(self.field.kind, (Flag, *OWN_NOTES))):
            menu.addSeparator()
            menu.offer(_("Add a note"), self.add_note, enabled=notable(self.field, self._value))
        if self._make_beside is not None:
            menu.addSeparator()
            menu.offer(_("Add a source"), self.add_source)
            menu.offer(_("Add a rival account"), self.add_account)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))
