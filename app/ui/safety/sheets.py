"""The panels of the recovery code: a new sheet with its drill, and trying the sheet there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base.errors import BadInput
from app.base.i18n import _
from app.crypto import recovery
from app.crypto.ways import Way
from app.services import drills, recovery_sheet, ways
from app.ui.desk import Desk
from app.ui.entry.handing import Handing
from app.ui.entry.recovery import Groups
from app.ui.entry.ways import LongField
from app.ui.page import label
from app.ui.safety.panel import Panel

if TYPE_CHECKING:
    from app.services.session import Session


class NewSheet(Panel):
    """A new recovery code: shown once, two of its groups typed back, and only then a way in."""

    def __init__(self, desk: Desk, giving_up: str, *, instead: bool) -> None:
        said = _(
            "A code on paper that opens the vault when the passphrase is forgotten. It is never shown again. Whoever "
            "has it and the vault needs no passphrase."
        )
        if instead:
            said += " " + _("The sheet and the shares there were open nothing any more.")
        super().__init__(desk, _("A new recovery sheet"), said, _("Make it a way in"))
        self._instead = instead
        self._secret = ways.new_secret()
        sheet = recovery_sheet.of_code(self._secret, desk.owner.name, giving_up=giving_up)
        self.handing = Handing(desk.jobs, desk.look, sheet)
        self.groups = Groups(sheet.pieces)
        self.inside.addWidget(self.handing)
        self.inside.addWidget(label(_("Then type these groups from the paper, so that you know it can be read.")))
        self.inside.addWidget(self.groups)

    def first(self) -> QWidget:
        """Return the button that prints."""
        return self.handing.print_button

    def do(self) -> None:
        """Add the code, once two of its groups were typed back."""
        wrong = self.groups.wrong()
        if wrong:
            self.fail(BadInput(_("Group {n} is not what stands on the sheet. Please look again.").format(n=wrong)))
            self.groups.focus(wrong)
            return
        secret, add = self._secret, ways.change_recovery if self._instead else ways.add_recovery

        def made(session: Session) -> None:
            add(session, secret)
            drills.note(session)

        self.write(
            made, lambda _none: self.over(_("The recovery sheet opens the vault. Keep it far from this computer."))
        )


class TrySheet(Panel):
    """The whole code typed from the sheet: it opens the vault, or it does not. Nothing is changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            _("Try the recovery sheet"),
            _("Type the whole code from the paper. It is only tried; nothing is changed."),
            _("Try it"),
        )
        self.code = LongField(_("Recovery code"), 3)
        self.code.submitted.connect(self.do)
        self.inside.addWidget(label(_("Recovery code"), "heading", buddy=self.code))
        self.inside.addWidget(self.code)

    def first(self) -> QWidget:
        """Return the field."""
        return self.code

    def do(self) -> None:
        """Try it."""
        text, folder = self.code.toPlainText(), self.desk.owner.folder

        def attempt(session: Session) -> None:
            ways.try_way(folder, Way(recovery=recovery.from_code(text)))
            drills.note(session)

        self.write(attempt, lambda _none: self.over(_("The sheet opens the vault.")))
