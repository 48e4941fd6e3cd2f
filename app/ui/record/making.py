"""Makes something of a passage: an act, an incident, a person, a date, a testimony, a document, each citing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QWidget

from app.base import i18n
from app.base.i18n import N_, _, ngettext
from app.domain import saying, schema
from app.domain.body import Fields
from app.services import coding, picking
from app.services.coding import Made, Quoted
from app.services.picking import Candidate
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label
from app.ui.record.parts import ActParts, editor
from app.ui.record.told import told

MOST_QUOTED = 600
MOST_WORDS, LONGEST_DATE = 60, 6
"""Words of a passage that are looked through for a date, and most words of one."""

SHORT = 60
WHOLE = ("text", "narrative", "description", "summary")

Work = Callable[[Session], Made]

KINDS = (
    ("act", N_("Act"), ""),
    ("incident", N_("Incident"), N_("An incident that begins with this passage as what happened.")),
    ("person", N_("Person"), N_("A person with this name, unless they are here already.")),
    ("date", N_("Date"), ""),
    ("testimony", N_("Testimony"), N_("A testimony in these words. Files of a note go with it.")),
    ("document", N_("Document"), N_("A document with this text. Files of a note go with it.")),
)


class Making(QWidget):
    """Asks what to make of a passage; `wanted` is emitted with the work that makes it and what it is called."""

    wanted = Signal(object, str)
    closed = Signal()
    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._quoted: Quoted | None = None
        self._looking: Job | None = None
        self._dates: list[tuple[str, str, str, str]] = []
        self._quote_box = frame("card")
        self._quote = label("")
        self._quote.setAccessibleName(_("The passage"))
        column(self._quote_box, margin=10).addWidget(self._quote)
        self.whole = label(_("Nothing was selected: this is the whole text."), "quiet")
        layout = column(self, gap=12)
        layout.addWidget(self.whole)
        layout.addWidget(self._quote_box)
        choices = QWidget()
        flow = Flow(choices, gap=10)
        self.choices: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        for at, (name, words, _hint) in enumerate(KINDS):
            made = QRadioButton(_(words))
            made.setAccessibleName(_("Make of it: {kind}").format(kind=_(words)))
            self._group.addButton(made, at)
            flow.addWidget(made)
            self.choices[name] = made
        self._group.idToggled.connect(self._on_chosen)
        layout.addWidget(choices)
        self._pages: dict[str, QWidget] = {}
        self._below = column()
        layout.addLayout(self._below)
        self.make = button(_("Make it"), self._on_make, "main", look=desk.look, icon="good")
        self._cancel = button(_("Close"), self.closed.emit)
        does = Flow(gap=8)
        does.addWidget(self.make)
        does.addWidget(self._cancel)
        buttons = QWidget()
        buttons.setLayout(does)
        layout.addWidget(buttons)
        layout.addStretch(1)

    def show_passage(self, quoted: Quoted, kind: str = "act", *, whole: bool = False) -> None:
        """Ask about another passage; `kind` is what is offered first, `whole` that nothing was selected."""
        self._quoted = quoted
        self.whole.setVisible(whole)
        cut = quoted.text if len(quoted.text) <= MOST_QUOTED else f"{quoted.text[: MOST_QUOTED - 1]}…"
        told(self._quote, cut)
        for old in self._pages.values():
            self._below.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._pages = {}
        self.choices[kind].setChecked(True)
        self._on_chosen(self._group.checkedId())
        self.choices[kind].setFocus()

    def _on_chosen(self, at: int, checked: bool = True) -> None:
        quoted = self._quoted
        if not checked or quoted is None:
            return
        name = KINDS[at][0]
        self._ensure(name, quoted)
        for one, page in self._pages.items():
            page.setVisible(one == name)
        self.edited.emit()

    def _ensure(self, name: str, quoted: Quoted) -> None:
        if name not in self._pages:
            hint = next(hint for kind, _words, hint in KINDS if kind == name)
            made = self._pages[name] = self._page(name, hint, quoted)
            self._below.addWidget(made)

    def said(self) -> dict[str, Any]:
        """Return the passage, the kind and all that was said, to go on with it later; empty for no passage."""
        quoted = self._quoted
        if quoted is None:
            return {}
        found: dict[str, Any] = {
            "passage": [quoted.field, quoted.start, quoted.end, quoted.text],
            "kind": KINDS[self._group.checkedId()][0],
        }
        if "act" in self._pages:
            found |= {"act": self.parts.values(), "incident": self._incident.value()}
        if "date" in self._pages:
            found["date"] = self._date.value()
        return found

    def go_on(self, quoted: Quoted, said: Mapping[str, Any]) -> None:
        """Ask on about a passage of which something was said before."""
        kind = said.get("kind")
        self.show_passage(quoted, kind if kind in self.choices else "act")
        if "act" in said:
            self._ensure("act", quoted)
            self.parts.set_values(said["act"])
            self._incident.set_value(said.get("incident"))
        if "date" in said:
            self._ensure("date", quoted)
            self._date.set_value(said["date"])
        self._on_chosen(self._group.checkedId())

    def _page(self, name: str, hint: str, quoted: Quoted) -> QWidget:
        made = QWidget()
        inside = column(made, gap=6)
        if hint:
            inside.addWidget(label(_(hint), "quiet"))
        if name == "act":
            self._make_act_page(inside, quoted)
        elif name == "person":
            self._make_person_page(inside, quoted)
        elif name == "date":
            self._make_date_page(inside, quoted)
        return made

    # Act

    def _make_act_page(self, inside: Any, quoted: Quoted) -> None:
        self.parts = ActParts(self._desk, quoted.source)
        self.parts.edited.connect(self.edited)
        inside.addWidget(self.parts)
        declared = schema.OURS.fields_of("act")["incident"]
        self._incident: Editor = editor(self._desk, declared, quoted.source)
        self._incident.edited.connect(self.edited)
        inside.addSpacing(8)
        inside.addWidget(label(_(declared.label), "heading", buddy=self._incident))
        inside.addWidget(self._incident)
        inside.addWidget(label(_("Without one: the incident this record is about, if it is one."), "quiet"))

    # Person

    def _make_person_page(self, inside: Any, quoted: Quoted) -> None:
        self._likely = column(gap=4)
        inside.addLayout(self._likely)
        words = " ".join(quoted.text.split())[:200]
        self._looking = self._desk.jobs.read(
            lambda session: picking.candidates(session, words, ("person",), 4),
            self._show_likely,
            owner=self,
            replaces=self._looking,
        )

    def _show_likely(self, found: list[Candidate]) -> None:
        likely = [one for one in found if one.likeness <= picking.Likeness.NAMED]
        if not likely:
            return
        self._likely.addWidget(label(_("Is it one of these?"), "heading"))
        for one in likely:
            names = ", ".join((one.title, *one.others[:2]))
            made = button(names.replace("&", "&&"), self._citing(one.id), "link", look=self._desk.look, icon="person")
            made.setAccessibleName(_("It is {name}: let them cite this passage").format(name=names))
            self._likely.addWidget(made)

    def _citing(self, person: str) -> Callable[[], None]:
        def cite() -> None:
            quoted = self._quoted
            if quoted is not None:
                self.wanted.emit(
                    lambda session: coding.cite_person(session, quoted, person), _("The person cites the passage now.")
                )

        return cite

    # Date

    def _make_date_page(self, inside: Any, quoted: Quoted) -> None:
        self._date_choice = QComboBox()
        self._date_choice.setAccessibleName(_("Which date"))
        inside.addWidget(label(_("Which date"), "heading", buddy=self._date_choice))
        inside.addWidget(self._date_choice)
        declared = replace(schema.OURS.fields_of("note")["when"], label=N_("The date in it"))
        self._date: Editor = editor(self._desk, declared, quoted.source)
        self._date.edited.connect(self.edited)
        self._date.set_value(date_of(quoted.text, i18n.language()))
        inside.addWidget(label(_(declared.label), "heading", buddy=self._date))
        inside.addWidget(self._date)
        self._desk.jobs.read(
            lambda session: coding.date_fields(session, quoted.source), self._show_dates, owner=self._date_choice
        )

    def _show_dates(self, found: list[tuple[str, str, str, str]]) -> None:
        self._dates = found
        for record, _field, type_, words in found:
            declared = schema.OURS.record_type(type_)
            here = self._quoted is not None and record == self._quoted.source
            where = _("this record") if here else _(declared.label) if declared else type_
            self._date_choice.addItem(_("{date} ({record})").format(date=_(words), record=where))

    # Making

    def _on_make(self) -> None:
        quoted = self._quoted
        name = KINDS[self._group.checkedId()][0]
        if quoted is None:
            return
        if name == "act":
            if not self.parts.settled():
                return
            said = self.parts.said()
            link = self._incident.value()
            incident = str(link.get("to") or "") if isinstance(link, dict) else ""
            n = said.acts
            self.wanted.emit(
                lambda session: coding.make_act(
                    session,
                    quoted,
                    act_type=said.act_type,
                    victims=said.victims,
                    perpetrators=said.perpetrators,
                    incident=incident,
                    period=said.period,
                ),
                ngettext("{n} act was made of the passage.", "{n} acts were made of the passage.", n).format(n=n),
            )
        elif name == "date":
            self._want_date(quoted)
        else:
            makes, words = {
                "incident": (coding.make_incident, _("An incident was made of the passage.")),
                "person": (coding.make_person, _("A person was made of the passage.")),
                "testimony": (coding.make_testimony, _("A testimony was made of the passage.")),
                "document": (coding.make_document, _("A document was made of the passage.")),
            }[name]
            self.wanted.emit(lambda session: makes(session, quoted), words)

    def _want_date(self, quoted: Quoted) -> None:
        value, at = self._date.value(), self._date_choice.currentIndex()
        if not isinstance(value, dict) or not 0 <= at < len(self._dates):
            self._desk.say(_("Say which date it is first."))
            self._date.focus_first()
            return
        record, field = self._dates[at][:2]
        self.wanted.emit(
            lambda session: coding.make_date(session, quoted, record, field, value),
            _("The date cites the passage now."),
        )


def whole_text(fields: Fields) -> tuple[str, str] | None:
    """Return the field and the text of which something is made whole when no passage is selected; None for none."""
    for name in WHOLE:
        value = fields.get(name)
        text = value.get("text") if isinstance(value, dict) else None
        if isinstance(text, str) and text.strip():
            return name, text
    return None


def date_of(words: str, language: str) -> Fields | None:
    """Return the first date a passage tells with its own words; only its words when it is short and none is read."""
    plain = " ".join(words.split())
    parts = plain.split()[:MOST_WORDS]
    for long in range(min(LONGEST_DATE, len(parts)), 0, -1):
        for at in range(len(parts) - long + 1):
            said_so = " ".join(parts[at : at + long]).strip(".,;:!?()\"'")
            if long == 1 and not any(one.isdigit() for one in said_so):
                continue  # a single word, such as May, is too little
            said = saying.read(said_so, language)
            if said is not None and said.edtf:
                other = {} if said.calendar == "gregorian" else {"calendar": said.calendar}
                return {"edtf": said.edtf, "words": said_so, **other}
    return {"words": plain} if len(plain) <= SHORT else None
