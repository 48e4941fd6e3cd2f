"""What every editor of a value is: one for each kind, all handled alike by the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.domain.schema import Field
from app.ui.desk import Desk


class Editor(QWidget):
    """Shows and changes one value. What it does not know of a value it keeps.

    `edited` is emitted for every change a person makes, and never by `set_value`.
    """

    edited = Signal()

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__()
        self.desk, self.field = desk, field
        self.label = _(field.label)

    def set_value(self, value: Any) -> None:
        """Show a value in the form of `domain.schema`; None for none."""
        raise NotImplementedError

    def value(self) -> Any:
        """Return the value as it stands, valid for `schema.check_fields`; None when nothing was said."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read and copied from, not changed."""
        self.setEnabled(not read_only)

    def unsettled(self) -> list[str]:
        """Return words of its own parts that were typed and are in no value, after settling what can be."""
        return []

    def extras(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what else can be done where the keyboard is, for the menu of the field."""
        return []

    def focus_first(self) -> None:
        """Put the keyboard into its first part."""
        self.setFocus()
