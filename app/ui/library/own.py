"""The filter by an office's own fields: which field, and what it shall say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.query import NO, YES
from app.domain.schema import KEPT, Schema
from app.domain.schema.kinds import Flag, Term
from app.ui.library.answered import ANSWERS
from app.ui.library.choices import Terms
from app.ui.page import column

COUNTING = "own:"
"""Begins what is asked to be counted for this filter; the field's name follows."""


def said(schema: Schema, field: str, code: str) -> str:
    """Return what is asked of a field in words: `Weather: Storm`."""
    declared = next((one[field] for type_ in schema.types if field in (one := schema.fields_of(type_))), None)
    name = _(declared.label) if declared is not None else _("A field this vault has no definition of")
    return _("{field}: {value}").format(field=name, value=choice(schema, code))


def choice(schema: Schema, code: str) -> str:
    """Return one of the things a field can be asked to say, in words."""
    fixed = {KEPT: _("Says anything"), YES: _("Yes"), NO: _("No"), **{one: _(text) for one, text in ANSWERS.items()}}
    return fixed.get(code) or schema.label(code, i18n.language())


class Own(QWidget):
    """A box to choose the field from, and below it what it may say. `changed` tells that a person chose."""

    changed = Signal()
    asked = Signal()
    """Another field: its choices are to be counted."""

    def __init__(self, schema: Callable[[], Schema]) -> None:
        super().__init__()
        self._schema = schema
        self._pairs: tuple[tuple[str, str], ...] = ()
        self.field = QComboBox()
        self.field.setAccessibleName(_("Field of our own"))
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field.setMinimumContentsLength(14)
        self.says = Terms(_("What it says"))
        layout = column(self, gap=4)
        layout.addWidget(self.field)
        layout.addWidget(self.says)
        self.field.activated.connect(self._on_field)
        self.says.changed.connect(self._on_ticked)
        self.refresh()

    def refresh(self) -> bool:
        """Offer the fields that are defined now; tell whether there are any."""
        at = self.field.currentData()
        self.field.clear()
        schema = self._schema()
        for type_, declared in schema.types.items():
            for one in schema.fields_of(type_).values():
                if one.own:
                    words = _("{type}: {field}").format(type=_(declared.label), field=_(one.label))
                    self.field.addItem(words, one.name)
        self.field.setCurrentIndex(max(0, self.field.findData(at)))
        return bool(self.field.count())

    def counting(self) -> tuple[str, ...]:
        """Return what is to be counted for the field chosen."""
        name = self.field.currentData()
        return (f"{COUNTING}{name}",) if name else ()

    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Return what is asked, as fields with what they shall say."""
        return self._pairs

    def choose(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Show what is asked, without telling."""
        self._pairs = pairs
        if pairs and (at := self.field.findData(pairs[-1][0])) >= 0:
            self.field.setCurrentIndex(at)
        self.says.choose([code for field, code in pairs if field == self.field.currentData()])

    def count(self, field: str, counts: Mapping[str, int]) -> None:
        """Show how many records are behind each choice of the field that is shown."""
        if field != self.field.currentData():
            return
        schema = self._schema()
        declared = next((one[field] for type_ in schema.types if field in (one := schema.fields_of(type_))), None)
        codes = [KEPT]
        if declared is not None and isinstance(declared.kind, Term):
            codes += [code for code in schema.vocabulary(declared.kind.vocabulary).terms if code in counts]
        if declared is not None and isinstance(declared.kind, Flag):
            codes += [YES, NO]
        codes += [code for code in counts if code not in codes]
        self.says.count([(code, choice(schema, code), counts.get(code, 0)) for code in codes])
        self.says.choose([code for one, code in self._pairs if one == field])

    def _on_field(self) -> None:
        self.says.count([])
        self.says.choose([code for one, code in self._pairs if one == self.field.currentData()])
        self.asked.emit()

    def _on_ticked(self) -> None:
        field = str(self.field.currentData())
        others = tuple(pair for pair in self._pairs if pair[0] != field)
        self._pairs = (*others, *((field, code) for code in self.says.chosen()))
        self.changed.emit()
