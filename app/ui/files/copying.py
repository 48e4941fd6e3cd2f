"""A decrypted copy of an attachment, by a choice that is explained first and that the log notes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.domain.body import Fields
from app.services import attachments
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.files import choose
from app.ui.files.facts import Telling
from app.ui.files.words import name_of
from app.ui.page import button, column, frame, label, row


class CopyOut(QWidget):
    """The question, hidden until `ask`; then the file dialog, then the copy."""

    closed = Signal()
    """The question is answered, either way."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: Fields = {}
        self._record = ""
        box = frame("warning")
        column(self).addWidget(box)
        inside = column(box, margin=12)
        inside.addWidget(label(_("A copy outside the vault is not protected"), "heading"))
        inside.addWidget(
            label(
                _(
                    "Anyone who gets hold of the copy can open it, and deleting it later may not remove it from the "
                    "disk. The vault's log notes that it was copied out, and when."
                )
            )
        )
        self._telling = Telling(desk)
        inside.addWidget(self._telling)
        self._go = button(_("Choose where..."), self._on_go)
        self._stay = button(_("Do not copy"), self._on_stay)
        buttons = row()
        buttons.addWidget(self._go)
        buttons.addWidget(self._stay)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        self.hide()

    def ask(self, item: Fields, record: str = "") -> None:
        """Explain what a copy of this attachment means, and offer it; `record` is where it is seen."""
        self._item, self._record = dict(item), record
        self.show()
        self._telling.look(str(item.get("sha256")))
        self._stay.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._telling.forget()

    def _on_stay(self) -> None:
        self.hide()
        self.closed.emit()

    def _on_go(self) -> None:
        self.hide()
        self.closed.emit()
        choose.save_as(self.window(), _("Copy out"), _suggested(name_of(self._item)), self._write)

    def _write(self, out: Path) -> None:
        _copy(self._desk, self._item, self._record, out)


def _copy(desk: Desk, item: Fields, record: str, out: Path) -> None:
    """Write the copy; the desk tells of it, as the question may be gone before it is there."""

    def work(session: Session, tell: attachments.Tell) -> str:
        attachments.copy_out(
            session, str(item["sha256"]), out, record=record, attachment=str(item.get("id", "")), progress=tell
        )
        return str(out)

    def copied(path: str) -> None:
        desk.say(_("A copy that is not protected lies at {path}. The log notes it.").format(path=path), "warning")

    desk.jobs.write(work, copied, owner=desk, label=_("Copying out"), gaps=True)


def _suggested(name: str) -> str:
    """Return a file name that stays in the folder chosen, whatever a bundle called it."""
    kept = "".join("_" if character in '/\\:*?"<>|' or not character.isprintable() else character for character in name)
    return kept.strip(" .")[:120] or "copy"
