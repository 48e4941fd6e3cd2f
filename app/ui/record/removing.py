"""Taking a record's text out of the vault, from its page: sealed for others, or erased; each with its limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.domain.notice import LONGEST
from app.services import contacts, erasing, sealing
from app.services.contacts import Known
from app.services.erasing import Naming
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label
from app.ui.record.keeping import Keeper

MOST_NAMED = 6
"""Records that name it, told one by one."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be known before: the cards it can be sealed for, and which records name it."""

    cards: tuple[Known, ...]
    naming: tuple[Naming, ...] = field(repr=False)


class Removing(QWidget):
    """A card above the form that asks before a record is sealed or erased; hidden until one of them is asked for."""

    def __init__(self, desk: Desk, keeper: Keeper, freeze: Callable[[], None], again: Callable[[str], None]) -> None:
        """`freeze` lets nothing be typed any more; `again` shows a record as it stands after all."""
        super().__init__()
        self._desk, self._keeper, self._freeze, self._again = desk, keeper, freeze, again
        self._record = ""
        self._reading: Job | None = None
        self._boxes: list[tuple[str, QCheckBox]] = []
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self.words.textChanged.connect(self._show_able)
        self.go = button("", self._on_go, "danger")
        self.away = button(_("Leave it as it is"), self.close_card)
        for kept in (self.words, self.go, self.away):
            kept.setParent(self)  # from the start: without a parent they would outlive the page
            kept.hide()
        self._layout = column(self)
        self._layout.setContentsMargins(20, 8, 20, 0)
        self._card: QFrame | None = None
        self._sealing = False
        self.hide()

    def does(self, record: Callable[[], str]) -> dict[str, Callable[[], None]]:
        """Return what asks for whom the `record` shown is to be sealed, and what asks why it is to be erased."""
        return {
            "seal": lambda: self._ask(record(), sealing_=True),
            "erase": lambda: self._ask(record(), sealing_=False),
        }

    def close_card(self) -> bool:
        """Ask nothing any more; tell whether something was asked."""
        asked = bool(self._record)
        self._record = ""
        self.words.clear()
        self.hide()
        return asked

    def _ask(self, record: str, *, sealing_: bool) -> None:
        if self._keeper.new:
            self._desk.say(_("Nothing of it is saved as a version yet: what was typed can be discarded."))
            return
        self._record, self._sealing = record, sealing_
        language = i18n.language()

        def work(session: Session) -> _Asked:
            return _Asked(contacts.known(session), erasing.naming(session, [record], language))

        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    def _show(self, asked: _Asked) -> None:
        if not self._record:
            return
        for kept in (self.words, self.go, self.away):
            kept.setParent(self)  # they outlive the card they stood in
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self._card = frame("warning" if self._sealing else "danger")
        card = column(self._card, margin=12)
        card.addWidget(label(self._promise(), "heading"))
        card.addWidget(label(self._limits(), "quiet"))
        if naming := _named(asked.naming):
            card.addWidget(label(naming))
        self._boxes = []
        if self._sealing:
            self._show_cards(card, asked.cards)
        says = _("Neutral label: all that stays visible") if self._sealing else _("Why: it stays, and travels")
        card.addWidget(label(says, "heading", buddy=self.words))
        self.words.setAccessibleName(says)
        self.words.clear()
        card.addWidget(self.words)
        self.go.setText(_("Seal it for them") if self._sealing else _("Erase it for good"))
        line = Flow()
        line.addWidget(self.go)
        line.addWidget(self.away)
        card.addLayout(line)
        for kept in (self.words, self.go, self.away):
            kept.show()
        self._layout.addWidget(self._card)
        self.show()
        self._show_able()
        (self._boxes[0][1] if self._boxes else self.words).setFocus()

    def _show_cards(self, card: QVBoxLayout, cards: Sequence[Known]) -> None:
        verified = [one for one in cards if one.status == "verified"]
        card.addWidget(label(_("For whom") if verified else _("No card is verified yet: verify one first.")))
        for one in verified:
            box = QCheckBox(one.name.replace("&", "&&"))
            box.setChecked(one.office and sum(other.office for other in verified) == 1)
            box.toggled.connect(self._show_able)
            card.addWidget(box)
            self._boxes.append((one.key, box))

    def _promise(self) -> str:
        if self._sealing:
            return _(
                "Seal this record for others? Its text and files go into a package that only they can open. From this "
                "vault nobody can open it any more."
            )
        return _("Erase this record for good? Its text, drafts and files are destroyed here. Nobody can bring it back.")

    def _limits(self) -> str:
        if self._sealing:
            return _(
                "It was here in the clear before: traces may survive on a flash medium, in backups and on sticks. A "
                "record that must never be here is sealed from the start."
            )
        return _(
            "Who erased it, when and why stays and travels. Traces may survive on a flash medium, in backups and on "
            "sticks. Others who have it erase it when the next bundle arrives, or are asked."
        )

    def _chosen(self) -> list[str]:
        return [key for key, box in self._boxes if box.isChecked()]

    def _show_able(self) -> None:
        able = bool(self.words.text().strip()) and (not self._sealing or bool(self._chosen()))
        self.go.setEnabled(able)

    def _on_go(self) -> None:
        record, words, keys = self._record, self.words.text(), self._chosen()
        self.close_card()
        self._freeze()
        if self._sealing:
            self._keeper.save(
                lambda: self._write(record, lambda session: _seal(session, record, keys, words)),
                lambda error: self._on_failed(record, error),
            )
        else:
            self._keeper.discard(lambda: self._write(record, lambda session: _erase(session, record, words)))

    def _write(self, record: str, work: Callable[[Session], int]) -> None:
        desk, sealed = self._desk, self._sealing

        def done(versions: int) -> None:
            desk.forget(record)
            if sealed:
                told = ngettext("Sealed: {n} version left here.", "Sealed: {n} versions left here.", versions)
            else:
                told = ngettext("Erased for good: {n} version.", "Erased for good: {n} versions.", versions)
            desk.say(told.format(n=versions), "good")
            desk.tell(record)
            self._again(record)

        words = _("Sealing") if sealed else _("Erasing")
        desk.jobs.write(
            lambda session, _tell: work(session),
            done,
            failed=lambda error: self._on_failed(record, error),
            owner=self,
            label=words,
        )

    def _on_failed(self, record: str, error: Exception) -> None:
        self._desk.fail(error)
        self._again(record)


def _seal(session: Session, record: str, keys: Sequence[str], words: str) -> int:
    return sealing.seal(session, [record], keys, words).versions


def _erase(session: Session, record: str, words: str) -> int:
    return erasing.erase(session, [record], words).versions


def _named(naming: Sequence[Naming]) -> str:
    """Return which records still name it, in words."""
    if not naming:
        return ""
    told = ", ".join(one.title for one in naming[:MOST_NAMED])
    words = ngettext(
        "{n} record names it and stays as it is: {titles}",
        "{n} records name it and stay as they are: {titles}",
        len(naming),
    )
    return words.format(n=len(naming), titles=told)
