"""Accounts that contradict each other, side by side with their sources; choosing one is a version with its reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.body import Fields
from app.services import rivals
from app.services.drafting import Opened
from app.services.rivals import Account, Disputed
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.editors.parts import Line
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label
from app.ui.record.following import follow
from app.ui.record.keeping import Keeper

BESIDE_EACH_OTHER = 3
"""Accounts in one row."""

STACKED_BELOW = 70
"""Average letters: in narrower pages they stand below one another."""


class Rivals(QWidget):
    """Shows each field of which another account is kept; nothing while there is none."""

    changed = Signal()
    """A reason was typed that no account is taken for yet."""

    def __init__(self, desk: Desk, form: Form, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._form, self._keeper = desk, form, keeper
        self._reading: Job | None = None
        self._shown: tuple[tuple[Disputed, ...], bool] | None = None
        self._stacked = False
        self._reasons: dict[tuple[str, str], Line] = {}
        """Where the reason for an account is typed, by its field and its words."""
        self._kept: dict[tuple[str, str], str] = {}
        """Reasons begun before, for accounts that are not shown yet."""
        self._layout = column(self, gap=10)
        self._layout.setContentsMargins(0, 12, 0, 0)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self._read_only = True
        follow(form, lambda: self._read(form.fields()))
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read the accounts again."""
        self._read_only = opened.kept
        self._read(opened.fields)

    def _read(self, fields: Fields) -> None:
        type_, language, read_only = self._form.type, i18n.language(), self._read_only
        self._reading = self._desk.jobs.read(
            lambda session: rivals.of_record(session, type_, fields, language),
            lambda found: self._show(found, read_only=read_only),
            owner=self,
            replaces=self._reading,
        )

    def begun(self) -> list[list[str]]:
        """Return the reasons that are typed and no account is taken for yet: field, words of the account, reason."""
        typed = self._kept | {key: words for key, line in self._reasons.items() if (words := line.text())}
        return [[*key, words] for key, words in typed.items()]

    def go_on(self, begun: list[list[str]]) -> None:
        """Go on with reasons that were begun before, now or as soon as their accounts are shown."""
        self._kept = {(field, words): reason for field, words, reason in begun}
        self._put_back()

    def _put_back(self) -> None:
        for key in self._kept.keys() & self._reasons.keys():
            self._reasons[key].setText(self._kept.pop(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the accounts below one another where there is no room beside."""
        super().resizeEvent(event)
        self._fitting.start()

    def _fit(self) -> None:
        if self._shown is not None and self._stacked != self._narrow():
            self._fill()

    def _narrow(self) -> bool:
        return self.width() < STACKED_BELOW * self.fontMetrics().averageCharWidth()

    def _show(self, found: tuple[Disputed, ...], *, read_only: bool) -> None:
        if (found, read_only) == self._shown:
            return
        self._shown = (found, read_only)
        self._fill()
        self.setVisible(bool(found))

    def _fill(self) -> None:
        typed = {key: (line.text(), line.hasFocus()) for key, line in self._reasons.items()}
        self._reasons = {}
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        found, read_only = self._shown or ((), True)
        self._stacked = self._narrow()
        if found:
            self._layout.addWidget(label(_("Accounts that differ"), "heading"))
        for one in found:
            self._layout.addWidget(self._field(one, read_only=read_only))
        for key, line in self._reasons.items():  # a reason half typed stays, also when the page becomes narrower
            text, at = typed.get(key, ("", False))
            line.setText(text)
            if at:
                line.setFocus()
        self._put_back()

    def _field(self, disputed: Disputed, *, read_only: bool) -> QWidget:
        made = QWidget()
        inside = column(made, gap=6)
        state = _("{label}: nobody has decided yet") if disputed.open else _("{label}: decided")
        inside.addWidget(label(state.format(label=disputed.label), "field"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        across = 1 if self._stacked else BESIDE_EACH_OTHER
        for number, one in enumerate(disputed.accounts):
            grid.addWidget(self._card(disputed, one, read_only=read_only), number // across, number % across)
            grid.setColumnStretch(number % across, 1)
        inside.addLayout(grid)
        return made

    def _card(self, disputed: Disputed, one: Account, *, read_only: bool) -> QWidget:
        made = frame("good" if one.taken else "card")
        inside = column(made, margin=12, gap=4)
        inside.addWidget(label(one.words or _("Nothing that can be shown"), "field"))
        if one.taken:
            chip = label(_("The record's value"), "chip", wrap=False)
            inside.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeading)
        for cite in one.cites:
            inside.addWidget(label(rivals.cite_words(cite), "quiet"))
        if not one.cites:
            inside.addWidget(label(_("No source"), "quiet"))
        if one.reason:
            inside.addWidget(label(_("Reason: {words}").format(words=one.reason), "quiet"))
        inside.addStretch(1)
        if not read_only and (not one.taken or not one.reason):
            inside.addWidget(self._choosing(disputed, one))
        return made

    def _choosing(self, disputed: Disputed, one: Account) -> QWidget:
        """Return what asks for the reason and takes the account."""
        made = QWidget()
        lines = column(made, gap=6)
        hint = _("Why it is believed, for whoever reads it later")
        reason = Line(_("Why {words}").format(words=one.words or disputed.label), hint)
        words = _("Decide for this") if not one.taken else _("Keep this")
        self._reasons[disputed.name, one.words] = reason
        takes = button(words, partial(self._take, disputed, one, reason))
        takes.setAccessibleName(_("{does}: {words}").format(does=words, words=one.words))
        reason.textEdited.connect(self.changed)
        reason.returnPressed.connect(partial(self._take, disputed, one, reason))
        lines.addWidget(reason)
        lines.addWidget(takes, 0, Qt.AlignmentFlag.AlignLeading)
        return made

    def _take(self, disputed: Disputed, one: Account, reason: Line) -> None:
        why = reason.text().strip()
        if not why:
            self._desk.say(_("Say why this account is taken: the reason is kept with it."), "warning")
            reason.setFocus()
            return
        reason.clear()
        self.changed.emit()
        self._form.take(disputed.name, one.value, why)
        self._keeper.save()
