"""Some of a testimony's fields, asked one below another as in its form; what is sensitive and said stays folded."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.base.i18n import _
from app.domain.schema import Field
from app.domain.schema.kinds import Sensitivity
from app.ui.desk import Desk
from app.ui.editors import kinds
from app.ui.editors.many import Many
from app.ui.editors.row import FieldRow
from app.ui.files.attachments import AttachmentsEditor
from app.ui.page import button, column

FOLDED = (Sensitivity.SENSITIVE, Sensitivity.NEVER)


class Asked(QWidget):
    """The rows of some fields of one record."""

    changed = Signal(str, object)
    """A field and what it says now, None for nothing."""
    settled = Signal()
    """A file lies in the vault: keep the draft at once, it is what holds it."""

    def __init__(self, desk: Desk, record: str, names: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        known = desk.schema.fields_of("testimony")
        self._around = kinds.Around(known, record=record)
        self._rows: dict[str, FieldRow] = {}
        self._folds: dict[str, QPushButton] = {}
        self._opened: set[str] = set()
        self._read_only = False
        layout = column(self, gap=14)
        for name in names:
            declared = known.get(name)
            if declared is None:
                continue
            made = FieldRow(desk, declared, self._editor, siblings=known)
            made.touched.connect(self._on_touched)
            layout.addWidget(made)
            self._rows[name] = made
            if declared.sensitivity in FOLDED:
                words = _("Show: {label}").format(label=_(declared.label))
                fold = button(words, partial(self._unfold, name), look=desk.look, icon="eye")
                fold.hide()
                layout.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeading)
                self._folds[name] = fold

    def put_below(self, name: str, panel: QWidget) -> None:
        """Show a panel below one of the questions."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self._rows[name]) + 1, panel)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what these fields say; what is sensitive in it only when it is asked for."""
        for name, row in self._rows.items():
            if row.value() != values.get(name):
                row.set_value(deepcopy(values.get(name)))
            row.set_read_only(self._read_only)
            if (fold := self._folds.get(name)) is not None:
                folded = values.get(name) is not None and name not in self._opened
                row.setVisible(not folded)
                fold.setVisible(folded)
                if not folded:
                    self._opened.add(name)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._read_only = read_only
        for row in self._rows.values():
            row.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first question; a list that is empty begins with an item."""
        for row in self._rows.values():
            if not row.isHidden():
                if isinstance(row.editor, Many) and row.value() is None and not self._read_only:
                    row.editor.begin()
                else:
                    row.focus_first()
                return

    def _editor(self, declared: Field) -> Any:
        made = kinds.editor_for(self._desk, declared, self._around)
        if isinstance(made, AttachmentsEditor):
            made.settled.connect(self.settled)
        return made

    def _unfold(self, name: str) -> None:
        self._opened.add(name)
        self._folds[name].hide()
        self._rows[name].show()
        self._rows[name].focus_first()

    def _on_touched(self, name: str) -> None:
        self.changed.emit(name, deepcopy(self._rows[name].value()))
