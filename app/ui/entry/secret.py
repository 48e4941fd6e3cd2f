"""The passphrase in the first run: words made by chance and typed once more, or one's own typed twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.base.errors import BadInput
from app.base.i18n import _
from app.services import beginning
from app.services.beginning import Strength
from app.ui.entry.passphrase import PassphraseField
from app.ui.entry.step import Answers, Step, choice
from app.ui.jobs import Job, Jobs
from app.ui.look import Look
from app.ui.page import button, column, frame, label, restyle, row

JUDGE_MS = 200


class PassphraseStep(Step):
    """Which passphrase it shall be."""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("The passphrase")
        self._judging: Job | None = None
        self._strength: Strength | None = None
        self.inside.addWidget(label(_("Without this nobody can open your records: not you, not us."), "heading"))
        listed = beginning.has_words(answers.language)
        self._words, _said = choice(
            _("Words chosen by chance") if listed else _("Digits chosen by chance"),
            _("The best there is. Keep them on paper until you know them by heart, but not near this computer."),
            self,
            chosen=answers.made_by_chance,
        )
        self._offer = self._offered()
        self.inside.addWidget(self._offer)
        self._own, _said = choice(
            _("A passphrase of your own"),
            _("At least twelve characters, and nothing anyone could find out about you."),
            self,
            chosen=not answers.made_by_chance,
        )
        self.one = PassphraseField(look, _("Passphrase"))
        self.two = PassphraseField(look, _("The same once more"))
        self._lasts = label("", "quiet")
        self._lasts.setAccessibleName(_("How long it would last"))
        self._typed = QWidget()
        inside = column(self._typed, gap=6)
        for text, field in ((_("Passphrase"), self.one), (_("The same once more"), self.two)):
            inside.addWidget(label(text, buddy=field.line))
            inside.addWidget(field)
        inside.insertWidget(2, self._lasts)
        self.inside.addWidget(self._typed)
        self._words.toggled.connect(self._on_which)
        self._timer = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._timer.timeout.connect(self._judge)
        self.one.edited.connect(self._on_edited)
        self._on_which()

    def _offered(self) -> QWidget:
        made = frame("info")
        inside = column(made, margin=14)
        listed = beginning.has_words(self.answers.language)
        self._shown = label("", "title")
        self._shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._shown.setAccessibleName(_("Words chosen by chance") if listed else _("Digits chosen by chance"))
        self._shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside.addWidget(self._shown)
        line = row()
        others = _("Other words") if listed else _("Other digits")
        line.addWidget(button(others, self._propose, look=self.look, icon="undo"))
        line.addStretch(1)
        inside.addLayout(line)
        self._propose()
        return made

    def first(self) -> QWidget:
        """Return what is chosen."""
        return self._words if self._words.isChecked() else self.one

    def keep(self) -> None:
        """Keep which way was chosen; a passphrase is not kept when one goes back."""
        self.answers.made_by_chance = self._words.isChecked()
        self.answers.passphrase = ""

    def check(self, then: Callable[[], None]) -> None:
        """Go on with a passphrase that is long enough and typed the same twice."""
        self.keep()
        if self.answers.made_by_chance:
            self.answers.passphrase = self._shown.text()
            then()
            return
        typed = self.one.text
        if typed != self.two.text:
            self.failed.emit(BadInput(_("The two are not the same. Please type it once more.")))
            self.two.clear()
            self.two.setFocus()
            return

        def judged(strength: Strength) -> None:
            self._show(strength)
            if not strength.enough:
                self.failed.emit(BadInput(strength.why_not))
                return
            self.answers.passphrase = typed
            then()

        self.jobs.compute(lambda _tell: beginning.judge(typed), judged, failed=self.failed.emit, owner=self)

    def _propose(self) -> None:
        self._shown.setText(beginning.propose(self.answers.language))

    def _on_which(self, _by_chance: bool = False) -> None:
        by_chance = self._words.isChecked()
        self._offer.setVisible(by_chance)
        self._typed.setVisible(not by_chance)
        if by_chance:
            self.one.clear()
            self.two.clear()

    def _on_edited(self) -> None:
        self._timer.start()

    def _judge(self) -> None:
        typed = self.one.text
        if self._judging is not None and not self._judging.over:
            self._judging.cancel()
        self._judging = self.jobs.compute(lambda _tell: beginning.judge(typed), self._show, owner=self)

    def _show(self, strength: Strength) -> None:
        if not self.one.text:
            self._lasts.setText("")
            return
        self._lasts.setText(" ".join(filter(None, (strength.lasts, strength.why_not))))
        restyle(self._lasts, "danger" if not strength.enough else "good" if strength.score == 4 else "warning")


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
