"""A small composite: its fields in a frame, the first ones and those that say something at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.base.i18n import _
from app.domain.schema.kinds import Field
from app.domain.schema.kinds import Group as GroupKind
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.row import FieldRow
from app.ui.editors.rows import Rows
from app.ui.page import column, frame

AT_ONCE = 2
"""Fields of a group shown without asking."""


class Fields(Editor):
    """The values of several fields as one object; keys it does not know are kept."""

    def __init__(
        self, desk: Desk, field: Field, fields: tuple[Field, ...], make: Callable[[Field], Editor], at_once: int
    ) -> None:
        super().__init__(desk, field)
        self._make, self._at_once = make, at_once
        self._value: dict[str, Any] = {}
        self._read_only = False
        self._fields = {one.name: one for one in fields}
        more = _("More about {label}").format(label=self.label) if at_once else ""
        self.rows = Rows(desk.look, fields, self._make_row, more, gap=8)
        column(self).addWidget(self.rows)
        self.rows.show_fields(list(self._fields)[:at_once])

    def set_value(self, value: Any) -> None:
        """Show the values of the fields."""
        old, self._value = self._value, dict(value or {})
        for name, one in self.rows.rows.items():
            if old.get(name) != self._value.get(name):
                one.set_value(self._value.get(name))
        self.rows.show_fields([*list(self._fields)[: self._at_once], *self._value])

    def value(self) -> Any:
        """Return the object, or None when nothing is said in it."""
        return dict(self._value) if self._value.keys() - {"id"} else None

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read only."""
        self._read_only = read_only
        for one in self.rows.rows.values():
            one.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        first = next(iter(self._fields))
        self.rows.want(first)
        self.rows.ensure(first).focus_first()

    def _make_row(self, field: Field) -> FieldRow:
        made = FieldRow(self.desk, field, self._make, siblings=self._fields)
        made.set_value(self._value.get(field.name))
        made.set_read_only(self._read_only)
        made.touched.connect(self._on_touched)
        return made

    def _on_touched(self, name: str) -> None:
        value = self.rows.rows[name].value()
        self._value = {key: inner for key, inner in self._value.items() if key != name}
        if value is not None:
            self._value[name] = value
        self.edited.emit()


class Group(Editor):
    """A group in its frame."""

    def __init__(self, desk: Desk, field: Field, make: Callable[[Field], Editor]) -> None:
        super().__init__(desk, field)
        assert isinstance(field.kind, GroupKind)
        self._fields = Fields(desk, field, field.kind.fields, make, AT_ONCE)
        self._fields.edited.connect(self.edited)
        self._frame = frame("card")
        column(self._frame, margin=10).addWidget(self._fields)
        column(self).addWidget(self._frame)

    def set_value(self, value: Any) -> None:
        """Show the values of the group's fields."""
        self._fields.set_value(value)

    def value(self) -> Any:
        """Return the group, or None when nothing is said in it."""
        return self._fields.value()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read only."""
        self._fields.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self._fields.focus_first()
