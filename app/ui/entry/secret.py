"""The passphrase in the first run: words made by chance and typed once more, or one's own typed twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.base.errors import BadInput
from app.base.i18n import _
from app.ui.entry.new_passphrase import NewPassphrase
from app.ui.entry.passphrase import PassphraseField
from app.ui.entry.step import Answers, Step
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.page import label


class PassphraseStep(Step):
    """Which passphrase it shall be."""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("The passphrase")
        self.inside.addWidget(label(_("Without this nobody can open your records: not you, not us."), "heading"))
        self.new = NewPassphrase(jobs, look, answers.language, by_chance=answers.made_by_chance)
        self.new.failed.connect(self.failed)
        self.inside.addWidget(self.new)

    def first(self) -> QWidget:
        """Return what is chosen."""
        return self.new.first()

    def keep(self) -> None:
        """Keep which way was chosen; a passphrase is not kept when one goes back."""
        self.answers.made_by_chance = self.new.by_chance
        self.answers.passphrase = ""

    def check(self, then: Callable[[], None]) -> None:
        """Go on with a passphrase that is long enough and typed the same twice."""
        self.keep()

        def chosen(passphrase: str) -> None:
            self.answers.passphrase = passphrase
            then()

        self.new.check(chosen)


class AgainStep(Step):
    """The words typed once more from memory or paper: proof that they can be."""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("Type it once more")
        self.inside.addWidget(label(_("As you will every time you open the vault. Go back to have others."), "quiet"))
        self.field = PassphraseField(look, _("Passphrase"))
        self.inside.addWidget(label(_("Passphrase"), "heading", buddy=self.field.line))
        self.inside.addWidget(self.field)

    def first(self) -> QWidget:
        """Return the field."""
        return self.field

    def keep(self) -> None:
        """Let go of the passphrase: going back makes another."""

    def check(self, then: Callable[[], None]) -> None:
        """Go on when it is the same."""
        if " ".join(self.field.text.split()) != self.answers.passphrase:
            self.failed.emit(BadInput(_("This is not the passphrase. Please try again, or go back and take another.")))
            self.field.line.selectAll()
            self.field.setFocus()
            return
        then()
