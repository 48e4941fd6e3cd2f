"""Headquarters' contact card in the first run: taken from a file, its fingerprint compared group by group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from app.base.errors import WrongFingerprint
from app.base.i18n import _
from app.services import beginning
from app.services.beginning import Shown
from app.ui.entry.step import Answers, Step
from app.ui.files.choose import open_file
from app.ui.jobs import Jobs
from app.ui.look import Look, fixed_font
from app.ui.page import button, column, frame, label, row

COLUMNS = 4


class CardStep(Step):
    """Whom one sends to; it can be done later."""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("Headquarters' contact card")
        self.setAcceptDrops(True)
        self.inside.addWidget(
            label(_("With it you can send to them. Drop the file here, or choose it. You can also do this later."))
        )
        line = row()
        self.choose = button(_("Choose the file..."), self._choose, look=look, icon="card")
        line.addWidget(self.choose)
        line.addStretch(1)
        self.inside.addLayout(line)
        self._card = frame("info")
        self._card.hide()
        self.inside.addWidget(self._card)
        self.boxes: list[QCheckBox] = []
        self.typed: QLineEdit | None = None
        if answers.card is not None:
            self._show(answers.card)

    def first(self) -> QWidget:
        """Return the button."""
        return self.choose

    def take(self, file: Path) -> None:
        """Read the card in a file."""
        self.jobs.compute(lambda _tell: beginning.read_card(file), self._show, failed=self.failed.emit, owner=self)

    def keep(self) -> None:
        """Keep whether every group was compared."""
        self.answers.compared = bool(self.boxes) and all(box.isChecked() for box in self.boxes)

    def check(self, then: Callable[[], None]) -> None:
        """Go on; digits that were typed must be the card's."""
        self.keep()
        typed = self.typed.text().strip() if self.typed is not None else ""
        card = self.answers.card
        if typed and card is not None:
            if not beginning.same_digits(card, typed):
                self.failed.emit(
                    WrongFingerprint(
                        _(
                            "These digits are not the fingerprint of this card: it may be another's. "
                            "Ask its owner again, by voice or in person."
                        )
                    )
                )
                return
            self.answers.compared = True
        then()

    def _choose(self) -> None:
        open_file(self, _("Contact card"), (), self.take)

    def _show(self, card: Shown) -> None:
        self.answers.card = card
        old, self._card = self._card, frame("info")
        self.inside.replaceWidget(old, self._card)
        old.hide()
        old.deleteLater()
        inside = column(self._card, margin=14, gap=10)
        inside.addWidget(label(card.name, "heading"))
        inside.addWidget(
            label(
                _(
                    "Let somebody you know by voice or face read these digits to you. Tick every group that is the "
                    "same, or type what they say. Without this the card is kept as unverified."
                )
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        self.boxes = []
        digits = QWidget()
        digits.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        digits.setLayout(grid)
        for n, group in enumerate(card.groups):
            box = QCheckBox(group)
            box.setFont(fixed_font())
            box.setAccessibleName(_("Group {n}: {digits}").format(n=n + 1, digits=" ".join(group)))
            grid.addWidget(box, n // COLUMNS, n % COLUMNS)
            self.boxes.append(box)
        inside.addWidget(digits, 0, Qt.AlignmentFlag.AlignLeading)
        typed = self.typed = QLineEdit()
        typed.setFont(fixed_font())
        typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        typed.setAccessibleName(_("Digits you were told"))
        inside.addWidget(label(_("Digits you were told"), buddy=typed))
        inside.addWidget(typed)
        self._card.show()
        self.boxes[0].setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the card that was dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.take(files[0])
