"""What outputs still want of a record, told quietly above its form: saving never waits for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.schema import Field
from app.services import defining
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.flow import Flow
from app.ui.page import button, column, label

SOON_MS = 200


class Wanted(QWidget):
    """One line for each output that an office's form says wants a field that is empty; a field named leads to it."""

    def __init__(self, desk: Desk, form: Form) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._told: dict[str, list[str]] | None = None
        self._layout = column(self, gap=2)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._show)
        form.edited.connect(self._soon.start)
        self.setAccessibleName(_("Still wanted"))
        self.hide()

    def show_record(self, _opened: Opened) -> None:
        """Look at the record's form again."""
        self._show()

    def _show(self) -> None:
        found = defining.missing(self._desk.schema, self._form.type, self._form.fields())
        told = {output: [one.name for one in fields] for output, fields in found.items()}
        if told == self._told:
            return
        self._told = told
        while (item := self._layout.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for output, fields in found.items():
            self._layout.addWidget(self._line(output, fields))
        self.setVisible(bool(found))

    def _line(self, output: str, fields: list[Field]) -> QWidget:
        made = QWidget()
        line = Flow(made, gap=6)
        name = self._desk.schema.label(output, i18n.language())
        line.addWidget(label(_("Still wanted for {output}:").format(output=name), "quiet", wrap=False))
        for one in fields:
            words = _(one.label)
            to_it = button(words.replace("&", "&&"), partial(self._form.reveal, one.name), "flat")
            to_it.setAccessibleName(_("{field}, still wanted for {output}").format(field=words, output=name))
            line.addWidget(to_it)
        return made
