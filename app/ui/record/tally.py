"""How many people a record tells of: one line on its page, and line by line how it came about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.services import counted, counting
from app.services.counting import Count
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.page import button, column, label, row, tip


class Tally(QWidget):
    """Tells how many people the acts of an incident or a case were done to; nothing while there are none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self._shown: tuple[str, tuple[str, ...]] | None = None
        self.sentence = label("", "field")
        self.how = button(_("How it is counted"), self._unfold, "flat", look=desk.look, icon="down")
        self.how.setCheckable(True)
        line = row()
        line.addWidget(self.sentence, 1)
        line.addWidget(self.how, 0, Qt.AlignmentFlag.AlignTop)
        layout = column(self, gap=4)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(line)
        self._box = QWidget()
        self._lines: QVBoxLayout = column(self._box, gap=2)
        layout.addWidget(self._box)
        self._box.hide()
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Count again."""
        record, language = opened.record, i18n.language()

        def work(session: Session) -> Count | None:
            return counting.count(session, [record], language) if opened.heads else None

        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    def _show(self, found: Count | None) -> None:
        if found is None or not (found.counted.acts or found.reported.acts):
            self._shown = None
            self.hide()
            return
        told = counted.sentence(found), (*counted.lines(found), *counted.type_words(found))
        self.show()
        if told == self._shown:
            return
        self._shown = told
        self.sentence.setText(told[0])
        self.sentence.setToolTip(tip("\n".join(told[1])))
        self.how.setAccessibleName(_("{words} How it is counted").format(words=told[0]))
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for words in told[1]:
            self._lines.addWidget(label(words, "quiet"))

    def _unfold(self) -> None:
        self._box.setVisible(self.how.isChecked())
        self._desk.look.dress(self.how, "up" if self.how.isChecked() else "down")
