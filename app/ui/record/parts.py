"""Who did what to whom, as one types it: the kind of act, its victims, who did it, when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import N_, _, ngettext
from app.domain import reading
from app.domain.body import Fields
from app.domain.schema.kinds import Field, Link
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors import kinds
from app.ui.editors.term import TermEditor
from app.ui.page import column, label

WORDS = "words"
"""Where the words of a type of act are kept that are not settled yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of an act. Victims and perpetrators are links."""

    act_type: str
    victims: tuple[Fields, ...] = field(repr=False)
    perpetrators: tuple[Fields, ...] = field(repr=False)
    period: Fields | None = field(repr=False)

    @property
    def acts(self) -> int:
        """How many acts it makes: one for each victim."""
        return max(1, len(self.victims))


def editor(desk: Desk, declared: Field, record: str) -> Editor:
    """Return the editor of a field that stands by itself, outside a form."""
    return kinds.editor_for(desk, declared, kinds.Around(record=record))


class ActParts(QWidget):
    """The four questions, one below another."""

    edited = Signal()

    def __init__(self, desk: Desk, record: str) -> None:
        super().__init__()
        self._desk = desk
        known = desk.schema.fields_of("act")
        people = replace(known["victim"], name="victims", label=N_("Victims"), many=True)
        them = known["perpetrators"]
        if isinstance(them.kind, Link):
            them = replace(them, kind=replace(them.kind, attributes=()))
        layout = column(self, gap=4)
        self.editors: dict[str, Editor] = {}
        for name, declared in (
            ("act_type", known["act_type"]),
            ("victims", people),
            ("perpetrators", them),
            ("period", known["period"]),
        ):
            made = editor(desk, declared, record)
            made.edited.connect(self._on_edited)
            if layout.count():
                layout.addSpacing(8)
            layout.addWidget(label(_(declared.label), "heading", buddy=made))
            layout.addWidget(made)
            self.editors[name] = made
        term = self.editors["act_type"]
        if isinstance(term, TermEditor):  # words that are no term yet are kept too
            term.line.textEdited.connect(self.edited)
        self._count = label("", "quiet")
        layout.addWidget(self._count)
        self._on_edited()

    def said(self) -> Said:
        """Return what was said."""
        term = self.editors["act_type"].value()
        return Said(
            act_type=str(term.get("term") or "") if isinstance(term, dict) else "",
            victims=_links(self.editors["victims"].value()),
            perpetrators=_links(self.editors["perpetrators"].value()),
            period=self.editors["period"].value(),
        )

    def values(self) -> Fields:
        """Return all that was said, to go on with it later; empty for nothing."""
        found = {name: value for name, one in self.editors.items() if (value := one.value()) is not None}
        term = self.editors["act_type"]
        if isinstance(term, TermEditor) and term.line.astray and (words := term.line.text().strip()):
            found[WORDS] = words
        return found

    def set_values(self, values: Fields) -> None:
        """Go on with what was said before."""
        for name, one in self.editors.items():
            one.set_value(values.get(name))
        term = self.editors["act_type"]
        if isinstance(term, TermEditor) and values.get(WORDS):
            term.line.show_text(str(values[WORDS]))
            term.line.settle()
        self._on_edited()

    def settled(self) -> bool:
        """Take what is written as type of act for a term, if it can be one; tell whether nothing is left astray."""
        term = self.editors["act_type"]
        if not isinstance(term, TermEditor):
            return True
        term.line.settle()
        if term.line.astray:
            self._desk.say(_("No type of act is called so. Choose one of the list, or leave it empty."), "warning")
            term.focus_first()
        return not term.line.astray

    def clear(self) -> None:
        """Begin anew."""
        for one in self.editors.values():
            one.set_value(None)
        self._on_edited()

    def focus_first(self) -> None:
        """Put the keyboard into the first question."""
        self.editors["act_type"].focus_first()

    def _on_edited(self) -> None:
        n = len(self.said().victims)
        self._count.setText(
            ngettext("This makes {n} act.", "This makes {n} acts, one for each victim.", n).format(n=n) if n > 1 else ""
        )
        self._count.setVisible(n > 1)
        self.edited.emit()


def _links(value: Any) -> tuple[Fields, ...]:
    return tuple(reading.items(value))
