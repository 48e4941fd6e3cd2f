"""One bundle on the page Receive: read, shown before anything is written, taken in or explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton

from app.base.errors import KeepsakeError, NotABundle
from app.base.i18n import N_, _, ngettext
from app.services import contacts, receiving
from app.ui.desk import Desk
from app.ui.exchange import withdrawn
from app.ui.exchange.pieces import (
    ROLES,
    Counts,
    Groups,
    Mark,
    Notice,
    card_frame,
    empty,
    fixed,
    said_by_others,
)
from app.ui.exchange.progress import Progress, Teller
from app.ui.exchange.words import day, type_words
from app.ui.files.words import size_in_words
from app.ui.flow import Flow
from app.ui.jobs import Cancelled, Job
from app.ui.lines import apart
from app.ui.page import button, column, label, row, tool

KINDS = (
    ("new", N_("New records")),
    ("updated", N_("Records that are here, with new versions")),
    ("conflicting", N_("Records that were changed here too: you decide")),
    ("same", N_("Records that are here just so")),
    ("quarantined", N_("Records kept back: their authors are not verified")),
)
"""What receiving does with records, in the order of interest."""


class Incoming(QFrame):
    """One file. `over` tells that it came to an end, good or not; `gone` that the person puts it away."""

    over = Signal(object)
    gone = Signal(object)
    looked = Signal(object)
    """Tells that it was read and can be received."""

    def __init__(self, desk: Desk, path: Path, shown: str = "") -> None:
        super().__init__()
        self.desk, self.path = desk, path
        self.state = "waiting"
        """`waiting`, `reading`, `ready` to be received, `taking`, then `done`, `refused`, `stopped` or `failed`."""
        self.answer: Mapping[str, Any] = {}
        self.first: QPushButton | QToolButton
        """Where the keyboard goes when the file has come to an end, or can be received."""
        self.main_button: QPushButton | None = None
        """What this file asks for; the page makes one such button the main one."""
        self.setProperty("kind", "card")
        self._job: Job | None = None
        self._teller = Teller(self)
        self._teller.phased.connect(self._on_phase)
        layout = column(self, margin=16, gap=10)
        head = row(gap=8)
        self._name = fixed(shown or path.name)
        self._name.setAccessibleName(_("File"))
        self.close_button = tool(desk.look, "close", _("Put this file away"), lambda: self.gone.emit(self))
        self.first = self.close_button
        head.addWidget(self._name, 1)
        head.addWidget(self.close_button)
        layout.addLayout(head)
        self._said = label(_("Waits for its turn."), "quiet")
        layout.addWidget(self._said)
        self.progress = Progress()
        layout.addWidget(self.progress)
        self._body = column(gap=12)
        layout.addLayout(self._body)
        self.setAccessibleName(shown or path.name)

    @property
    def busy(self) -> bool:
        """Whether it is worked on just now."""
        return self.state in ("reading", "taking")

    # Before anything is written

    def look(self) -> None:
        """Read it and see what it would bring; nothing is written."""
        self.state, path, teller = "reading", self.path, self._teller

        def work(session: Any, tell: Any) -> dict[str, Any]:
            name = contacts.card_name(path)
            if name is not None:
                return {"card": name}
            return receiving.inspect(session, path, teller.phase("checking", tell), teller.phase("reading", tell))

        self._begin(work, self._on_looked, _("Reading the file; nothing is written yet..."))

    def take(self) -> None:
        """Receive it."""
        self.state, path, teller = "taking", self.path, self._teller

        def work(session: Any, tell: Any) -> dict[str, Any]:
            return receiving.receive(session, path, teller.phase("taking", tell), teller.phase("reading", tell))

        self._begin(work, self._on_taken, _("Receiving..."))

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._job is not None and not self._job.over:
            self._job.cancel()

    def _begin(self, work: Callable[..., dict[str, Any]], then: Callable[[Any], None], name: str) -> None:
        self.close_button.setEnabled(False)
        empty(self._body)
        self.main_button, self.first = None, self.close_button
        self._said.hide()
        self._job = self.desk.jobs.write(work, then, failed=self._on_failed, owner=self, gaps=True)
        self.progress.follow(self._job, name)

    def _on_phase(self, phase: str, done: int, total: int) -> None:
        self.progress.show_progress(phase, done, total)

    def _on_looked(self, answer: dict[str, Any]) -> None:
        self.close_button.setEnabled(True)
        if "card" in answer:
            self._show_card(answer["card"])
            return
        self.answer, self.state = answer, "ready"
        if not answer["refused"] and self._again(answer):
            self._end("done", "info", _("Received before. Nothing changes; you can put the file away."))
            self._show_sender(answer)
            return
        self._show_sender(answer)
        self._show_counts(answer)
        if answer["earlier"] is not None:
            self._show_forked()
        elif answer["refused"]:
            self._show_unverified(answer)
        else:
            line = Flow()
            self.receive_button = button(_("Receive"), self.take, look=self.desk.look, icon="receive")
            self.receive_button.setProperty("icon_name", "receive")
            self.main_button = self.first = self.receive_button
            line.addWidget(self.receive_button)
            self._body.addLayout(line)
            self.looked.emit(self)
            return
        self.over.emit(self)

    def _show_card(self, name: str) -> None:
        """Say that it is a contact card, which is taken in elsewhere; nothing is believed of it here."""
        told = _(
            "This is a contact card, not a file with records. It says it is the card of {name}. Nothing was changed."
        )
        self._end("failed", "info", told.format(name=apart(name)))
        self.main_button = self.first = self.ending.offer(
            _("Take it in under Contact cards"), lambda: self.desk.go("cards", file=str(self.path))
        )
        self.over.emit(self)

    @staticmethod
    def _again(answer: Mapping[str, Any]) -> bool:
        return answer["receipt"] is not None

    def _show_sender(self, answer: Mapping[str, Any]) -> None:
        sender, trust = answer["sender"], answer["trust"]
        known = trust == "verified"
        told = _("From {name}") if known else _("It says it is from {name}")
        role = _(ROLES.get(sender["role"], sender["role"]))
        box, inside = card_frame()
        inside.addWidget(said_by_others(told.format(name=apart(sender["name"])), "heading"))
        inside.addWidget(
            label(_("{role}, file number {n} from them").format(role=role, n=answer["bundle"]["n"]), "quiet")
        )
        inside.addWidget(Mark(self.desk.look, trust))
        groups = Groups()
        groups.show_groups(contacts.groups(sender["fingerprint"]))
        inside.addWidget(groups)
        if sender["claims"]:
            claims = sender["claims"]
            words = _(
                "In this file they call themselves {name} ({role}). What counts is the card you verified; "
                "ask them for their new card."
            ).format(name=apart(claims["name"]), role=_(ROLES.get(claims["role"], claims["role"])))
            inside.addWidget(Notice(self.desk.look, "warning", words))
        self._body.addWidget(box)

    def _show_counts(self, answer: Mapping[str, Any]) -> None:
        counts, bundle = answer["counts"], answer["bundle"]
        refused = answer["refused"]
        rows = (
            []
            if refused
            else [(_(words), f"{counts[kind]:,}") for kind, words in KINDS if counts[kind] or kind == "new"]
        )
        if bundle["attachments"]:
            told = f"{bundle['attachments']:,} ({size_in_words(bundle['attachment_bytes'])})"
            rows.append((_("Attachments"), told))
        what, inside = card_frame(_("What it says it brings") if refused else _("What is in it"))
        table = Counts()
        table.show_counts(rows)
        table.setVisible(bool(rows))
        inside.addWidget(table)
        types = sorted(answer["types"].items())
        if types:
            told = ", ".join(f"{type_words(type_)} {n:,}" for type_, n in types)
            inside.addWidget(label(told, "quiet"))
        for date in dict.fromkeys(day(at) for at in answer["arrived"]):
            told = _("Their receipt for what you sent on {date} came with it: it has arrived.").format(date=date)
            inside.addWidget(label(told, "good"))
        if answer["gap"]:
            inside.addWidget(label(answer["gap"], "quiet"))
        if answer["held"] and not refused:
            inside.addWidget(
                Notice(
                    self.desk.look,
                    "info",
                    _(
                        "Some of it was written by people whose cards are not verified here, and no office vouches "
                        "for them. That part is kept back until you verify their cards; nothing of it is lost."
                    ),
                )
            )
        self._body.addWidget(what)

    def _show_forked(self) -> None:
        self.state = "refused"
        notice = Notice(
            self.desk.look,
            "danger",
            _(
                "Careful. Another file was received in this one's place before. Their key or their whole vault may "
                "have been copied, so nothing of it is taken in. Ask them, by voice or in person, before anything else."
            ),
        )
        self.first = notice.offer(_("Keep it apart, still encrypted"), self.take)
        self._body.addWidget(notice)

    def _show_unverified(self, answer: Mapping[str, Any]) -> None:
        self.state = "refused"
        told = _(
            "Anybody can write this name. Nothing of this file has come into your records, and nothing will until you "
            "know that the card is theirs."
        )
        stays = _(
            "You can keep a copy of the file apart, still encrypted: then it waits on this page, and you need the "
            "stick or the message no more."
        )
        how = _("Let them read their fingerprint to you, by voice or in person, and compare it with the digits above.")
        notice = Notice(self.desk.look, "warning", f"{told}\n\n{stays}\n\n{how}")
        key = answer["sender"]["key"]
        if answer["trust"] == "unverified":
            made = notice.offer(_("Compare the fingerprint"), lambda: self.desk.go("cards", key=key, compare=True))
        else:
            made = notice.offer(_("Take in their card"), lambda: self.desk.go("cards", take=True, expecting=key))
        self.main_button = self.first = made
        notice.offer(_("Keep it apart"), self.take)
        self._body.addWidget(notice)

    # Afterwards

    def _on_taken(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.close_button.setEnabled(True)
        if answer["refused"]:
            self.state = "refused"
            self.desk.say(_("Kept apart, still encrypted. Nothing of it is in your records."), "good")
            self.over.emit(self)
            self.gone.emit(self)
            return
        counts = answer["counts"]
        came = counts["new"] + counts["updated"] + counts["conflicting"]
        told = ngettext("{n} record came in.", "{n} records came in.", came).format(n=f"{came:,}")
        self._end("done", "good", told)
        self._show_counts(answer)
        self._show_next(answer, came)
        self.desk.tell()
        if not self.isVisible():
            self.desk.say(told, "good")
        self.over.emit(self)

    def _show_next(self, answer: Mapping[str, Any], came: int) -> None:
        n, key = answer["counts"]["conflicting"], answer["sender"]["key"]
        decide: QPushButton | None = None
        if n:
            told = ngettext(
                "{n} record was changed by them and here. Both are kept; you decide which counts.",
                "{n} records were changed by them and here. Both are kept; you decide which counts.",
                n,
            )
            notice = Notice(self.desk.look, "warning", told.format(n=f"{n:,}"))
            decide = self.main_button = notice.offer(_("Decide now"), lambda: self.desk.go("conflicts"))
            self._body.addWidget(notice)
        if (told_of := withdrawn.arrived(self.desk, answer)) is not None:
            self._body.addWidget(told_of)
        receipt = Notice(
            self.desk.look,
            "info",
            _("Your receipt is ready. It travels with the next file you send them; then they know that this one came."),
        )
        back = receipt.offer(_("Send something back now"), lambda: self.desk.go("send", to=key))
        self._body.addWidget(receipt)
        self.first = decide or back
        if came:
            self._body.addWidget(label(_('You can undo this import below, under "Received lately".'), "quiet"))

    def _end(self, state: str, kind: str, told: str) -> None:
        self.state = state
        self.ending = Notice(self.desk.look, kind, told)
        self._body.insertWidget(0, self.ending)

    def _on_failed(self, error: Exception) -> None:
        self.close_button.setEnabled(True)
        taking = self.state == "taking"
        if isinstance(error, Cancelled):
            self._end(
                "stopped", "info", _("You stopped it. What had begun was taken back; your records are as before.")
            )
        elif isinstance(error, KeepsakeError):
            self._end("failed", "danger", str(error))
        elif isinstance(error, OSError):
            problem = error.strerror or "?"
            told = _("The file could not be read ({problem}). Nothing was received. Is the stick still in?")
            self._end("failed", "danger", told.format(problem=problem))
        else:
            self._end("failed", "danger", _("Something went wrong that should not. Nothing was received."))
            self.desk.fail(error)
        if isinstance(error, NotABundle):  # it stays what it is however often it is read
            self.first = self.ending.offer(_("Put this file away"), lambda: self.gone.emit(self))
        else:
            self.first = self.ending.offer(_("Try again"), self.take if taking else self.look)
        self.over.emit(self)
