"""The page for an emergency: hiding, and apart from it destroying the keys and what may do it without being asked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from app.base.i18n import _, ngettext
from app.services import emergency
from app.ui.desk import Desk, Place
from app.ui.exchange.pieces import Notice, reading_column, reveal
from app.ui.flow import Flow
from app.ui.page import Page, button, column, frame, label, scrolled
from app.ui.safety.hold import Hold


class EmergencyPage(Page):
    """What one can do in a hurry, and what one decides beforehand."""

    help_topic = "window-emergency"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground = QWidget()
        _outer, inside = reading_column(ground)
        inside.addWidget(label(_("Emergency"), "title"))
        inside.addWidget(self._hiding())
        inside.addSpacing(24)  # one is never to be taken for the other
        inside.addWidget(self._destroying())
        self.lock_out = LockOut(desk)
        inside.addWidget(self.lock_out)
        self.lock_out.setVisible(not desk.owner.read_only)
        inside.addStretch(1)
        column(self).addWidget(scrolled(ground, _("Emergency")))

    def show_place(self, place: Place) -> None:  # noqa: ARG002 - there is one place
        """Put the keyboard on what harms nothing, and ask what is set."""
        self.hide_button.setFocus()
        self.lock_out.refresh()

    def _hiding(self) -> QFrame:
        card = frame("card")
        inside = column(card, margin=16, gap=10)
        inside.addWidget(label(_("Hide"), "heading"))
        inside.addWidget(
            label(
                _(
                    "Press F12, wherever you are in Keepsake: every window goes at once, the vault locks, and Keepsake "
                    "ends. Nothing is lost. Start it again and unlock, and you are back at the same place."
                )
            )
        )
        line = Flow()
        self.hide_button = button(_("Hide now"), self.desk.hide_wanted.emit, "main", look=self.desk.look, icon="lock")
        line.addWidget(self.hide_button)
        inside.addLayout(line)
        return card

    def _destroying(self) -> QFrame:
        card = frame("card")
        inside = column(card, margin=16, gap=10)
        inside.addWidget(label(_("Destroy the keys"), "heading"))
        inside.addWidget(
            label(
                _(
                    "For good: nothing in this vault can be opened afterwards, by anybody, not with the passphrase, "
                    "the recovery code or shares. There is no way back, and no question after this. It needs no "
                    "network. Cut off half way, it is finished when Keepsake next looks at the vault."
                )
            )
        )
        notice = Notice(self.desk.look, "warning", _("What it cannot do:"))
        for limit in emergency.LIMITS:
            notice.add(label("\u2022 " + _(limit)))
        inside.addWidget(notice)
        self.hold = Hold(self.desk.look, _("Hold for three seconds to destroy"), "emergency")
        self.hold.held.connect(self.desk.destroy_wanted.emit)
        inside.addWidget(self.hold)
        return card


class LockOut(QFrame):
    """Whether too many wrong tries destroy the keys: off, until somebody has read what that means."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._now = 0
        self.setProperty("kind", "card")
        inside = column(self, margin=16, gap=10)
        title = _("Destroy them after too many wrong tries")
        inside.addWidget(label(title, "heading"))
        inside.addWidget(
            label(
                _(
                    "Against somebody who sits at this computer and guesses. Whoever copies the folder first can guess "
                    "in the copy as often as they like; only a long passphrase helps against that."
                )
            )
        )
        self.box = QComboBox()
        self.box.setAccessibleName(title)
        for most in emergency.CHOICES:
            self.box.addItem(_words(most), most)
        self.box.setSizePolicy(self.box.sizePolicy().Policy.Maximum, self.box.sizePolicy().Policy.Fixed)
        self.box.activated.connect(self._on_chosen)
        inside.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeading)
        self.warning = Notice(desk.look, "warning", "")
        line = Flow()
        self.yes = button(_("Turn it on"), partial(self._write, None), "danger")
        self.no = button(_("Leave it as it is"), self._on_left)
        line.addWidget(self.yes)
        line.addWidget(self.no)
        self.warning.add_layout(line)
        self.warning.hide()
        inside.addWidget(self.warning)

    def refresh(self) -> None:
        """Show what is set."""
        self._desk.jobs.read(emergency.lock_out, self._show, owner=self)

    def _show(self, most: int) -> None:
        self._now = most
        if self.box.findData(most) < 0:  # set on the command line
            self.box.addItem(_words(most), most)
        self.box.setCurrentIndex(self.box.findData(most))
        self.warning.hide()

    def _on_chosen(self, _index: int) -> None:
        most = int(self.box.currentData())
        if most == self._now:
            self.warning.hide()
        elif not most:
            self._write(0)
        else:
            self.warning.words.setText(
                ngettext(
                    "After {n} wrong try in a row the keys are destroyed, for good. Anybody who can type here can do "
                    "that to you, and so can you, with Caps Lock on. Have a backup elsewhere first.",
                    "After {n} wrong tries in a row the keys are destroyed, for good. Anybody who can type here can do "
                    "that to you, and so can you, with Caps Lock on. Have a backup elsewhere first.",
                    most,
                ).format(n=most)
            )
            self.warning.show()
            reveal(self.warning)
            self.no.setFocus()

    def _on_left(self) -> None:
        self._show(self._now)
        self.box.setFocus()

    def _write(self, most: int | None) -> None:
        wanted = int(self.box.currentData()) if most is None else most
        self._desk.jobs.write(
            lambda session, _tell: emergency.set_lock_out(session, wanted),
            lambda _nothing: self._on_written(wanted),
            failed=self._on_failed,
            owner=self,
        )

    def _on_written(self, most: int) -> None:
        self._show(most)
        self.box.setFocus()
        words = _("Turned on. Opening the vault sets the count back.") if most else _("Turned off.")
        self._desk.say(words, "good")

    def _on_failed(self, error: Exception) -> None:
        self._show(self._now)
        self._desk.fail(error)


def _words(most: int) -> str:
    if not most:
        return _("Never")
    return ngettext("After {n} wrong try in a row", "After {n} wrong tries in a row", most).format(n=most)
