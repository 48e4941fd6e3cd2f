"""What a reply says to each thing asked: the asks of the requests it answers, each with its outcome to choose."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QWidget

from app.base import i18n
from app.base.i18n import _
from app.services import petitioning
from app.services.drafting import Opened
from app.services.petitioning import Ask, Asked
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.jobs import Job
from app.ui.page import column, label, row


class Asks(QWidget):
    """One line for each ask; nothing while the reply names no request that asks several things."""

    def __init__(self, desk: Desk, form: Form) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._reading: Job | None = None
        self._found: tuple[Asked, ...] = ()
        self._named: object = None
        self.choices: dict[tuple[str, str], QComboBox] = {}
        layout = column(self, gap=6)
        layout.setContentsMargins(0, 14, 0, 0)
        layout.addWidget(label(_("What it says to each thing asked"), "heading"))
        layout.addWidget(label(_("Leave them as they are when it answers the whole in one."), "quiet"))
        self._list = column(gap=6)
        layout.addLayout(self._list)
        form.edited.connect(self._on_edited)
        self.hide()

    def show_record(self, _opened: Opened) -> None:
        """Read the asks again."""
        self._named = None
        self._on_edited()

    def _on_edited(self) -> None:
        """Read them again when it names other requests, and show what it says to each."""
        fields = self._form.fields()
        if fields.get("answers") == self._named:
            self._choose()
            return
        self._named = fields.get("answers")
        language = i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: petitioning.asks_of(session, fields, language),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def _show(self, found: tuple[Asked, ...]) -> None:
        if found != self._found:
            self._found = found
            self._fill()
        self._choose()
        self.setVisible(bool(self.choices))

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.choices = {}
        several = len(self._found) > 1
        for asked in self._found:
            if several and asked.asks:
                self._list.addWidget(label(asked.title, "quiet"))
            for ask in asked.asks:
                self._list.addWidget(self._line(ask))

    def _line(self, ask: Ask) -> QWidget:
        made = QWidget()
        inside = row(made, gap=10)
        words = f"{ask.place}. {ask.text}" if ask.text else f"{ask.place}."
        choice = QComboBox()
        choice.setAccessibleName(_("What it says to {ask}").format(ask=words))
        choice.addItem(_("Not said"), "")
        for code in self._desk.schema.vocabulary("outcome").terms:
            choice.addItem(self._desk.schema.label(code, i18n.language()), code)
        choice.activated.connect(partial(self._on_chosen, ask))
        inside.addWidget(label(words, buddy=choice), 1)
        inside.addWidget(choice)
        self.choices[ask.request, ask.item] = choice
        return made

    def _choose(self) -> None:
        responses, alone = self._form.fields().get("responses"), len(self._found) == 1
        for asked in self._found:
            for ask in asked.asks:
                choice = self.choices[ask.request, ask.item]
                code = petitioning.outcome_of(responses, ask, alone=alone)
                choice.setCurrentIndex(max(0, choice.findData(code)))
                choice.setEnabled(not self._form.read_only)

    def _on_chosen(self, ask: Ask, _index: int) -> None:
        code = str(self.choices[ask.request, ask.item].currentData() or "")
        responses, alone = self._form.fields().get("responses"), len(self._found) == 1
        self._form.set_field("responses", petitioning.with_outcome(responses, ask, code, alone=alone))
