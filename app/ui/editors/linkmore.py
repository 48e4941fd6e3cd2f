"""What stands beside a link: the source's words for the record, how many, and the attributes of the link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import N_, _
from app.domain.schema.kinds import Field, Link, Number
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.group import Fields
from app.ui.editors.parts import Line, named
from app.ui.page import column, label, row

HOW_MANY = Field("number", Number(), N_("How many"))
INDENT = 24
"""Pixels, on the side where the reading begins."""


class LinkMore(QWidget):
    """Shows what is said beside a link, and everything that can be said once it is unfolded."""

    changed = Signal(str, object)
    """A key of the link and its new value."""

    def __init__(self, desk: Desk, field: Field, kind: Link, make: Callable[[Field], Editor]) -> None:
        super().__init__()
        self.desk, self._field, self._kind, self._make = desk, field, kind, make
        self._name = _(field.label)
        self._read_only = False
        self.unfolded = False
        outer = row(self, gap=0)
        outer.addSpacing(INDENT)
        self._layout = column(gap=4)
        outer.addLayout(self._layout, 1)
        self._words: Line | None = None
        self._number: Editor | None = None
        self._fields: Fields | None = None
        self._heads: dict[str, QWidget] = {}

    def show_link(self, value: Mapping[str, Any]) -> None:
        """Show what is said beside a link."""
        linked, words = bool(value.get("to")), value.get("words")
        self._show("words", linked and (bool(words) or self.unfolded), self._words, words)
        self._show("number", bool(value.get("number")) or self.unfolded, self._number, value.get("number"))
        attributes = value.get("attributes")
        if self._kind.attributes and (attributes or self.unfolded):
            if self._fields is None:
                self._fields = Fields(self.desk, self._field, self._kind.attributes, self._make, 0)
                self._fields.edited.connect(self._on_attributes)
                self._layout.addWidget(self._fields)
            if self._fields.value() != attributes:
                self._fields.set_value(attributes)
            self._fields.rows.unfold(self.unfolded)
        elif self._fields is not None:
            self._fields.set_value(attributes)
        self.set_read_only(self._read_only)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read only."""
        self._read_only = read_only
        if self._words is not None:
            self._words.setReadOnly(read_only)
        for one in (self._number, self._fields):
            if one is not None:
                one.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first part."""
        if self._fields is not None:
            self._fields.focus_first()
        elif self._number is not None:
            self._number.focus_first()

    def _show(self, key: str, wanted: bool, part: Line | Editor | None, value: Any) -> None:
        if part is None and wanted:
            part = self._add_words() if key == "words" else self._add_number()
        if part is None:
            return
        part.setVisible(wanted)
        self._heads[key].setVisible(wanted)
        if isinstance(part, Line):
            if part.text() != str(value or ""):
                part.show_text(str(value or ""))
        elif part.value() != value:
            part.set_value(value)

    def _add_words(self) -> Line:
        self._words = Line(_("{label}, in the source's words").format(label=self._name))
        self._words.textEdited.connect(self._on_words)
        self._insert("words", _("In the source's words"), self._words)
        return self._words

    def _add_number(self) -> Editor:
        self._number = self._make(HOW_MANY)
        self._number.setAccessibleName(named(self._name, _(HOW_MANY.label)))
        self._number.edited.connect(self._on_number)
        self._insert("number", _(HOW_MANY.label), self._number)
        return self._number

    def _insert(self, key: str, text: str, part: QWidget) -> None:
        self._heads[key] = label(text, "field", buddy=part)
        at = 0 if key == "words" else 2 * (self._words is not None)
        self._layout.insertWidget(at, self._heads[key])
        self._layout.insertWidget(at + 1, part)

    def _on_words(self, words: str) -> None:
        self.changed.emit("words", words or None)

    def _on_number(self) -> None:
        assert self._number is not None
        self.changed.emit("number", self._number.value())

    def _on_attributes(self) -> None:
        assert self._fields is not None
        self.changed.emit("attributes", self._fields.value())
