"""The page Receive: files dropped or chosen are read, shown before anything is written, and taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

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
        layout.addWidget(scrolled(inner, _("Receive")))
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
        for path in paths:
            if path not in here:
                self._add(Incoming(self.desk, path))
                here.add(path)
        self._go_on()

    def receive_waiting(self, one: Waiting) -> None:
        """Look at a bundle in quarantine whose sender was verified since, ready to be received."""
        if any(other.path == one.path for other in self.files):
            return
        name = _("The file from {name} that waited").format(name=one.name)
        self._add(Incoming(self.desk, one.path, name))
        self._go_on()

    def _add(self, one: Incoming) -> None:
        one.over.connect(self._on_over)
        one.looked.connect(self._on_looked)
        one.gone.connect(self._on_gone)
        self.files.append(one)
        self._rows.addWidget(one)
        self._show_main()

    def _go_on(self) -> None:
        """Read the next file that waits; only one is read at a time."""
        if any(one.busy for one in self.files):
            return
        following = next((one for one in self.files if one.state == "waiting"), None)
        if following is not None:
            following.look()
            following.progress.focus_cancel()

    def _on_looked(self, one: Incoming) -> None:
        self._show_main()
        if self.isVisible() and not any(other.busy for other in self.files):
            QTimer.singleShot(0, one.receive_button, one.receive_button.setFocus)  # once it is shown
        self._go_on()

    def _on_over(self, one: Incoming) -> None:
        self._show_main()
        if self.isVisible() and one.state != "done":
            QTimer.singleShot(LAID_OUT_MS, one, partial(reveal, one))  # what went wrong is seen, not scrolled to
        self.waiting.refresh()
        self._go_on()

    def _show_main(self) -> None:
        """Let one button be the main one: what the first file asks for, else what waits, else choosing files."""
        made = [one.main_button for one in self.files if one.main_button is not None]
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
