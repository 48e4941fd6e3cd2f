"""A source of a value: which field it speaks of, the record it stands in, where there, and the passage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.base.i18n import N_, _
from app.domain.schema.kinds import Accounts, Cites, Field, Link
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.growing import Growing
from app.ui.editors.link import LinkEditor
from app.ui.editors.parts import Choice, Line
from app.ui.page import column, frame, label

SOURCE = Field("source", Link(("source",), ("document", "testimony", "note", "person", "reply")), N_("Source"))
LINES = 1
"""Lines of an empty passage."""


class CiteEditor(Editor):
    """One source. `about` is the field it speaks of where that is settled, empty inside an account."""

    def __init__(
        self,
        desk: Desk,
        field: Field,
        make: Callable[[Field], Editor],
        fields: Mapping[str, Field],
        about: str | None = None,
    ) -> None:
        super().__init__(desk, field)
        self._about = about
        self._value: dict[str, Any] = {}
        self.field_choice: Choice | None = None
        outer = frame("card")
        column(self).addWidget(outer)
        layout = column(outer, margin=10, gap=4)
        if about is None:
            self.field_choice = field_choice(fields, _("Speaks of"))
            self.field_choice.activated.connect(self._on_field)
            layout.addWidget(label(_("Speaks of"), "field", buddy=self.field_choice))
            layout.addWidget(self.field_choice)
        self.source = LinkEditor(desk, SOURCE, make)
        self.source.setAccessibleName(self.source.label)
        self.source.edited.connect(self._on_edited)
        self.locator, self.quote = Line(_("Where in it"), _("Page, minute, paragraph")), Growing(_("Passage"), LINES)
        self.locator.textEdited.connect(self._on_edited)
        self.quote.textChanged.connect(self._on_quote)
        for one, text in ((self.source, self.source.label), (self.locator, None), (self.quote, None)):
            layout.addWidget(label(text or one.accessibleName(), "field", buddy=one))
            layout.addWidget(one)
        self.setFocusProxy(self.source)

    def set_value(self, value: Any) -> None:
        """Show a source."""
        self._value = {}
        given = dict(value or {})
        source = given.get("source")
        words = given.get("words")
        link = {"role": "source", "to": source, **({"words": words} if words else {})}
        self.source.set_value(link if source or words else None)
        self.locator.show_text(str(given.get("locator") or ""))
        if self.quote.toPlainText() != (quote := str(given.get("quote") or "")):
            self.quote.setPlainText(quote)
        if self.field_choice is not None:
            choose(self.field_choice, given.get("field"))
        self._value = given

    def value(self) -> Any:
        """Return the source, or None when nothing is said beyond the field it would speak of."""
        said = self._value.keys() & {"source", "words", "locator", "quote", "note"}
        if not said and (self.field_choice is None or not self._value.get("field")):
            return None
        return {**({"field": self._about} if self._about else {}), **self._value}

    def set_read_only(self, read_only: bool) -> None:
        """Let the source be opened, nothing changed."""
        self.source.set_read_only(read_only)
        self.locator.setReadOnly(read_only)
        self.quote.setReadOnly(read_only)
        if self.field_choice is not None:
            self.field_choice.setEnabled(not read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first part."""
        if self.field_choice is not None and not self._value:
            self.field_choice.setFocus()
        else:
            self.source.focus_first()

    def _on_field(self, n: int) -> None:
        assert self.field_choice is not None
        self._value["field"] = self.field_choice.itemData(n)
        self.edited.emit()

    def _on_quote(self) -> None:
        if self.quote.toPlainText() != str(self._value.get("quote") or ""):
            self._on_edited()

    def _on_edited(self, _text: str = "") -> None:
        link = self.source.value() or {}
        said = {
            "source": link.get("to"),
            "words": link.get("words"),
            "locator": self.locator.text(),
            "quote": self.quote.toPlainText(),
        }
        value = {key: inner for key, inner in self._value.items() if key not in said}
        self._value = value | {key: inner for key, inner in said.items() if inner}
        self.edited.emit()


def field_choice(fields: Mapping[str, Field], name: str) -> Choice:
    """Return a choice among the fields a source or account can speak of."""
    known = [(_(one.label), one.name) for one in fields.values() if not isinstance(one.kind, Cites | Accounts)]
    listed: list[tuple[str, Any]] = [(_("The whole record"), None)]
    return Choice(name, listed + [one for one in known if one[1] != "trashed"])


def choose(choice: Choice, name: Any) -> None:
    """Show a field; one that is not on the list, or an item of a list, is shown as such."""
    at = choice.findData(name)
    if at < 0:
        choice.addItem(_("One entry of a list"), name)
        at = choice.count() - 1
    choice.setCurrentIndex(at)
