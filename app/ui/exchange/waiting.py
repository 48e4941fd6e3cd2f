"""The bundles in quarantine: who each says it is from, why it waits, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.base.i18n import _, ngettext
from app.services import quarantining
from app.services.quarantining import Waiting
from app.ui.desk import Change, Desk
from app.ui.exchange.pieces import Mark, empty, said_by_others
from app.ui.exchange.words import moment
from app.ui.files.words import size_in_words
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import apart
from app.ui.page import button, column, frame, label


class WaitingList(QWidget):
    """The list; hidden while nothing waits. `wanted` tells of one a person wants to receive now."""

    wanted = Signal(object)
    shown = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.waiting: tuple[Waiting, ...] = ()
        self.main_buttons: list[QPushButton] = []
        self._job: Job | None = None
        self._sender = ""
        layout = column(self, gap=10)
        self._title = label("", "heading")
        layout.addWidget(self._title)
        layout.addWidget(
            label(
                _(
                    "These files were kept apart, still encrypted, because it is not sure who they are from. "
                    "Nothing of them is in your records."
                ),
                "quiet",
            )
        )
        self._rows = column(gap=10)
        layout.addLayout(self._rows)
        self.hide()
        desk.changed.connect(self._on_changed)

    def refresh(self, sender: str = "") -> None:
        """Show what waits now; what is ready of `sender` is wanted at once."""
        self._sender = sender or self._sender
        self._job = self.desk.jobs.read(quarantining.listing, self._show, owner=self, replaces=self._job)

    def _on_changed(self, _change: Change) -> None:
        self.refresh()

    def _show(self, waiting: tuple[Waiting, ...]) -> None:
        self.setVisible(bool(waiting))
        sender, self._sender = self._sender, ""
        for one in waiting:
            if one.ready and one.sender == sender:
                self.wanted.emit(one)
        if waiting == self.waiting:
            return
        self.waiting = waiting
        self._title.setText(
            ngettext("{n} file waits apart", "{n} files wait apart", len(waiting)).format(n=f"{len(waiting):,}")
        )
        empty(self._rows)
        rows = [_Row(self.desk, one, partial(self.wanted.emit, one)) for one in waiting]
        for row in rows:
            self._rows.addWidget(row)
        self.main_buttons = [row.receive_button for row in rows if row.receive_button is not None]
        self.shown.emit()


class _Row(QFrame):
    """One bundle in quarantine."""

    def __init__(self, desk: Desk, one: Waiting, receive: Callable[[], None]) -> None:
        super().__init__()
        self.desk, self.one = desk, one
        self.setProperty("kind", "card")
        inside = column(self, margin=16, gap=8)
        named = one.name or _("a key without a card here, beginning {key}").format(key=one.sender[:16])
        inside.addWidget(said_by_others(_("It says it is from {name}").format(name=apart(named)), "heading"))
        inside.addWidget(Mark(desk.look, one.status))
        told = _("Kept since {time}, {size}").format(time=moment(one.kept), size=apart(size_in_words(one.size)))
        inside.addWidget(label(told, "quiet"))
        if one.reason == "forked":
            told = _("Another file came in its place before. Ask them, by voice or in person, before anything else.")
            inside.addWidget(label(told, "danger"))
        self._buttons = QWidget()
        line = Flow(self._buttons)
        self.receive_button: QPushButton | None = None
        if one.ready:
            self.receive_button = button(_("Receive now"), receive, look=desk.look, icon="receive")
            self.receive_button.setProperty("icon_name", "receive")
            line.addWidget(self.receive_button)
        elif one.status == "unverified":
            line.addWidget(button(_("Compare the fingerprint"), self._compare))
        elif one.status == "unknown":
            line.addWidget(button(_("Take in their card"), self._take_card))
        line.addWidget(button(_("Remove..."), self._ask, "danger"))
        inside.addWidget(self._buttons)
        self._question = frame("danger")
        asking = column(self._question, margin=12, gap=8)
        asking.addWidget(
            label(_("Remove this file for good? It is not in your records. The removal is noted in the activity log."))
        )
        answers = Flow()
        self._no = button(_("Keep it"), self._keep)
        answers.addWidget(self._no)
        answers.addWidget(button(_("Remove for good"), self._remove, "danger"))
        asking.addLayout(answers)
        self._question.hide()
        inside.addWidget(self._question)

    def _compare(self) -> None:
        self.desk.go("cards", key=self.one.sender, compare=True)

    def _take_card(self) -> None:
        self.desk.go("cards", take=True, expecting=self.one.sender)

    def _ask(self) -> None:
        self._buttons.hide()
        self._question.show()
        self._no.setFocus()

    def _keep(self) -> None:
        self._question.hide()
        self._buttons.show()

    def _remove(self) -> None:
        manifest = self.one.manifest
        self.desk.jobs.write(
            lambda session, _tell: quarantining.remove(session, manifest), self._on_removed, owner=self
        )

    def _on_removed(self, _none: None) -> None:
        self.desk.say(_("The file was removed."))
        self.desk.tell()
