"""A source of a value: which field it speaks of, the record, where in it or in its recording, and the passage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import N_, _
from app.domain import passages
from app.domain.schema.kinds import Accounts, Cites, Field, Link
from app.services import corroborating
from app.services.corroborating import Beside
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.growing import Growing
from app.ui.editors.link import LinkEditor
from app.ui.editors.parts import Choice, Line, tell, told
from app.ui.jobs import Job
from app.ui.page import column, frame, label, row

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
        self.grades = told()
        self.locator, self.quote = Line(_("Where in it"), _("Page, minute, paragraph")), Growing(_("Passage"), LINES)
        self.at = Line(_("Minute and second"), _("12:34, or 12:34-13:05"))
        self.file = Choice(_("Which recording"), [])
        self._not_read = told("warning")
        self.locator.textEdited.connect(self._on_edited)
        self.at.textEdited.connect(self._on_at)
        self.file.activated.connect(self._on_file)
        self.quote.textChanged.connect(self._on_quote)
        layout.addWidget(label(self.source.label, "field", buddy=self.source))
        layout.addWidget(self.source)
        layout.addWidget(self.grades)
        places = self._across = row(gap=8)
        self._places: list[tuple[QWidget, QWidget]] = []
        for part, share in ((self.locator, 3), (self.at, 3), (self.file, 3)):
            place = column(gap=4)
            head = label(part.accessibleName(), "field", buddy=part)
            place.addWidget(head)
            place.addWidget(part)
            places.addLayout(place, share)
            self._places.append((head, part))
        layout.addLayout(places)
        layout.addWidget(self._not_read)
        layout.addWidget(label(self.quote.accessibleName(), "field", buddy=self.quote))
        layout.addWidget(self.quote)
        self._read: str | None = None
        self._reading: Job | None = None
        self._show_beside(Beside("", ()))
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
        self.at.show_text(_passage(given.get("at")))
        tell(self._not_read, "", self.at)
        self._value = given  # before the passage, whose change would say it anew without what has no line here
        if self.quote.toPlainText() != (quote := str(given.get("quote") or "")):
            self.quote.setPlainText(quote)
        if self.field_choice is not None:
            choose(self.field_choice, given.get("field"))
        self._look()

    def value(self) -> Any:
        """Return the source, or None when nothing is said beyond the field it would speak of."""
        said = self._value.keys() & {"source", "words", "locator", "quote", "note", "at", "attachment"}
        if not said and (self.field_choice is None or not self._value.get("field")):
            return None
        return {**({"field": self._about} if self._about else {}), **self._value}

    def set_read_only(self, read_only: bool) -> None:
        """Let the source be opened, nothing changed."""
        self.source.set_read_only(read_only)
        self.locator.setReadOnly(read_only)
        self.at.setReadOnly(read_only)
        self.file.setEnabled(not read_only)
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

    def unsettled(self) -> list[str]:
        """Return what was typed as a minute and second and is none."""
        typed = self.at.text().strip()
        return [typed] if typed and passages.read(typed) is None else []

    def _on_at(self, text: str) -> None:
        at = passages.read(text)
        problem = _("Write minutes and seconds, as 12:34, or from and until, as 12:34-13:05.")
        tell(self._not_read, problem if text.strip() and at is None else "", self.at)
        self._say("at", at)

    def _on_file(self, n: int) -> None:
        self._say("attachment", self.file.itemData(n))

    def _say(self, key: str, said: Any) -> None:
        self._value = {name: inner for name, inner in self._value.items() if name != key}
        if said is not None:
            self._value[key] = said
        self.edited.emit()

    def _look(self) -> None:
        """Ask how the source is graded and which files it has."""
        source = self._value.get("source")
        if source == self._read:
            self._choose_file()
            return
        self._read = source if isinstance(source, str) else None
        if self._read is None:
            self._show_beside(Beside("", ()))
            return
        record, language = self._read, i18n.language()
        self._reading = self.desk.jobs.read(
            lambda session: corroborating.beside(session, record, language),
            self._show_beside,
            owner=self,
            replaces=self._reading,
        )

    def _show_beside(self, beside: Beside) -> None:
        tell(self.grades, beside.grades, self.source)
        self.file.clear()
        self.file.addItem(_("The record itself"), None)
        for item, name in beside.files:
            self.file.addItem(name, item)
        self._choose_file()

    def _choose_file(self) -> None:
        item = self._value.get("attachment")
        at = self.file.findData(item)
        if at < 0:
            self.file.addItem(_("A file that is not here"), item)
            at = self.file.count() - 1
        self.file.setCurrentIndex(at)
        several = self.file.count() > 1
        for part in self._places[-1]:
            part.setVisible(several)
        self._across.setStretch(2, 3 if several else 0)

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
        self._look()
        self.edited.emit()


def _passage(at: Any) -> str:
    """Return a passage as a person writes it."""
    if not isinstance(at, dict) or not isinstance(start := at.get("start"), int):
        return ""
    end = at.get("end")
    return passages.write(start) + (f"-{passages.write(end)}" if isinstance(end, int) else "")


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
