"""What a record stands on: its sources, how many of them are independent, and a warning where that is too little."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.body import Fields
from app.services import corroborating, rivals
from app.services.corroborating import Standing
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row
from app.ui.record.following import follow


class StandsOn(QWidget):
    """Tells it in one line, and for each field when that is asked; nothing while no source is cited."""

    def __init__(self, desk: Desk, form: Form) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._reading: Job | None = None
        self._shown: Standing | None = None
        layout = column(self, gap=6)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(label(_("What this stands on"), "heading"))
        self.warning_box = frame("warning")
        self.warning = label("")
        column(self.warning_box, margin=12).addWidget(self.warning)
        layout.addWidget(self.warning_box)
        self.sentence = label("", "field")
        self.more = button(_("Field by field"), self._unfold, "flat", look=desk.look, icon="down")
        self.more.setCheckable(True)
        line = row()
        line.addWidget(self.sentence, 1)
        line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        self._same: QVBoxLayout = column(gap=2)
        layout.addLayout(self._same)
        self._box = QWidget()
        self._lines: QVBoxLayout = column(self._box, gap=2)
        layout.addWidget(self._box)
        self._box.hide()
        follow(form, lambda: self._read(form.fields()))
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read again what its sources are."""
        self._read(opened.fields)

    def _read(self, fields: Fields) -> None:
        type_, language = self._form.type, i18n.language()
        self._reading = self._desk.jobs.read(
            lambda session: corroborating.of_record(session, type_, fields, language),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def _show(self, standing: Standing) -> None:
        if standing == self._shown:
            return
        self._shown = standing
        self.setVisible(bool(standing.whole.cites or standing.warning))
        self.warning.setText(standing.warning)
        self.warning_box.setVisible(bool(standing.warning))
        self.sentence.setText(corroborating.sentence(standing.whole))
        self.more.setVisible(bool(standing.claims))
        _empty(self._same)
        for words in corroborating.same_words(standing.whole):
            self._same.addWidget(label(words))
        _empty(self._lines)
        for claim in standing.claims:
            told = _("{label}: {words}").format(label=claim.label, words=corroborating.sentence(claim))
            self._lines.addWidget(label(told, "field"))
            for one in claim.cites:
                self._lines.addWidget(label(rivals.cite_words(one), "quiet"))

    def _unfold(self) -> None:
        self._box.setVisible(self.more.isChecked())
        self._desk.look.dress(self.more, "up" if self.more.isChecked() else "down")


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
