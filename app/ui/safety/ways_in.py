"""The ways into the vault as a list, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from app.base.i18n import N_, _
from app.services import drills, revoking, ways
from app.ui.desk import Desk
from app.ui.exchange.pieces import Notice, Sign, card_frame, empty
from app.ui.flow import Flow
from app.ui.page import button, column, frame, label, row
from app.ui.safety.panel import Panel, Panels
from app.ui.safety.sheets import NewSheet, TrySheet
from app.ui.safety.slots import AddKeyfile, AddPassphrase, ChangePassphrase, Remove, Strengthen, memory_words

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.ways import Slot

KINDS = {
    "passphrase": ("text", N_("Passphrase")),
    "keyfile": ("attach", N_("Passphrase and keyfile")),
    "recovery": ("document", N_("Recovery code")),
}
MOST = 8
"""Ways in a vault can have."""


class WaysIn(QWidget):
    """What opens this vault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.slots: list[Slot] = []
        self.tried = False
        outer = column(self)
        card, inside = card_frame(_("What opens this vault"))
        outer.addWidget(card)
        self._warning = Notice(desk.look, "warning")
        self._warning.hide()
        inside.addWidget(self._warning)
        self._list = column(gap=6)
        inside.addLayout(self._list)
        line = Flow()
        self.add_passphrase = button(_("Add a passphrase..."), self._on_passphrase, look=desk.look, icon="text")
        self.add_keyfile = button(_("Add a keyfile..."), self._on_keyfile, look=desk.look, icon="attach")
        self.add_sheet = button(_("New recovery sheet..."), self._on_sheet, look=desk.look, icon="document")
        self.adds = [self.add_passphrase, self.add_keyfile, self.add_sheet]
        for one in self.adds:
            line.addWidget(one)
        inside.addLayout(line)
        self.panels = Panels()
        self.panels.done.connect(self.refresh)
        inside.addWidget(self.panels)
        inside.addWidget(frame("line"))
        said = _("If somebody may know your keys, or a laptop was out of your hands: leave all of them behind.")
        inside.addWidget(label(said, "quiet"))
        self.rekey = button(_("Make all keys new..."), self._on_rekey, look=desk.look, icon="undo")
        leaving = Flow()
        leaving.addWidget(self.rekey)
        inside.addLayout(leaving)
        self.refresh()

    def refresh(self) -> None:
        """Fetch the list."""
        # In the writing thread: the reading one has the `vault.json` of when the vault was opened.
        self.desk.jobs.write(lambda session, _tell: _fetched(session), self._show, owner=self)

    @property
    def sheet(self) -> Slot | None:
        """The way in of the recovery code, when there is one."""
        return next((slot for slot in self.slots if slot.kind == "recovery"), None)

    @property
    def warned(self) -> str:
        """What is told of the recovery sheet; empty when it was tried."""
        return self._warning.words.text() if self._warning.isVisibleTo(self) else ""

    def _show(self, fetched: tuple[list[Slot], bool]) -> None:
        self.slots, self.tried = fetched
        empty(self._list)
        names = named(self.slots)
        for slot in self.slots:
            self._list.addWidget(self._row(slot, names[slot.id]))
        for one in self.adds:
            one.setEnabled(len(self.slots) < MOST or (one is self.add_sheet and self.sheet is not None))
        if self.sheet is None:
            self._warning.say(
                "warning",
                _(
                    "There is no recovery sheet. If the passphrase is forgotten, nobody can open this vault: make a "
                    "sheet, and keep it far from this computer."
                ),
            )
        else:
            self._warning.say(
                "warning", _("The recovery sheet was never tried. Try it now, while the passphrase is still known.")
            )
        self._warning.setVisible(not self.tried)

    def _row(self, slot: Slot, name: str) -> QFrame:
        made = QFrame()
        made.setProperty("kind", "")
        icon, _kind = KINDS.get(slot.kind, ("lock", ""))
        line = row(made, gap=10)
        line.addWidget(Sign(self.desk.look, icon))
        words = column(gap=0)
        words.addWidget(label(name))
        words.addWidget(label(self._about(slot), "quiet"))
        line.addLayout(words, 2)
        does = Flow(gap=4)
        for text, panel in self._offers(slot, name):
            one = button(text, lambda: None)
            one.clicked.connect(lambda _checked=False, panel=panel, one=one: self._open(panel(), one))
            one.setAccessibleName(f"{name}: {text}")
            does.addWidget(one)
        line.addLayout(does, 3)
        return made

    def _about(self, slot: Slot) -> str:
        if slot.kind != "recovery":
            return memory_words(slot.memory_kib)
        return _("Tried, and right") if self.tried else _("Never tried")

    def _offers(self, slot: Slot, name: str) -> list[tuple[str, Callable[[], Panel]]]:
        desk = self.desk
        offers: list[tuple[str, Callable[[], Panel]]] = []
        if slot.kind == "recovery":
            offers.append((_("Try it..."), lambda: TrySheet(desk)))
        else:
            offers.append((_("Change..."), lambda: ChangePassphrase(desk, slot)))
            offers.append((_("Costlier to guess..."), lambda: Strengthen(desk, slot)))
        if len(self.slots) > 1:
            offers.append((_("Remove..."), lambda: Remove(desk, slot, name)))
        return offers

    def _on_passphrase(self) -> None:
        self._open(AddPassphrase(self.desk), self.add_passphrase)

    def _on_keyfile(self) -> None:
        self._open(AddKeyfile(self.desk), self.add_keyfile)

    def _on_sheet(self) -> None:
        def make(giving_up: str) -> None:
            self._open(NewSheet(self.desk, giving_up, instead=self.sheet is not None), self.add_sheet)

        self.desk.jobs.read(revoking.own, make, owner=self)

    def _on_rekey(self) -> None:
        folder = self.desk.owner.folder
        self.desk.given_up.emit(lambda front: front.show_rekey(folder))

    def _open(self, panel: Panel, back: QWidget) -> None:
        self.panels.open(panel, back)


def named(slots: list[Slot]) -> dict[str, str]:
    """Return a name for each way in: its kind, with a number where there are several of one kind."""
    found: dict[str, str] = {}
    for kind in dict.fromkeys(slot.kind for slot in slots):
        alike = [slot for slot in slots if slot.kind == kind]
        words = _(KINDS[kind][1]) if kind in KINDS else kind
        for n, slot in enumerate(alike, 1):
            found[slot.id] = f"{words} {n}" if len(alike) > 1 else words
    return found


def _fetched(session: Session) -> tuple[list[Slot], bool]:
    found = ways.listed(session)
    return found, any(drills.tried(session, slot) for slot in found if slot.kind == "recovery")
