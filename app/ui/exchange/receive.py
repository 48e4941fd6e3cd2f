"""The page Receive: files dropped or chosen are read, shown before anything is written, and taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.base.i18n import _
from app.services.quarantining import Waiting
from app.ui.chain import Chain
from app.ui.desk import Change, Desk, Place
from app.ui.exchange.incoming import Incoming
from app.ui.exchange.lately import LAID_OUT_MS, LatelyList
from app.ui.exchange.pieces import reading_column, reveal, wear
from app.ui.exchange.waiting import WaitingList
from app.ui.files.choose import open_files
from app.ui.flow import Flow
from app.ui.page import Page, button, column, frame, label, restyle, scrolled


class ReceivePage(Page):
    """Files come in here, one after another; what is not sure waits apart, below."""

    help_topic = "window-receive"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.files: list[Incoming] = []
        self.setAcceptDrops(True)
        inner = QWidget()
        _outer, inside = reading_column(inner)
        inside.addWidget(label(_("Receive"), "title"))
        self._drop = frame("drop")
        zone = column(self._drop, margin=24, gap=12)
        zone.addWidget(
            label(
                _(
                    "Drop the files you were sent anywhere on this page, or choose them. You see who sent them and "
                    "what they bring before anything is written."
                )
            )
        )
        line = Flow()
        self.choose = button(_("Choose files..."), self._ask, "main", look=desk.look, icon="folder")
        self.choose.setProperty("icon_name", "folder")
        line.addWidget(self.choose)
        zone.addLayout(line)
        inside.addWidget(self._drop)
        self._rows = column(gap=14)
        inside.addLayout(self._rows)
        self.waiting = WaitingList(desk)
        self.waiting.wanted.connect(self.receive_waiting)
        self.waiting.shown.connect(self._show_main)
        inside.addWidget(self.waiting)
        self.lately = LatelyList(desk)
        self.lately.changed.connect(self._show_main)
        inside.addWidget(self.lately)
        inside.addStretch(1)
        layout = column(self)
        self._area = scrolled(inner, _("Receive"))
        layout.addWidget(self._area)
        self._chain = Chain(self)
        desk.changed.connect(self._on_changed)

    def show_place(self, place: Place) -> None:
        """Show what is under way and what waits; `sender` asks to go on with what waited of a key just verified."""
        self.waiting.refresh(str(place.detail.get("sender", "")))
        self.lately.refresh()
        if not self.files:
            self.choose.setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Let go at once; what is being received goes on."""
        if any(one.busy for one in self.files):
            self.desk.say(_("Receiving goes on. Come back to Receive to see it."))
        then()

    def add(self, paths: Sequence[Path]) -> None:
        """Take files on; one already here and not done is not taken twice."""
        here = {one.path for one in self.files if one.state in ("waiting", "reading", "ready", "taking")}
        new = [path for path in dict.fromkeys(paths) if path not in here]
        for place, path in enumerate(new):
            self._add(Incoming(self.desk, path), place)
        self._arrive(bool(new))

    def receive_waiting(self, one: Waiting) -> None:
        """Look at a bundle in quarantine whose sender was verified since, ready to be received."""
        if any(other.path == one.path for other in self.files):
            return
        name = _("The file from {name} that waited").format(name=one.name)
        self._add(Incoming(self.desk, one.path, name))
        self._arrive(True)

    def _arrive(self, new: bool) -> None:
        """Read on, and leave the file that had the keyboard when there are newer ones above it."""
        if new and self.isVisible():
            self.choose.setFocus()
            reveal(self._drop)
        self._go_on()

    def _add(self, one: Incoming, place: int = 0) -> None:
        """Show a file; the newest are on top."""
        one.over.connect(self._on_over)
        one.looked.connect(self._on_looked)
        one.gone.connect(self._on_gone)
        self.files.append(one)
        self._rows.insertWidget(place, one)
        self._show_main()

    def _go_on(self) -> None:
        """Read the next file that waits; only one is read at a time."""
        if any(one.busy for one in self.files):
            return
        following = next((one for one in self.files if one.state == "waiting"), None)
        if following is not None:
            held = self._held(following)
            following.look()
            if not held:
                following.progress.focus_cancel()

    def _held(self, besides: Incoming) -> bool:
        """Tell whether the keyboard is on another file that can be received: it is not taken from there."""
        focus = QApplication.focusWidget()
        return focus is not None and any(
            one is not besides and one.state == "ready" and one.isAncestorOf(focus) for one in self.files
        )

    def _on_looked(self, one: Incoming) -> None:
        self._show_main()
        self._attend(one)
        self._go_on()

    def _on_over(self, one: Incoming) -> None:
        self._show_main()
        self._attend(one)
        self.waiting.refresh()
        self._go_on()

    def _attend(self, one: Incoming) -> None:
        """Bring what became of a file into sight, with the keyboard where it goes on, once that is laid out."""
        if self.isVisible() and not self._held(one):
            self.choose.setFocus()  # not yet: what is not laid out is not seen
            QTimer.singleShot(LAID_OUT_MS, one, partial(self._show_first, one))

    def _show_first(self, one: Incoming) -> None:
        first = one.first
        area = self._area
        area.ensureWidgetVisible(one, 0, 16)
        area.ensureWidgetVisible(first, 0, 16)  # last: nothing is answered by Enter that is not seen
        if not self._held(one) and not any(other.busy for other in self.files):
            first.setFocus()

    def _show_main(self) -> None:
        """Let one button be the main one: what the first file asks for, else what waits, else choosing files."""
        in_sight = sorted(self.files, key=self._rows.indexOf)
        made = [one.main_button for one in in_sight if one.main_button is not None]
        made += self.waiting.main_buttons
        for number, one in enumerate((*made, self.choose)):
            wear(one, "main" if number == 0 else "", self.desk.look)
        self._chain.soon()

    def _on_gone(self, one: Incoming) -> None:
        self.files.remove(one)
        self._rows.removeWidget(one)
        one.hide()
        one.deleteLater()
        self._show_main()
        self.choose.setFocus()

    def _on_changed(self, change: Change) -> None:
        """Look again at files whose sender may have been verified meanwhile."""
        if not change.cards:
            return
        refused = {one.path for one in self.files if one.state == "refused" and one.answer.get("earlier") is None}
        if refused:
            self.desk.jobs.compute(
                lambda _tell: frozenset(path for path in refused if path.exists()), self._on_there, owner=self
            )

    def _on_there(self, paths: frozenset[Path]) -> None:
        for one in self.files:
            if one.state == "refused" and one.path in paths:
                one.state = "waiting"
        self._go_on()

    def _ask(self) -> None:
        open_files(
            self, _("Files you were sent"), [_("Keepsake files") + " (*.age)", _("All files") + " (*)"], self.add
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            restyle(self._drop, "drop-here")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        restyle(self._drop, "drop")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        restyle(self._drop, "drop")
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.add(paths)
