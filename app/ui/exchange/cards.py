"""The page of contact cards: ours to hand out, those of others and whether their fingerprints were compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.services import contacts, trusting
from app.services.contacts import Known
from app.ui.chain import Chain
from app.ui.desk import Change, Desk, Place
from app.ui.exchange.comparing import Comparing
from app.ui.exchange.own import OwnCard
from app.ui.exchange.pieces import (
    ROLES,
    Cards,
    Groups,
    Mark,
    Notice,
    card_frame,
    empty,
    reveal,
    said_by_others,
)
from app.ui.exchange.words import day
from app.ui.files.choose import open_file
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import apart
from app.ui.page import Page, button, column, label, scrolled

BESIDE = 100
"""Letters the page must be wide for our card to stand beside those of others."""


class CardsPage(Page):
    """Cards of others first, ours beside them. Cards can be dropped anywhere on the page."""

    help_topic = "window-cards"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._job: Job | None = None
        self._cards: tuple[Known, ...] = ()
        self._asked: Mapping[str, Any] = {}
        self._arriving = False
        self._expecting = ""
        self.setAcceptDrops(True)
        inner = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(28, 20, 28, 20)
        self._sides.setSpacing(24)
        others = QWidget()
        inside = column(others, gap=14)
        inside.addWidget(label(_("Contact cards"), "title"))
        self._notices = QWidget()
        self.told = column(self._notices, gap=10)
        inside.addWidget(self._notices)
        self._notices.hide()
        self._none = label(
            _(
                "No card of others yet. Ask for the card file of the person or office you work with, and take it in. "
                "You can drop it on this page."
            )
        )
        self.list = Cards(desk.look, _("Cards of others"))
        self.list.currentRowChanged.connect(self._on_chosen)
        self.take_button = button(_("Take in a card..."), self._ask, look=desk.look, icon="new")
        line = Flow()
        line.addWidget(self.take_button)
        self._build_detail()
        inside.addWidget(self._none)
        inside.addWidget(self.list)
        inside.addLayout(line)
        inside.addWidget(self._box)
        inside.addWidget(self.comparing)
        inside.addStretch(1)
        self.own = OwnCard(desk)
        self._sides.addWidget(others, 3)
        self._sides.addWidget(self.own, 2, Qt.AlignmentFlag.AlignTop)
        layout = column(self)
        layout.addWidget(scrolled(inner, _("Contact cards")))
        self._chain = Chain(self)
        desk.changed.connect(self._on_changed)
        self._show_chosen()

    def _build_detail(self) -> None:
        self._box, detail = card_frame()
        self._name = said_by_others("", "heading")
        self._mark = Mark(self.desk.look)
        self._groups = Groups()
        self._facts = label("", "quiet")
        self._follows = label("")
        self._claim = label(
            _("Name and role are what the card says of itself; the fingerprint is what counts."), "quiet"
        )
        for part in (self._name, self._facts, self._mark, self._follows, self._groups, self._claim):
            detail.addWidget(part)
        actions = Flow()
        self.compare_button = button(_("Compare the fingerprint"), self.compare, "main")
        self.send_button = button(_("Send to them"), self._send)
        actions.addWidget(self.compare_button)
        actions.addWidget(self.send_button)
        detail.addLayout(actions)
        self.comparing = Comparing(self.desk)
        self.comparing.verified.connect(self._on_verified)
        self.comparing.ended.connect(self._on_compared)

    def show_place(self, place: Place) -> None:
        """Show the cards; `key` chooses one, `compare` compares it, `take` asks for a file, `file` is taken in."""
        self._asked, self._arriving = place.detail, True
        self._expecting = str(place.detail.get("expecting", ""))
        self._clear_notices()
        self.comparing.hide()
        if file := str(place.detail.get("file", "")):
            self.take(Path(file))
        self._refresh()

    def place(self) -> Place:
        """Return the card chosen."""
        return Place("cards", detail={"key": self.list.chosen_key()})

    def take(self, path: Path) -> None:
        """Take in a card file, unverified."""
        self.desk.jobs.write(lambda session, _tell: trusting.take_card(session, path, None), self._on_taken, owner=self)

    def compare(self) -> None:
        """Begin comparing the fingerprint of the card chosen."""
        card = self.list.chosen()
        if card is not None and card.status == "unverified":
            self.comparing.show_card(card)
            self.comparing.focus_first()
            self._show_chosen()

    def _refresh(self) -> None:
        self._job = self.desk.jobs.read(contacts.known, self._show, owner=self, replaces=self._job)

    def _show(self, cards: tuple[Known, ...]) -> None:
        asked, self._asked = self._asked, {}
        arriving, self._arriving = self._arriving, False
        self._cards = cards
        self.list.show_cards(cards, str(asked.get("key", "")))
        if self.list.currentRow() < 0 and cards:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(cards))
        self._none.setVisible(not cards)
        self._show_chosen()
        if asked.get("take"):
            self.take_button.setFocus()
            self._tell("info", _("Take in the card file of whoever sent you the file; then compare its fingerprint."))
        elif asked.get("compare"):
            self.compare()
        elif cards and arriving and not self.comparing.isVisible():
            self.list.setFocus()

    def _on_chosen(self, _row: int) -> None:
        self.comparing.hide()
        self._show_chosen()

    def _show_chosen(self) -> None:
        card = self.list.chosen()
        self._box.setVisible(card is not None)
        if card is None:
            return
        self._name.setText(card.name)
        self._mark.show_status(card.status)
        self._groups.show_groups(card.groups)
        self._facts.setText(
            _("{role}, first seen here {time}").format(role=_(ROLES.get(card.role, card.role)), time=day(card.seen))
        )
        follows = self._about_following(card)
        self._follows.setText(follows)
        self._follows.setVisible(bool(follows))
        self.compare_button.setVisible(card.status == "unverified" and self.comparing.isHidden())
        self.send_button.setVisible(card.status == "verified")

    def _about_following(self, card: Known) -> str:
        """Say which card this one follows, or which follows it; empty for neither."""
        names = {one.key: apart(one.name) for one in self._cards}
        if card.standing == "suspended":
            return _(
                "Careful: two cards claim to follow that of {name}. One of them may be a thief's. Ask {name}, by voice "
                "or in person, before anything else."
            ).format(name=names.get(card.follows, card.follows[:16]))
        if card.standing == "endorsed":
            return _(
                "It follows the card of {name} that you verified, and was signed by its keys. That alone proves "
                "nothing if those were stolen: compare the new digits too."
            ).format(name=names.get(card.follows, card.follows[:16]))
        later = [one for one in self._cards if one.follows == card.key and one.status == "verified"]
        if later:
            return _("{name} has a newer card, which you verified too. It is the one to send to.").format(
                name=apart(later[0].name)
            )
        if card.follows in names:
            return _("It takes the place of the earlier card of {name}.").format(name=names[card.follows])
        return ""

    def _on_taken(self, done: Mapping[str, Any]) -> None:
        self._clear_notices()
        same = [one for one in self._cards if one.name == done["name"] and one.key != done["key"]]
        if self._expecting and done["key"] != self._expecting:
            self._tell("warning", _("This is not the card of whoever sent you the file: it has another key."))
        if done["told"]:
            self._tell("info" if done["standing"] == "endorsed" else "warning", done["told"])
        elif same:
            self._tell(
                "warning",
                _(
                    "There is another card with the name {name} here. Tell them apart by their fingerprints; a new "
                    "card of the same person must be compared again."
                ).format(name=apart(done["name"])),
            )
        if done["status"] == "verified":
            self._tell("good", _("{name} is verified already.").format(name=apart(done["name"])))
        self._asked = {"key": done["key"], "compare": done["status"] == "unverified"}
        self.desk.changed.emit(Change(frozenset(), cards=True))

    def _on_verified(self, done: Mapping[str, Any]) -> None:
        self._clear_notices()
        notice = self._tell(
            "good",
            _(
                "{name} is verified. From now on you know that what comes from this card comes from the person you "
                "spoke with, and that only they can open what you send. The name and the role are still only what "
                "the card says of itself."
            ).format(name=apart(done["name"])),
        )
        released, waiting, key = done["released"], len(done["waiting"]), done["key"]
        if released:
            told = ngettext(
                "{n} version of theirs that was kept back is in your records now.",
                "{n} versions of theirs that were kept back are in your records now.",
                released,
            )
            notice.add(label(told.format(n=f"{released:,}")))
        if waiting:
            told = ngettext("{n} file from them waits apart.", "{n} files from them wait apart.", waiting)
            notice.add(label(told.format(n=f"{waiting:,}")))
            notice.offer(_("Receive what waited"), lambda: self.desk.go("receive", sender=key), "main")
        elif self._expecting == key:
            notice.offer(_("Back to the file you were sent"), lambda: self.desk.go("receive"), "main")
        notice.offer(_("Send to them"), lambda: self.desk.go("send", to=key))
        reveal(notice)
        self._asked = {"key": key}
        self.desk.changed.emit(Change(None if released else frozenset(), cards=True))

    def _on_compared(self) -> None:
        self.comparing.hide()
        self._show_chosen()
        self.list.setFocus()

    def _on_changed(self, change: Change) -> None:
        if change.cards or change.records is None:
            self._refresh()

    def _tell(self, kind: str, text: str) -> Notice:
        notice = Notice(self.desk.look, kind, text)
        self.told.addWidget(notice)
        self._notices.show()
        self._chain.soon()
        return notice

    def _clear_notices(self) -> None:
        empty(self.told)
        self._notices.hide()

    def _send(self) -> None:
        self.desk.go("send", to=self.list.chosen_key())

    def _ask(self) -> None:
        open_file(self, _("Take in a card"), [_("Contact cards") + " (*.card)", _("All files") + " (*)"], self.take)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let our card go below where there is no room beside."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE * QFontMetrics(self.font()).averageCharWidth()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != way:
            self._sides.setDirection(way)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in the card that was dropped; of several the first."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take(paths[0])
