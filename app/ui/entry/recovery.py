"""The recovery sheet in the first run: shown to be printed or saved, then two of its groups typed back."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base.errors import BadInput
from app.base.i18n import _
from app.services import beginning, recovery_sheet, revoking, ways
from app.ui.entry.handing import Handing
from app.ui.entry.step import Answers, Step
from app.ui.jobs import Jobs
from app.ui.look import Look, fixed_font
from app.ui.page import button, column, label

ASKED = 2
"""Groups to type back."""
_ALIKE = str.maketrans("OIL", "011")


class SheetStep(Step):
    """The way in that is left when the passphrase is forgotten."""

    without = Signal()

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("The recovery sheet")
        if answers.recovery is None:
            answers.recovery = ways.new_secret()
        self.inside.addWidget(
            label(_("Without this nobody can open your records when the passphrase is forgotten."), "heading")
        )
        self.inside.addWidget(
            label(
                _(
                    "Put it on paper now: it is never shown again. Whoever has it and the vault needs no passphrase, "
                    "so keep it far from this computer."
                ),
                "quiet",
            )
        )
        answers.signing = answers.signing or beginning.new_keys()
        giving_up = revoking.of(answers.signing)
        self.handing = Handing(jobs, look, recovery_sheet.of_code(answers.recovery, answers.name, giving_up=giving_up))
        self.inside.addWidget(self.handing)
        self.inside.addWidget(
            button(_("Go on without a sheet"), self._on_without, "flat"), 0, Qt.AlignmentFlag.AlignLeading
        )

    def first(self) -> QWidget:
        """Return the button that prints."""
        return self.handing.print_button

    def _on_without(self) -> None:
        self.answers.recovery = None
        self.answers.drilled = False
        self.without.emit()


class DrillStep(Step):
    """Proof that the sheet can be read when it is needed."""

    without = Signal()

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("Try the recovery sheet")
        self.inside.addWidget(label(_("Type these groups from the paper, so that you know it can be read."), "quiet"))
        assert answers.recovery is not None
        self.groups = Groups(recovery_sheet.of_code(answers.recovery, "").pieces)
        self.inside.addWidget(self.groups)
        self.inside.addSpacing(4)
        self.skip = button(_("Skip this for now"), self._on_skip, "flat")
        self.inside.addWidget(self.skip, 0, Qt.AlignmentFlag.AlignLeading)
        self.inside.addWidget(
            label(
                _(
                    "Then nobody knows whether the sheet helps when it must. The page of backup and recovery says so "
                    "until you have tried it."
                ),
                "quiet",
            )
        )

    def first(self) -> QWidget:
        """Return the first group."""
        return self.groups.lines[0]

    def keep(self) -> None:
        """Keep nothing: what was typed proves something only when it is right."""
        self.answers.drilled = False

    def check(self, then: Callable[[], None]) -> None:
        """Go on when the groups are the sheet's."""
        self.keep()
        wrong = self.groups.wrong()
        if wrong:
            self.failed.emit(
                BadInput(
                    _("Group {n} is not what stands on the sheet. Look again, or go back to see it once more.").format(
                        n=wrong
                    )
                )
            )
            self.groups.focus(wrong)
            return
        self.answers.drilled = True
        then()

    def _on_skip(self) -> None:
        self.keep()
        self.without.emit()


class Groups(QWidget):
    """Fields for some groups of a code, asked for by their numbers."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__()
        self.asked = sorted(secrets.SystemRandom().sample(range(1, len(parts) + 1), ASKED))
        self._parts = {n: parts[n - 1] for n in self.asked}
        self.lines: list[QLineEdit] = []
        inside = column(self, gap=6)
        for n in self.asked:
            name = _("Group {n}").format(n=n)
            line = QLineEdit()
            line.setFont(fixed_font())
            line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            line.setMaxLength(64)
            line.setAccessibleName(name)
            inside.addWidget(label(name, "heading", buddy=line))
            inside.addWidget(line)
            self.lines.append(line)

    def part(self, n: int) -> str:
        """Return what stands on the sheet as group `n`."""
        return self._parts[n]

    def wrong(self) -> int:
        """Return the number of the first group that is not the sheet's; 0 when all are."""
        for n, line in zip(self.asked, self.lines, strict=True):
            if _read(line.text()) != _read(self._parts[n]):
                return n
        return 0

    def focus(self, n: int) -> None:
        """Put the keyboard into the field of a group."""
        line = self.lines[self.asked.index(n)]
        line.selectAll()
        line.setFocus()


def _read(text: str) -> str:
    """Return a group as the code's reader takes it: letters nobody tells apart from digits are digits."""
    return "".join(text.split()).upper().translate(_ALIKE)
