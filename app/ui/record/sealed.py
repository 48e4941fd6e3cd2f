"""A record sealed from the start: what is typed is in memory only until it is sealed, and this vault never holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.base.i18n import _
from app.domain import schema
from app.domain.body import Fields
from app.domain.notice import LONGEST
from app.domain.schema.kinds import Date, Field, Names, Place, Text
from app.services import contacts, sealing
from app.services.contacts import Known
from app.services.session import Session
from app.ui.chain import Chain
from app.ui.desk import Change, Desk
from app.ui.desk import Place as Where
from app.ui.editor import Editor
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import Page, button, column, frame, label, row, scrolled
from app.ui.record.parts import editor

TYPES = ("note", "testimony", "incident", "person", "document")
"""What is offered: what people write down in their own words."""
ASKED = (Text, Date, Place, Names)
"""Kinds of fields that are asked for: files and records made on the way would be in the vault."""
MOST = 12
"""Fields shown, the first of each type's form."""
LEFT_OUT = frozenset({"remarks", "tags", "code_name"})


class SealedPage(Page):
    """A short form, for whom it is sealed, and the label that stays. Nothing here is a draft."""

    help_topic = "window-record"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.editors: dict[str, Editor] = {}
        self.boxes: list[tuple[str, QCheckBox]] = []
        self._reading: Job | None = None
        self._busy = False
        inner = QWidget()
        inside = column(inner, margin=24, gap=10)
        inside.addWidget(label(_("Sealed from the start"), "title"))
        sign = frame("warning")
        column(sign, margin=12).addWidget(
            label(
                _(
                    "Only in memory: nothing typed here is in the vault, and it never will be. Locking, closing or a "
                    "crash loses it. Seal it as soon as it is whole; then only those you choose can open it."
                )
            )
        )
        self.sign = sign
        inside.addWidget(sign)
        self.types = QComboBox()
        self.types.setAccessibleName(_("Kind of record"))
        for name in TYPES:
            self.types.addItem(_(schema.OURS.types[name].label), name)
        self.types.currentIndexChanged.connect(self._on_type)
        inside.addWidget(label(_("Kind of record"), "heading", buddy=self.types))
        inside.addWidget(self.types)
        self._form = QWidget()
        self._fields = column(self._form, gap=6)
        inside.addWidget(self._form)
        self._people = column(gap=4)
        inside.addLayout(self._people)
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self.words.setAccessibleName(_("Neutral label: all that stays visible"))
        self.words.textChanged.connect(self._show_able)
        inside.addWidget(label(_("Neutral label: all that stays visible"), "heading", buddy=self.words))
        inside.addWidget(self.words)
        does = Flow()
        self.seal_button = button(_("Seal it for them"), self.seal, "main", look=desk.look, icon="lock")
        self.clear_button = button(_("Throw away what was typed"), self.clear)
        does.addWidget(self.seal_button)
        does.addWidget(self.clear_button)
        inside.addLayout(does)
        inside.addStretch(1)
        layout = row(self)
        layout.addWidget(scrolled(inner, _("Sealed from the start")))
        self._chain = Chain(self)
        desk.changed.connect(self._on_changed)
        self._make_form()

    def show_place(self, _place: Where) -> None:
        """Show what is being typed; it stays while the vault is open."""
        self._read_cards()
        self.types.setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Let go; what was typed stays here in memory, and that is said."""
        if self.fields():
            self.desk.say(_("What is typed to be sealed is only in memory: come back before locking."), "warning")
        then()

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Seal by the usual keys."""
        return {"save": self.seal}

    def fields(self) -> Fields:
        """Return what is typed."""
        said = {name: one.value() for name, one in self.editors.items()}
        return {name: value for name, value in said.items() if value not in (None, [], {})}

    def clear(self) -> None:
        """Forget what was typed: fields, and what they remember to undo, go with their editors."""
        self.words.clear()
        self._make_form()

    def seal(self) -> None:
        """Seal what is typed, in memory, and save the package; only then it is forgotten here."""
        fields, keys, words = self.fields(), self._chosen(), self.words.text()
        if self._busy or not self._able() or not fields:
            return
        type_ = str(self.types.currentData())
        self._busy = True
        self._show_able()

        def work(session: Session, _tell: object) -> str:
            return sealing.seal_new(session, type_, fields, keys, words)[0]

        self.desk.jobs.write(work, self._on_sealed, failed=self._on_failed, owner=self, label=_("Sealing"))

    def _on_sealed(self, record: str) -> None:
        self._busy = False
        self.clear()
        self.desk.say(_("Sealed. This vault cannot open it; it travels with the next bundle."), "good")
        self.desk.tell(record)
        self.desk.go("record", record)

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        self._show_able()
        self.desk.fail(error)

    def _on_type(self, _at: int) -> None:
        kept = self.fields()
        self._make_form()
        for name, value in kept.items():
            if name in self.editors and self.editors[name].field.kind == schema.OURS.fields_of(self._type())[name].kind:
                self.editors[name].set_value(value)

    def _type(self) -> str:
        return str(self.types.currentData())

    def _make_form(self) -> None:
        while (item := self._fields.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.editors = {}
        for declared in _asked(self._type()):
            made = editor(self.desk, declared, "")
            made.edited.connect(self._show_able)
            self._fields.addWidget(label(_(declared.label), "heading", buddy=made))
            self._fields.addWidget(made)
            self.editors[declared.name] = made
        self._chain.soon()
        self._show_able()

    def _read_cards(self) -> None:
        self._reading = self.desk.jobs.read(contacts.known, self._show_cards, owner=self, replaces=self._reading)

    def _show_cards(self, cards: Sequence[Known]) -> None:
        verified = [one for one in cards if one.status == "verified"]
        chosen = set(self._chosen())
        while (item := self._people.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        words = _("For whom") if verified else _("No card is verified yet: verify one first.")
        self._people.addWidget(label(words, "heading"))
        self.boxes = []
        offices = [one.key for one in verified if one.office]
        for one in verified:
            box = QCheckBox(one.name.replace("&", "&&"))
            box.setChecked(one.key in chosen or (not chosen and offices == [one.key]))
            box.toggled.connect(self._show_able)
            self._people.addWidget(box)
            self.boxes.append((one.key, box))
        self._chain.soon()
        self._show_able()

    def _on_changed(self, change: Change) -> None:
        if change.cards and self.isVisibleTo(self.window()):
            self._read_cards()

    def _chosen(self) -> list[str]:
        return [key for key, box in self.boxes if box.isChecked()]

    def _able(self) -> bool:
        return bool(self.words.text().strip() and self._chosen()) and not self.desk.owner.read_only

    def _show_able(self, *_given: Any) -> None:
        self.seal_button.setEnabled(self._able() and not self._busy and bool(self.fields()))


def _asked(type_: str) -> list[Field]:
    """Return the fields of a type that are asked for: words, dates, places, names; no files, no other records."""
    known = schema.OURS.fields_of(type_).values()
    wanted = [one for one in known if isinstance(one.kind, ASKED) and one.name not in LEFT_OUT]
    return [one for one in wanted if not one.many or isinstance(one.kind, Names)][:MOST]
