"""Recovery shares: the secret split among people, each share on a sheet of its own, and a set of them tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from app.base.i18n import _, ngettext
from app.crypto import recovery, shares
from app.crypto.ways import Way
from app.services import drills, recovery_sheet, ways
from app.services.recovery_sheet import Sheet
from app.ui.desk import Desk
from app.ui.entry.handing import Handing
from app.ui.entry.step import choice
from app.ui.entry.ways import LongField, SharesField, apart
from app.ui.exchange.pieces import card_frame, reveal
from app.ui.flow import Flow
from app.ui.page import button, column, label, row
from app.ui.safety.panel import Panel, Panels
from app.ui.safety.ways_in import WaysIn

if TYPE_CHECKING:
    from app.services.session import Session

USUAL = (3, 5)


class Shares(QWidget):
    """What shares are, making them and trying them."""

    def __init__(self, desk: Desk, known: WaysIn) -> None:
        super().__init__()
        self.desk, self._known = desk, known
        outer = column(self)
        card, inside = card_frame(_("Recovery shares"))
        outer.addWidget(card)
        inside.addWidget(
            label(
                _(
                    "The recovery code can be split among people you trust: some of them together open the vault, "
                    "fewer learn nothing. Good against one house being searched, and one paper being lost."
                ),
                "quiet",
            )
        )
        line = Flow()
        self.make_button = button(_("Make shares..."), self._make, look=desk.look, icon="person")
        self.try_button = button(_("Try a set of shares..."), self._try, look=desk.look, icon="good")
        line.addWidget(self.make_button)
        line.addWidget(self.try_button)
        inside.addLayout(line)
        self.panels = Panels()
        self.panels.done.connect(known.refresh)
        inside.addWidget(self.panels)

    def _make(self) -> None:
        self.panels.open(MakeShares(self.desk, there=self._known.sheet is not None), self.make_button)

    def _try(self) -> None:
        self.panels.open(TryShares(self.desk), self.try_button)


class MakeShares(Panel):
    """How many shares, of which secret; then each of them on its sheet, and only then a way in."""

    def __init__(self, desk: Desk, *, there: bool) -> None:
        super().__init__(desk, _("Make recovery shares"), "", _("Make them"))
        self._there = there
        self._secret = b""
        self.sheets: list[Sheet] = []
        self._at = 0
        self._ask = QWidget()
        ask = column(self._ask, gap=10)
        self.of, self.needed = QComboBox(), QComboBox()
        for box, words, usual in (
            (self.of, _("Shares to make"), USUAL[1]),
            (self.needed, _("Shares that together open the vault"), USUAL[0]),
        ):
            for n in range(shares.LEAST, shares.MOST + 1):
                box.addItem(str(n), n)
            box.setCurrentIndex(box.findData(usual))
            box.setAccessibleName(words)
            line = row()
            line.addWidget(label(words, buddy=box), 1)
            line.addWidget(box)
            ask.addLayout(line)
        self.known, known_said = choice(
            _("Of the recovery sheet there is"), _("The sheet goes on to work. Type its code."), ask, chosen=there
        )
        self.code = LongField(_("Recovery code"), 3)
        ask.addWidget(self.code)
        self.fresh, fresh_said = choice(
            _("Of a new secret"), _("The sheet and the shares there were open nothing any more."), ask, chosen=not there
        )
        self.known.toggled.connect(self.code.setVisible)
        for one in (self.known, known_said, self.code, self.fresh, fresh_said):
            one.setVisible(there)
        self.inside.addWidget(self._ask)
        self._which = label("", "heading")
        self._which.hide()
        self.inside.addWidget(self._which)
        self.handing: Handing | None = None

    def first(self) -> QWidget:
        """Return how many."""
        return self.of

    def do(self) -> None:
        """Split the secret, or go on to the next share."""
        if self.sheets:
            self._next()
            return
        needed, of, folder = self.needed.currentData(), self.of.currentData(), self.desk.owner.folder
        text = self.code.toPlainText() if self.known.isChecked() else None

        name = self.desk.owner.name

        def split() -> tuple[bytes, list[Sheet]]:
            secret = ways.new_secret() if text is None else recovery.from_code(text)
            if text is not None:
                ways.try_way(folder, Way(recovery=secret))
            return secret, recovery_sheet.of_shares(shares.split(secret, needed, of), name)

        self.compute(split, self._on_split)

    def _on_split(self, made: tuple[bytes, list[Sheet]]) -> None:
        self._secret, self.sheets = made
        self.code.clear()
        self._ask.hide()
        self._show(0)

    def _next(self) -> None:
        if self._at + 1 < len(self.sheets):
            self._show(self._at + 1)
            return
        words = _("The shares open the vault. Try a set of them from the papers.")
        if self.known.isChecked():
            self.over(words)
            return
        secret, add = self._secret, ways.change_recovery if self._there else ways.add_recovery

        def made(session: Session) -> None:
            add(session, secret)

        self.write(made, lambda _none: self.over(words))

    def _show(self, at: int) -> None:
        self._at = at
        if self.handing is not None:
            self.inside.removeWidget(self.handing)
            self.handing.hide()
            self.handing.deleteLater()
        sheet = self.sheets[at]
        self._which.setText(sheet.which)
        self._which.show()
        self.handing = Handing(self.desk.jobs, self.desk.look, sheet)
        self.inside.addWidget(self.handing)
        self.do_button.setText(_("Next share") if at + 1 < len(self.sheets) else _("All are on paper"))
        self.handing.print_button.setFocus()
        reveal(self.handing)


class TryShares(Panel):
    """Enough shares typed from their papers: they open the vault, or they do not. Nothing is changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            _("Try a set of shares"),
            _("The vault is opened with them beside, and nothing is changed."),
            _("Try them"),
        )
        self.field = SharesField()
        self.field.submitted.connect(self.do)
        self.inside.addWidget(self.field)

    def first(self) -> QWidget:
        """Return the field."""
        return self.field.box

    def do(self) -> None:
        """Try them."""
        typed, folder = apart(self.field.text)[0], self.desk.owner.folder
        n = len(typed)
        words = ngettext("This {n} share opens the vault.", "These {n} shares open the vault.", n).format(n=n)

        def attempt(session: Session) -> None:
            ways.try_shares(folder, typed)
            drills.note(session)

        self.write(attempt, lambda _none: self.over(words))
