"""A rival account of a field: another value, its sources, the reason; and sources and accounts beside a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import N_, _
from app.domain.schema.kinds import Accounts, Cites, Field
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.cites import CiteEditor, choose, field_choice
from app.ui.editors.many import Many
from app.ui.editors.parts import Choice, Line
from app.ui.editors.row import FieldRow
from app.ui.page import button, column, frame, label

CITES = Field("cites", Cites(), N_("Sources"), many=True)
ACCOUNTS = Field("accounts", Accounts(), N_("Rival accounts"), many=True)

Make = Callable[[Field], Editor]
Take = Callable[[str, Any], None]


class AccountEditor(Editor):
    """One account. Its value is edited as the field's own is; `about` is the field where that is settled."""

    def __init__(
        self, desk: Desk, field: Field, make: Make, fields: Mapping[str, Field], take: Take, about: str | None = None
    ) -> None:
        super().__init__(desk, field)
        self._make, self._all, self._take, self._about = make, fields, take, about
        self._value: dict[str, Any] = {}
        self._read_only = False
        self.field_choice: Choice | None = None
        outer = frame("card")
        column(self).addWidget(outer)
        self._layout = column(outer, margin=10, gap=6)
        if about is None:
            self.field_choice = field_choice(fields, _("Another account of"))
            self.field_choice.activated.connect(self._on_field)
            self._layout.addWidget(label(_("Another account of"), "field", buddy=self.field_choice))
            self._layout.addWidget(self.field_choice)
        self._place = column()
        self._layout.addLayout(self._place)
        self.row: FieldRow | None = None
        self._layout.addWidget(label(_("Sources of this account"), "field"))
        self.cites = Many(desk, CITES, lambda one: CiteEditor(desk, one, make, fields, about=""))
        self.cites.edited.connect(self._on_edited)
        self._layout.addWidget(self.cites)
        self.reason = Line(_("Reason"), _("Why it is believed, or not"))
        self.reason.textEdited.connect(self._on_edited)
        self._layout.addWidget(label(_("Reason"), "field", buddy=self.reason))
        self._layout.addWidget(self.reason)
        self.take = button(_("Take this as the value"), self._on_take)
        self.take.setEnabled(False)
        self._layout.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeading)
        self._show_row(about)

    def set_value(self, value: Any) -> None:
        """Show an account."""
        self._value = dict(value or {})
        if self.field_choice is not None:
            choose(self.field_choice, self._value.get("field"))
        self._show_row(self._value.get("field", self._about))
        if self.row is not None:
            self.row.set_value(self._value.get("value"))
        self.cites.set_value(self._value.get("cites"))
        self.reason.show_text(str(self._value.get("reason") or ""))
        self.take.setEnabled("value" in self._value and not self._read_only)

    def value(self) -> Any:
        """Return the account, or None as long as it has no value."""
        if "value" not in self._value or self._value.get("field", self._about) is None:
            return None
        return {**({"field": self._about} if self._about is not None else {}), **self._value}

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read only."""
        self._read_only = read_only
        self.cites.set_read_only(read_only)
        self.reason.setReadOnly(read_only)
        self.take.setEnabled("value" in self._value and not read_only)
        if self.field_choice is not None:
            self.field_choice.setEnabled(not read_only)
        if self.row is not None:
            self.row.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first part."""
        if self.row is not None:
            self.row.focus_first()
        elif self.field_choice is not None:
            self.field_choice.setFocus()

    def _show_row(self, name: str | None) -> None:
        declared = self._all.get(name) if name is not None else None
        if self.row is not None:
            if declared is not None and self.row.field.name == declared.name:
                return
            self._place.removeWidget(self.row)
            self.row.hide()
            self.row.deleteLater()
            self.row = None
        if declared is not None:
            self.row = FieldRow(self.desk, declared, self._make, siblings=self._all)
            self.row.set_read_only(self._read_only)
            self.row.touched.connect(self._on_value)
            self._place.addWidget(self.row)
            self.row.show()

    def _on_field(self, n: int) -> None:
        assert self.field_choice is not None
        name = self.field_choice.itemData(n)
        self._value = {**{key: one for key, one in self._value.items() if key not in ("value", "field")}, "field": name}
        self._show_row(name)
        self.take.setEnabled(False)
        self.edited.emit()

    def _on_value(self, _name: str) -> None:
        assert self.row is not None
        self._set("value", self.row.value())

    def _on_edited(self, _text: str = "") -> None:
        self._value = {key: one for key, one in self._value.items() if key not in ("cites", "reason")}
        if cites := self.cites.value():
            self._value["cites"] = cites
        self._set("reason", self.reason.text() or None)

    def _set(self, key: str, value: Any) -> None:
        self._value = {name: one for name, one in self._value.items() if name != key}
        if value is not None:
            self._value[key] = value
        self.take.setEnabled("value" in self._value)
        self.edited.emit()

    def _on_take(self) -> None:
        name = self._value.get("field", self._about)
        if name is None or "value" not in self._value:
            return
        if not self.reason.text().strip():
            self.desk.say(_("Say why this account is taken: the reason is kept with it."), "warning")
            self.reason.setFocus()
            return
        self._take(name, self._value["value"])


class Sources(QWidget):
    """The sources and rival accounts of one field, below it."""

    changed_to = Signal(str, object, object)
    """The field, its sources, its accounts."""

    def __init__(self, desk: Desk, field: Field, make: Make, fields: Mapping[str, Field], take: Take) -> None:
        super().__init__()
        self._name = field.name
        layout = column(self, gap=6)
        layout.setContentsMargins(24, 4, 0, 4)
        self.cites = Many(desk, _of(CITES, field), lambda one: CiteEditor(desk, one, make, fields, about=field.name))
        self.accounts = Many(
            desk, _of(ACCOUNTS, field), lambda one: AccountEditor(desk, one, make, fields, take, about=field.name)
        )
        for one in (self.cites, self.accounts):
            layout.addWidget(label(one.label, "field"))
            layout.addWidget(one)
            one.edited.connect(self._on_edited)

    def show_sources(self, cites: list[Any], accounts: list[Any]) -> None:
        """Show these."""
        for one, given in ((self.cites, cites), (self.accounts, accounts)):
            if (one.value() or []) != given:
                one.set_value(given)

    def set_read_only(self, read_only: bool) -> None:
        """Let them be read only."""
        self.cites.set_read_only(read_only)
        self.accounts.set_read_only(read_only)

    def add_cite(self) -> None:
        """Begin a source."""
        self.show()
        self.cites.add()

    def add_account(self) -> None:
        """Begin a rival account."""
        self.show()
        self.accounts.add()

    def _on_edited(self) -> None:
        self.changed_to.emit(self._name, self.cites.value() or [], self.accounts.value() or [])


def _of(many: Field, field: Field) -> Field:
    """Return the list under a name that says which field its items speak of."""
    return replace(many, label=_("{what} of {label}").format(what=_(many.label), label=_(field.label)))
