"""Values whose field is no longer in use, or not defined here: shown below a form as they are, and never dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.schema import OWN, Schema
from app.services import wording
from app.ui.editors.sections import HIDDEN
from app.ui.editors.values import shown
from app.ui.page import column, label


class KeptValues(QWidget):
    """A heading and one line for each of them; hidden when there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(self, gap=8)
        self._told: list[str] = []
        self.hide()

    def show_values(self, schema: Schema, type_: str, values: Mapping[str, Any]) -> None:
        """Show those of a record's values that no field of the form shows."""
        known = schema.fields_of(type_)
        mine, newer = [], []
        for name in sorted(values.keys() - HIDDEN):
            declared, value = known.get(name), values[name]
            if declared is None and name.startswith(OWN):
                mine.append(f"{wording.unknown(name)}: {_words(value)}")
            elif declared is None:
                newer.append(_("From a newer version: {name}: {value}").format(name=name, value=shown(value)))
            elif declared.retired:
                words = wording.words_of(declared, value, i18n.language(), {}, schema)
                told = _("{label} (no longer in use)").format(label=_(declared.label))
                mine.append(f"{told}: {words or shown(value)}")
        told_now = [*mine, "", *newer]
        if told_now == self._told:
            return
        self._told = told_now
        while (item := self._lines.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        if mine:
            self._lines.addWidget(label(_(wording.KEPT_VALUES), "section"))
        for one in (*mine, *newer):
            self._lines.addWidget(label(one, "quiet"))
        self.setVisible(bool(mine or newer))


def _words(value: Any) -> str:
    """Return what a value says of which nothing is known: the words kept in it, as well as may be."""
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        for key in ("words", "text", "edtf", "answer"):
            if isinstance(said := value.get(key), str) and said:
                return said
    return shown(value)
