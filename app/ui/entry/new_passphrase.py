"""Choosing a new passphrase: words made by chance, or one's own, judged as it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import BadInput
from app.base.i18n import _
from app.services import beginning
from app.services.beginning import Strength
from app.ui.entry.passphrase import PassphraseField
from app.ui.entry.step import choice
from app.ui.jobs import Job, Jobs
from app.ui.look import Look
from app.ui.page import button, column, frame, label, restyle, row

JUDGE_MS = 200


class NewPassphrase(QWidget):
    """Which passphrase it shall be; with `again` the words made by chance are typed once more right here."""

    failed = Signal(object)

    def __init__(self, jobs: Jobs, look: Look, language: str, *, by_chance: bool = True, again: bool = False) -> None:
        super().__init__()
        self.jobs, self.look, self._language = jobs, look, language
        self.inside = column(self, gap=10)
        self._judging: Job | None = None
        listed = beginning.has_words(language)
        self.words, _said = choice(
            _("Words chosen by chance") if listed else _("Digits chosen by chance"),
            _("The best there is. Keep them on paper until you know them by heart, but not near this computer."),
            self.inside,
            chosen=by_chance,
        )
        self.again: PassphraseField | None = PassphraseField(look, _("The same once more")) if again else None
        self._offer = self._offered()
        self.inside.addWidget(self._offer)
        self.own, _said = choice(
            _("A passphrase of your own"),
            _("At least twelve characters, and nothing anyone could find out about you."),
            self.inside,
            chosen=not by_chance,
        )
        self.one = PassphraseField(look, _("Passphrase"))
        self.two = PassphraseField(look, _("The same once more"))
        self.lasts = label("", "quiet")
        self.lasts.setAccessibleName(_("How long it would last"))
        self._typed = QWidget()
        inside = column(self._typed, gap=6)
        for text, field in ((_("Passphrase"), self.one), (_("The same once more"), self.two)):
            inside.addWidget(label(text, buddy=field.line))
            inside.addWidget(field)
        inside.insertWidget(2, self.lasts)
        self.inside.addWidget(self._typed)
        self.words.toggled.connect(self._on_which)
        self._timer = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._timer.timeout.connect(self._judge)
        self.one.edited.connect(self._on_edited)
        self._on_which()

    @property
    def by_chance(self) -> bool:
        """Whether words chosen by chance are taken."""
        return self.words.isChecked()

    def first(self) -> QWidget:
        """Return what is chosen."""
        return self.words if self.by_chance else self.one

    def check(self, then: Callable[[str], None]) -> None:
        """Call `then` with a passphrase that is long enough and typed the same twice; else tell `failed`."""
        if self.by_chance:
            if self.again is not None and " ".join(self.again.text.split()) != self.shown.text():
                self.failed.emit(BadInput(_("These are not the words above. Please type them once more.")))
                self.again.line.selectAll()
                self.again.setFocus()
                return
            then(self.shown.text())
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
            then(typed)

        self.jobs.compute(lambda _tell: beginning.judge(typed), judged, failed=self.failed.emit, owner=self)

    def _offered(self) -> QWidget:
        made = frame("info")
        inside = column(made, margin=14)
        listed = beginning.has_words(self._language)
        self.shown = label("", "title")
        self.shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.shown.setAccessibleName(_("Words chosen by chance") if listed else _("Digits chosen by chance"))
        self.shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside.addWidget(self.shown)
        line = row()
        others = _("Other words") if listed else _("Other digits")
        line.addWidget(button(others, self._propose, look=self.look, icon="undo"))
        line.addStretch(1)
        inside.addLayout(line)
        if self.again is not None:
            inside.addWidget(label(_("The same once more"), buddy=self.again.line))
            inside.addWidget(self.again)
        self._propose()
        return made

    def _propose(self) -> None:
        self.shown.setText(beginning.propose(self._language))
        if self.again is not None:
            self.again.clear()

    def _on_which(self, _by_chance: bool = False) -> None:
        by_chance = self.words.isChecked()
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
            self.lasts.setText("")
            return
        self.lasts.setText(" ".join(filter(None, (strength.lasts, strength.why_not))))
        restyle(self.lasts, "danger" if not strength.enough else "good" if strength.score == 4 else "warning")
